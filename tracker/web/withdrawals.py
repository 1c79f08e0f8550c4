"""철회: the page on which the secretariat withdraws a demand as a whole, with all its assignments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.web.fields import LongTextField
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.withdraw import withdraw_demand
from tracker.lifecycle import Act
from tracker.models import Assignment
from tracker.web.acts.council_forms import DecisionField
from tracker.web.corrections import demand_of
from tracker.web.demands import label


class WholeWithdrawalForm(forms.Form):
    """Why, and the committee's decision it rests on where there is one."""

    reason = LongTextField(
        label=gettext_lazy("사유"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    decision = DecisionField(label=gettext_lazy("위원회 결정"))

    def __init__(self, *args: Any, assignments: list[Assignment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["decision"]
        if assignments and isinstance(field, DecisionField):
            field.offer(assignments[0])


@require_http_methods(["GET", "POST"])
def demand_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows what would end with it and asks why; POST withdraws."""
    viewer = viewer_of(request)
    access.require(viewer, Act.WITHDRAW)
    demand, text = demand_of(pk, viewer)
    live = Assignment.objects.live().filter(demand=demand).select_related("department")
    rows = list(live.order_by("department__rank", "point", "id"))
    form = WholeWithdrawalForm(request.POST or None, assignments=rows)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if attempt(
            form,
            lambda: withdraw_demand(pk, reason=said["reason"], by=viewer, decision_id=said["decision"]),
        ):
            messages.success(request, _("요구사항을 철회하였습니다. 총괄표에 세지 않습니다."))
            return redirect("demand_detail", pk=pk)
    context = {"demand": demand, "label": label(demand), "text": text, "form": form, "assignments": rows}
    return render(request, "tracker/withdraw.html", context)
