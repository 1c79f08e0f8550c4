"""move: open work goes to the department that took over its duty (lifecycle.md §4, product.md rule 9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from audits import organisation, record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Demand, Succession
from audits.record import Entry
from tracker import access
from tracker.lifecycle import Act
from tracker.models import OPEN, Assignment, Tenure
from tracker.models.assignment import AssignmentQuerySet


@transaction.atomic
def follow_successions(*, on: date) -> int:
    """Move open work along every rename and merge up to `on` that needs nobody's decision, in order of date.

    Answers how many moves were made; again on the same day makes none. An assignment whose successor already
    holds the same demand stays where it is and shows as 소관 없음.
    """
    entries = follow(on=on)
    record.append_all(entries)
    return len(entries)


def follow(*, on: date) -> list[Entry]:
    """As `follow_successions`, leaving the entries to the caller, who writes the record last."""
    steps = organisation.successions_until(on)
    return [entry for step in steps if organisation.by_rule(step, steps) for entry in _follow(step)]


@transaction.atomic
def move(assignment_id: int, succession: Succession, *, by: Viewer, reason: str) -> Assignment:
    """A person says by which step of a reorganisation the duty went on; the reason is kept.

    Raises PermissionDenied, NotVisible, ValidationError (no reason), and NotAllowedNow where the assignment
    is not open, is not held by the step's predecessor, or the successor already holds the demand.
    """
    access.require(by, Act.MOVE)
    if not reason.strip():
        raise ValidationError("사유를 적어 주십시오.", code="reason_required")
    asked = Assignment.objects.filter(pk__in=access.visible_to(by).values("pk"), pk=assignment_id)
    _lock_demands(asked)
    assignment = asked.locked().first()
    if assignment is None:
        raise NotVisible
    _refuse_what_cannot_move(assignment, succession, on=by.on)
    record.append_all(_move([assignment], succession, by=by, reason=reason.strip()))
    return assignment


def _follow(step: Succession) -> list[Entry]:
    held = Assignment.objects.open().filter(
        department=step.predecessor, tenures__end_on__isnull=True, tenures__start_on__lt=step.day
    )
    _lock_demands(held)
    taken = Assignment.objects.live().filter(department=step.successor).values("demand_id")
    assignments = list(held.exclude(demand_id__in=taken).locked())
    return _move(assignments, step, by=None, reason="")


def _move(
    assignments: Sequence[Assignment], step: Succession, *, by: Viewer | None, reason: str
) -> list[Entry]:
    """Close the old hold and open the new one for each; the statements do not grow with the number."""
    receiver = step.successor
    if not assignments or receiver is None:
        return []
    ids = [assignment.pk for assignment in assignments]
    Tenure.objects.filter(assignment__in=ids, end_on__isnull=True).update(end_on=step.day)
    tenures = Tenure.objects.bulk_create(
        Tenure(
            assignment=assignment,
            department=receiver,
            start_on=step.day,
            succession=step,
            by=by.user if by else None,
            reason=reason,
        )
        for assignment in assignments
    )
    for assignment in assignments:
        assignment.department = receiver
        assignment.officer = None
        assignment.version += 1
    Assignment.objects.bulk_update(assignments, ["department", "officer", "version"])
    return [
        Entry(
            "moved",
            assignment,
            by.user if by else None,
            demand_id=assignment.demand_id,
            rows=[tenure],
            values=assignment.record_values(),
            facts={"succession": step.pk, "from": step.predecessor_id, "to": receiver.pk, "on": step.day},
        )
        for assignment, tenure in zip(assignments, tenures, strict=True)
    ]


def _lock_demands(assignments: AssignmentQuerySet) -> None:
    """Let nobody give one of these demands to the receiver between the look and the move."""
    demands = Demand.objects.filter(pk__in=assignments.order_by().values("demand_id")).order_by("pk")
    list(demands.select_for_update(no_key=True).values_list("pk"))


def _refuse_what_cannot_move(assignment: Assignment, step: Succession, *, on: date) -> None:
    if assignment.stage not in OPEN:
        raise NotAllowedNow(
            f"소관 이동: 지금 상태({assignment.get_stage_display()})에서는 처리할 수 없습니다."
        )
    if step.successor_id is None or assignment.department_id != step.predecessor_id:
        raise NotAllowedNow(
            "소관 이동: 이 조직개편은 지금 소관부서의 것이 아닙니다. 소관부서를 다시 확인하여 주십시오."
        )
    began = assignment.tenures.filter(end_on__isnull=True, start_on__lt=step.day)
    if step.day > on or not began.exists():
        raise NotAllowedNow("소관 이동: 지금 소관부서가 맡은 뒤부터 오늘까지의 조직개편만 고를 수 있습니다.")
    held = Assignment.objects.live().filter(demand_id=assignment.demand_id, department_id=step.successor_id)
    if held.exists():
        raise NotAllowedNow(
            "소관 이동: 받는 부서가 같은 요구사항을 이미 맡고 있습니다. 둘 가운데 하나를 철회하여 주십시오."
        )
