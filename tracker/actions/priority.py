"""mark_priority (중점관리): the council marks a demand that comes first in every list."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Demand
from audits.record import Entry
from tracker import access
from tracker.lifecycle import Act


@transaction.atomic
def mark_priority(demand_id: int, is_priority: bool, *, by: Viewer) -> Demand:
    """Mark a demand as one that comes first, or take the mark away; the same again leaves no entry.

    It changes no text, no status and no date. Raises PermissionDenied, NotVisible, NotAllowedNow (withdrawn).
    """
    access.require(by, Act.MARK_PRIORITY)
    seen = access.visible_demands(by).filter(pk=demand_id).values("pk")
    demand = Demand.objects.select_for_update(no_key=True).filter(pk__in=seen).first()
    if demand is None:
        raise NotVisible
    access.require_in(by, Act.MARK_PRIORITY, demand.audit)
    if demand.withdrawn_at:
        raise NotAllowedNow(_("중점관리: 철회된 요구사항은 처리할 수 없습니다."))
    if demand.is_priority == is_priority:
        return demand
    demand.is_priority = is_priority
    demand.save(update_fields=["is_priority"])
    told = {"on": by.on, "is_priority": is_priority}
    record.append(Entry("priority_marked", demand, by.user, demand_id=demand.pk, facts=told))
    return demand
