"""What is late, for digests and letters: one definition of late, counted by who owes it and who follows it up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from audits.statuses import ReportedStatus
from tracker.models import Assignment
from tracker.reports.departments import owner_of

ORDER: Final = ("-priority", "due_date", "pk")
COLUMNS: Final = (
    *("pk", "demand_id", "demand__audit__year", "demand__number", "category", "owner"),
    *("reported_status", "due_date", "original_due_date", "of_owner", "priority", "committee"),
)


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """One overdue assignment; `department` is None for 소관 없음, `of_owner` counts all its owner has overdue.

    `committee` is the one that follows it up, None where none does.
    """

    assignment_id: int
    demand_id: int
    year: int
    number: int
    category: str
    department: int | None
    status: str
    due_date: date
    original_due_date: date
    of_owner: int
    priority: bool
    committee: int | None = None


@dataclass(frozen=True, slots=True)
class OverdueGroup:
    """What one department owes late of what one committee follows up; `unreported`: nothing was ever reported."""

    department: int | None
    committee: int | None
    overdue: int
    unreported: int


@dataclass(frozen=True)
class Overdue:
    """All that is late: counted in groups, and the worst rows of each committee, which hold the worst of all."""

    groups: tuple[OverdueGroup, ...]
    worst: tuple[OverdueRow, ...]


def late_by_owner(on: date, departments: Collection[int] | None = None) -> Any:
    """What is overdue on `on`, each with `owner`, the department that owes it (empty: 소관 없음).

    The one question behind digests, reminders and papers about what is late. Of `departments` alone, where given.
    """
    late = Assignment.objects.overdue(on)
    if departments is not None:
        late = late.filter(department__in=departments)
    return late.annotate(owner=owner_of(late, on), committee=F("demand__audit__committee"))


def overdue_rows(on: date, *, worst: int, departments: Collection[int] | None = None) -> list[OverdueRow]:
    """The `worst` rows of each owner, 중점관리 and then most days late first; one statement, so that counts agree.

    Whoever wants the worst of several owners finds them among these. Of `departments` alone, where they are given.
    """
    place = Window(RowNumber(), partition_by="owner", order_by=ORDER)
    told = _told(late_by_owner(on, departments)).annotate(place=place)
    found = told.filter(place__lte=worst).order_by(*ORDER).values_list(*COLUMNS)
    return [OverdueRow(*row) for row in found]


def overdue_overview(on: date, *, worst: int) -> Overdue:
    """The `worst` rows of each committee, and how much is late by owner and committee; one statement, as above.

    Each group is told by its own worst row, so that groups and rows are of one moment.
    """
    group = [F("owner"), F("committee")]
    unreported = Q(reported_status=ReportedStatus.NOT_REPORTED)
    found = _told(late_by_owner(on)).annotate(
        place=Window(RowNumber(), partition_by="committee", order_by=ORDER),
        in_group=Window(RowNumber(), partition_by=group, order_by=ORDER),
        of_group=Window(Count("pk"), partition_by=group),
        unreported=Window(Count("pk", filter=unreported), partition_by=group),
    )
    found = found.filter(Q(place__lte=worst) | Q(in_group=1)).order_by(*ORDER)
    groups: list[OverdueGroup] = []
    rows: list[OverdueRow] = []
    for *columns, place, in_group, of_group, silent in found.values_list(
        *COLUMNS, "place", "in_group", "of_group", "unreported"
    ):
        row = OverdueRow(*columns)
        if in_group == 1:
            groups.append(OverdueGroup(row.department, row.committee, of_group, silent))
        if place <= worst:
            rows.append(row)
    return Overdue(tuple(groups), tuple(rows))


def overdue_ids(on: date) -> dict[int | None, list[int]]:
    """Every overdue assignment by the department that owes it (None: 소관 없음), most days late first."""
    return {owner: [pk for pk, _committee in ids] for owner, ids in overdue_ids_by_owner(on).items()}


def overdue_ids_by_owner(on: date) -> dict[int | None, list[tuple[int, int | None]]]:
    """The same, each with the committee that follows it up."""
    found: dict[int | None, list[tuple[int, int | None]]] = defaultdict(list)
    for pk, owner, committee in _worst_first(on):
        found[owner].append((pk, committee))
    return dict(found)


def due_by_department(first: date, last: date) -> dict[int | None, int]:
    """How many outstanding assignments fall due in [first, last], by the department that owes them."""
    found: dict[int | None, int] = defaultdict(int)
    for (owner, _committee), count in due_by_group(first, last).items():
        found[owner] += count
    return dict(found)


def due_by_group(first: date, last: date) -> Mapping[tuple[int | None, int | None], int]:
    """The same by the department that owes them and the committee that follows them up; one statement."""
    due = Assignment.objects.outstanding().filter(due_date__range=(first, last))
    owned = due.annotate(owner=owner_of(due, first), committee=F("demand__audit__committee")).order_by()
    counted = owned.values_list("owner", "committee").annotate(rows=Count("pk"))
    return {(owner, committee): count for owner, committee, count in counted}


def awaiting_verification() -> int:
    """How many closing reports wait for the council (확인 대기)."""
    return sum(awaiting_by_committee().values())


def awaiting_by_committee() -> Mapping[int | None, int]:
    """How many wait by the committee that follows them up; one statement."""
    waiting = Assignment.objects.awaiting_verification().order_by()
    return dict(waiting.values_list("demand__audit__committee").annotate(rows=Count("pk")))


def _worst_first(on: date) -> Iterable[tuple[int, int | None, int | None]]:
    """Each overdue assignment with who owes it and who follows it up, most days late first; one statement."""
    owned = late_by_owner(on).order_by("due_date", "pk")
    found: Iterable[tuple[int, int | None, int | None]] = owned.values_list("pk", "owner", "committee")
    return found


def _told(late: Any) -> Any:
    """Each of `late_by_owner` with what a row tells of it, and how much its owner owes."""
    return late.annotate(
        category=F("demand__category__short_label"),
        priority=F("demand__is_priority"),
        of_owner=Window(Count("pk"), partition_by="owner"),
    )
