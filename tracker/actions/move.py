"""move: open work goes to the department that took over its duty (lifecycle.md §4, product.md rule 9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from audits import organisation, record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Demand, Department, Succession
from audits.record import Entry
from tracker import access
from tracker.actions.hold import check_version, reason_of
from tracker.lifecycle import Act
from tracker.models import OPEN, PENDING_OFFER, Assignment, Handover, HandoverState, Tenure
from tracker.models.assignment import AssignmentQuerySet


@transaction.atomic
def follow_successions(*, on: date) -> int:
    """Move open work along every rename and merge up to `on` that needs nobody's decision, in order of date.

    Answers how many moves were made; again on the same day makes none. An assignment whose successor already
    holds the same demand and point stays where it is and shows as 소관 없음.
    """
    entries = follow(on=on)
    record.append_all(entries)
    return len(entries)


def follow(*, on: date) -> list[Entry]:
    """As `follow_successions`, leaving the entries to the caller, who writes the record last."""
    steps = organisation.successions_until(on)
    return [entry for step in steps if organisation.by_rule(step, steps) for entry in _follow(step)]


@transaction.atomic
def move(
    assignment_id: int, succession: Succession, *, by: Viewer, reason: str, version: int | None = None
) -> Assignment:
    """A person says by which step of a reorganisation the duty went on; the reason is kept.

    `version` is the one its caller saw, where the caller holds one. Raises PermissionDenied, NotVisible,
    ValidationError (no reason), Stale, and NotAllowedNow where the assignment is not open, is not held by the step's
    predecessor, or the successor already holds the same demand and point.
    """
    access.require(by, Act.MOVE)
    words = reason_of(reason)
    asked = Assignment.objects.filter(pk__in=access.visible_to(by).values("pk"), pk=assignment_id)
    _lock_demands(asked)
    assignment = asked.locked().first()
    if assignment is None:
        raise NotVisible
    check_version(assignment, version)
    _refuse_what_cannot_move(assignment, succession, on=by.on)
    record.append_all(_move([assignment], succession, by=by, reason=words))
    return assignment


def steps_from(assignment: Assignment, on: date) -> QuerySet[Succession]:
    """The steps up to `on` by which an assignment may go on from the department that holds it, in order of date."""
    held = Tenure.objects.filter(assignment=assignment, end_on__isnull=True, start_on__lt=OuterRef("day"))
    steps = Succession.objects.until(on).filter(predecessor=assignment.department_id, successor__isnull=False)
    found = steps.filter(Exists(held), predecessor__isnull=False)
    return found.select_related("successor")


def _follow(step: Succession) -> list[Entry]:
    held = Assignment.objects.open().filter(
        department=step.predecessor, tenures__end_on__isnull=True, tenures__start_on__lt=step.day
    )
    _lock_demands(held)
    same = {"demand": OuterRef("demand"), "point": OuterRef("point"), "department": step.successor}
    assignments = list(held.exclude(Exists(Assignment.objects.live().filter(**same))).locked())
    return _move(assignments, step, by=None, reason="")


def _move(
    assignments: Sequence[Assignment], step: Succession, *, by: Viewer | None, reason: str
) -> list[Entry]:
    """Close the old hold and open the new one for each; the statements do not grow with the number."""
    receiver = step.successor
    if not assignments or receiver is None:
        return []
    lapsed = _lapse_offers(assignments)
    tenures = change_hands(assignments, receiver, on=step.day, by=by, reason=reason, step=step)
    for assignment in assignments:
        assignment.version += 1
    Assignment.objects.bulk_update(assignments, ["department", "officer", "version"])
    return [
        _moved(assignment, tenure, step, by, lapsed.get(assignment.pk))
        for assignment, tenure in zip(assignments, tenures, strict=True)
    ]


def _moved(
    assignment: Assignment, tenure: Tenure, step: Succession, by: Viewer | None, lapsed: Handover | None
) -> Entry:
    facts = {"succession": step.pk, "from": step.predecessor_id, "to": step.successor_id, "on": step.day}
    return Entry(
        "moved",
        assignment,
        by.user if by else None,
        demand_id=assignment.demand_id,
        rows=[tenure],
        changed=[lapsed] if lapsed else [],
        values=assignment.record_values(),
        facts=facts | ({"handover": lapsed.pk} if lapsed else {}),
    )


def change_hands(
    assignments: Sequence[Assignment],
    receiver: Department,
    *,
    on: date,
    by: Viewer | None,
    reason: str,
    step: Succession | None = None,
) -> list[Tenure]:
    """Close the open hold of each and open the receiver's from `on` on; the new holds, in the same order.

    Department and officer change in memory: the caller, who holds the locks, stores them under the next version and
    writes the record. Two statements, however many.
    """
    ids = [assignment.pk for assignment in assignments]
    Tenure.objects.filter(assignment__in=ids, end_on__isnull=True).update(end_on=on)
    for assignment in assignments:
        assignment.department = receiver
        assignment.officer = None
    return Tenure.objects.bulk_create(
        Tenure(
            assignment=assignment,
            department=receiver,
            start_on=on,
            succession=step,
            by=by.user if by else None,
            reason=reason,
        )
        for assignment in assignments
    )


def _lapse_offers(assignments: Sequence[Assignment]) -> dict[int, Handover]:
    """End the offers that wait, because their giver has nothing to give; by assignment, which has one at most."""
    offers = list(Handover.objects.filter(assignment__in=assignments, state__in=PENDING_OFFER))
    for offer in offers:
        offer.state = HandoverState.LAPSED
    Handover.objects.bulk_update(offers, ["state"])
    return {offer.assignment_id: offer for offer in offers}


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
    held = Assignment.objects.live().filter(demand_id=assignment.demand_id, point=assignment.point)
    if held.filter(department_id=step.successor_id).exists():
        raise NotAllowedNow(
            "소관 이동: 받는 부서가 같은 요구사항을 이미 맡고 있습니다. 둘 가운데 하나를 철회하여 주십시오."
        )
