"""부서장 확인: what waits for a head, each report in full beside the one before it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audits import keyset
from audits.access import Viewer
from audits.errors import Stale
from audits.gates import Gate
from audits.models import DemandVersion
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.approve import approve
from tracker.lifecycle import Act
from tracker.models import ProgressUpdate
from tracker.web import asked
from tracker.web.demands import label
from tracker.web.due import due
from tracker.web.pages import pager
from tracker.web.waiting import reports_before, shown, with_way

PAGE: Final = 10


@require_http_methods(["GET", "POST"])
def approval_list(request: HttpRequest) -> HttpResponse:
    """Those that wait for this viewer, the longest waiting first; POST confirms one of them."""
    viewer = viewer_of(request)
    access.require(viewer, Act.APPROVE)
    if request.method == "POST":
        pk, version = (asked.number(request.POST.get(name, "")) for name in ("pk", "version"))
        try:
            update = approve(pk, version=version, by=viewer)
        except Stale as stale:
            messages.warning(request, str(stale))
            return _page(request, viewer, HTTPStatus.PRECONDITION_FAILED)
        messages.success(request, told(update))
        return redirect("approval_list")
    return _page(request, viewer)


def told(update: ProgressUpdate) -> str:
    """What is said after a confirmation: filed, or on to the coordinator."""
    if update.gate:
        return _("부서장 확인을 마쳤습니다. 총괄부서의 의회 제출을 기다립니다.")
    return _("부서장 확인을 마쳤습니다. 이제 의회가 볼 수 있습니다.")


def _page(request: HttpRequest, viewer: Viewer, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    waiting = with_way(access.awaiting_pass(viewer, Gate.HEAD)).select_related(
        "assignment__demand__audit",
        "assignment__demand__category",
        "assignment__department",
        "department",
        "author",
    )
    cursor = request.GET.get("cursor", "")
    page = keyset.page(waiting, ["id"], size=PAGE, cursor=cursor, question="approvals")
    context = {
        "rows": _rows(page.rows, viewer),
        **pager(page),
        "gates_url": _gates_url(viewer),
    }
    return render(request, "tracker/approvals.html", context, status=status)


def _rows(updates: list[ProgressUpdate], viewer: Viewer) -> list[dict[str, Any]]:
    texts = DemandVersion.objects.texts(update.assignment.demand for update in updates)
    before = reports_before(updates, viewer)
    return [
        {
            "assignment": update.assignment,
            "label": label(update.assignment.demand),
            "text": texts[update.assignment.demand_id],
            "due": due(update.assignment, viewer.on),
            "now": shown(update),
            "before": before.get(update.assignment_id),
        }
        for update in updates
    ]


def _gates_url(viewer: Viewer) -> str:
    """Where a head sets what the own department asks for; empty for who heads none, or several."""
    headed = list(viewer.headed_ids)
    return reverse("department_gates", args=headed) if len(headed) == 1 else ""
