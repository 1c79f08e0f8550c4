"""확정 보고서 of a round: as a paper to print, and as a file to take away. Read from what was frozen alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Category
from audits.statuses import ReportedStatus
from audits.web.csv_file import csv_file
from audits.web.reasons import with_reason
from audits.web.viewer import viewer_of
from tracker import access, papers
from tracker.models import Snapshot, Stage, Verdict
from tracker.reports.official import of_snapshot
from tracker.web.rounds import visible_round

FORMS: Final = ("json", "csv")
FILED: Final[Mapping[str, str | Promise]] = {
    "in_round": gettext_lazy("이번 회차에 제출"),
    "before": gettext_lazy("앞서 제출"),
    "never": gettext_lazy("제출한 보고 없음"),
}
HEADS: Final[Sequence[str | Promise]] = (
    gettext_lazy("요구사항"),
    gettext_lazy("구분"),
    gettext_lazy("요구 내용"),
    gettext_lazy("소관부서"),
    gettext_lazy("세부항목"),
    gettext_lazy("단계"),
    gettext_lazy("추진상황"),
    gettext_lazy("의회 확인"),
    gettext_lazy("추진내용"),
    gettext_lazy("향후계획"),
    gettext_lazy("완료 예정일"),
    gettext_lazy("당초 처리기한"),
    gettext_lazy("처리기한"),
    gettext_lazy("보고일"),
    gettext_lazy("회차의 보고"),
)


@require_safe
def round_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as every page shows it, and beside it what each department was asked and sent in this round."""
    snapshot, content = _frozen(viewer_of(request), pk)
    context = {
        "round": snapshot.round,
        "snapshot": snapshot,
        "files": [
            {"label": form.upper(), "url": reverse("round_report_file", args=[pk, form])} for form in FORMS
        ],
        "report": of_snapshot(snapshot, papers.before(snapshot)),
        "departments": _departments(content),
    }
    return render(request, "tracker/round_report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def round_report_file(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """What was frozen, byte by byte, or a line an assignment; a reason first (`audits.web.reasons`)."""
    snapshot, content = _frozen(viewer_of(request), pk)
    if form not in FORMS:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    name = f"round-{pk}-{snapshot.as_of:%Y%m%d}"

    def download() -> HttpResponseBase:
        if form == "csv":
            return csv_file(f"{name}.csv", [str(head) for head in HEADS], _lines(content))
        answer = HttpResponse(snapshot.content, content_type="application/json")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer

    title, back_url = _("확정 보고서 내려받기"), reverse("round_report", args=[pk])
    return with_reason(request, download, title=title, items=len(content["rows"]), back_url=back_url)


def _frozen(viewer: Viewer, pk: int) -> tuple[Snapshot, Mapping[str, Any]]:
    """The frozen report of a round. Raises PermissionDenied; NotVisible where there is none for this viewer."""
    round_ = visible_round(viewer, pk)
    snapshot = access.visible_snapshots(viewer).filter(round=round_).first()
    if snapshot is None:
        raise NotVisible
    snapshot.round = round_
    return snapshot, json.loads(snapshot.content)


def _sheet_row(label: str, figures: Sequence[int]) -> dict[str, object]:
    cells = [{"value": figure, "url": ""} for figure in figures]
    return {"label": label, "is_total": False, "cells": cells}


def _departments(content: Mapping[str, Any]) -> dict[str, object]:
    """소관 by department: how many, how many the round asked, how many it got."""
    columns = [
        {"code": "total", "label": _("소관")},
        {"code": "asked", "label": _("보고 대상")},
        {"code": "filed", "label": _("이번 회차에 제출")},
    ]
    rows = [
        _sheet_row(row["name"] or _("소관 없음"), [row[column["code"]] for column in columns])
        for row in content["departments"]
    ]
    return {"columns": columns, "rows": rows}


def _lines(content: Mapping[str, Any]) -> Iterator[list[object]]:
    labels = dict(Category.objects.values_list("code", "label"))
    labels |= {row["category"]: row["label"] for row in content["summary"]["rows"]}
    for row in content["rows"]:
        report = row["report"] or {}
        yield [
            row["label"],
            labels.get(row["category"], row["category"]),
            row["text"],
            row["department_name"] or _("소관 없음"),
            row["point"],
            Stage(row["stage"]).label,
            _status(row),
            Verdict(row["verification"]).label,
            report.get("actions_taken", ""),
            report.get("plan", ""),
            report.get("planned_until") or "",
            row["original_due_date"] or "",
            row["due_date"] or "",
            report.get("reported_on") or "",
            FILED[row["filed"]],
        ]


def _status(row: Mapping[str, Any]) -> str:
    return _("완료(계속 추진)") if row["continues"] else str(ReportedStatus(row["status"]).label)
