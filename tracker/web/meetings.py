"""위원회 회의와 결정: entered by the council's staff, to be named as the ground of an act."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from audits import committees, keyset
from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Audit, Committee, Demand, DemandVersion
from audits.web.fields import DayField
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.meetings import record_decision, record_meeting
from tracker.lifecycle import Act
from tracker.models import Conclusion, Decision, Meeting
from tracker.web import asked
from tracker.web.demands import label
from tracker.web.pages import pager

PAGE: Final = 25


class MeetingForm(forms.Form):
    """When a committee met, and where its minutes are."""

    committee = forms.ModelChoiceField(
        Committee.objects.none(), label=gettext_lazy("위원회"), empty_label=gettext_lazy("고르지 않음")
    )
    held_on = DayField(label=gettext_lazy("회의일"), help_text=gettext_lazy("예: 2026. 3. 5."))
    name = forms.CharField(
        label=gettext_lazy("회의 이름"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("예: 제333회 정례회 제3차"),
    )
    minutes_reference = forms.CharField(label=gettext_lazy("회의록 출처"), max_length=200, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        committees = access.book_committees(viewer).order_by("name", "id")
        _offer(self.fields["committee"], committees)
        if len(committees) == 1:
            self.fields["committee"].initial = committees[0]


class DecisionForm(forms.Form):
    """What was concluded about one demand, which is named by its audit and number."""

    audit = forms.ModelChoiceField(
        Audit.objects.none(), label=gettext_lazy("행정사무감사"), empty_label=gettext_lazy("고르지 않음")
    )
    number = forms.IntegerField(label=gettext_lazy("연번"), min_value=1, max_value=99_999)
    conclusion = forms.ChoiceField(
        label=gettext_lazy("결정"), choices=Conclusion.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("결정 내용"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, meeting: Meeting, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = committees.with_later({meeting.committee_id}, viewer.on)
        theirs = Q(committee__in=later) | Q(committee=None)
        _offer(self.fields["audit"], access.visible_audits(viewer).filter(theirs))

    def clean(self) -> dict[str, Any]:
        """Find the demand of the audit by its number."""
        said = super().clean() or self.cleaned_data
        if said.get("audit") and said.get("number"):
            said["demand"] = Demand.objects.filter(audit=said["audit"], number=said["number"]).first()
            if said["demand"] is None:
                self.add_error("number", _("이 감사에 그 연번의 요구사항이 없습니다."))
        return said


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The meetings of the viewer's committees, the newest first, a page at a time."""
    viewer = _viewer(request)
    counted = _meetings(viewer).select_related("committee").annotate(decided=Count("decisions"))
    page = keyset.page(
        counted, ["-held_on", "-id"], size=PAGE, cursor=request.GET.get("cursor", ""), question="meetings"
    )
    context = {
        "passed_on": _passed_on(_demand_of(request)),
        "rows": page.rows,
        **pager(page),
    }
    return render(request, "tracker/meetings.html", context)


@require_http_methods(["GET", "POST"])
def meeting_create(request: HttpRequest) -> HttpResponse:
    """회의 등록; its decisions are entered on its own page."""
    viewer = _viewer(request)
    form = MeetingForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        meeting = attempt(form, lambda: _record(form, viewer))
        if meeting:
            messages.success(request, _("회의를 등록하였습니다. 이 회의의 결정을 등록하여 주십시오."))
            return redirect(_address(meeting, _demand_of(request)))
    return render(request, "tracker/meeting_form.html", {"form": form, "back_url": reverse("meeting_list")})


@require_http_methods(["GET", "POST"])
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting with its decisions; POST enters one. `demand` in the address names the demand to begin with."""
    viewer = _viewer(request)
    meeting = _meetings(viewer).select_related("committee").filter(pk=pk).first()
    if meeting is None:
        raise NotVisible
    initial = _named(_demand_of(request), viewer)
    form = DecisionForm(request.POST or None, meeting=meeting, viewer=viewer, initial=initial)
    if request.method == "POST" and form.is_valid():
        decision = attempt(form, lambda: _decide(meeting, form, viewer))
        if decision:
            told = {"demand": label(decision.demand), "conclusion": decision.get_conclusion_display()}
            messages.success(request, _("위원회 결정을 등록하였습니다: %(demand)s, %(conclusion)s") % told)
            return redirect(_address(meeting))
    context = {"meeting": meeting, "form": form, "rows": _rows(meeting, viewer)}
    return render(request, "tracker/meeting.html", context)


def _viewer(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    access.require(viewer, Act.RECORD_MEETING)
    return viewer


def _meetings(viewer: Viewer) -> Any:
    return Meeting.objects.filter(committee__in=access.book_committees(viewer))


def _record(form: MeetingForm, viewer: Viewer) -> Meeting:
    said = form.cleaned_data
    return record_meeting(
        said["committee"].pk,
        said["held_on"],
        name=said["name"],
        minutes_reference=said["minutes_reference"],
        by=viewer,
    )


def _decide(meeting: Meeting, form: DecisionForm, viewer: Viewer) -> Decision:
    said = form.cleaned_data
    return record_decision(
        meeting.pk, said["demand"].pk, conclusion=said["conclusion"], words=said["words"], by=viewer
    )


def _rows(meeting: Meeting, viewer: Viewer) -> list[dict[str, object]]:
    """The decisions of a meeting by the order of their demands; two statements."""
    seen = meeting.decisions.filter(demand__in=access.visible_demands(viewer))
    found = list(
        seen.select_related("demand__category", "demand__audit").order_by(
            "-demand__audit__year", "demand__number", "id"
        )
    )
    texts = DemandVersion.objects.texts(decision.demand for decision in found)
    return [
        {
            "decision": decision,
            "label": label(decision.demand),
            "audit": str(decision.demand.audit),
            "text": texts[decision.demand_id],
        }
        for decision in found
    ]


def _demand_of(request: HttpRequest) -> int | None:
    """The demand that an address names. Raises BadRequest for what is no number."""
    said = request.GET.get("demand")
    return asked.number(said) if said else None


def _named(demand_id: int | None, viewer: Viewer) -> dict[str, object]:
    """What the form of a decision begins with: the demand's audit and number, where the viewer may see it."""
    named = access.visible_demands(viewer).filter(pk__in=[demand_id] if demand_id else [])
    return dict(named.values("audit", "number").first() or {})


def _address(meeting: Meeting, demand_id: int | None = None) -> str:
    return reverse("meeting_detail", args=[meeting.pk]) + _passed_on(demand_id)


def _passed_on(demand_id: int | None) -> str:
    """The demand that somebody came for, as the end of an address."""
    return f"?demand={demand_id}" if demand_id else ""


def _offer(field: forms.Field, rows: Any) -> None:
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
