"""Files of reports: asked for, followed while a worker makes them, taken away."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from audits.errors import NotAllowedNow
from audits.web.fields import DayField
from audits.web.reasons import with_reason
from audits.web.viewer import viewer_of
from tracker import tasks
from tracker.actions.report_files import ask_for_day, ask_for_frozen, visible_file
from tracker.exports.files import CONTENT_TYPES
from tracker.models import FileState, Paper, ReportFile, ReportForm
from tracker.web import asked
from tracker.web.report_list import paper_url

log = logging.getLogger(__name__)
NAMES: Final[Mapping[str, str]] = {
    Paper.RESULT: "처리결과보고서",
    Paper.INSPECTION: "이행점검보고서",
}


@require_POST
def report_file_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a report that is not frozen: `paper`, `on` and `form` say which."""
    viewer, back = viewer_of(request), reverse("report_list", args=[pk])
    try:
        on = DayField().clean(request.POST.get("on", ""))
        paper, form = request.POST.get("paper", ""), request.POST.get("form", "")
        return _follow(ask_for_day(pk, paper, on, form, by=viewer))
    except ValidationError as refusal:
        raise asked.nonsense() from refusal
    except NotAllowedNow as refusal:
        messages.warning(request, str(refusal))
        return redirect(back)


@require_POST
def report_frozen_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a frozen report: `form` says in which form. One that is there already is shown."""
    try:
        return _follow(ask_for_frozen(pk, request.POST.get("form", ""), by=viewer_of(request)))
    except ValidationError as refusal:
        raise asked.nonsense() from refusal
    except NotAllowedNow as refusal:
        messages.warning(request, str(refusal))
        return redirect("report_frozen", pk=pk)


@require_safe
def report_file(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a file is; the same page when it is loaded again, from wherever."""
    file = visible_file(pk, by=viewer_of(request))
    context: dict[str, Any] = {
        "file": file,
        "going_on": file.state in {FileState.WAITING, FileState.RUNNING},
        "ready": file.state == FileState.READY,
        "failed": file.state == FileState.FAILED,
        "back_url": _report_url(file),
        "ask_url": _ask_url(file),
    }
    return render(request, "tracker/report_file.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report_file_content(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself, for whoever may read its report today; a reason first. Back to its page until it is ready."""
    file = visible_file(pk, by=viewer_of(request))
    if file.state != FileState.READY:
        return redirect("report_file", pk=pk)

    def download() -> HttpResponseBase:
        answer = HttpResponse(bytes(file.content or b""), content_type=CONTENT_TYPES[ReportForm(file.form)])
        answer.headers["Content-Disposition"] = content_disposition_header(True, _name(file)) or "attachment"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer

    return with_reason(
        request,
        download,
        title=_("보고서 내려받기"),
        items=file.total,
        back_url=reverse("report_file", args=[pk]),
    )


def _follow(file: ReportFile) -> HttpResponse:
    """To the page of a file; a worker is told where it waits. What it does not hear, the sweeper tells again."""
    if file.state == FileState.WAITING:
        try:
            tasks.make_report_file.delay(file.pk)
        except OperationalError:
            log.warning("nobody could be told of report file %s", file.pk)
    return redirect("report_file", pk=file.pk)


def _name(file: ReportFile) -> str:
    """What the file is called: two bodies of a year, and two frozen on one day, are told apart."""
    frozen = f"_확정{file.snapshot_id}" if file.snapshot_id else ""
    about = f"{NAMES[file.paper]}_{file.audit.year}_{file.audit.body}_{file.as_of:%Y%m%d}{frozen}"
    return f"{get_valid_filename(about)}.{file.form}"


def _report_url(file: ReportFile) -> str:
    if file.snapshot_id:
        return reverse("report_frozen", args=[file.snapshot_id])
    return paper_url(file.audit, file.paper, file.as_of.isoformat())


def _ask_url(file: ReportFile) -> str:
    if file.snapshot_id:
        return reverse("report_frozen_ask", args=[file.snapshot_id])
    return reverse("report_file_ask", args=[file.audit_id])
