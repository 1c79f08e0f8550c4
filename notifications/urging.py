"""처리 촉구, looked at before it is asked for: by department how many, what is refused and why, who would be told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from audits.access import Viewer
from audits.models import Department, Role
from notifications.audiences import Audiences, Told
from notifications.models import OccasionKind
from notifications.occasions.table import Due
from tracker.actions.remind import Outcome, would_remind
from tracker.models import Assignment

NOBODY: Final = 0  # stands for no department: 소관 없음, and what is not visible


@dataclass(frozen=True)
class Reader:
    """Who would be told of `items` of a department's: a seat, how many hold it, whose place is taken."""

    label: str
    people: int
    items: int
    instead_of: str

    @property
    def missing(self) -> str:
        """The role that nobody holds, in words; empty where the right one is told."""
        return str(Role(self.instead_of).label) if self.instead_of else ""


@dataclass(frozen=True)
class Share:
    """What is chosen of one department; `department` is None for 소관 없음 and for what nobody here may see.

    `ids` are those that would be reminded of, `unheard` how many of them nobody is left to be told of.
    """

    department: Department | None
    ids: Sequence[int]
    refusals: Mapping[str, int]
    readers: Sequence[Reader]
    unheard: int

    @property
    def chosen(self) -> int:
        """How many were chosen."""
        return len(self.ids) + self.refused

    @property
    def refused(self) -> int:
        """How many of them cannot be reminded of."""
        return sum(self.refusals.values())


@dataclass(frozen=True)
class Preview:
    """What would become of each, and of each department in 건제순, 소관 없음 last."""

    outcomes: Sequence[Outcome]
    shares: Sequence[Share]

    @property
    def ready(self) -> int:
        """How many would be reminded of."""
        return sum(len(share.ids) for share in self.shares)

    @property
    def refused(self) -> int:
        """How many would not."""
        return sum(share.refused for share in self.shares)


def preview(assignment_ids: Iterable[int], *, by: Viewer) -> Preview:
    """What asking for these would do now; five statements, however many. Raises as `would_remind`."""
    outcomes = would_remind(assignment_ids, by=by)
    return Preview(outcomes, shares(outcomes, by, Audiences.load(by.on)))


def shares(outcomes: Iterable[Outcome], by: Viewer, audiences: Audiences | None = None) -> list[Share]:
    """Outcomes by the department that owes them; without `audiences` nobody asks who is told. No statement."""
    found: dict[int, list[Outcome]] = defaultdict(list)
    departments: dict[int, Department] = {}
    for outcome in outcomes:
        owner = _owner(outcome.assignment, by.on)
        found[owner.pk if owner else NOBODY].append(outcome)
        if owner:
            departments[owner.pk] = owner
    rows = [_share(departments.get(pk), group, by, audiences) for pk, group in found.items()]
    return sorted(rows, key=_rank)


def _owner(assignment: Assignment | None, on: date) -> Department | None:
    """The department that a figure counts it for (`reports.departments.owner_of`): one that exists on `on`."""
    department = assignment.department if assignment else None
    return department if department and department.existed(on) else None


def _share(
    department: Department | None, outcomes: Sequence[Outcome], by: Viewer, audiences: Audiences | None
) -> Share:
    done = [outcome.assignment for outcome in outcomes if outcome.done and outcome.assignment]
    told = _told(done, by, audiences) if audiences else []
    return Share(
        department=department,
        ids=[assignment.pk for assignment in done],
        refusals=dict(Counter(outcome.why_not for outcome in outcomes if not outcome.done)),
        readers=_readers(told),
        unheard=sum(not each for each in told),
    )


def _told(assignments: Iterable[Assignment], by: Viewer, audiences: Audiences) -> list[Sequence[Told]]:
    """Who is told of each; the same seats answer for the same department, officer and committee."""
    known: dict[tuple[int | None, ...], Sequence[Told]] = {}
    found = []
    for assignment in assignments:
        due = _due(assignment, by)
        place = (due.department_id, due.officer_id, due.committee_id)
        if place not in known:
            known[place] = audiences.of(due)
        found.append(known[place])
    return found


def _due(assignment: Assignment, by: Viewer) -> Due:
    return Due(
        kind=OccasionKind.URGED,
        assignment_id=assignment.pk,
        period=by.on.isoformat(),
        on=by.on,
        department_id=assignment.department_id,
        officer_id=assignment.officer_id,
        committee_id=assignment.demand.audit.committee_id,
        actor_id=by.user.pk,
    )


def _readers(told: Collection[Sequence[Told]]) -> list[Reader]:
    """The seats by what they are told as, as they come; several people in one seat stand in one line."""
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    items: Counter[tuple[str, str]] = Counter()
    for group in told:
        items.update(dict.fromkeys((each.label, each.instead_of) for each in group).keys())
        for each in group:
            people[each.label, each.instead_of].add(each.key)
    return [
        Reader(label, len(people[label, missing]), items[label, missing], missing) for label, missing in items
    ]


def _rank(share: Share) -> tuple[bool, int, str, int]:
    department = share.department
    if department is None:
        return (True, 0, "", 0)
    return (False, department.rank, department.name, department.pk)
