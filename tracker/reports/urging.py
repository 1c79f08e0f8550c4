"""What departments are urged to settle: the overdue of the digest, by department, item by item."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When

from tracker.models import ProgressUpdate
from tracker.reports.overdue import late_by_owner


@dataclass(frozen=True)
class Late:
    """Which of what is overdue on `on`: of one audit or of all, due before `due_before`.

    An earlier `due_before` than `on` asks for what was late on that day and still is; a later one asks for no more.
    """

    on: date
    due_before: date
    audit: int | None = None


@dataclass(frozen=True)
class LateItem:
    """One overdue assignment as a paper lists it. `officer` is empty where nobody belongs there who is named."""

    assignment_id: int
    owner: int
    demand_id: int
    audit_id: int
    number: int
    category: str
    point: str
    status: str
    due_date: date
    original_due_date: date
    officer: str
    reported_on: date | None


def late_counts(which: Late) -> dict[int | None, int]:
    """How many are overdue by the department that owes them (None: 소관 없음); one statement."""
    counted = _asked(which).order_by().values_list("owner").annotate(rows=Count("pk"))
    return dict(counted)


def late_items(which: Late, departments: Collection[int]) -> list[LateItem]:
    """Every overdue item of these departments, by audit, the newest first, and number; one statement.

    What nobody owns has no department that could be urged.
    """
    newest = ProgressUpdate.objects.filed().filter(assignment=OuterRef("pk")).order_by("-number")
    told = _asked(which).filter(owner__in=departments).with_officer(which.on)
    named = Case(When(Q(nobody_named=False), then=F("officer__name")), default=Value(""))
    found = told.annotate(named=named, reported_on=Subquery(newest.values("reported_on")[:1]))
    of_demand = ("demand_id", "demand__audit_id", "demand__number", "demand__category__label")
    of_duty = ("point", "reported_status", "due_date", "original_due_date", "named", "reported_on")
    order = ("-demand__audit__year", "demand__audit_id", "demand__number", "point", "pk")
    rows = found.order_by(*order).values_list("pk", "owner", *of_demand, *of_duty)
    return [LateItem(*row) for row in rows]


def _asked(which: Late) -> Any:
    found = late_by_owner(which.on).filter(due_date__lt=which.due_before)
    return found.filter(demand__audit=which.audit) if which.audit else found
