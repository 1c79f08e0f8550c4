"""보고서 불러오기: upload, look at what was read, confirm. Nothing is stored before a person confirms."""

from __future__ import annotations

import secrets
import zlib
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits import reading, reference
from audits.access import Viewer
from audits.errors import AlreadyImported
from audits.intake.decode import MAX_BYTES
from audits.intake.draft import CountRow, Draft, DraftItem, Problem, Totals, Unreadable
from audits.models import Committee
from audits.statuses import ReportedStatus as Status
from audits.web.fields import DayField
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.import_demands import AuditFacts, import_confirmed
from tracker.imports import Existing, existing
from tracker.lifecycle import Act

KEPT_FOR: Final = 2 * 60 * 60  # seconds between looking and confirming
CONTEXT: Final = 2  # lines of the source around a problem
COLUMNS: Final = (Status.COMPLETED, Status.IN_PROGRESS, Status.UNDER_REVIEW, Status.NOT_ACCEPTED)
RARE: Final = (Status.TRANSFERRED, Status.NOT_REPORTED)


class UploadForm(forms.Form):
    """The file, and what it does not say of itself."""

    file = forms.FileField(
        label=gettext_lazy("보고서 파일"),
        help_text=gettext_lazy("글자로 저장한 문서(.txt), 20MB까지"),
        allow_empty_file=True,
    )
    year = forms.IntegerField(
        label=gettext_lazy("감사 연도"),
        min_value=1991,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    body = forms.CharField(label=gettext_lazy("감사대상기관"), max_length=100)
    report_date = DayField(
        label=gettext_lazy("보고 기준일"),
        required=False,
        help_text=gettext_lazy(
            "이 날의 부서 이름으로 읽습니다. 비우면 감사 연도의 12. 31.입니다. 예: 2020. 11. 1."
        ),
    )
    due_date = DayField(
        label=gettext_lazy("처리기한"),
        required=False,
        help_text=gettext_lazy("비우면 기한 미지정으로 둡니다"),
    )


@dataclass(frozen=True)
class Held:
    """An upload that waits for its confirmation, for its own person only."""

    name: str
    packed: bytes
    year: int
    body: str
    report_date: date | None
    due_date: date | None

    def read(self) -> reading.Reading:
        """What the document says. Raises Unreadable."""
        content = zlib.decompress(self.packed)
        return reading.read_report(content, name=self.name, year=self.year, report_date=self.report_date)


@require_http_methods(["GET", "POST"])
def import_upload(request: HttpRequest) -> HttpResponse:
    """Take a file and show what was read in it; an unreadable one is refused on the form."""
    viewer = viewer_of(request)
    access.require(viewer, Act.IMPORT_PUBLISHED)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        held = _held(form)
        token = _hold(held, viewer) if held else ""
        if token:
            return redirect("import_preview", token=token)
    return render(request, "tracker/import_upload.html", {"form": form})


@require_http_methods(["GET", "POST"])
def import_preview(request: HttpRequest, token: str) -> HttpResponse:
    """What was read, beside its source; POST confirms and stores."""
    viewer = viewer_of(request)
    access.require(viewer, Act.IMPORT_PUBLISHED)
    held: Held | None = cache.get(_key(viewer, token))
    if held is None:
        messages.info(
            request, _("올린 파일의 보관 시간이 지났습니다. 저장된 것은 없습니다. 다시 올려 주십시오.")
        )
        return redirect("import_upload")
    try:
        read = held.read()
    except Unreadable as error:
        raise Http404(str(error)) from error
    reason = request.POST.get("reason", "").strip()
    missing = _needs_reason(read.draft) and not reason
    if request.method == "POST" and not missing:
        return _confirm(request, viewer, held, read, token, reason)
    context = _preview(held, read, token) | {
        "reason": reason,
        "reason_error": _("사유를 적어 주십시오.") if request.method == "POST" and missing else "",
    }
    return render(request, "tracker/import_preview.html", context)


def _held(form: UploadForm) -> Held | None:
    """The upload, once it has been read; None with the reason on the form where it cannot be."""
    asked = form.cleaned_data
    if asked["file"].size > MAX_BYTES:
        form.add_error("file", _("파일이 20MB보다 큽니다: %(name)s") % {"name": asked["file"].name})
        return None
    content: bytes = asked["file"].read()
    held = Held(
        name=asked["file"].name,
        packed=zlib.compress(content),
        year=asked["year"],
        body=asked["body"].strip(),
        report_date=asked["report_date"],
        due_date=asked["due_date"],
    )
    try:
        held.read()
    except Unreadable as error:
        form.add_error("file", str(error))
        return None
    return held


def _hold(held: Held, viewer: Viewer) -> str:
    token = secrets.token_urlsafe(16)
    cache.set(_key(viewer, token), held, KEPT_FOR)
    return token


def _key(viewer: Viewer, token: str) -> str:
    return f"import:{viewer.user.pk}:{token}"


def _confirm(
    request: HttpRequest, viewer: Viewer, held: Held, read: reading.Reading, token: str, reason: str
) -> HttpResponse:
    committee = Committee.objects.filter(pk__in=viewer.committee_ids).order_by("pk").first()
    facts = AuditFacts(
        year=held.year,
        body=held.body,
        report_date=read.on,
        due_date=held.due_date,
        committee=committee,
        note=reason,
    )
    try:
        audit = import_confirmed(read, facts, by=viewer)
    except AlreadyImported as error:
        messages.info(request, str(error))
        return redirect("audit_list")
    cache.delete(_key(viewer, token))
    messages.success(request, _("%(count)d건을 저장하였습니다.") % {"count": len(read.draft.items)})
    return redirect("audit_summary", pk=audit.pk)


def _needs_reason(draft: Draft) -> bool:
    return bool(draft.differences or draft.problems)


def _preview(held: Held, read: reading.Reading, token: str) -> dict[str, object]:
    draft, known = read.draft, existing(read.draft, year=held.year, body=held.body)
    labels = {category.code: category.label for category in reference.categories()}
    return {
        "document": {"name": read.name, "lines": draft.lines},
        "totals": _totals(draft, labels),
        "problems": [_problem(problem, read.text.split("\n"), draft) for problem in draft.problems],
        "items": [_item(item, draft, labels) for item in draft.items],
        "existing": known,
        "differences": draft.differences,
        "token": token,
        "confirm_url": reverse("import_preview", args=[token]),
        "can_confirm": _can_confirm(draft, known),
        "requires_reason": _needs_reason(draft),
        "has_statuses": draft.has_statuses,
        "read_on": read.on,
    }


def _can_confirm(draft: Draft, known: Existing | None) -> bool:
    return known is None and bool(draft.items)


def _totals(draft: Draft, labels: dict[str, str]) -> list[dict[str, object]]:
    if draft.declared is None:
        return []
    declared = {row.category: row for row in (*draft.declared.rows, draft.declared.total)}
    shown = (
        *COLUMNS,
        *(s for s in RARE if any(getattr(row, s.value) for row in _all(draft.declared, draft.parsed))),
    )
    return [
        _totals_row(declared.get(row.category), row, labels.get(row.category, _("계")), shown)
        for row in (*draft.parsed.rows, draft.parsed.total)
    ]


def _all(*totals: Totals) -> list[CountRow]:
    return [row for one in totals for row in (*one.rows, one.total)]


def _totals_row(
    declared: CountRow | None, parsed: CountRow, label: str, shown: tuple[Status, ...]
) -> dict[str, object]:
    names = [("total", _("계")), *((status.value, str(status.label)) for status in shown)]
    cells = [
        {
            "label": title,
            "declared": getattr(declared, name) if declared else None,
            "parsed": getattr(parsed, name),
            "differs": declared is not None and getattr(declared, name) != getattr(parsed, name),
        }
        for name, title in names
    ]
    differing = [
        _("%(label)s: 문서 %(declared)d건, 읽은 항목 %(parsed)d건") % cell
        for cell in cells
        if cell["differs"]
    ]
    return {
        "label": label,
        "cells": cells,
        "difference": ", ".join(differing),
        "is_total": parsed.category == "",
    }


def _problem(problem: Problem, lines: list[str], draft: Draft) -> dict[str, object]:
    first = max(problem.line - CONTEXT, 1)
    item = next((item for item in reversed(draft.items) if item.line <= problem.line), None)
    return {
        "line": problem.line,
        "lines": [
            {"number": number, "text": text, "marked": number == problem.line}
            for number, text in enumerate(lines[first - 1 : problem.line + CONTEXT], start=first)
        ],
        "title": _("연번 %(number)d") % {"number": item.number} if item else "",
        "message": problem.message,
    }


def _item(item: DraftItem, draft: Draft, labels: dict[str, str]) -> dict[str, Any]:
    following = next(
        (other.line for other in draft.items if other.number == item.number + 1), draft.lines + 1
    )
    return {
        "number": item.number,
        "category_label": labels.get(item.category, item.category),
        "text": item.text,
        "departments": item.departments,
        "named": item.named,
        "wording": item.wording,
        "status": item.status,
        "status_label": Status(item.status).label,
        "actions_taken": item.actions_taken,
        "plan": item.plan,
        "planned_until": item.planned_until,
        "line": item.line,
        "problem": any(item.line <= problem.line < following for problem in draft.problems),
    }
