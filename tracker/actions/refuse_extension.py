"""refuse (연장 불승인): the council gives no more time, and says why."""

from __future__ import annotations

from django.db import transaction

from audits import record
from audits.access import Viewer
from tracker.actions.extension import refuse_own
from tracker.actions.hold import decision_for, entry, ground
from tracker.actions.request_extension import held_request
from tracker.lifecycle import Act
from tracker.models import ExtensionRequest, RequestState


@transaction.atomic
def refuse(request_id: int, *, reason: str, by: Viewer, decision_id: int | None = None) -> ExtensionRequest:
    """Refuse a request; the due date stays. Raises as `hold`; SamePerson for the requester; ValidationError
    without a reason, or for a decision about another demand.
    """
    assignment, request = held_request(request_id, Act.REFUSE, by=by)
    refuse_own(request, by)
    decision = decision_for(assignment, decision_id)
    request.refusal = ground(assignment, "extension_refused", reason, by=by, decision=decision)
    request.state = RequestState.REFUSED
    request.save(update_fields=["state", "refusal"])
    told = {"request": request.pk, "decision": decision_id}
    record.append(entry("extension_refused", assignment, by, [request.refusal], told, changed=[request]))
    return request
