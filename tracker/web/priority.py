"""중점관리: the page on which the council puts a demand first in every list, or no longer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.priority import mark_priority
from tracker.lifecycle import Act
from tracker.web import asked
from tracker.web.corrections import demand_of
from tracker.web.demands import label


@require_http_methods(["GET", "POST"])
def demand_priority(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks for the other of the two, POST does what its form says, whatever somebody did meanwhile."""
    viewer = viewer_of(request)
    access.require(viewer, Act.MARK_PRIORITY)
    demand, text = demand_of(pk, viewer)
    access.require_in(viewer, Act.MARK_PRIORITY, demand.audit)
    if request.method == "POST":
        wanted = request.POST.get("priority")
        if wanted not in {"on", "off"}:
            raise asked.nonsense()
        mark_priority(pk, wanted == "on", by=viewer)
        told = _("중점관리로 지정하였습니다.") if wanted == "on" else _("중점관리를 해제하였습니다.")
        messages.success(request, told)
        return redirect("demand_detail", pk=pk)
    return render(request, "tracker/priority.html", {"demand": demand, "label": label(demand), "text": text})
