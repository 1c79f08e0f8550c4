"""부서 as a tree to choose from: bureaus with their departments, as far as they hold what somebody may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from audits import organisation
from audits.access import Viewer
from audits.models import Department, DepartmentKind
from audits.models.department import existed
from audits.web.fields import DayField
from tracker import access
from tracker.models import Tenure

NOBODY: Final = "0"
MOST_BESIDE: Final = (
    100  # departments that stand whole beside the list; of more, its bureaus and what is chosen
)


@dataclass(frozen=True)
class Leaf:
    """A department as it is chosen: its value in the address, and its name."""

    value: str
    name: str


@dataclass(frozen=True)
class Branch:
    """A bureau with its departments. Without a value these departments are under none."""

    value: str
    name: str
    leaves: tuple[Leaf, ...]

    @property
    def in_words(self) -> str:
        """What choosing the bureau asks for."""
        return _("%(bureau)s · 아래 %(count)d곳") % {"bureau": self.name, "count": len(self.leaves)}


@dataclass(frozen=True)
class Tree:
    """Branches in 건제순, and the departments that are no more (`former`). A bureau stands for all below it."""

    branches: tuple[Branch, ...]
    former: tuple[Leaf, ...]

    @property
    def size(self) -> int:
        """How many departments there are to choose from."""
        return sum(len(branch.leaves) for branch in self.branches)

    def names(self) -> dict[str, str]:
        """Everything that can be chosen, by its value, in words."""
        found = {NOBODY: _("소관 없음")}
        for branch in self.branches:
            if branch.value:
                found[branch.value] = branch.in_words
            found |= {leaf.value: leaf.name for leaf in branch.leaves}
        return found

    def spread(self, values: Collection[str]) -> tuple[int, ...]:
        """The departments that these values stand for, a bureau for itself and all below it."""
        chosen = {int(value) for value in values}
        for branch in self.branches:
            if branch.value and branch.value in values:
                chosen |= {int(leaf.value) for leaf in branch.leaves}
        return tuple(sorted(chosen))

    def shown(self, values: Collection[str], *, whole: bool) -> list[dict[str, Any]]:
        """The branches for the page, with what of them is chosen; not `whole`: leaves only where one is chosen."""
        found = []
        for branch in self.branches:
            leaves = branch.leaves if whole else _told(branch, values)
            if leaves or branch.value:
                found.append(_shown(branch, leaves, values))
        return found


def tree_of(viewer: Viewer) -> Tree:
    """What the viewer may choose from; one statement, two where a bureau was carried on by another one."""
    seen = access.visible_to(viewer)
    once = Tenure.objects.filter(department=OuterRef("pk"))
    if not access.reads_everything(viewer):
        once = once.filter(assignment__in=seen.values("pk"))
    holds = Exists(seen.filter(department=OuterRef("pk")))
    gone = Q(Exists(once), valid_until__lte=viewer.on)
    # As rows: a city has some hundred departments, and the list beside them shows a few dozen.
    found: list[Any] = list(
        Department.objects.filter(Q(kind=DepartmentKind.BUREAU) | gone | Q(holds))
        .annotate(holds=holds)
        .ranked()
        .values_list(
            "pk", "kind", "bureau_id", "name", "valid_from", "valid_until", "is_void", "holds", named=True
        )
    )
    bureaus = {each.pk: each for each in found if each.kind == DepartmentKind.BUREAU}
    others = [each for each in found if each.pk not in bureaus]
    former = tuple(Leaf(str(each.pk), _until(each)) for each in others if not _existed(each, viewer.on))
    holding = [each for each in others if each.holds]
    return Tree(tuple(_branches(holding, bureaus, _todays(bureaus, viewer))), former)


def _existed(row: Any, on: date) -> bool:
    return existed(on, row.valid_from, row.valid_until, is_void=row.is_void)


def _todays(bureaus: Mapping[int, Any], viewer: Viewer) -> dict[int, int]:
    """The bureau of today by each bureau's id: renames and merges of bureaus are followed."""
    if all(_existed(bureau, viewer.on) for bureau in bureaus.values()):
        return {}
    steps = organisation.carrying_on(viewer.on)
    found: dict[int, int] = {}
    for pk in bureaus:
        now, passed = pk, {pk}
        while (step := steps.get(now)) and step.successor_id and step.successor_id not in passed:
            now = step.successor_id
            passed.add(now)
        found[pk] = now
    return found


def _branches(
    holding: Sequence[Any], bureaus: Mapping[int, Any], todays: Mapping[int, int]
) -> Iterator[Branch]:
    below: dict[int | None, list[Leaf]] = defaultdict(list)
    for each in holding:
        at = todays.get(each.bureau_id, each.bureau_id) if each.bureau_id else None
        below[at if at in bureaus else None].append(Leaf(str(each.pk), each.name))
    for pk, bureau in bureaus.items():
        if pk in below:
            yield Branch(str(pk), bureau.name, tuple(below[pk]))
    if None in below:
        yield Branch("", "", tuple(below[None]))


def _told(branch: Branch, values: Collection[str]) -> tuple[Leaf, ...]:
    """What stands below a branch where not all can: everything of a bureau of which something is chosen."""
    chosen = tuple(leaf for leaf in branch.leaves if leaf.value in values)
    return branch.leaves if branch.value and (chosen or branch.value in values) else chosen


def _shown(branch: Branch, leaves: Iterable[Leaf], values: Collection[str]) -> dict[str, Any]:
    return {
        "value": branch.value,
        "name": branch.name,
        "count": len(branch.leaves),
        "on": bool(branch.value) and branch.value in values,
        "leaves": [(leaf.value, leaf.name, leaf.value in values) for leaf in leaves],
    }


def _until(department: Any) -> str:
    day = DayField().prepare_value(department.valid_until)
    return _("%(name)s(%(day)s까지)") % {"name": department.name, "day": day}
