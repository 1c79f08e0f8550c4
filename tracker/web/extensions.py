"""기한 연장 요청: what waits for the council's answer, the oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Count, Q
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
from tracker.models import ExtensionRequest, MoveKind, RequestState
from tracker.web.demands import label
from tracker.web.due import due
from tracker.web.pages import pager

PAGE: Final = 25


@require_safe
def extension_list(request: HttpRequest) -> HttpResponse:
    """The requests that wait, a page at a time; what may be decided about each is asked again on its own page."""
    viewer = viewer_of(request)
    access.require(viewer, Act.GRANT)
    granted = Count("assignment__due_date_moves", filter=Q(assignment__due_date_moves__kind=MoveKind.GRANTED))
    waiting = access.visible_requests(viewer).filter(state=RequestState.PENDING)
    page = keyset.page(
        waiting.select_related(
            "department",
            "assignment__department",
            "assignment__demand__audit",
            "assignment__demand__category",
        ).annotate(extended=granted),
        ["id"],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question="extensions",
    )
    context = {
        "rows": _rows(page.rows, viewer),
        **pager(page),
    }
    return render(request, "tracker/extensions.html", context)


def _rows(found: Sequence[ExtensionRequest], viewer: Viewer) -> list[dict[str, object]]:
    texts = DemandVersion.objects.texts(row.assignment.demand for row in found)
    return [_row(row, texts[row.assignment.demand_id], viewer) for row in found]


def _row(row: Any, text: str, viewer: Viewer) -> dict[str, object]:
    assignment = row.assignment
    return {
        "url": reverse("demand_detail", args=[assignment.demand_id]),
        "label": label(assignment.demand),
        "audit_title": str(assignment.demand.audit),
        "text": text,
        "department": assignment.department.name if assignment.department else _("소관 없음"),
        "extended": row.extended,
        "due": due(assignment, viewer.on),
        "wanted": row.wanted,
        "days": (row.wanted - assignment.due_date).days,
        "reason": row.reason,
        "on": row.on,
        "grant_url": _act(assignment.pk, "grant-extension")
        if access.may(viewer, Act.GRANT, assignment)
        else "",
        "refuse_url": _act(assignment.pk, "refuse-extension")
        if access.may(viewer, Act.REFUSE, assignment)
        else "",
    }


def _act(assignment_id: int, name: str) -> str:
    return reverse("assignment_act", args=[assignment_id, name])
