"""A small town of every kind of row, and the list of it reckoned without the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from audits.models import Committee, Demand, Department, DepartmentKind
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tracker.models import OUTSTANDING, Assignment, Stage

ROWS: Final = 40
TEXTS: Final = ("보도 정비를 서두를 것", "예산 낭비가 없도록 할 것", "위원회를 다시 살필 것")
WAYS: Final = (Status.IN_PROGRESS, Status.NOT_REPORTED, Status.COMPLETED, Status.UNDER_REVIEW)


def build(committee: Committee, on: date) -> dict[str, Department]:
    """Two bureaus with two departments each, one below none, two audits; the fifth row of ten is nobody's."""
    bureaus = [
        Department.objects.create(name=name, kind=DepartmentKind.BUREAU, rank=rank)
        for name, rank in (("안전국", 100), ("문화국", 200))
    ]
    places = [
        ("도로과", 120, 0),
        ("하천과", 110, 0),
        ("체육과", 220, 1),
        ("공원과", 210, 1),
        ("감사관", 50, None),
    ]
    found = {
        name: Department.objects.create(
            name=name,
            kind=DepartmentKind.DEPARTMENT,
            rank=rank,
            bureau=None if at is None else bureaus[at],
        )
        for name, rank, at in places
    }
    audits = [make_audit(2024, "안전국"), make_audit(2025, "문화국", committee)]
    holders = list(found.values())
    for number in range(1, ROWS + 1):
        demand = make_demand(audits[number % 2], number, TEXTS[number % 3])
        holder = None if number % 10 == 5 else holders[number * 7 % len(holders)]
        due = None if number % 6 == 0 else on + timedelta(days=number * 13 % 60 - 25)
        assign(demand, holder, WAYS[number % 4], due=due)
    Demand.objects.filter(number__in=[8, 15, 22]).update(is_priority=True)
    return found | {bureau.name: bureau for bureau in bureaus}


def reckoned(asked: Mapping[str, Any], order: str, seen: Sequence[Assignment], on: date) -> list[int]:
    """The ids of the list in its order, those under 중점관리 first."""
    rows = [row for row in seen if _asked_for(row, asked, on)]
    return [row.pk for row in sorted(rows, key=lambda row: (not row.demand.is_priority, *_place(row, order)))]


def _place(row: Assignment, order: str) -> tuple[Any, ...]:
    due = row.due_date or date.max
    if order == "due_date":
        return (due, row.pk)
    if order == "department":
        rank = row.department.rank if row.department else -1
        return (rank, row.department_id or 0, due, row.pk)
    rank = row.department.rank if row.department else 10**10
    return (-row.demand.audit.year, row.demand.audit_id, row.demand.number, rank, row.pk)


def _asked_for(row: Assignment, asked: Mapping[str, Any], on: date) -> bool:
    owed, due = row.stage in OUTSTANDING, row.due_date
    sunday = on + timedelta(days=7 - on.isoweekday())
    rules: dict[str, Callable[[Any], bool]] = {
        "departments": lambda ids: row.department_id in ids or (0 in ids and _nobodys(row)),
        "overdue": lambda _on: owed and due is not None and due < on,
        "due": lambda kind: (
            owed and (due is None if kind == "undated" else due is not None and on <= due <= sunday)
        ),
        "status": lambda status: row.reported_status == status,
        "verification": lambda verdict: row.verification == verdict,
        "priority": lambda _on: row.demand.is_priority,
        "audit": lambda pk: row.demand.audit_id == pk,
        "q": lambda words: words.replace(" ", "") in TEXTS[row.demand.number % 3].replace(" ", ""),
    }
    return all(rules[name](value) for name, value in asked.items())


def _nobodys(row: Assignment) -> bool:
    return row.department_id is None and row.stage not in {Stage.CLOSED, Stage.WITHDRAWN}
