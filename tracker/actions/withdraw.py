"""withdraw (철회): an assignment, or a demand as a whole, that need not be followed up any more."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.models import Demand
from audits.record import Entry
from tracker import followup, pending
from tracker.actions.hold import decision_about, decision_for, entry, ground, hold, keep, reason_of
from tracker.actions.name_lead import led
from tracker.actions.send_back import back_to_author
from tracker.actions.whole import lock_with_others, whole
from tracker.lifecycle import Act, next_stage
from tracker.models import (
    Assignment,
    ExtensionRequest,
    Ground,
    Handover,
    HandoverState,
    ProgressUpdate,
    RequestState,
    Stage,
)

EVENT = "withdrawn"
WHOLE_EVENT = "demand_withdrawn"


@transaction.atomic
def withdraw(
    assignment_id: int,
    *,
    reason: str,
    version: int | None,
    by: Viewer,
    new_lead_id: int | None = None,
    decision_id: int | None = None,
) -> Assignment:
    """Withdraw one assignment; what stands beside it lapses. Where it led, `new_lead_id` leads from now on.

    Raises as `hold`; ValidationError on `reason` (none), `decision` (another demand's), `new_lead` (it led, others
    remain, and none of them is named).
    """
    live = lock_with_others(assignment_id, by=by)
    assignment, stage = hold(assignment_id, Act.WITHDRAW, by=by, version=version)
    heir = _heir(assignment, [other for other in live if other.pk != assignment_id], new_lead_id)
    kept = ground(assignment, EVENT, reason, by=by, decision=decision_for(assignment, decision_id))
    entries = [_end(assignment, stage, kept, by, heir)]
    if heir:
        entries.append(led(heir, by))
    followup.store([assignment.demand_id])
    record.append_all(entries)
    return assignment


@transaction.atomic
def withdraw_demand(demand_id: int, *, reason: str, by: Viewer, decision_id: int | None = None) -> Demand:
    """Withdraw a demand with all its live assignments; it is not counted any more and stays to be read.

    Raises PermissionDenied, NotVisible, NotAllowedNow (withdrawn before), ValidationError as `withdraw`.
    """
    demand, live = whole(demand_id, Act.WITHDRAW, by=by)
    if demand.withdrawn_at:
        raise NotAllowedNow(_("철회: 이미 철회한 요구사항입니다."))
    kept = Ground.objects.create(
        demand=demand,
        act=WHOLE_EVENT,
        reason=reason_of(reason),
        decision=decision_about(demand.pk, decision_id),
        by=by.user,
        on=by.on,
    )
    entries = [_end(row, next_stage(Act.WITHDRAW, row.stage), kept, by, None) for row in live]
    demand.withdrawn_at = timezone.now()
    demand.save(update_fields=["withdrawn_at"])
    followup.store([demand.pk])
    record.append_all([_told(demand, kept, by), *entries])
    return demand


def _heir(assignment: Assignment, others: Sequence[Assignment], new_lead_id: int | None) -> Assignment | None:
    """Who leads after it; None where it did not lead, or nobody is left."""
    if not assignment.is_lead or not others:
        return None
    heir = next((other for other in others if other.pk == new_lead_id), None)
    if heir is None:
        raise ValidationError(
            {
                "new_lead": ValidationError(
                    _("주관부서를 이어받을 부서를 골라 주십시오."), code="lead_required"
                )
            }
        )
    return heir


def _end(assignment: Assignment, stage: Stage, kept: Ground, by: Viewer, heir: Assignment | None) -> Entry:
    assignment.stage = stage
    keep(assignment, ["stage"])
    lapsed = _lapsed(assignment)
    facts = _decided(kept) | {name: row.pk for name, row in lapsed.items()}
    facts |= {"new_lead": heir.pk} if heir else {}
    return entry(EVENT, assignment, by, [kept], facts, changed=list(lapsed.values()))


def _lapsed(assignment: Assignment) -> dict[str, ProgressUpdate | ExtensionRequest | Handover]:
    """End what stands beside the stage; each by the name the event gives it."""
    update = pending.waiting_report(assignment)
    if update:
        update.assignment = assignment
        back_to_author(update)
    request = pending.open_request(assignment)
    if request:
        request.state = RequestState.LAPSED
        request.save(update_fields=["state"])
    offer = pending.open_offer(assignment)
    if offer:
        offer.state = HandoverState.LAPSED
        offer.save(update_fields=["state"])
    found = {"update": update, "request": request, "offer": offer}
    return {name: row for name, row in found.items() if row}


def _told(demand: Demand, kept: Ground, by: Viewer) -> Entry:
    facts = {"on": by.on, **_decided(kept)}
    return Entry(WHOLE_EVENT, demand, by.user, demand_id=demand.pk, rows=[kept], facts=facts)


def _decided(kept: Ground) -> dict[str, int]:
    return {"decision": kept.decision_id} if kept.decision_id else {}
