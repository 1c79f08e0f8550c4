"""기록 점검: whether the record is as it was written, in a sentence, and the button that checks it now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from audits import keyset, record, timestamps
from audits.access import Act, Viewer
from audits.anchors import file_anchors
from audits.models import CheckKind, CheckState, Event, RecordCheck
from audits.proof import Anchor, BadAnchor
from audits.web.reasons import with_reason
from audits.web.viewer import viewer_of
from tracker import checking, tasks
from tracker.exports.record import RECORD, texts
from tracker.web.pages import pager
from tracker.web.record_words import Compared, in_a_sentence, look, problems, reads_matter

PAGE: Final = 20


@require_safe
def record_page(request: HttpRequest) -> HttpResponse:
    """The newest results, what guards the record, and the checks before, a page at a time.

    `anchor` in the address is a 기록 확인값 that somebody holds against the record.
    """
    viewer = _let_in(request)
    cursor = request.GET.get("cursor", "")
    checks = RecordCheck.objects.defer("found").select_related("by")
    page = keyset.page(checks, ["-id"], size=PAGE, cursor=cursor, question="record checks")
    asked = request.GET.get("anchor", "").strip()
    context = {
        "rows": [{"check": check, **look(check)} for check in page.rows],
        "running": RecordCheck.objects.filter(kind=CheckKind.RECORD, state=CheckState.RUNNING).first(),
        "results": _results(),
        "may_take": viewer.may(Act.TAKE_RECORD),
        "asked": asked,
        "compared": _compared(asked) if asked else None,
        **_guards(viewer),
        **pager(page),
    }
    return render(request, "tracker/record.html", context)


@require_POST
def record_begin(request: HttpRequest) -> HttpResponse:
    """지금 점검: begin a check and ring for a worker; where one is going on already, show that one."""
    check = checking.begin(CheckKind.RECORD, by=viewer_of(request))
    if check is None:
        messages.info(request, _("이미 점검하고 있습니다."))
        return redirect("record")
    try:
        tasks.carry_out_check.delay(check.pk)
    except OperationalError:
        checking.fail(check, _("작업 대기열에 연결할 수 없어 시작하지 못하였습니다."))
    return redirect("record")


@require_safe
def record_check(request: HttpRequest, pk: int) -> HttpResponse:
    """One check with all that it kept of what it found."""
    viewer = _let_in(request)
    check = get_object_or_404(RecordCheck.objects.select_related("by"), pk=pk)
    found = problems(check, viewer)
    context = {
        "check": check,
        "sentence": in_a_sentence(check),
        "problems": found,
        "left_out": check.found.get("left_out", 0),
        "error": check.found.get("error", ""),
        "shows_matter": reads_matter(viewer),
        **look(check),
    }
    return render(request, "tracker/record_check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record_file(request: HttpRequest) -> HttpResponseBase:
    """The entries as they are stored, one a line, up to the head of this moment; a reason first."""
    viewer_of(request).require(Act.TAKE_RECORD)
    number, _digest = record.head()
    return with_reason(
        request,
        lambda: _attachment(number),
        title=_("처리 이력 내려받기"),
        items=number,
        back_url=reverse("record"),
    )


def _let_in(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    viewer.require(Act.VERIFY_RECORD)
    return viewer


def _attachment(until: int) -> HttpResponseBase:
    response = StreamingHttpResponse(_lines(until), content_type="application/jsonl; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{RECORD}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _lines(until: int) -> Iterator[str]:
    return (f"{text}\n" for text in texts(until))


def _results() -> list[dict[str, Any]]:
    """The newest check of each kind that is over; one statement."""
    over = RecordCheck.objects.exclude(state=CheckState.RUNNING).select_related("by")
    newest = {check.kind: check for check in over.order_by("kind", "-id").distinct("kind")}
    return [
        {
            "check": newest[kind],
            "sentence": in_a_sentence(newest[kind]),
            "anchor_refused": newest[kind].found.get("anchor_refused", ""),
            "error": newest[kind].found.get("error", ""),
            **look(newest[kind]),
        }
        for kind in CheckKind.values
        if kind in newest
    ]


def _guards(viewer: Viewer) -> dict[str, Any]:
    """The head, and what stands between the record and somebody with a password."""
    number, digest = record.head()
    anchors, damaged = _anchors()
    stamped = timestamps.kept_numbers()
    return {
        "head": Anchor(number, digest) if number else None,
        "two_roles": record.has_two_roles(),
        "anchors": len(anchors),
        "newest_anchor": anchors[-1] if anchors else None,
        "damaged": damaged,
        "anchor_file": settings.ANCHOR_FILE if viewer.may(Act.CHANGE_OFFICE) else "",
        "stamping": bool(settings.TIMESTAMP_URL),
        "stamps": len(stamped),
        "newest_stamp": max(stamped, default=0),
    }


def _anchors() -> tuple[list[Anchor], bool]:
    """Those in the file, and whether it is damaged."""
    try:
        return file_anchors(), False
    except BadAnchor:
        return [], True


def _compared(asked: str) -> Compared:
    """What the record says to a 기록 확인값 from a mail or a report; the stored text is hashed again."""
    try:
        anchor = Anchor.read(asked)
    except BadAnchor:
        return Compared.unreadable()
    text = Event.objects.filter(number=anchor.number).values_list("text", flat=True).first()
    if text is None:
        return Compared.missing(anchor.number)
    same = hashlib.sha256(text.encode()).hexdigest() == anchor.hash
    return Compared.same(anchor.number) if same else Compared.differs(anchor.number)
