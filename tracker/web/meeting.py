"""One meeting: what it decided, entered by the council's staff, and what becomes of the meeting itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import DemandVersion
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.meeting_changes import call_off, find_minutes, set_cut_off
from tracker.actions.meetings import record_decision
from tracker.lifecycle import Act
from tracker.models import Decision, Meeting
from tracker.web import asked
from tracker.web.demands import label
from tracker.web.meeting_forms import CallOffForm, CutOffForm, DecisionForm, MinutesForm
from tracker.web.meetings import address, demand_of, state_words


@require_http_methods(["GET", "POST"])
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting with its decisions; POST enters one. `demand` in the address names the demand to begin with.

    Decisions are entered from the day it is held on, by the council's staff; councillors read.
    """
    viewer = viewer_of(request)
    meeting = visible_meeting(viewer, pk)
    decides = access.may(viewer, Act.RECORD_MEETING) and meeting.is_held(viewer.on)
    if request.method == "POST":
        access.require(viewer, Act.RECORD_MEETING)
    form = DecisionForm(
        request.POST or None, meeting=meeting, viewer=viewer, initial=_named(demand_of(request), viewer)
    )
    if request.method == "POST" and form.is_valid():
        decision = attempt(form, lambda: _decide(meeting, form, viewer))
        if decision:
            told = {"demand": label(decision.demand), "conclusion": decision.get_conclusion_display()}
            messages.success(request, _("위원회 결정을 등록하였습니다: %(demand)s, %(conclusion)s") % told)
            return redirect(address(meeting))
    context = {
        "meeting": meeting,
        "state": state_words(meeting, viewer),
        "form": form if decides or form.is_bound else None,
        "rows": decided(meeting, viewer),
        "paper_url": reverse("meeting_paper", args=[pk]),
        "change_url": reverse("meeting_change", args=[pk]) if _changes(meeting, viewer) else "",
    }
    return render(request, "tracker/meeting.html", context)


@require_http_methods(["GET", "POST"])
def meeting_change(request: HttpRequest, pk: int) -> HttpResponse:
    """자료 기준일 until it is held, 회의록 출처 afterwards, and calling it off; `act` says which is sent."""
    viewer = viewer_of(request)
    access.require(viewer, Act.RECORD_MEETING)
    meeting = visible_meeting(viewer, pk)
    if request.method != "POST" and not _changes(meeting, viewer):
        return redirect("meeting_detail", pk=pk)
    changes = _possible(meeting, viewer)
    if request.method == "POST":
        name = request.POST.get("act", "")
        if name not in _CHANGES:
            raise asked.nonsense()
        form = changes[name] = _CHANGES[name].form(request.POST)
        if form.is_valid() and attempt(form, lambda: _CHANGES[name].done(pk, form.cleaned_data, viewer)):
            messages.success(request, _CHANGES[name].told())
            return redirect("meeting_detail", pk=pk)
    context = {
        "meeting": meeting,
        "forms": [
            {"act": name, "form": form, "button": _CHANGES[name].button()} for name, form in changes.items()
        ],
        "back_url": reverse("meeting_detail", args=[pk]),
    }
    return render(request, "tracker/meeting_change.html", context)


def visible_meeting(viewer: Viewer, pk: int) -> Meeting:
    """A meeting with its committee. Raises PermissionDenied, NotVisible."""
    access.require_reading(viewer, access.Right.READ_MEETINGS)
    meeting = access.visible_meetings(viewer).select_related("committee").filter(pk=pk).first()
    if meeting is None:
        raise NotVisible
    return meeting


def decided(meeting: Meeting, viewer: Viewer) -> list[dict[str, Any]]:
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


class _Change:
    """One thing that may become of a meeting: its form, its button, what does it, what is said then."""

    def __init__(
        self,
        form: type[forms.Form],
        button: Callable[[], str],
        done: Callable[[int, Mapping[str, Any], Viewer], Meeting],
        told: Callable[[], str],
    ) -> None:
        self.form, self.button, self.done, self.told = form, button, done, told


_CHANGES: Final[Mapping[str, _Change]] = {
    "cut_off": _Change(
        CutOffForm,
        lambda: _("자료 기준일 저장"),
        lambda pk, said, by: set_cut_off(pk, said["cut_off"], by=by),
        lambda: _("자료 기준일을 저장하였습니다."),
    ),
    "minutes": _Change(
        MinutesForm,
        lambda: _("회의록 출처 저장"),
        lambda pk, said, by: find_minutes(pk, said["minutes"], by=by),
        lambda: _("회의록 출처를 저장하였습니다."),
    ),
    "call_off": _Change(
        CallOffForm,
        lambda: _("회의 취소"),
        lambda pk, said, by: call_off(pk, reason=said["reason"], by=by),
        lambda: _("회의를 취소하였습니다. 등록한 것은 기록에 남습니다."),
    ),
}


def _possible(meeting: Meeting, viewer: Viewer) -> dict[str, forms.Form]:
    """The forms of what may become of a meeting now, by their act."""
    names = ["cut_off"] if meeting.held_on >= viewer.on else []
    names += ["minutes"] if meeting.is_held(viewer.on) else []
    rests = meeting.decisions.exists() or meeting.publications.exists()
    initial = {"cut_off": meeting.cut_off, "minutes": meeting.minutes}
    return {name: _CHANGES[name].form(initial=initial) for name in names + ([] if rests else ["call_off"])}


def _changes(meeting: Meeting, viewer: Viewer) -> bool:
    return access.may(viewer, Act.RECORD_MEETING) and meeting.called_off_on is None


def _decide(meeting: Meeting, form: DecisionForm, viewer: Viewer) -> Decision:
    said = form.cleaned_data
    return record_decision(
        meeting.pk, said["demand"].pk, conclusion=said["conclusion"], words=said["words"], by=viewer
    )


def _named(demand_id: int | None, viewer: Viewer) -> dict[str, object]:
    """What the form of a decision begins with: the demand's audit and number, where the viewer may see it."""
    named = access.visible_demands(viewer).filter(pk__in=[demand_id] if demand_id else [])
    return dict(named.values("audit", "number").first() or {})
