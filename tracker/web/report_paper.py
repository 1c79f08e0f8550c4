"""A report on screen: as an audit stood on a day, or frozen; how it is checked, taken away and compared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audits import shown
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Audit, Event, Office
from audits.proof import steady
from audits.web.reasons import with_reason
from audits.web.viewer import viewer_of
from tracker import access, papers
from tracker.lifecycle import Act
from tracker.models import Paper, ReportFile, ReportForm, Snapshot
from tracker.reports.as_of import end_of
from tracker.reports.before_freezing import outlook
from tracker.reports.compare import OF_THE_COUNCIL, compare
from tracker.reports.official import Official, of_snapshot, official_now
from tracker.web import asked
from tracker.web.report_list import (
    PaperForm,
    newest_first,
    public_snapshot,
    readable_papers,
    snapshots_of,
    visible_audit,
    visible_snapshot,
)

MOST_ON_SCREEN: Final = 1_000  # items; more of them are a file


@require_safe
def report_now(request: HttpRequest, pk: int) -> HttpResponse:
    """A report of an audit as of a day, not frozen; `paper` and `on` in the address say which."""
    viewer = viewer_of(request)
    audit = visible_audit(viewer, pk)
    readable = readable_papers(viewer, audit)
    form = PaperForm(request.GET, papers=readable, viewer=viewer)
    if not readable:
        raise NotVisible
    if not form.is_valid():
        return _back(request, audit, _wrong(form))
    paper, on = Paper(form.cleaned_data["paper"]), form.cleaned_data["on"]
    try:
        with steady():  # all of it of one moment
            report = official_now(audit, paper, on, today=viewer.on)
    except NotAllowedNow as refusal:
        return _back(request, audit, str(refusal))
    shown.add(len(report.items))
    context = {
        "audit": audit,
        "paper": paper,
        "on": on,
        "files": _files(viewer, audit, paper, on),
        "ask_url": reverse("report_file_ask", args=[pk]),
        **_freezing(viewer, audit, report, paper),
        **_on_screen(report),
    }
    return render(request, "tracker/report_now.html", context)


@require_safe
def report_frozen(request: HttpRequest, pk: int) -> HttpResponse:
    """A frozen report from what it holds alone, with its hash, its files and what changed since the one before."""
    viewer = viewer_of(request)
    snapshot = visible_snapshot(viewer, pk)
    before = papers.before(snapshot)
    report = of_snapshot(snapshot, before)
    shown.add(len(report.items))
    context = {
        "snapshot": snapshot,
        "audit": snapshot.audit,
        "digest": papers.digest(snapshot),
        "files": _files(viewer, snapshot.audit, Paper(snapshot.paper), snapshot.as_of, snapshot),
        "ask_url": reverse("report_frozen_ask", args=[pk]),
        "others": _others(viewer, snapshot),
        "before": before,
        **_publication(viewer, snapshot),
        **_on_screen(report),
    }
    return render(request, "tracker/report_frozen.html", context)


@require_safe
def report_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of the demands between two frozen reports; `since` in the address names the earlier one."""
    viewer = viewer_of(request)
    snapshot = visible_snapshot(viewer, pk)
    since = visible_snapshot(viewer, asked.number(request.GET.get("since", "")))
    if since.audit_id != snapshot.audit_id:
        raise NotVisible
    earlier, later = sorted((since, snapshot), key=lambda each: (each.as_of, each.pk))
    found = compare(json.loads(earlier.content), json.loads(later.content))
    hidden = frozenset() if later.paper == earlier.paper == Paper.INSPECTION else OF_THE_COUNCIL
    lines = [line for line in found.lines if line.kind not in hidden]
    shown.add(len(lines))
    context = {
        "snapshot": later,
        "since": earlier,
        "audit": snapshot.audit,
        "sentence": replace(found, lines=lines).sentence,
        "groups": [(kind, list(group)) for kind, group in groupby(lines, key=lambda line: line.kind)],
    }
    return render(request, "tracker/report_changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report_content(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What was frozen, byte by byte, so that its hash can be reckoned by anybody; a reason first."""
    snapshot = visible_snapshot(viewer_of(request), pk)

    def download() -> HttpResponseBase:
        answer = HttpResponse(snapshot.content, content_type="application/json; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="report-{pk}.json"'
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer

    return with_reason(
        request,
        download,
        title=_("확정 보고서 원본 내려받기"),
        items=len(json.loads(snapshot.content)["rows"]),
        back_url=reverse("report_frozen", args=[pk]),
    )


def _publication(viewer: Viewer, snapshot: Snapshot) -> dict[str, object]:
    """Whether it is public, and where it becomes so: nowhere while the office publishes nothing."""
    is_public = public_snapshot(snapshot.audit) == snapshot.pk
    may = access.may(viewer, Act.PUBLISH) and (is_public or Office.current().is_public)
    return {
        "is_public": is_public,
        "publish_url": reverse("report_publish", args=[snapshot.pk]) if may else "",
    }


def _on_screen(report: Official) -> dict[str, Any]:
    """The report, of a very long one the figures alone."""
    count = len(report.items)
    if count <= MOST_ON_SCREEN:
        return {"report": report, "left_out": 0}
    return {"report": replace(report, sections=()), "left_out": count}


def _files(
    viewer: Viewer, audit: Audit, paper: Paper, on: date, snapshot: Snapshot | None = None
) -> list[dict[str, Any]]:
    """Every form, with the newest file of it: of a frozen report anybody's, else one's own.

    `is_old`: what is not frozen has changed, or may have, since the file was asked for, so that it is made anew.
    """
    rows = ReportFile.objects.defer("content").filter(audit=audit, paper=paper, as_of=on, snapshot=snapshot)
    if snapshot is None:
        rows = rows.filter(by=viewer.user)
    newest = {file.form: file for file in rows.order_by("form", "-id").distinct("form")}
    changed = _last_change(on) if snapshot is None and newest else None
    return [
        {
            "form": form.value,
            "label": form.label,
            "file": newest.get(form),
            "is_old": bool(changed and form in newest and newest[form].asked_at <= changed),
        }
        for form in ReportForm
    ]


def _last_change(on: date) -> datetime | None:
    """When the record last told something of a day or of one before it: a file asked for earlier may lack it."""
    told = Event.objects.filter(at__lt=end_of(on)).order_by("-number")
    return told.values_list("at", flat=True).first()


def _others(viewer: Viewer, snapshot: Snapshot) -> Sequence[Snapshot]:
    """The reports that this one can be compared with: the newest twenty of the audit."""
    rows = snapshots_of(viewer).filter(audit=snapshot.audit_id).exclude(pk=snapshot.pk)
    return list(newest_first(rows)[:20])


def _freezing(viewer: Viewer, audit: Audit, report: Official, paper: Paper) -> dict[str, Any]:
    """For whoever may freeze it: where, and what to look at before; one statement."""
    if not access.may_freeze(viewer, paper, audit):
        return {"freeze_url": ""}
    asked_for = urlencode({"paper": paper.value, "on": report.as_of.isoformat()})
    earlier = papers.newest(audit, paper, report.as_of)
    verifies = access.may_read(viewer, access.Right.VERIFY)
    return {
        "freeze_url": f"{reverse('report_freeze', args=[audit.pk])}?{asked_for}",
        "outlook": outlook(report, of_snapshot(earlier) if earlier else None),
        "verify_url": reverse("verification") if verifies else "",
    }


def _wrong(form: PaperForm) -> str:
    """What is wrong with an address that somebody typed or cut off, each field by its name."""
    return " ".join(
        f"{form[name].label}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()
    )


def _back(request: HttpRequest, audit: Audit, why: str) -> HttpResponse:
    messages.warning(request, why)
    return redirect("report_list", pk=audit.pk)
