"""회의 자료: the standing tables a committee reads at a meeting, one page to print; decisions beside their item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audits import committees, shown
from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.proof import steady
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access, reports
from tracker.actions.meetings import record_decision
from tracker.lifecycle import Act
from tracker.models import Decision, Meeting
from tracker.reports.committee import StandingRow, StandingTable, StandingTables
from tracker.web import asked
from tracker.web.meeting import decided, visible_meeting
from tracker.web.meeting_forms import ConclusionForm
from tracker.web.meetings import state_words


@require_http_methods(["GET", "POST"])
def meeting_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The tables as of the 자료 기준일; `decide` in the address opens the form beside one row, POST enters it.

    Read by the council and by councillors: nothing in it names an official, and no doubt is told.
    """
    viewer = viewer_of(request)
    meeting = visible_meeting(viewer, pk)
    if meeting.called_off_on:
        return redirect("meeting_detail", pk=pk)
    place = request.GET.get("decide", "")
    form = ConclusionForm(request.POST or None)
    if request.method == "POST" and _entered(request, meeting, form, viewer):
        return redirect(f"{reverse('meeting_paper', args=[pk])}#{place}")
    tables = _tables(request, meeting, viewer)
    decides = access.may(viewer, Act.RECORD_MEETING) and meeting.is_held(viewer.on)
    beside = _beside(meeting, viewer)
    shown.add(sum(len(table.rows) for table in tables.tables))
    context = {
        "meeting": meeting,
        "state": state_words(meeting, viewer),
        "cut_off": tables.cut_off,
        "is_early": tables.cut_off < cut_off(meeting),
        "since": tables.since,
        "tables": [_table(table, beside, place if decides else "", form) for table in tables.tables],
        "decides": decides,
    }
    return render(request, "tracker/meeting_paper.html", context)


def cut_off(meeting: Meeting) -> date:
    """The day as of which the papers of a meeting stand: the day before it where none was said."""
    return meeting.cut_off or meeting.held_on - timedelta(days=1)


def _tables(request: HttpRequest, meeting: Meeting, viewer: Viewer) -> StandingTables:
    """The tables; none, and why, for a day of which the record says nothing."""
    day = cut_off(meeting)
    before = _before(meeting, viewer)
    try:
        with steady():  # all of them of one moment
            return reports.standing_tables(meeting.committee, day, before=before, today=viewer.on)
    except NotAllowedNow as refusal:
        messages.warning(request, str(refusal))
        return StandingTables(day, None, ())


def _before(meeting: Meeting, viewer: Viewer) -> Meeting | None:
    """The meeting before this one, of the same committee or one that ended in it."""
    theirs = committees.with_former({meeting.committee_id}, viewer.on)
    earlier = Meeting.objects.standing().filter(committee__in=theirs, held_on__lt=meeting.held_on)
    return earlier.order_by("-held_on", "-id").first()


def _entered(request: HttpRequest, meeting: Meeting, form: ConclusionForm, viewer: Viewer) -> bool:
    """Whether a decision was entered; where not, the form says why."""
    access.require(viewer, Act.RECORD_MEETING)
    demand = asked.number(request.POST.get("demand", ""))
    if not form.is_valid():
        return False
    said = form.cleaned_data
    done = attempt(
        form,
        lambda: record_decision(
            meeting.pk, demand, conclusion=said["conclusion"], words=said["words"], by=viewer
        ),
    )
    if done:
        messages.success(
            request, _("위원회 결정을 등록하였습니다: %(what)s") % {"what": done.get_conclusion_display()}
        )
    return bool(done)


def _beside(meeting: Meeting, viewer: Viewer) -> Mapping[int, Sequence[Decision]]:
    """What the meeting has decided, by demand."""
    found: dict[int, list[Decision]] = defaultdict(list)
    for row in decided(meeting, viewer):
        found[row["decision"].demand_id].append(row["decision"])
    return found


def _table(
    table: StandingTable, beside: Mapping[int, Sequence[Decision]], place: str, form: ConclusionForm
) -> dict[str, Any]:
    return {
        "code": table.kind.value,
        "label": table.label,
        "count": table.count,
        "left_out": table.count - len(table.rows),
        "rows": [_row(table, row, beside.get(row.demand, ()), place, form) for row in table.rows],
    }


def _row(
    table: StandingTable, row: StandingRow, decisions: Sequence[Decision], place: str, form: ConclusionForm
) -> dict[str, Any]:
    here = f"{table.kind.value}-{row.assignment}"
    return {"row": row, "place": here, "decisions": decisions, "form": form if here == place else None}
