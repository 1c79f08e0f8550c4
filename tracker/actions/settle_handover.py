"""settle (소관 조정): the coordinator decides whose duty it is, where departments do not agree."""

from __future__ import annotations

from django.db import transaction

from audits import record
from audits.access import Viewer
from tracker.actions.hand_over import between, held_offer, taken_over
from tracker.actions.hold import entry, ground, keep
from tracker.lifecycle import Act
from tracker.models import Handover, HandoverState


@transaction.atomic
def settle(handover_id: int, *, moves: bool, reason: str, version: int | None, by: Viewer) -> Handover:
    """Decide about an offer that was refused, or not answered in its days; the due date does not stop.

    It `moves` as if accepted, or stays with the giver. Raises as `hand_over.accept`; ValidationError without a
    reason.
    """
    assignment, handover, stage = held_offer(handover_id, Act.SETTLE_HANDOVER, by=by, version=version)
    why = ground(assignment, "handover_settled", reason, by=by)
    rows: list[record.Kept] = [why]
    told = between(handover) | {"moved": moves}
    changed: list[record.Followed] = [handover]
    if moves:
        tenure, returned = taken_over(assignment, handover, stage, why.reason, by)
        rows.append(tenure)
        told |= {"to": tenure.department_id}
        if returned:
            told |= {"update": returned.pk}
            changed.append(returned)
    else:
        keep(assignment, [])
    handover.state, handover.settlement = HandoverState.SETTLED, why
    handover.save(update_fields=["state", "settlement"])
    record.append(entry("handover_settled", assignment, by, rows, told, changed=changed))
    return handover
