"""보고 회차: those there are, how far one is by department, and opening, changing, calling off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audits import keyset
from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import DemandVersion
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access, filters, reports
from tracker.actions import rounds as acts
from tracker.filters import Filter
from tracker.lifecycle import Act
from tracker.models import ReportingRound
from tracker.reports import Progress, RoundProgress
from tracker.rounds import RoundState
from tracker.web import asked
from tracker.web.demands import label
from tracker.web.due import Due, due, until
from tracker.web.pages import pager
from tracker.web.records import lines
from tracker.web.round_forms import ChangeForm, OpenForm, next_name

PAGE: Final = 25
OVER: Final = Case(
    When(Q(closed_on__isnull=True, cancelled_on__isnull=True), then=Value(0)),
    default=Value(1),
    output_field=IntegerField(),
)
# By department in 건제순; whoever holds nothing that exists stands last (`filters.LAST_RANK`).
BY_DEPARTMENT: Final = ["rank", "holder", "demand__number", "id"]


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """Rounds the viewer may see, open ones first and then the newest, a page at a time."""
    viewer = viewer_of(request)
    access.require_reading(viewer)
    rounds = access.visible_rounds(viewer).select_related("audit").annotate(over=OVER)
    page = keyset.page(
        rounds,
        ["over", "-opened_at", "-id"],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question="rounds",
    )
    progress = reports.open_progress(viewer)
    context = {
        "rows": [_row(row, progress.get(row.pk, Progress()), viewer) for row in page.rows],
        "open_url": reverse("round_create") if access.may(viewer, Act.OPEN_ROUND) else "",
        **pager(page),
    }
    return render(request, "tracker/rounds.html", context)


@require_http_methods(["GET", "POST"])
def round_create(request: HttpRequest) -> HttpResponse:
    """보고 회차 열기; `audit` in the address names the audit to begin with."""
    viewer = viewer_of(request)
    access.require(viewer, Act.OPEN_ROUND)
    form = OpenForm(request.POST or None, viewer=viewer, initial=_begun_with(request, viewer))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        opened = attempt(
            form,
            lambda: acts.open_round(said["audit"].pk, name=said["name"], due_on=said["due_on"], by=viewer),
        )
        if opened:
            messages.success(request, _("보고 회차를 열었습니다. 소관부서의 할 일에 보입니다."))
            return redirect("round_detail", pk=opened.pk)
    return render(request, "tracker/round_form.html", {"form": form, "back_url": reverse("round_list")})


@require_safe
def round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a round is by department, what is not reported, and what this person may do with it."""
    viewer = viewer_of(request)
    round_ = visible_round(viewer, pk)
    listed, own = access.listed(viewer), viewer.department_ids
    progress = reports.round_progress(round_, listed, on=viewer.on, own=own)
    page = _missing(round_, viewer, request.GET.get("cursor", ""))
    context = {
        "round": round_,
        "state": state_words(round_),
        "due": until(round_.due_on, viewer.on) if round_.is_open else None,
        "columns": [_heading(column, round_) for column in _columns(progress.total)],
        "missing": _heading(RoundState.NOT_REPORTED, round_),
        "table": _table(round_, progress),
        "total": progress.total,
        "rows": page.rows,
        **_ways(round_, viewer),
        **pager(page),
        "history": lines.lines(access.visible_round_events(viewer, round_)),
    }
    return render(request, "tracker/round.html", context)


@require_http_methods(["GET", "POST"])
def round_change(request: HttpRequest, pk: int) -> HttpResponse:
    """보고 회차 수정: name and day, while it is open."""
    viewer = viewer_of(request)
    round_ = visible_round(viewer, pk)
    access.require_in(viewer, Act.OPEN_ROUND, round_.audit)
    if request.method != "POST" and not round_.is_open:
        return redirect("round_detail", pk=pk)
    form = ChangeForm(request.POST or None, initial={"name": round_.name, "due_on": round_.due_on})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if attempt(form, lambda: acts.change_round(pk, name=said["name"], due_on=said["due_on"], by=viewer)):
            messages.success(request, _("보고 회차를 고쳤습니다."))
            return redirect("round_detail", pk=pk)
    context = {"form": form, "round": round_, "back_url": reverse("round_detail", args=[pk])}
    return render(request, "tracker/round_form.html", context)


@require_http_methods(["GET", "POST"])
def round_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """보고 회차 취소: asked once more, then called off."""
    viewer = viewer_of(request)
    round_ = visible_round(viewer, pk)
    access.require_in(viewer, Act.OPEN_ROUND, round_.audit)
    if request.method == "POST":
        acts.cancel_round(pk, by=viewer)
        messages.success(request, _("보고 회차를 취소하였습니다. 보고한 것은 그대로 남습니다."))
        return redirect("round_list")
    if not round_.is_open:
        return redirect("round_detail", pk=pk)
    return render(request, "tracker/round_cancel.html", {"round": round_})


def visible_round(viewer: Viewer, pk: int) -> ReportingRound:
    """A round with its audit. Raises PermissionDenied, NotVisible."""
    access.require_reading(viewer)
    found = access.visible_rounds(viewer).select_related("audit").filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def state_words(round_: ReportingRound) -> str:
    """진행 중, 의회 제출 or 취소."""
    if round_.cancelled_on:
        return _("취소")
    return _("의회 제출") if round_.closed_on else _("진행 중")


def list_url(round_: ReportingRound, **more: object) -> str:
    """The list of what a round asks."""
    asked_for = {"round": round_.pk} | {name: value for name, value in more.items() if value != ""}
    return f"{reverse('demand_list')}?{urlencode(asked_for)}"


def _begun_with(request: HttpRequest, viewer: Viewer) -> dict[str, object]:
    """The audit that an address names, and the name of its next round. Raises BadRequest for what is no number."""
    said = request.GET.get("audit")
    named = access.audits_for(viewer, Act.OPEN_ROUND).filter(pk=asked.number(said)) if said else None
    audit = named.first() if named is not None else None
    return {"audit": audit.pk, "name": next_name(audit)} if audit else {}


def _row(round_: ReportingRound, progress: Progress, viewer: Viewer) -> dict[str, object]:
    return {
        "round": round_,
        "state": state_words(round_),
        "due": until(round_.due_on, viewer.on) if round_.is_open else None,
        "progress": progress,
    }


def _ways(round_: ReportingRound, viewer: Viewer) -> dict[str, str]:
    """What this person may do with a round: addresses, empty for what is not there."""
    pk = [round_.pk]
    changes = round_.is_open and access.may_in(viewer, Act.OPEN_ROUND, round_.audit)
    closes = round_.is_open and access.may_in(viewer, Act.CLOSE_ROUND, round_.audit)
    takes = round_.is_open and access.may_read(viewer, access.Right.TAKE_FORMS)
    reads = round_.closed_on and access.visible_snapshots(viewer).filter(round=round_).exists()
    return {
        "change_url": reverse("round_change", args=pk) if changes else "",
        "cancel_url": reverse("round_cancel", args=pk) if changes else "",
        "submission_url": reverse("round_submission", args=pk) if closes else "",
        "report_url": reverse("round_report", args=pk) if reads else "",
        "sheet_url": f"{reverse('progress_sheet')}?{urlencode({'round': round_.pk})}" if takes else "",
    }


def _columns(total: Progress) -> list[RoundState]:
    """의회 제출 and 미보고, and between them the gates at which something waits."""
    between = (RoundState.AWAITING_SUBMISSION, RoundState.AWAITING_HEAD)
    return [
        RoundState.FILED,
        *(state for state in between if getattr(total, state.value)),
        RoundState.NOT_REPORTED,
    ]


def _heading(state: RoundState, round_: ReportingRound) -> str:
    """What a column is called: of a closed round is known alone what was filed, and what was not."""
    not_filed = round_.closed_on and state == RoundState.NOT_REPORTED
    return _("미제출") if not_filed else str(state.label)


def _table(round_: ReportingRound, progress: RoundProgress) -> list[dict[str, object]]:
    columns = _columns(progress.total)
    return [
        {
            "name": row.name or _("소관 없음"),
            "url": _cell_url(round_, row.department, ""),
            "asked": row.progress.asked,
            "cells": [
                {
                    "label": _heading(state, round_),
                    "value": getattr(row.progress, state.value),
                    "url": _cell_url(round_, row.department, state.value),
                }
                for state in columns
            ],
        }
        for row in progress.rows
    ]


def _cell_url(round_: ReportingRound, department: int | None, state: str) -> str:
    """The list behind a figure; none once the round is over, because work goes on to other departments."""
    return list_url(round_, department=department or 0, round_state=state) if round_.is_open else ""


def _missing(round_: ReportingRound, viewer: Viewer, cursor: str) -> keyset.Page[Any]:
    """What is not reported, a page at a time; of a closed round what was not, which does not grow any more."""
    if round_.closed_on:
        listed, own = access.listed(viewer), viewer.department_ids
        return keyset.Page([_not_filed_row(row) for row in reports.not_filed(round_, listed, own)], "", "")
    wanted = Filter(round=round_.pk, round_state=RoundState.NOT_REPORTED.value)
    found = filters.chosen(wanted, viewer).annotate(holder=Coalesce(F("department_id"), Value(0)))
    told: QuerySet[Any] = found.select_related("demand__category", "department")
    page = keyset.page(told, BY_DEPARTMENT, size=PAGE, cursor=cursor, question=f"round:{round_.pk}")
    texts = DemandVersion.objects.texts(row.demand for row in page.rows)
    return replace(page, rows=[_missing_row(row, texts[row.demand_id], viewer) for row in page.rows])


def _missing_row(assignment: Any, text: str, viewer: Viewer) -> Mapping[str, object]:
    return {
        "label": label(assignment.demand),
        "url": reverse("demand_detail", args=[assignment.demand_id]),
        "text": text,
        "department": assignment.department.name if assignment.department else _("소관 없음"),
        "without_owner": bool(assignment.department) and not assignment.department.existed(viewer.on),
        "point": assignment.point,
        "due": due(assignment, viewer.on),
    }


def _not_filed_row(row: Mapping[str, Any]) -> Mapping[str, object]:
    """As it was when the round was closed, whoever holds it today."""
    day = date.fromisoformat(row["due_date"]) if row["due_date"] else None
    return {
        "label": row["label"],
        "url": reverse("demand_detail", args=[row["demand"]]),
        "text": row["text"],
        "department": row["holder"] or _("소관 없음"),
        "point": row["point"],
        "due": Due("", "plain", day) if day else Due(_("기한 미지정"), "none", None),
    }
