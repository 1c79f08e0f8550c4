"""정정: the page on which the secretariat corrects a demand's fixed text, the one in force beside it."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.access import Viewer
from audits.errors import NotVisible, Stale
from audits.models import Demand, DemandVersion
from audits.web.fields import LongTextField
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.correct_demand import correct_demand, is_fixed
from tracker.actions.hold import refused
from tracker.lifecycle import Act
from tracker.models import Assignment
from tracker.web import asked
from tracker.web.demands import label


class CorrectionForm(forms.Form):
    """The corrected text and why."""

    text = LongTextField(
        label=gettext_lazy("고친 본문"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("의결된 내용 그대로 적습니다. 앞의 본문도 그대로 남아 함께 보입니다."),
    )
    reason = LongTextField(
        label=gettext_lazy("사유"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


@require_http_methods(["GET", "POST"])
def demand_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks, POST corrects; 412 with what was typed still there where somebody corrected it meanwhile."""
    viewer = viewer_of(request)
    access.require(viewer, Act.CORRECT_DEMAND)
    demand, text = demand_of(pk, viewer)
    if not is_fixed(demand):
        raise refused(_("정정"), _("요구사항 수정"))
    form = CorrectionForm(request.POST or None, initial={"text": text})
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        seen = asked.number(request.POST.get("version", ""))
        try:
            done = attempt(form, lambda: correct_demand(pk, **form.cleaned_data, version=seen, by=viewer))
        except Stale as stale:
            form.add_error(None, str(stale))
            (demand, text), done, status = demand_of(pk, viewer), None, HTTPStatus.PRECONDITION_FAILED
        if done:
            messages.success(request, _("정정하였습니다: 본문 %(number)d판") % {"number": done.number})
            return redirect("demand_detail", pk=pk)
    context = {
        "demand": demand,
        "label": label(demand),
        "text": text,
        "form": form,
        "waiting": Assignment.objects.filter(demand=demand).awaiting_verification().count(),
    }
    return render(request, "tracker/correct.html", context, status=status)


def demand_of(pk: int, viewer: Viewer) -> tuple[Demand, str]:
    """A demand that is not withdrawn and its text in force, for a page about it. Raises NotVisible."""
    demand = access.visible_demands(viewer).select_related("audit", "category").filter(pk=pk).first()
    if demand is None or demand.withdrawn_at:
        raise NotVisible
    return demand, DemandVersion.objects.texts([demand])[pk]
