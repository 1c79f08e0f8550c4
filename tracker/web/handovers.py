"""소관 변경: what departments ask one another to take over, what needs settling first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audits import keyset
from audits.access import Viewer
from audits.models import DemandVersion
from audits.web.viewer import viewer_of
from tracker import access
from tracker.lifecycle import Act
from tracker.models import PENDING_OFFER, Handover, HandoverState
from tracker.pending import unanswered_since
from tracker.web.demands import label
from tracker.web.due import due
from tracker.web.pages import pager

PAGE: Final = 25


@require_safe
def handover_list(request: HttpRequest) -> HttpResponse:
    """The offers that wait: refused and unanswered ones first, then the oldest; for a department its own."""
    viewer = viewer_of(request)
    if not concerned(viewer):
        access.require(viewer, Act.SETTLE_HANDOVER)
    page = keyset.page(
        _waiting(viewer),
        ["later", "on", "id"],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question="handovers",
    )
    context = {
        "rows": _rows(page.rows, viewer),
        **pager(page),
    }
    return render(request, "tracker/handovers.html", context)


def concerned(viewer: Viewer) -> bool:
    """Whether this person takes over, offers or settles."""
    return access.may(viewer, Act.OFFER_HANDOVER) or access.may(viewer, Act.SETTLE_HANDOVER)


def asked_of(viewer: Viewer) -> int:
    """How many offers wait for an answer of the viewer's departments."""
    waiting = Handover.objects.filter(receiver__in=viewer.department_ids, state=HandoverState.OFFERED)
    return waiting.count() if access.may(viewer, Act.ACCEPT_HANDOVER) else 0


def _waiting(viewer: Viewer) -> QuerySet[Handover]:
    """Each with `later`: 0 where it is refused or unanswered, else 1."""
    later = Case(
        When(state=HandoverState.REFUSED, then=Value(0)),
        When(on__lte=unanswered_since(viewer.on), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    offers = access.visible_offers(viewer).filter(state__in=PENDING_OFFER).annotate(later=later)
    return offers.select_related(
        "giver",
        "receiver",
        "refusal",
        "assignment__demand__audit",
        "assignment__demand__category",
    )


def _rows(found: list[Handover], viewer: Viewer) -> list[dict[str, object]]:
    texts = DemandVersion.objects.texts(row.assignment.demand for row in found)
    return [_row(row, texts[row.assignment.demand_id], viewer) for row in found]


def _row(row: Any, text: str, viewer: Viewer) -> dict[str, object]:
    assignment = row.assignment
    return {
        "url": reverse("demand_detail", args=[assignment.demand_id]),
        "label": label(assignment.demand),
        "audit_title": str(assignment.demand.audit),
        "text": text,
        "giver": row.giver.name,
        "receiver": row.receiver.name,
        "due": due(assignment, viewer.on),
        "on": row.on,
        "reason": row.reason,
        "refusal": row.refusal.reason if row.refusal else "",
        "state": _state(row, viewer.on),
        "ways": _ways(row, viewer),
    }


def _state(row: Any, on: date) -> str:
    if not row.receiver.existed(on):
        return _("받는 부서가 없어짐")
    if row.state == HandoverState.REFUSED:
        return str(row.get_state_display())
    return _("회신 없음 · %(days)d일째") % {"days": (on - row.on).days} if not row.later else ""


def _ways(row: Any, viewer: Viewer) -> list[Mapping[str, str]]:
    """What this person may do with an offer, the most urgent first; asked again on each page."""
    assignment, found = row.assignment, []
    if row.state == HandoverState.OFFERED and access.answers(viewer, row):
        found += [("accept-handover", _("인수")), ("refuse-handover", _("인수 불가"))]
    if not row.later and access.may(viewer, Act.SETTLE_HANDOVER, assignment):
        found.append(("settle-handover", _("소관 조정")))
    if access.may(viewer, Act.CANCEL_HANDOVER, assignment):
        found.append(("cancel-handover", _("요청 취소")))
    return [
        {"url": reverse("assignment_act", args=[assignment.pk, name]), "label": word} for name, word in found
    ]
