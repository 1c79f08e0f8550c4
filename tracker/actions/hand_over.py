"""offer, accept, refuse, cancel (소관 변경): an assignment is offered to the department whose duty it is."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import organisation, record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Department, DepartmentKind
from tracker import pending
from tracker.actions.hold import entry, ground, hold, keep, reason_of, refused
from tracker.actions.move import change_hands
from tracker.actions.send_back import back_to_author
from tracker.lifecycle import Act
from tracker.models import PENDING_OFFER, Assignment, Handover, HandoverState, ProgressUpdate, Stage, Tenure


@transaction.atomic
def offer(assignment_id: int, receiver_id: int, *, reason: str, by: Viewer) -> Handover:
    """Ask another department to take over; nothing changes hands, and the due date goes on (lifecycle.md §4).

    Raises as `hold`; ValidationError by field without a reason, and for a receiver that is not a department of this
    installation today or holds the same demand and point already.
    """
    assignment, _stage = hold(assignment_id, Act.OFFER_HANDOVER, by=by)
    giver = assignment.department_id
    if giver is None:
        raise refused(_("소관 변경 요청"), _("소관 이동"))
    words = reason_of(reason)
    receiver = _receiver(assignment, receiver_id, by.on)
    handover = Handover.objects.create(
        assignment=assignment, giver_id=giver, receiver=receiver, reason=words, by=by.user, on=by.on
    )
    record.append(entry("handover_offered", assignment, by, [handover], between(handover)))
    return handover


@transaction.atomic
def accept(handover_id: int, *, version: int | None, by: Viewer) -> Handover:
    """The receiver takes over; with the next request the giver has no rights in it (product.md rule 8).

    Raises as `hold`; NotAllowedNow where the receiver is no longer one that may take it.
    """
    assignment, handover, stage = held_offer(handover_id, Act.ACCEPT_HANDOVER, by=by, version=version)
    tenure, returned = taken_over(assignment, handover, stage, handover.reason, by)
    _end(handover, HandoverState.ACCEPTED)
    told = between(handover) | ({"update": returned.pk} if returned else {})
    changed: list[record.Followed] = [handover, *([returned] if returned else [])]
    record.append(entry("handover_accepted", assignment, by, [tenure], told, changed=changed))
    return handover


@transaction.atomic
def refuse_offer(handover_id: int, *, reason: str, by: Viewer) -> Handover:
    """The receiver does not take it and says why; the offer waits for the coordinator. Raises as `hold`;
    ValidationError without a reason.
    """
    assignment, handover, _stage = held_offer(handover_id, Act.REFUSE_HANDOVER, by=by)
    handover.refusal = ground(assignment, "handover_refused", reason, by=by)
    _end(handover, HandoverState.REFUSED, "refusal")
    rows, told = [handover.refusal], between(handover)
    record.append(entry("handover_refused", assignment, by, rows, told, changed=[handover]))
    return handover


@transaction.atomic
def cancel_offer(handover_id: int, *, by: Viewer) -> Handover:
    """The giver keeps what it offered. Raises as `hold`."""
    assignment, handover, _stage = held_offer(handover_id, Act.CANCEL_HANDOVER, by=by)
    _end(handover, HandoverState.CANCELLED)
    record.append(entry("handover_cancelled", assignment, by, facts=between(handover), changed=[handover]))
    return handover


def held_offer(
    handover_id: int, act: Act, *, by: Viewer, version: int | None = None
) -> tuple[Assignment, Handover, Stage]:
    """An offer that waits, with its assignment held for `act` and the stage after it. Raises as `hold`."""
    handover = Handover.objects.filter(pk=handover_id).first()
    if handover is None:
        raise NotVisible
    assignment, stage = hold(handover.assignment_id, act, by=by, version=version)
    handover.refresh_from_db()
    if handover.state not in PENDING_OFFER:
        raise refused(handover.get_state_display(), _("새 소관 변경 요청"))
    return assignment, handover, stage


def taken_over(
    assignment: Assignment, handover: Handover, stage: Stage, reason: str, by: Viewer
) -> tuple[Tenure, ProgressUpdate | None]:
    """Give a held assignment to the receiver from today on: its hold, and the report that went back with it.

    Taking over is the receipt where there was none; a request for more time goes with the assignment. The caller
    writes the record. A receiver that was renamed or merged since is whatever carries it on. Raises NotAllowedNow.
    """
    there = handover.receiver.existed(by.on)
    carried_on = [] if there else organisation.became(handover.receiver, by.on)
    try:
        receiver = _receiver(assignment, carried_on[-1].pk if carried_on else handover.receiver_id, by.on)
    except ValidationError as fault:
        raise NotAllowedNow("; ".join(fault.messages)) from fault
    (tenure,) = change_hands([assignment], receiver, on=by.on, by=by, reasons={assignment.pk: reason})
    if assignment.stage == Stage.ASSIGNED:
        assignment.received_on = by.on
    assignment.stage = stage
    keep(assignment, ["department", "officer", "stage", "received_on"])
    waiting = pending.waiting_report(assignment)
    if waiting:
        back_to_author(waiting)
    return tenure, waiting


def between(handover: Handover) -> dict[str, object]:
    """What the record says of an offer: which one, from whom, to whom."""
    return {"handover": handover.pk, "from": handover.giver_id, "to": handover.receiver_id}


def _receiver(assignment: Assignment, receiver_id: int, on: date) -> Department:
    inside = Department.objects.valid(on).inside().exclude(kind=DepartmentKind.BUREAU)
    receiver = inside.filter(pk=receiver_id).first()
    if receiver is None or receiver.pk == assignment.department_id:
        told = _("지금 소관부서가 아닌, 오늘 있는 부서를 골라 주십시오.")
        raise ValidationError({"receiver": ValidationError(told, code="department_closed")})
    held = Assignment.objects.live().filter(
        demand=assignment.demand_id, point=assignment.point, department=receiver
    )
    if held.exists():
        told = _("받는 부서가 같은 요구사항을 이미 맡고 있습니다.")
        raise ValidationError({"receiver": ValidationError(told, code="department_holds_it")})
    return receiver


def _end(handover: Handover, state: HandoverState, *fields: str) -> None:
    handover.state = state
    handover.save(update_fields=["state", *fields])
