"""correct_demand (정정): a new version of a demand's text after it was fixed (product.md rule 4)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.errors import Stale
from audits.models import Demand, DemandVersion
from audits.record import Entry
from tracker.actions.hold import entry, keep, reason_of, refused
from tracker.actions.whole import whole
from tracker.lifecycle import Act, next_stage
from tracker.models import Assignment

EVENT = "demand_corrected"


@transaction.atomic
def correct_demand(
    demand_id: int, text: str, *, reason: str, version: int | None, by: Viewer
) -> DemandVersion:
    """Correct the text of a demand that is at `version`; the one before stays to be read.

    All its live assignments get a new version, so that whoever is writing an answer sees the text change, and one
    event each; a demand without any gets the event itself. Raises
    PermissionDenied, NotVisible, Stale, NotAllowedNow (not fixed yet: it is rewritten), ValidationError by field
    (no reason, no text, the same text).
    """
    demand, live = whole(demand_id, Act.CORRECT_DEMAND, by=by)
    if version is not None and demand.version != version:
        raise Stale(demand.version)
    for assignment in live:
        next_stage(Act.CORRECT_DEMAND, assignment.stage)
    if not is_fixed(demand):
        raise refused(_("정정"), _("요구사항 수정"))
    reason = reason_of(reason)
    demand.version += 1
    row = DemandVersion.objects.create(
        demand=demand, number=demand.version, text=_changed(demand, text), reason=reason, by=by.user
    )
    demand.save(update_fields=["version"])
    for assignment in live:
        keep(assignment, [])
    record.append_all([_seen(assignment, row, by) for assignment in live] or [_told(demand, row, by)])
    return row


def is_fixed(demand: Demand) -> bool:
    """Whether its text is fixed: transmitted, or imported with what departments answered (product.md rule 4)."""
    return (
        demand.audit.transmitted_on is not None
        or Assignment.objects.filter(demand__audit=demand.audit).exists()
    )


def _changed(demand: Demand, text: str) -> str:
    if not text.strip():
        raise ValidationError({"text": _("요구 내용을 적어 주십시오.")})
    before = DemandVersion.objects.filter(demand=demand).order_by("-number").values_list("text", flat=True)
    if text.strip() == before[0]:
        raise ValidationError({"text": _("지금 본문과 같습니다. 고친 본문을 적어 주십시오.")})
    return text.strip()


def _told(demand: Demand, row: DemandVersion, by: Viewer) -> Entry:
    return Entry(
        EVENT,
        demand,
        by.user,
        demand_id=demand.pk,
        rows=[row],
        facts={"on": by.on, "version": row.number},
    )


def _seen(assignment: Assignment, row: DemandVersion, by: Viewer) -> Entry:
    return entry(EVENT, assignment, by, [row], {"version": row.number}, changed=[row.demand])
