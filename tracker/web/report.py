"""처리상황 보고: written beside the report before it, kept while it is written, sent on the version it began on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audits.access import Viewer
from audits.errors import NotVisible, Stale
from audits.models import DemandVersion
from audits.statuses import CLOSING
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions import drafts, uploads
from tracker.actions.report import Words, report_progress
from tracker.checks import Doubt, unchanged_in_a_row
from tracker.lifecycle import Act, Report, next_stage
from tracker.models import Assignment, ProgressUpdate, ReportDraft
from tracker.pending import facts_of
from tracker.web import asked
from tracker.web.demands import label
from tracker.web.dossier import evidence_row
from tracker.web.doubts import Held, looked_at, send_unless_doubted
from tracker.web.due import due
from tracker.web.former_checks import owed_again
from tracker.web.possible import refusal
from tracker.web.records import lines
from tracker.web.report_form import ReportForm, form_of, hidden, read_day, typed
from tracker.web.returned import gives_words_back
from tracker.web.side_by_side import side_by_side, written
from tracker.web.uploads import UPLOAD, receive_files
from tracker.web.waiting import asked_for, first_gate, waiting_row

DROP: Final = "drop"


@require_http_methods(["GET", "POST"])
@gives_words_back
def report_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, as this person left it; POST does what `act` names. 409 where the stage allows no report."""
    viewer = viewer_of(request)
    assignment = _assignment(pk, viewer)
    if request.method == "POST":
        return _posted(request, assignment, viewer)
    next_stage(Report.PROGRESS, assignment.stage, facts_of(assignment, viewer.on))
    draft = drafts.draft_of(assignment, viewer)
    version = draft.base_version if draft else assignment.version
    form = form_of(draft.fields if draft else {}, version=version, viewer=viewer)
    return _page(request, assignment, viewer, form, draft)


def _posted(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> HttpResponse:
    """What the button that was pressed does, once the files that came with it are kept."""
    act = _drop if DROP in request.POST else _ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise asked.nonsense()
    refused = receive_files(request, viewer)
    if not refused:
        return act(request, assignment, viewer)
    return _again(request, assignment, viewer, _keep(request, assignment, viewer), refused)


def _again(
    request: HttpRequest,
    assignment: Assignment,
    viewer: Viewer,
    draft: ReportDraft,
    refused: Sequence[str] = (),
) -> HttpResponse:
    """The form as it was typed, to go on with; `refused`: what was wrong with files that came with it."""
    form = form_of(draft.fields, version=draft.base_version, viewer=viewer)
    return _page(request, assignment, viewer, form, draft, refused=refused)


@require_POST
@gives_words_back
def report_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """임시 저장: keep the form as typed; a script is told when, and how the day was read, in words."""
    viewer = viewer_of(request)
    assignment = _assignment(pk, viewer)
    refused = receive_files(request, viewer)
    draft = _keep(request, assignment, viewer)
    if refused:
        return _again(request, assignment, viewer, draft, refused)
    if request.headers.get("Accept", "").startswith("application/json"):
        day = read_day(draft.fields.get("planned_until"))
        return JsonResponse(
            {
                "saved": _saved(draft),
                "read": render_to_string("tracker/report_echo.html", {"read_as": day}).strip(),
            }
        )
    messages.success(request, _("임시 저장하였습니다. 나가도 남아 있습니다."))
    return redirect("report_form", pk=pk)


@require_http_methods(["GET", "POST"])
def report_no_change(request: HttpRequest, pk: int) -> HttpResponse:
    """변동 없음 보고: GET asks once, beside the report that would stand again; POST files it."""
    viewer = viewer_of(request)
    assignment = _assignment(pk, viewer)
    next_stage(Report.NO_CHANGE, assignment.stage, facts_of(assignment, viewer.on))
    stale = False
    if request.method == "POST":
        try:
            filed = report_progress(pk, Words(no_change=True), version=_version(request), by=viewer)
        except Stale:
            assignment, stale = _assignment(pk, viewer), True
        else:
            words = asked_for(filed, viewer.on) if filed.gate else _("변동 없음을 보고하였습니다.")
            messages.success(request, words)
            return redirect("demand_detail", pk=assignment.demand_id)
    context = _about(assignment, viewer) | {
        "stale": stale,
        "in_a_row": unchanged_in_a_row([assignment]).get(assignment.pk, 0),
        "has_draft": drafts.draft_of(assignment, viewer) is not None,
    }
    answer = HTTPStatus.PRECONDITION_FAILED if stale else HTTPStatus.OK
    return render(request, "tracker/report_no_change.html", context, status=answer)


def _assignment(pk: int, viewer: Viewer) -> Assignment:
    """The assignment this person may report on. Raises NotVisible and PermissionDenied."""
    rows = access.visible_to(viewer).select_related("demand__audit", "demand__category", "department")
    assignment = rows.filter(pk=pk).first()
    if assignment is None:
        raise NotVisible
    access.require(viewer, Act.REPORT, assignment)
    return assignment


def _version(request: HttpRequest) -> int:
    return asked.number(request.POST.get("version", ""))


def _keep(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> ReportDraft:
    return drafts.save_draft(assignment.pk, typed(request.POST), base_version=_version(request), by=viewer)


def _send(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> HttpResponse:
    """File the report. What was typed is kept first, so that no refusal and no failure can lose it."""
    draft = _keep(request, assignment, viewer)
    form = ReportForm(request.POST, viewer=viewer)
    try:
        sent = form.is_valid() and attempt(
            form,
            lambda: send_unless_doubted(
                lambda: report_progress(assignment.pk, form.words(), version=draft.base_version, by=viewer),
                viewer,
                looked_at=looked_at(request),
            ),
        )
    except Stale:
        return _stale(request, _assignment(assignment.pk, viewer), viewer, draft)
    if not sent or isinstance(sent, Held):
        return _page(request, assignment, viewer, form, draft, doubts=sent.doubts if sent else ())
    messages.success(request, _told(sent, viewer))
    return redirect("demand_detail", pk=assignment.demand_id)


def _told(filed: ProgressUpdate, viewer: Viewer) -> str:
    if filed.gate:
        return asked_for(filed, viewer.on)
    words = {"status": filed.get_status_display()}
    if filed.status in CLOSING:
        return _("보고하였습니다: %(status)s. 의회의 이행 확인을 기다립니다.") % words
    return _("보고하였습니다: %(status)s.") % words


def _more(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> HttpResponse:
    """One more row for evidence."""
    form = form_of(typed(request.POST), version=_version(request), viewer=viewer, more_rows=1)
    return _page(request, assignment, viewer, form)


def _take_over(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> HttpResponse:
    """The words of the report before, in place of those typed; the evidence is left as it is."""
    before = _newest(assignment, viewer)
    fields = typed(request.POST)
    if before:
        fields |= {"status": before.status, "actions_taken": before.actions_taken, "plan": before.plan}
        fields["planned_until"] = written(before.planned_until)
    form = form_of(fields, version=_version(request), viewer=viewer)
    return _page(request, assignment, viewer, form)


def _attach(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> HttpResponse:
    """The files that came are kept by now: show them, and go on writing."""
    return _again(request, assignment, viewer, _keep(request, assignment, viewer))


def _drop(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> HttpResponse:
    """One file less."""
    dropped = request.POST[DROP]
    posted = request.POST.copy()
    posted.setlist(UPLOAD, [each for each in posted.getlist(UPLOAD) if each != dropped])
    uploads.give_up(drafts.uploads_of({"uploads": dropped}), by=viewer)
    draft = drafts.save_draft(assignment.pk, typed(posted), base_version=_version(request), by=viewer)
    return _again(request, assignment, viewer, draft)


def _continue(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> HttpResponse:
    """완료(계속 추진): the one-click repair of a 완료 whose plan goes on."""
    draft = _keep(request, assignment, viewer)
    form = form_of(draft.fields | {"continues": "on"}, version=draft.base_version, viewer=viewer)
    return _page(request, assignment, viewer, form, draft)


def _go_on(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> HttpResponse:
    """After a look at what somebody else saved: write on, from the version that is there now."""
    _keep(request, assignment, viewer)
    return redirect("report_form", pk=assignment.pk)


def _discard(_request: HttpRequest, assignment: Assignment, viewer: Viewer) -> HttpResponse:
    drafts.discard_draft(assignment.pk, by=viewer)
    return redirect("report_form", pk=assignment.pk)


_ACTS: Final[Mapping[str, Callable[[HttpRequest, Assignment, Viewer], HttpResponse]]] = {
    "send": _send,
    "more": _more,
    "attach": _attach,
    "take_over": _take_over,
    "continues": _continue,
    "go_on": _go_on,
    "discard": _discard,
}


def _page(
    request: HttpRequest,
    assignment: Assignment,
    viewer: Viewer,
    form: ReportForm,
    draft: ReportDraft | None = None,
    *,
    doubts: Sequence[Doubt] = (),
    refused: Sequence[str] = (),
) -> HttpResponse:
    context = _about(assignment, viewer) | {
        "form": form,
        "doubts": doubts,
        "refused": refused,
        "looked_at": doubts or looked_at(request),
        "saved": _saved(draft) if draft else "",
        "outdated": draft is not None and draft.base_version != assignment.version,
        "no_change_refused": _no_change_refused(assignment, viewer),
    }
    return render(request, "tracker/report.html", context)


def _stale(request: HttpRequest, assignment: Assignment, viewer: Viewer, draft: ReportDraft) -> HttpResponse:
    """412: what I wrote and what is there now side by side, and the ways to go on."""
    waiting = waiting_row(assignment, viewer)
    now = waiting.update if waiting and waiting.update.gate else _newest(assignment, viewer)
    newest_event = access.visible_events(viewer, assignment.demand).filter(
        subject_kind="assignment", subject_id=assignment.pk
    )
    context = _about(assignment, viewer) | {
        "said_by": next(iter(lines.lines(newest_event[:1])), None),
        "texts": side_by_side(draft.fields, now),
        "fields": hidden(draft.fields),
    }
    return render(request, "tracker/report_stale.html", context, status=HTTPStatus.PRECONDITION_FAILED)


def _about(assignment: Assignment, viewer: Viewer) -> dict[str, Any]:
    demand = assignment.demand
    return {
        "assignment": assignment,
        "demand": {"label": label(demand), "text": DemandVersion.objects.texts([demand])[demand.pk]},
        "due": due(assignment, viewer.on),
        "before": _before(_newest(assignment, viewer)),
        "gate": first_gate(assignment),
        "way_back": waiting_row(assignment, viewer),
        "asked_again": owed_again([assignment]).get(assignment.pk),
    }


def _newest(assignment: Assignment, viewer: Viewer) -> ProgressUpdate | None:
    filed = access.visible_updates(viewer).filter(assignment=assignment, filed_at__isnull=False)
    return filed.select_related("department", "author").order_by("-number").first()


def _before(update: ProgressUpdate | None) -> dict[str, Any]:
    if update is None:
        return {}
    return {
        "update": update,
        "evidence": [
            evidence_row(piece)
            for piece in update.evidence.select_related("document", "file", "removal").order_by("id")
        ],
    }


def _no_change_refused(assignment: Assignment, viewer: Viewer) -> str:
    """Why 변동 없음 cannot be reported; empty where it can."""
    if _newest(assignment, viewer) is None:
        return _("앞선 보고가 있어야 변동 없음을 보고할 수 있습니다.")
    return refusal(lambda: next_stage(Report.NO_CHANGE, assignment.stage, facts_of(assignment, viewer.on)))


def _saved(draft: ReportDraft) -> str:
    clock = timezone.localtime(draft.saved_at).strftime("%H:%M")
    return _("%(clock)s 저장됨. 나가도 남아 있습니다") % {"clock": clock}
