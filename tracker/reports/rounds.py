"""How far reporting rounds are, by department: assignments asked, reported and not; demands are not counted here."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from audits.access import Viewer
from audits.models import Department
from tracker import access, rounds
from tracker.models import ReportingRound, Snapshot
from tracker.models.assignment import AssignmentQuerySet
from tracker.reports.departments import owner_of
from tracker.rounds import RoundState


@dataclass(frozen=True)
class Progress:
    """Assignments that a round asks of, by how far they are; the names are those of `RoundState`."""

    not_reported: int = 0
    awaiting_head: int = 0
    awaiting_submission: int = 0
    filed: int = 0

    def __add__(self, other: Progress) -> Progress:
        return Progress(*(one + another for one, another in zip(astuple(self), astuple(other), strict=True)))

    @property
    def asked(self) -> int:
        """All of them."""
        return sum(astuple(self))

    @property
    def reported(self) -> int:
        """Those with a report, wherever it has got to."""
        return self.asked - self.not_reported


@dataclass(frozen=True)
class RoundRow:
    """One department in a round, by its name of the day; without a department those that are 소관 없음."""

    department: int | None
    name: str
    progress: Progress


@dataclass(frozen=True)
class RoundProgress:
    """A round by department in 건제순, and their sum."""

    rows: tuple[RoundRow, ...]
    total: Progress


@dataclass(frozen=True)
class OwnRound:
    """An open round, and how far the viewer's own departments are in it."""

    round: ReportingRound
    progress: Progress


def round_progress(
    round_: ReportingRound, assignments: AssignmentQuerySet, *, on: date, own: Collection[int] = ()
) -> RoundProgress:
    """How far `round_` is among `assignments`; two statements.

    Of a closed round it is what its frozen report says, under the names that departments had then: of `assignments`,
    and of what the departments `own` held then, whoever holds it today.
    """
    if round_.closed_on:
        return _frozen(round_, assignments, own)
    found = rounds.asked(round_, assignments)
    counted = found.annotate(owner=owner_of(assignments.filter(demand__audit=round_.audit_id), on))
    by_owner: dict[int | None, Progress] = defaultdict(Progress)
    for owner, state, count in _grouped(counted, "owner"):
        by_owner[owner] += Progress(**{state: count})
    held = Department.objects.filter(pk__in=[pk for pk in by_owner if pk]).ranked()
    names: list[tuple[int | None, str]] = [(each.pk, each.name) for each in held]
    return _in_order([*names, (None, "")], by_owner)


def not_filed(
    round_: ReportingRound, assignments: AssignmentQuerySet, own: Collection[int] = ()
) -> list[Mapping[str, Any]]:
    """What a closed round asked and did not get, as its frozen report has it, by department in 건제순; two statements.

    Of `assignments` and `own` as in `round_progress`; `holder` is the department it is counted for, by its name then.
    """
    content, asked = _told(round_, assignments, own)
    place = {each["department"]: at for at, each in enumerate(content["departments"])}
    names = {each["department"]: each["name"] for each in content["departments"]}
    rows = [row for row in asked if _state(row) == RoundState.NOT_REPORTED]
    return [
        {**row, "holder": names[row["department"]]}
        for row in sorted(rows, key=lambda row: place[row["department"]])
    ]


def own_rounds(viewer: Viewer) -> list[OwnRound]:
    """Open rounds that ask the viewer's departments, the next due first; two statements, one where there is none."""
    found = _by_round(access.mine(viewer))
    if not found:
        return []
    open_ = ReportingRound.objects.filter(pk__in=found).select_related("audit").order_by("due_on", "id")
    return [OwnRound(each, found[each.pk]) for each in open_]


def open_progress(viewer: Viewer) -> Mapping[int, Progress]:
    """How far every open round is, over what the viewer's lists show, by the round's id; one statement."""
    return _by_round(access.listed(viewer))


def progress_of(found: Collection[ReportingRound], viewer: Viewer) -> Mapping[int, Progress]:
    """As `open_progress`, of these open rounds alone, with an empty one where nothing is asked; one statement."""
    if not found:
        return {}
    audits = [each.audit_id for each in found]
    counted = _by_round(access.listed(viewer).filter(demand__audit__in=audits))
    return {each.pk: counted.get(each.pk, Progress()) for each in found}


def _by_round(rows: AssignmentQuerySet) -> dict[int, Progress]:
    found: dict[int, Progress] = defaultdict(Progress)
    for pk, state, count in _grouped(rounds.of_open_rounds(rows), "open_round"):
        found[pk] += Progress(**{state: count})
    return found


def _grouped(rows: Any, by: str) -> Iterable[tuple[Any, str, int]]:
    counted = rows.order_by().values(by, "round_state").annotate(rows=Count("pk"))
    found: Iterable[tuple[Any, str, int]] = counted.values_list(by, "round_state", "rows")
    return found


def _frozen(round_: ReportingRound, assignments: AssignmentQuerySet, own: Collection[int]) -> RoundProgress:
    content, asked = _told(round_, assignments, own)
    by_owner: dict[int | None, Progress] = defaultdict(Progress)
    for row in asked:
        by_owner[row["department"]] += Progress(**{_state(row).value: 1})
    return _in_order([(each["department"], each["name"]) for each in content["departments"]], by_owner)


def _told(
    round_: ReportingRound, assignments: AssignmentQuerySet, own: Collection[int]
) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """A frozen report, and the rows of it that a round asked and that are among `assignments` or were `own` then."""
    content = json.loads(Snapshot.objects.get(round=round_).content)
    asked = [row for row in content["rows"] if row["asked"]]
    seen = set(assignments.filter(pk__in=[row["assignment"] for row in asked]).values_list("pk", flat=True))
    return content, [row for row in asked if row["assignment"] in seen or row["department"] in own]


def _state(row: Mapping[str, Any]) -> RoundState:
    return RoundState.FILED if row["filed"] == "in_round" else RoundState.NOT_REPORTED


def _in_order(names: Sequence[tuple[int | None, str]], found: Mapping[int | None, Progress]) -> RoundProgress:
    rows = tuple(RoundRow(pk, name, found[pk]) for pk, name in names if pk in found)
    return RoundProgress(rows, _sum(row.progress for row in rows))


def _sum(each: Iterable[Progress]) -> Progress:
    return sum(each, Progress())
