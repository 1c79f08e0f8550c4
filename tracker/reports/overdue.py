"""What is late, for the digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from tracker.models import Assignment
from tracker.reports.departments import owner_of


@dataclass(frozen=True)
class OverdueRow:
    """One overdue assignment; `department` is None for 소관 없음, `of_owner` counts all its owner has overdue."""

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


def late_by_owner(on: date) -> Any:
    """What is overdue on `on`, each with `owner`, the department that owes it (empty: 소관 없음).

    The one question behind digests, reminders and papers about what is late.
    """
    late = Assignment.objects.overdue(on)
    return late.annotate(owner=owner_of(late, on))


def overdue_rows(on: date, *, worst: int) -> list[OverdueRow]:
    """The `worst` rows of each owner, 중점관리 and then most days late first; one statement, so that counts agree.

    Whoever wants the worst of several owners finds them among these.
    """
    owned = (
        late_by_owner(on)
        .annotate(
            category=F("demand__category__short_label"),
            priority=F("demand__is_priority"),
        )
        .annotate(
            place=Window(RowNumber(), partition_by="owner", order_by=["-priority", "due_date", "pk"]),
            of_owner=Window(Count("pk"), partition_by="owner"),
        )
    )
    of_demand = ("demand_id", "demand__audit__year", "demand__number", "category")
    dates = ("due_date", "original_due_date", "of_owner", "priority")
    columns = ("pk", *of_demand, "owner", "reported_status", *dates)
    found = owned.filter(place__lte=worst).order_by("-priority", "due_date", "pk").values_list(*columns)
    return [OverdueRow(*row) for row in found]


def overdue_ids(on: date) -> dict[int | None, list[int]]:
    """Every overdue assignment by the department that owes it (None: 소관 없음), most days late first."""
    owned = late_by_owner(on).order_by("due_date", "pk")
    found: dict[int | None, list[int]] = {}
    for pk, owner in owned.values_list("pk", "owner"):
        found.setdefault(owner, []).append(pk)
    return found


def due_by_department(first: date, last: date) -> dict[int | None, int]:
    """How many outstanding assignments fall due in [first, last], by the department that owes them."""
    due = Assignment.objects.outstanding().filter(due_date__range=(first, last))
    owned = due.annotate(owner=owner_of(due, first)).order_by()
    return dict(owned.values_list("owner").annotate(rows=Count("pk")))


def awaiting_verification() -> int:
    """How many closing reports wait for the council (확인 대기)."""
    return Assignment.objects.awaiting_verification().count()
