"""grant (연장 승인, 기한 연장): a due date moves later, and what that rests on (product.md rules 7 and 13)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import dateformat
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow, SamePerson
from audits.record import Entry
from tracker import access
from tracker.actions.hold import check_version, decision_for, entry, facts, keep, reason_of, refused, taken
from tracker.lifecycle import Act, Fact, next_stage
from tracker.models import Assignment, Decision, DueDateMove, ExtensionRequest, MoveKind, RequestState


@dataclass(frozen=True)
class Extension:
    """A later due date. `decision_id` is the committee's decision it rests on, from the second extension on."""

    until: date
    reason: str = ""
    decision_id: int | None = None


@transaction.atomic
def grant(
    assignment_id: int,
    extension: Extension,
    *,
    version: int | None,
    by: Viewer,
    request_id: int | None = None,
) -> DueDateMove:
    """Grant the request that waits; without one the secretariat extends on its own motion and says why.

    `request_id` is the request its caller saw, where there is one. Raises as `hold`; SamePerson for the requester;
    ValidationError by field (a day that is not later, no reason on own motion, no decision from the second on).
    """
    assignment = taken(assignment_id, by=by)
    told = facts(assignment, by)
    act = Act.GRANT if request_id else _act(assignment, told, by)
    access.require(by, act, assignment)
    check_version(assignment, version)
    next_stage(act, assignment.stage, told)
    request = waiting_request(assignment, request_id, by) if act == Act.GRANT else None
    if request is None:
        reason_of(extension.reason)
    move = _moved(assignment, extension, by, request)
    keep(assignment, ["due_date"])
    record.append(_granted(assignment, move, by))
    return move


def extended(
    assignment: Assignment, extension: Extension, *, by: Viewer, request: ExtensionRequest | None = None
) -> Entry:
    """Move the due date of an assignment that its caller holds, and answer what the record has to keep.

    The version is the caller's to raise, before this, so that the entry bears it. Raises NotAllowedNow where there
    is no due date, ValidationError as `grant`.
    """
    move = _moved(assignment, extension, by, request)
    assignment.save(update_fields=["due_date"])
    return _granted(assignment, move, by)


def refuse_not_later(day: date, due: date, name: str) -> None:
    """Raise ValidationError on the field `name` unless `day` comes after `due`."""
    if day <= due:
        told = _("연장 기한은 지금 기한(%(day)s)보다 늦은 날이어야 합니다.") % {
            "day": dateformat.format(due, "Y. n. j.")
        }
        raise ValidationError({name: ValidationError(told, code="date_not_later")})


def waiting_request(assignment: Assignment, request_id: int | None, by: Viewer) -> ExtensionRequest:
    """The request of a held assignment that waits, for somebody who decides about it.

    Raises NotAllowedNow where it is another than `request_id`, SamePerson for the requester.
    """
    request = ExtensionRequest.objects.get(assignment=assignment, state=RequestState.PENDING)
    if request_id not in (None, request.pk):
        raise NotAllowedNow(_("이미 처리된 기한 연장 요청입니다. 새로 들어온 요청을 확인하여 주십시오."))
    refuse_own(request, by)
    return request


def refuse_own(request: ExtensionRequest, by: Viewer) -> None:
    """Raise SamePerson where who decides about a request made it."""
    if request.by_id == by.user.pk:
        raise SamePerson(_("기한 연장을 요청한 사람은 그 요청을 결정할 수 없습니다."))


def _act(assignment: Assignment, told: Collection[Fact], by: Viewer) -> Act:
    """What granting means now: without a request the secretariat's own motion, for others nothing yet."""
    unasked = Fact.EXTENSION_ASKED not in told and access.may(by, Act.GRANT_UNASKED, assignment)
    return Act.GRANT_UNASKED if unasked else Act.GRANT


def _moved(
    assignment: Assignment, extension: Extension, by: Viewer, request: ExtensionRequest | None
) -> DueDateMove:
    """Keep the move, change the assignment in memory, and mark the request as granted."""
    if assignment.due_date is None:
        raise refused(_("기한 연장"), _("처리기한 지정"))
    refuse_not_later(extension.until, assignment.due_date, "due_date")
    number = 1 + assignment.due_date_moves.filter(kind=MoveKind.GRANTED).count()
    decision = decision_for(assignment, extension.decision_id)
    _refuse_without_decision(number, decision)
    _refuse_used_decision(assignment, decision)
    move = DueDateMove.objects.create(
        assignment=assignment,
        kind=MoveKind.GRANTED,
        number=number,
        before=assignment.due_date,
        after=extension.until,
        request=request,
        decision=decision,
        reason=extension.reason.strip(),
        by=by.user,
        on=by.on,
    )
    assignment.due_date = extension.until
    if request:
        request.state = RequestState.GRANTED
        request.save(update_fields=["state"])
    return move


def _refuse_without_decision(number: int, decision: Decision | None) -> None:
    """From the second extension on the committee has decided; calendar moves are no extensions (rule 7)."""
    if number > 1 and decision is None:
        told = _("2차 연장부터는 위원회 결정이 필요합니다. 회의일을 골라 주십시오.")
        raise ValidationError({"decision": ValidationError(told, code="decision_required")})


def _refuse_used_decision(assignment: Assignment, decision: Decision | None) -> None:
    """One decision carries one extension of an assignment: the next one is decided anew (rule 7)."""
    if decision and assignment.due_date_moves.filter(decision=decision).exists():
        told = _("이미 앞선 연장의 근거가 된 위원회 결정입니다. 새로 결정한 회의를 골라 주십시오.")
        raise ValidationError({"decision": ValidationError(told, code="decision_used")})


def _granted(assignment: Assignment, move: DueDateMove, by: Viewer) -> Entry:
    told = {
        "number": move.number,
        "before": move.before,
        "after": move.after,
        "request": move.request_id,
        "decision": move.decision_id,
    }
    changed = [move.request] if move.request else []
    return entry("extension_granted", assignment, by, [move], told, changed=changed)
