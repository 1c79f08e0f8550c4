"""처리상황 보고: written beside the report before it, kept while it is written, sent on the version it began on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, Stale
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
from tracker.web.changed import Changed, changed
from tracker.web.doubts import Held, looked_at, send_unless_doubted, tried
from tracker.web.report_form import ReportForm, echo, form_of, posted, typed
from tracker.web.report_page import Seen, about, form_page, newest, saved, shown, there_now, versus_page
from tracker.web.report_repairs import REPAIRS
from tracker.web.returned import gives_words_back
from tracker.web.sent_already import sent_already
from tracker.web.side_by_side import taken, written
from tracker.web.uploads import UPLOAD, receive_files
from tracker.web.waiting import asked_for

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
    return form_page(request, assignment, viewer, form, draft)


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
    return form_page(request, assignment, viewer, form, draft, Seen(refused=refused))


@require_POST
@gives_words_back
def report_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """임시 저장: keep the form as typed; a script is told when, how the day was read, and what is new in it."""
    viewer = viewer_of(request)
    assignment = _assignment(pk, viewer)
    refused = receive_files(request, viewer)
    by_script = request.headers.get("Accept", "").startswith("application/json")
    there = newest(assignment, viewer) if by_script else None
    if there and not refused and _stands_already(request, there, viewer):
        return _kept(_("보고한 내용과 같습니다."), typed(request.POST), [])
    draft = _keep(request, assignment, viewer)
    if refused:
        return _again(request, assignment, viewer, draft, refused)
    if by_script:
        return _kept(saved(draft), draft.fields, changed(there, draft.fields))
    messages.success(request, _("임시 저장하였습니다. 나가도 남아 있습니다."))
    return redirect("report_form", pk=pk)


def _stands_already(request: HttpRequest, there: ProgressUpdate, viewer: Viewer) -> bool:
    """Whether a form come back to after sending holds what was sent: a draft of it would look like unsent work."""
    if not sent_already(typed(request.POST), there, viewer):
        return False
    return not ReportDraft.objects.filter(assignment=there.assignment_id, author=viewer.user).exists()


def _kept(told: str, fields: Mapping[str, str], new: Sequence[Changed]) -> JsonResponse:
    """What a script shows beside the form: `told`, how the day was read, and what is new."""
    read = echo(fields.get("planned_until"))
    return JsonResponse(
        {
            "saved": told,
            "read": render_to_string("tracker/report_echo.html", {"echo": read}).strip(),
            "unread": read.unread,
            "changed": render_to_string("tracker/report_changed.html", {"changed": new}),
        }
    )


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
    context = about(assignment, viewer, newest(assignment, viewer)) | {
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
    _take_chosen(request, assignment, viewer)
    there = _sent_before(request, assignment, viewer)
    if there:
        drafts.discard_draft(assignment.pk, by=viewer)
        return _sent(request, there, assignment, viewer)
    draft = _keep(request, assignment, viewer)
    form = ReportForm(request.POST, viewer=viewer)
    try:
        sent = form.is_valid() and attempt(
            form,
            lambda: send_unless_doubted(
                _report(assignment, form, draft, viewer), viewer, looked_at=looked_at(request)
            ),
        )
    except Stale:
        assignment = _assignment(assignment.pk, viewer)
        there = _sent_before(request, assignment, viewer)
        if not there:
            return versus_page(request, assignment, viewer, draft)
        drafts.discard_draft(assignment.pk, by=viewer)
        sent = there
    if not sent or isinstance(sent, Held):
        seen = Seen(doubts=sent.doubts if sent else ())
        return form_page(request, assignment, viewer, form, draft, seen)
    return _sent(request, sent, assignment, viewer)


def _sent_before(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> ProgressUpdate | None:
    """The report that this same form has brought already, where its button was pressed twice."""
    if assignment.version <= _version(request):
        return None
    there = there_now(assignment, viewer)
    return there if sent_already(typed(request.POST), there, viewer) else None


def _sent(
    request: HttpRequest, update: ProgressUpdate, assignment: Assignment, viewer: Viewer
) -> HttpResponse:
    """On to the demand, where what was reported stands."""
    messages.success(request, _told(update, viewer))
    return redirect("demand_detail", pk=assignment.demand_id)


def _report(
    assignment: Assignment, form: ReportForm, draft: ReportDraft, viewer: Viewer
) -> Callable[[], ProgressUpdate]:
    """What files a valid form on the version that its writing began on."""
    return lambda: report_progress(assignment.pk, form.words(), version=draft.base_version, by=viewer)


def _preview(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> HttpResponse:
    """미리 보기: the report as it would stand, with what there is to look at; nothing is sent."""
    draft = _keep(request, assignment, viewer)
    form = ReportForm(request.POST, viewer=viewer)
    try:
        doubts = _tried(form, assignment, draft, viewer)
    except Stale:
        return versus_page(request, _assignment(assignment.pk, viewer), viewer, draft)
    seen = Seen() if doubts is None else Seen(doubts=doubts, shown=shown(form, doubts))
    return form_page(request, assignment, viewer, form, draft, seen)


def _tried(
    form: ReportForm, assignment: Assignment, draft: ReportDraft, viewer: Viewer
) -> Sequence[Doubt] | None:
    """What there is to look at in a form before it is sent; None where it could not be sent, told at its fields."""
    if not form.is_valid():
        return None
    send = _report(assignment, form, draft, viewer)
    looked = attempt(form, lambda: Held(tried(send, viewer)))
    return looked.doubts if looked else None


def _compare(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> HttpResponse:
    """What I wrote beside what somebody else saved meanwhile, before anything is sent."""
    draft = _keep(request, assignment, viewer)
    return versus_page(request, assignment, viewer, draft, HTTPStatus.OK)


def _take_chosen(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> None:
    """Put what is there now in place of what was typed, where the page of two versions says so."""
    if any(name.startswith("take_") for name in request.POST):
        request.POST = cast("Any", taken(request.POST, there_now(assignment, viewer)))


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
    return form_page(request, assignment, viewer, form)


def _take_over(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> HttpResponse:
    """The words of the report before, in place of those typed; the evidence is left as it is."""
    before = newest(assignment, viewer)
    fields = typed(request.POST)
    if before:
        fields |= {"status": before.status, "actions_taken": before.actions_taken, "plan": before.plan}
        fields["planned_until"] = written(before.planned_until)
    form = form_of(fields, version=_version(request), viewer=viewer)
    return form_page(request, assignment, viewer, form)


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


def _repair(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> HttpResponse:
    """What a repair puts right, kept, and what there is to look at afterwards."""
    version = _version(request)
    fields = REPAIRS[request.POST["act"]](typed(request.POST))
    draft = drafts.save_draft(assignment.pk, fields, base_version=version, by=viewer)
    trial = ReportForm(posted(fields, version), viewer=viewer)
    try:
        doubts = _tried(trial, assignment, draft, viewer) or ()
    except (Stale, NotAllowedNow):
        doubts = ()  # said when it is sent, with what was typed beside it
    form = form_of(fields, version=version, viewer=viewer)
    return form_page(request, assignment, viewer, form, draft, Seen(doubts=doubts))


def _go_on(request: HttpRequest, assignment: Assignment, viewer: Viewer) -> HttpResponse:
    """After a look at what somebody else saved: write on, from the version that is there now."""
    _take_chosen(request, assignment, viewer)
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
    "preview": _preview,
    "compare": _compare,
    **dict.fromkeys(REPAIRS, _repair),
    "go_on": _go_on,
    "discard": _discard,
}
