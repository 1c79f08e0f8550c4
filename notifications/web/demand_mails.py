"""알림 내역 of a demand: who was told what of it, when, and what became of the mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audits import keyset
from audits.access import Viewer
from audits.models import Demand
from audits.web.viewer import viewer_of
from notifications import access
from notifications.web import occasion_rows
from tracker.access import visible_demands
from tracker.web.demands import label
from tracker.web.pages import pager

PAGE: Final = 50


@require_safe
def demand_mails(request: HttpRequest, pk: int) -> HttpResponse:
    """What the viewer may know of it, newest first, a page at a time; 404 where the demand is not theirs to see."""
    viewer = viewer_of(request)
    access.require(viewer, access.Act.SEE_WHO_WAS_TOLD)
    demand = visible_demands(viewer).select_related("audit", "category").filter(pk=pk).first()
    if demand is None:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    told = occasion_rows.related(access.occasions_of(demand, viewer))
    cursor = request.GET.get("cursor", "")
    page = keyset.page(told, ["-id"], size=PAGE, cursor=cursor, question=f"told:{pk}")
    context = {
        "demand": {"pk": demand.pk, "label": label(demand), "audit_title": str(demand.audit)},
        "rows": occasion_rows.shown(page.rows),
        "leads_on": access.may(viewer, access.Act.SEE_LEDGER),
        **pager(page),
    }
    return render(request, "notifications/demand_mails.html", context)


@dataclass(frozen=True)
class Told:
    """How often somebody was told of a demand, and the day of the last time; None where nobody was yet."""

    count: int
    last: date | None


def mails_told(demand: Demand, viewer: Viewer) -> Told | None:
    """What a demand's page says of its 알림 내역; None for who may not read of it. Two statements at most."""
    if not access.may(viewer, access.Act.SEE_WHO_WAS_TOLD):
        return None
    found = access.occasions_of(demand, viewer).aggregate(count=Count("pk"), last=Max("planned_at"))
    last = found["last"]
    return Told(found["count"], timezone.localdate(last) if last else None)
