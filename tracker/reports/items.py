"""What a result report says of each demand."""

from __future__ import annotations

from datetime import date

from django.db.models import F, OuterRef, Subquery

from audits.models import DemandVersion
from audits.models.demand import DemandQuerySet
from tracker.models import Assignment, ProgressUpdate
from tracker.models.assignment import AssignmentQuerySet


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
        "point": assignment.point,
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
