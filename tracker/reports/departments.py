"""Assignments by the department that holds them. They are counted here, not demands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Case,
    Count,
    DateField,
    Expression,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)

from audits.models import Audit, Department
from audits.statuses import ReportedStatus as Status
from tracker.models import Tenure, Verdict
from tracker.models.assignment import AssignmentQuerySet


@dataclass(frozen=True)
class DepartmentRow:
    """Assignments of one department; `department` is None for those that nobody holds."""

    department: Department | None
    total: int
    by_status: Mapping[str, int]
    awaiting: int
    confirmed: int
    overdue: int
    overdue_original: int


def by_department(audit: Audit, assignments: AssignmentQuerySet, *, on: date) -> list[DepartmentRow]:
    """Assignments of `audit` by the department holding them, in 건제순; two statements.

    Last, without a department, those that are 소관 없음 on `on`.
    """
    mine = _of(audit, assignments)
    return _rows(mine, owner_of(mine, on), on)


def by_department_then(audit: Audit, assignments: AssignmentQuerySet, *, on: date) -> list[DepartmentRow]:
    """The same assignments by the department that held them on the audit's day, under its name of then; two statements.

    That day is the report's, else the transmittal's, else the one they were assigned on; for what was held later
    only, who held it first. What stands is as on `on`, so that totals are those of `by_department`.
    """
    day = audit.report_date or audit.transmitted_on
    then = Value(day, DateField()) if day else OuterRef("assigned_on")
    covers = Q(start_on__lte=then) & (Q(end_on__isnull=True) | Q(end_on__gt=then))
    held = Tenure.objects.filter(assignment=OuterRef("pk")).annotate(
        later=Case(When(covers, then=Value(0)), default=Value(1), output_field=IntegerField())
    )
    first = held.order_by("later", "start_on", "id").values("department_id")[:1]
    return _rows(_of(audit, assignments), Subquery(first), on)


def _of(audit: Audit, assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    return assignments.live().filter(demand__audit=audit, demand__withdrawn_at__isnull=True)


def _rows(mine: AssignmentQuerySet, owner: Expression | Subquery, on: date) -> list[DepartmentRow]:
    """A row for each `owner`, which is the id of a department or empty."""
    overdue = Count("pk", filter=Q(pk__in=mine.overdue(on).values("pk")))
    overdue_original = Count("pk", filter=Q(pk__in=mine.overdue_original(on).values("pk")))
    grouped = list(
        mine.annotate(owner=owner)
        .values("owner")
        .annotate(
            total=Count("pk"),
            awaiting=Count("pk", filter=Q(verification=Verdict.AWAITING)),
            confirmed=Count("pk", filter=Q(verification=Verdict.CONFIRMED)),
            overdue=overdue,
            overdue_original=overdue_original,
            **{f"status_{s.value}": Count("pk", filter=Q(reported_status=s)) for s in Status},
        )
        .order_by()
    )
    departments = {d.pk: d for d in Department.objects.filter(pk__in=[row["owner"] for row in grouped])}
    rows = [_department_row(row, departments.get(row["owner"])) for row in grouped]
    return sorted(rows, key=_rank)


def owner_of(assignments: AssignmentQuerySet, on: date) -> Case:
    """The department a figure counts an assignment for; empty for those that are 소관 없음 on `on`."""
    return Case(When(pk__in=assignments.without_owner(on).values("pk"), then=None), default="department_id")


def _department_row(row: dict[str, int], department: Department | None) -> DepartmentRow:
    return DepartmentRow(
        department=department,
        total=row["total"],
        by_status={status.value: row[f"status_{status.value}"] for status in Status},
        awaiting=row["awaiting"],
        confirmed=row["confirmed"],
        overdue=row["overdue"],
        overdue_original=row["overdue_original"],
    )


def _rank(row: DepartmentRow) -> tuple[bool, int, str]:
    department = row.department
    return (department is None, department.rank if department else 0, department.name if department else "")
