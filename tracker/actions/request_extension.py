"""request_extension, cancel_request (기한 연장 요청, 요청 취소): a department asks for more time."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.errors import NotVisible
from tracker.actions.extension import refuse_not_later
from tracker.actions.hold import entry, hold, reason_of, refused
from tracker.lifecycle import Act
from tracker.models import Assignment, ExtensionRequest, RequestState


@transaction.atomic
def request_extension(assignment_id: int, *, wanted: date, reason: str, by: Viewer) -> ExtensionRequest:
    """Ask for the due date `wanted`, of which nothing moves before it is granted.

    Raises as `hold`; ValidationError by field for a day that is not later than the due date, and without a reason.
    """
    assignment, _stage = hold(assignment_id, Act.REQUEST_EXTENSION, by=by)
    if assignment.department_id is None or assignment.due_date is None:
        raise refused(_("기한 연장 요청"), _("처리기한 지정"))
    refuse_not_later(wanted, assignment.due_date, "wanted")
    request = ExtensionRequest.objects.create(
        assignment=assignment,
        department_id=assignment.department_id,
        wanted=wanted,
        due_then=assignment.due_date,
        reason=reason_of(reason),
        by=by.user,
        on=by.on,
    )
    told = {"request": request.pk, "due_then": request.due_then, "wanted": wanted}
    record.append(entry("extension_requested", assignment, by, [request], told))
    return request


@transaction.atomic
def cancel_request(request_id: int, *, by: Viewer) -> ExtensionRequest:
    """The department that holds the assignment takes the request back. Raises as `hold`."""
    assignment, request = held_request(request_id, Act.CANCEL_REQUEST, by=by)
    request.state = RequestState.CANCELLED
    request.save(update_fields=["state"])
    record.append(
        entry("extension_cancelled", assignment, by, facts={"request": request.pk}, changed=[request])
    )
    return request


def held_request(request_id: int, act: Act, *, by: Viewer) -> tuple[Assignment, ExtensionRequest]:
    """A request that waits, with its assignment held for `act`. Raises as `hold`."""
    request = ExtensionRequest.objects.filter(pk=request_id).first()
    if request is None:
        raise NotVisible
    assignment, _stage = hold(request.assignment_id, act, by=by)
    request.refresh_from_db()
    if request.state != RequestState.PENDING:
        raise refused(request.get_state_display(), _("새 기한 연장 요청"))
    return assignment, request
