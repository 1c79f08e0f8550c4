"""The parts that pages are put together from, each with invented values: how it looks, and what it takes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from audits.statuses import ReportedStatus
from audits.web.viewer import viewer_of
from tracker.deadlines import Step
from tracker.models import Verdict
from tracker.web.due import Due, until


class Example(forms.Form):
    """A form with one field of each kind; sent empty, it has its errors."""

    name = forms.CharField(label=gettext_lazy("부서명"), help_text=gettext_lazy("조례에 적힌 이름 그대로"))
    due = forms.DateField(
        label=gettext_lazy("처리기한"),
        error_messages={"required": gettext_lazy("날짜를 적어 주십시오. 예: 2026. 3. 5.")},
    )
    status = forms.ChoiceField(
        label=gettext_lazy("추진상황"), choices=ReportedStatus.choices[1:4], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("사유"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    priority = forms.BooleanField(label=gettext_lazy("중점관리"), required=False)


@login_required
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every part once, made by the same partials as everywhere; nothing of the office's own is in it."""
    on = viewer_of(request).on
    here = reverse("components")
    return render(request, "components.html", {"here": here, **_states(on), **_ways(here), **_content(on)})


def _states(on: date) -> dict[str, Any]:
    """The two axes and the due dates, each in every state there is."""
    days = (-12, 0, 3, 21)
    return {
        "statuses": [{"code": code, "label": label} for code, label in ReportedStatus.choices],
        "verdicts": [{"code": code, "label": label} for code, label in Verdict.choices],
        "dues": [
            *(until(on + timedelta(days=ahead), on) for ahead in days),
            Due(_("보고함"), "reported", on + timedelta(days=9)),
            Due(_("기한 미지정"), "none", None),
        ],
    }


def _ways(here: str) -> dict[str, Any]:
    """What leads on: tabs, conditions in force, a field for what is looked for."""
    return {
        "tabs": [
            {"label": _("처리할 것"), "url": here, "current": True, "count": 12},
            {"label": _("확인 대기"), "url": here, "current": False, "count": 3},
        ],
        "chips": [
            {"label": _("부서 보고"), "value": _("추진 중"), "remove_url": here},
            {"label": _("처리기한"), "value": _("기한 경과"), "remove_url": here},
        ],
        "form": Example({"name": ""}),
    }


def _content(on: date) -> dict[str, Any]:
    """Rows of a table, the record, the steps of a deadline, an answer, files, figures."""
    began = on - timedelta(days=40)
    return {
        "rows": [
            {
                "pk": 1,
                "label": "1",
                "due": until(on + timedelta(days=3), on),
            },
            {"pk": 2, "label": "2", "due": until(on, on)},
        ],
        "history": [
            {"date": on, "icon": "completed", "who": _("담당자"), "what": _("완료 보고")},
            {"date": began, "icon": "assigned", "who": _("총괄부서 담당"), "what": _("부서 배부")},
        ],
        "deadline": [
            Step(_("이송일"), began),
            Step(_("처리기한"), on + timedelta(days=20), _("이송일부터 2개월")),
        ],
        "answer": _("○ 통신망 점검\n - 2곳 점검 완료\n○ 예산 편성"),
        "columns": [
            {"code": ReportedStatus.COMPLETED, "label": ReportedStatus.COMPLETED.label},
            {"code": ReportedStatus.IN_PROGRESS, "label": ReportedStatus.IN_PROGRESS.label},
            {"code": Verdict.CONFIRMED, "label": Verdict.CONFIRMED.label},
        ],
        "figures": [
            {"label": _("계"), "cells": [{"value": 18}, {"value": 14}, {"value": 0}], "is_total": True}
        ],
        "files": [
            {"name": "점검 결과.hwpx", "size": 204_800, "state": "done"},
            {"name": "사진.png", "size": 1_048_576, "state": "sending", "percent": 40},
            {"name": "계획서.exe", "size": 10_240, "state": "refused"},
        ],
    }
