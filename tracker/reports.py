"""Every figure (product.md rule 12): dashboard, page, export and mail ask here and nowhere else.

A demand counts once, by its standing; tables by department count assignments and say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date

from django.db.models import Case, Count, F, Max, OuterRef, Q, Subquery, When, Window
from django.db.models.functions import RowNumber

from audits.access import Viewer
from audits.models import Audit, DemandVersion, Department, Event
from audits.models.demand import DemandQuerySet
from audits.statuses import ReportedStatus as Status
from tracker import access
from tracker.models import Assignment, ProgressUpdate, Verdict
from tracker.models.assignment import AssignmentQuerySet


@dataclass(frozen=True)
class Counts:
    """Demands of one category, or of all: by standing, and how many are completed and confirmed."""

    total: int = 0
    completed: int = 0
    in_progress: int = 0
    under_review: int = 0
    not_accepted: int = 0
    transferred: int = 0
    not_reported: int = 0
    verified: int = 0
    contradicted: int = 0

    def __add__(self, other: Counts) -> Counts:
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Counts(*(one + another for one, another in pairs))


@dataclass(frozen=True)
class CategoryRow:
    """One row of the 총괄 table."""

    category: str
    label: str
    counts: Counts


@dataclass(frozen=True)
class Summary:
    """총괄: a row a category in the council's order, and their sum; `withdrawn` demands are counted apart."""

    rows: tuple[CategoryRow, ...]
    total: Counts
    withdrawn: int

    def as_json(self) -> dict[str, object]:
        """The shape of `audits/{id}/summary/` and of the export."""
        return {
            "rows": [{"category": row.category, **asdict(row.counts)} for row in self.rows],
            "total": asdict(self.total),
        }


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


@dataclass(frozen=True)
class AuditRow:
    """An audit in the list, with the figures of its 총괄."""

    audit: Audit
    counts: Counts
    overdue: int


_COUNTS = {
    "total": Count("pk"),
    **{
        status.value: Count("pk", filter=Q(followup__standing=status))
        for status in (
            Status.COMPLETED,
            Status.IN_PROGRESS,
            Status.UNDER_REVIEW,
            Status.NOT_ACCEPTED,
            Status.TRANSFERRED,
            Status.NOT_REPORTED,
        )
    },
    "verified": Count(
        "pk", filter=Q(followup__standing=Status.COMPLETED, followup__verification=Verdict.CONFIRMED)
    ),
    "contradicted": Count("pk", filter=Q(followup__verification=Verdict.CONTRADICTED)),
}


def summary(audit: Audit, demands: DemandQuerySet) -> Summary:
    """The 총괄 of `audit` over those of its demands in `demands`; two statements."""
    mine = demands.filter(audit=audit)
    grouped = (
        mine.counted()
        .values("category__code", "category__label")
        .annotate(**_COUNTS)
        .order_by("category__rank")
    )
    rows = tuple(
        CategoryRow(row.pop("category__code"), row.pop("category__label"), Counts(**row))
        for row in map(dict, grouped)
    )
    return Summary(
        rows=rows,
        total=sum((row.counts for row in rows), Counts()),
        withdrawn=mine.filter(withdrawn_at__isnull=False).count(),
    )


def audit_rows(viewer: Viewer) -> list[AuditRow]:
    """Every audit the viewer may see, newest first, with its figures over what the viewer may see.

    `overdue` counts assignments. Three statements for those who read everything.
    """
    figures = {
        row["audit_id"]: Counts(**{name: row[name] for name in _COUNTS})
        for row in access.visible_demands(viewer).counted().values("audit_id").annotate(**_COUNTS).order_by()
    }
    late = access.visible_to(viewer).overdue(viewer.on).values("demand__audit_id").annotate(rows=Count("pk"))
    overdue = dict(late.order_by().values_list("demand__audit_id", "rows"))
    audits = access.visible_audits(viewer).order_by("-year", "body", "id")
    return [AuditRow(a, figures.get(a.pk, Counts()), overdue.get(a.pk, 0)) for a in audits]


def by_department(audit: Audit, assignments: AssignmentQuerySet, *, on: date) -> list[DepartmentRow]:
    """Assignments of `audit` by the department holding them, in 건제순; two statements.

    Last, without a department, those that are 소관 없음 on `on`.
    """
    mine = assignments.live().filter(demand__audit=audit, demand__withdrawn_at__isnull=True)
    overdue = Count("pk", filter=Q(pk__in=mine.overdue(on).values("pk")))
    overdue_original = Count("pk", filter=Q(pk__in=mine.overdue_original(on).values("pk")))
    grouped = list(
        mine.annotate(owner=_owner(mine, on))
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


def _owner(assignments: AssignmentQuerySet, on: date) -> Case:
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


def items(demands: DemandQuerySet) -> list[dict[str, object]]:
    """What a result report says of each demand, in order: text and every department's newest filed report.

    Shapes as in the JSON export; three statements.
    """
    found = list(demands.counted().select_related("category", "followup").in_order())
    texts = DemandVersion.objects.texts(found)
    answers: dict[int, list[dict[str, object]]] = {demand.pk: [] for demand in found}
    for assignment in _with_newest(Assignment.objects.live().filter(demand__in=found)):
        answers[assignment.demand_id].append(_answer(assignment))
    return [
        {
            "number": demand.number,
            "category": demand.category.code,
            "text": texts[demand.pk],
            "standing": demand.followup.standing,
            "verification": demand.followup.verification,
            "confirmed": demand.followup.confirmed,
            "live": demand.followup.live,
            "departments": answers[demand.pk],
        }
        for demand in found
    ]


def _with_newest(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    newest = ProgressUpdate.objects.filter(assignment=OuterRef("pk"), filed_at__isnull=False).order_by(
        "-number"
    )
    return (
        assignments.select_related("department")
        .annotate(**{f"newest_{name}": Subquery(newest.values(name)[:1]) for name in _NEWEST})
        .order_by("demand_id", F("department__rank").asc(nulls_last=True), "id")
    )


_NEWEST = ("wording", "actions_taken", "plan", "planned_until", "reported_on")


def _answer(assignment: Assignment) -> dict[str, object]:
    newest = {name: getattr(assignment, f"newest_{name}") for name in _NEWEST}
    return {
        "department": assignment.department.name if assignment.department else None,
        "lead": assignment.is_lead,
        "stage": assignment.stage,
        "status": assignment.reported_status,
        "verification": assignment.verification,
        "due_date": _iso(assignment.due_date),
        "original_due_date": _iso(assignment.original_due_date),
        **{name: _iso(value) if isinstance(value, date) else value or "" for name, value in newest.items()},
        "planned_until": _iso(newest["planned_until"]),
        "reported_on": _iso(newest["reported_on"]),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def record_head() -> str:
    """기록 확인값: number and hash of the newest entry of the record, `0` where there is none."""
    last = Event.objects.aggregate(number=Max("number"))["number"]
    return f"{last}:{Event.objects.get(number=last).hash}" if last else "0"


# -- The weekly digest: what is overdue on a day, by the department that owes it ---------------------------


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


def overdue_rows(on: date, *, worst: int) -> list[OverdueRow]:
    """The `worst` rows of each owner, most days late first; one statement, so that counts and rows agree.

    Whoever wants the worst of several owners finds them among these.
    """
    late = Assignment.objects.overdue(on)
    owned = late.annotate(owner=_owner(late, on), category=F("demand__category__short_label")).annotate(
        place=Window(RowNumber(), partition_by="owner", order_by=["due_date", "pk"]),
        of_owner=Window(Count("pk"), partition_by="owner"),
    )
    of_demand = ("demand_id", "demand__audit__year", "demand__number", "category")
    dates = ("due_date", "original_due_date", "of_owner")
    columns = ("pk", *of_demand, "owner", "reported_status", *dates)
    found = owned.filter(place__lte=worst).order_by("due_date", "pk").values_list(*columns)
    return [OverdueRow(*row) for row in found]


def overdue_ids(on: date) -> dict[int | None, list[int]]:
    """Every overdue assignment by the department that owes it (None: 소관 없음), most days late first."""
    late = Assignment.objects.overdue(on)
    owned = late.annotate(owner=_owner(late, on)).order_by("due_date", "pk")
    found: dict[int | None, list[int]] = {}
    for pk, owner in owned.values_list("pk", "owner"):
        found.setdefault(owner, []).append(pk)
    return found


def due_by_department(first: date, last: date) -> dict[int | None, int]:
    """How many outstanding assignments fall due in [first, last], by the department that owes them."""
    due = Assignment.objects.outstanding().filter(due_date__range=(first, last))
    owned = due.annotate(owner=_owner(due, first)).order_by()
    return dict(owned.values_list("owner").annotate(rows=Count("pk")))


def awaiting_verification() -> int:
    """How many closing reports wait for the council (확인 대기)."""
    return Assignment.objects.awaiting_verification().count()
