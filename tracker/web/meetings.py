"""위원회 회의: the book of them, and entering one, held or to come."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audits import keyset
from audits.access import Viewer
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.meetings import record_meeting
from tracker.lifecycle import Act
from tracker.models import Meeting
from tracker.web import asked
from tracker.web.meeting_forms import MeetingForm
from tracker.web.pages import pager

PAGE: Final = 25


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The meetings the viewer may read about, the newest first, a page at a time."""
    viewer = viewer_of(request)
    access.require_reading(viewer, access.Right.READ_MEETINGS)
    counted = access.visible_meetings(viewer).select_related("committee").annotate(decided=Count("decisions"))
    page = keyset.page(
        counted, ["-held_on", "-id"], size=PAGE, cursor=request.GET.get("cursor", ""), question="meetings"
    )
    passed_on = passed(demand_of(request))
    context = {
        "passed_on": passed_on,
        "create_url": f"{reverse('meeting_create')}{passed_on}"
        if access.may(viewer, Act.RECORD_MEETING)
        else "",
        "rows": [{"meeting": meeting, "state": state_words(meeting, viewer)} for meeting in page.rows],
        **pager(page),
    }
    return render(request, "tracker/meetings.html", context)


@require_http_methods(["GET", "POST"])
def meeting_create(request: HttpRequest) -> HttpResponse:
    """회의 등록; its decisions are entered on its own page, from its day on."""
    viewer = viewer_of(request)
    access.require(viewer, Act.RECORD_MEETING)
    form = MeetingForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        meeting = attempt(form, lambda: _record(form, viewer))
        if meeting:
            messages.success(request, _told(meeting, viewer))
            return redirect(address(meeting, demand_of(request)))
    return render(request, "tracker/meeting_form.html", {"form": form, "back_url": reverse("meeting_list")})


def state_words(meeting: Meeting, viewer: Viewer) -> str:
    """예정 or 취소; empty for one that was held."""
    if meeting.called_off_on:
        return _("취소")
    return "" if meeting.is_held(viewer.on) else _("예정")


def address(meeting: Meeting, demand_id: int | None = None) -> str:
    """The page of a meeting, for somebody who came for a demand."""
    return reverse("meeting_detail", args=[meeting.pk]) + passed(demand_id)


def passed(demand_id: int | None) -> str:
    """The demand that somebody came for, as the end of an address."""
    return f"?demand={demand_id}" if demand_id else ""


def demand_of(request: HttpRequest) -> int | None:
    """The demand that an address names. Raises BadRequest for what is no number."""
    said = request.GET.get("demand")
    return asked.number(said) if said else None


def _record(form: MeetingForm, viewer: Viewer) -> Meeting:
    said = form.cleaned_data
    return record_meeting(
        said["committee"].pk,
        said["held_on"],
        name=said["name"],
        minutes_reference=said["minutes_reference"],
        by=viewer,
        cut_off=said["cut_off"],
    )


def _told(meeting: Meeting, viewer: Viewer) -> str:
    if meeting.is_held(viewer.on):
        return _("회의를 등록하였습니다. 이 회의의 결정을 등록하여 주십시오.")
    return _("회의를 등록하였습니다. 위원회 결정은 회의일부터 등록할 수 있습니다.")
