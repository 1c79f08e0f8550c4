"""보고서 확정: asked once more, with a title, then frozen."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.models import Audit
from audits.web.fields import DayField
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.freeze_as_of import LONGEST_TITLE, freeze_report
from tracker.lifecycle import Act
from tracker.models import Paper
from tracker.web.report_list import paper_url, visible_audit


class FreezeForm(forms.Form):
    """Which paper, as of which day, under which title."""

    title = forms.CharField(
        label=gettext_lazy("제목"),
        max_length=LONGEST_TITLE,
        help_text=gettext_lazy("보고서의 맨 위에 그대로 나옵니다."),
    )
    paper = forms.ChoiceField(label=gettext_lazy("보고서"), widget=forms.RadioSelect)
    on = DayField(label=gettext_lazy("기준일"), help_text=gettext_lazy("오늘이나 지난 날입니다."))

    def __init__(self, *args: Any, papers: list[Paper], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["paper"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(paper.value, paper.label) for paper in papers]


@require_http_methods(["GET", "POST"])
def report_freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, begun with what the address names; POST freezes, once, for good."""
    viewer = viewer_of(request)
    audit = visible_audit(viewer, pk)
    papers = [paper for paper in Paper if access.may_freeze(viewer, paper, audit)]
    if not papers:
        access.require(viewer, Act.FREEZE_REPORT)
        access.require_freezing(viewer, Paper.INSPECTION, audit)
    initial = _begun_with(request, audit, papers, viewer.on)
    form = FreezeForm(request.POST or None, papers=papers, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        snapshot = attempt(
            form,
            lambda: freeze_report(pk, said["paper"], title=said["title"], as_of=said["on"], by=viewer),
        )
        if snapshot:
            messages.success(request, _("보고서를 확정하였습니다. 확정한 보고서는 바뀌지 않습니다."))
            return redirect("report_frozen", pk=snapshot.pk)
    day = initial["on"]
    back_url = paper_url(audit, initial["paper"], day.isoformat())
    return render(request, "tracker/report_freeze.html", {"form": form, "audit": audit, "back_url": back_url})


def _begun_with(request: HttpRequest, audit: Audit, papers: list[Paper], today: date) -> dict[str, Any]:
    """The paper and day of the address as far as they make sense, and the title they usually bear."""
    named = request.GET.get("paper", "")
    paper = Paper(named) if named in papers else papers[0]
    try:
        on = DayField(required=False).clean(request.GET.get("on", "")) or today
    except ValidationError:
        on = today
    return {
        "paper": paper.value,
        "on": on,
        "title": f"{audit.title} {paper.label.removeprefix('행정사무감사 ')}",
    }
