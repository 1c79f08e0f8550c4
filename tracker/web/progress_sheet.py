"""작성 서식: taken with what is owed, filled in elsewhere, sent back, looked at item by item, and reported."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audits import reference, shown
from audits.access import Viewer
from audits.errors import NotVisible
from audits.intake.draft import Unreadable
from audits.web import holding
from audits.web.reasons import with_reason
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions import report_sheet
from tracker.actions.report_sheet import Judged
from tracker.exports import form as forms_out
from tracker.lifecycle import Act
from tracker.sheets import progress
from tracker.sheets.progress import Filled, Returned
from tracker.web import asked
from tracker.web.sheet_forms import SheetForm, TakeForm, workbook
from tracker.web.sheet_rows import gone_labels, result_rows, shown_rows

HELD: Final = "progress_sheet"
SEND: Final = "send"
KEEP: Final = "draft"


@dataclass(frozen=True)
class Held:
    """A sheet that was read and waits for its person to confirm it."""

    name: str
    returned: Returned


@require_http_methods(["GET", "POST"])
def progress_sheet(request: HttpRequest) -> HttpResponse:
    """Where the sheet is taken, with the `round` an address names, and sent back; POST reads it and shows a preview."""
    viewer = viewer_of(request)
    access.require_reading(viewer, access.Right.TAKE_FORMS)
    if request.method == "POST":
        access.require(viewer, Act.REPORT)
    form = SheetForm(request.POST or None, request.FILES or None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid() and (held := _read(form)):
        if token := holding.hold(HELD, held, viewer):
            return redirect("progress_sheet_preview", token=token)
        form.add_error(None, holding.away())
        status = HTTPStatus.SERVICE_UNAVAILABLE
    take = TakeForm(viewer=viewer, initial={"round": request.GET.get("round", "")})
    context = {"form": form, "take": take, "reports": access.may(viewer, Act.REPORT)}
    return render(request, "tracker/progress_sheet.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def progress_sheet_file(request: HttpRequest) -> HttpResponseBase:
    """The sheet of `round`, `audit` or `department`, or of all that is outstanding.

    One's own department's is work of one's own, and the access record says just that; whoever takes others' away
    says why, as with every download of several items.
    """
    viewer = viewer_of(request)
    access.require_reading(viewer, access.Right.TAKE_FORMS)
    asked_for = TakeForm(request.GET, viewer=viewer)
    if not asked_for.is_valid():
        raise NotVisible
    form = forms_out.form(asked_for.wanted(), viewer)
    if not form.count:
        messages.info(request, _("서식에 담을 소관이 없습니다. 처리할 것이 남은 소관만 담습니다."))
        return redirect("progress_sheet")

    def download() -> HttpResponseBase:
        return workbook(forms_out.written(form, viewer), f"처리상황보고_{viewer.on:%Y%m%d}.xlsx")

    if form.own:
        shown.add(form.count, _("우리 부서의 처리상황 보고 작성"))
        return download()
    back = reverse("progress_sheet")
    return with_reason(request, download, title=_("작성 서식 내려받기"), items=form.count, back_url=back)


@require_http_methods(["GET", "POST"])
def progress_sheet_preview(request: HttpRequest, token: str) -> HttpResponse:
    """Item by item what would be reported; POST reports the rows that are ticked, or keeps the rest as drafts."""
    viewer = viewer_of(request)
    access.require(viewer, Act.REPORT)
    held: Held | None = holding.held(HELD, token, viewer)
    if held is None:
        return holding.gone(request, HELD, viewer, "progress_sheet")
    if request.method != "POST":
        return _preview(request, viewer, held)
    acts = {SEND: _send, KEEP: _keep}
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise asked.nonsense()
    return act(request, viewer, held)


def _read(form: SheetForm) -> Held | None:
    """The sheet; None with the reason on the form where it is none, or too much at once."""
    wordings = {wording.key: wording.status for wording in reference.wordings()}
    try:
        returned = progress.read(form.cleaned_data["file"], wordings)
        report_sheet.refuse_too_many(returned.touched)
    except Unreadable as error:
        form.add_error("file", str(error))
        return None
    except ValidationError as error:
        form.add_error("file", error)
        return None
    return Held(str(getattr(form.files["file"], "name", "")), returned)


def _preview(request: HttpRequest, viewer: Viewer, held: Held) -> HttpResponse:
    judged = report_sheet.look(held.returned.touched, by=viewer)
    shown.add(len(judged))
    context = {
        "name": held.name,
        "rows": shown_rows(judged),
        "sendable": sum(each.can_be_sent for each in judged),
        "draftable": sum(each.can_be_drafted for each in judged),
        "untouched": len(held.returned.rows) - len(judged),
        "strange": held.returned.faults,
        "gone": gone_labels(held.returned.gone, viewer),
    }
    return render(request, "tracker/progress_sheet_preview.html", context)


def _send(request: HttpRequest, viewer: Viewer, held: Held) -> HttpResponse:
    """The ticked rows as they were shown, one report each; what became of each is told."""
    chosen = _ticked(request, held)
    if not chosen:
        messages.error(request, _("고른 것이 없습니다. 보고할 행에 표시하여 주십시오."))
        return redirect(request.path)
    done = report_sheet.send(chosen, by=viewer)
    return _result(request, done)


def _keep(request: HttpRequest, viewer: Viewer, held: Held) -> HttpResponse:
    """What could not be sent, as drafts of this person: nothing that was typed is lost."""
    judged = report_sheet.look(held.returned.touched, by=viewer)
    kept, left = report_sheet.keep_drafts([each.row for each in judged if each.can_be_drafted], by=viewer)
    if kept:
        told = {"rows": _numbers(kept)}
        messages.success(
            request, _("임시 저장하였습니다. 화면의 보고 양식에서 이어서 씁니다: %(rows)s행") % told
        )
    if left:
        told = {"rows": _numbers(left)}
        messages.warning(request, _("이미 임시 저장한 글이 있어 덮어쓰지 않았습니다: %(rows)s행") % told)
    if not kept and not left:
        messages.info(request, _("임시 저장할 것이 없습니다."))
    return redirect(request.path)


def _result(request: HttpRequest, done: list[Judged]) -> HttpResponse:
    sent = sum(each.sent is not None for each in done)
    context = {
        "rows": result_rows(done),
        "sent": sent,
        "already": sum(each.fate == report_sheet.Fate.SAME for each in done),
        "failed": sum(not each.sent and each.fate != report_sheet.Fate.SAME for each in done),
        "draftable": sum(each.can_be_drafted for each in done),
    }
    return render(request, "tracker/progress_sheet_result.html", context)


def _ticked(request: HttpRequest, held: Held) -> list[Filled]:
    chosen = {asked.number(pk) for pk in request.POST.getlist("item")}
    return [row for row in held.returned.touched if row.assignment_id in chosen and not row.faults]


def _numbers(rows: list[Filled]) -> str:
    return ", ".join(str(row.row) for row in rows)
