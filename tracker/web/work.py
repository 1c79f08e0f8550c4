"""내 할 일: what a department holds and owes, the most urgent first, and 접수 확인."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audits import keyset
from audits.access import Viewer
from audits.gates import Gate
from audits.models import DemandVersion
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.receive import receive
from tracker.checks import with_silence
from tracker.deadlines import Holidays
from tracker.lifecycle import WAITING, Act, Fact
from tracker.models import OPEN, OUTSTANDING, Assignment, HandoverState, ProgressUpdate, ReportDraft, Stage
from tracker.models.assignment import AssignmentQuerySet
from tracker.pending import with_facts
from tracker.reports import OwnRound, WorkCounts, end_of_week, own_rounds, work_counts
from tracker.rounds import RoundState
from tracker.web import asked
from tracker.web.demands import label
from tracker.web.due import due
from tracker.web.former_checks import owed_again
from tracker.web.handovers import asked_of
from tracker.web.marks import holidays_for, marks
from tracker.web.rounds import list_url
from tracker.web.waiting import waiting_rows

PAGE: Final = 25
# 중점관리 first. A department holds few enough for the database to sort them as they are.
ORDER: Final = ["-demand__is_priority", "due_order", "id"]
AT_ONCE: Final = 100  # receipts offered on one page
OFFERS: Final = {
    HandoverState.OFFERED: Fact.HANDOVER_OFFERED,
    HandoverState.REFUSED: Fact.HANDOVER_REFUSED,
}

TABS: Final[Mapping[str, Callable[[Viewer], AssignmentQuerySet]]] = {
    "owed": lambda viewer: access.mine(viewer).outstanding(),
    "awaiting": lambda viewer: access.mine(viewer).awaiting_verification(),
    "ended": lambda viewer: access.mine(viewer).filter(stage=Stage.CLOSED),
    "former": lambda viewer: access.formerly_mine(viewer).live(),
}


@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """One tab of the viewer's departments' work, a page at a time; 404 for a tab that is not there."""
    viewer = viewer_of(request)
    access.require(viewer, Act.REPORT)
    tab = request.GET.get("tab", "owed")
    if tab not in TABS:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    counts = work_counts(viewer)
    page = _page(TABS[tab](viewer), viewer, tab, request.GET.get("cursor", ""))
    context = {
        "on": viewer.on,
        "seat_of_work": viewer.label,
        "tab": tab,
        "tabs": _tabs(counts, tab),
        "rows": _rows(page.rows, viewer, _headings(counts)),
        "unreceived": counts.unreceived,
        "without_officer": counts.without_officer,
        "asked_to_take_over": asked_of(viewer),
        "rounds": [_round(own) for own in own_rounds(viewer)],
        "shown": len(page.rows),
        "more": bool(page.next),
        "next_url": _address(tab, page.next),
        "previous_url": _address(tab, page.previous),
    }
    return render(request, "tracker/work.html", context)


@require_http_methods(["GET", "POST"])
def work_receive(request: HttpRequest) -> HttpResponse:
    """일괄 접수 확인: GET shows which ones, all chosen; POST confirms the receipt of those chosen."""
    viewer = viewer_of(request)
    access.require(viewer, Act.RECEIVE)
    if request.method == "POST" and request.POST.getlist("pk"):
        received = receive([asked.number(pk) for pk in request.POST.getlist("pk")], by=viewer)
        told = _("접수를 확인하였습니다: %(count)d건") % {"count": len(received)}
        messages.success(request, told)
        return _back(request)
    waiting = TABS["owed"](viewer).filter(stage=Stage.ASSIGNED)
    page = _page(waiting, viewer, "receive", "", size=AT_ONCE)
    context = {
        "rows": _rows(page.rows, viewer, {}),
        "more": bool(page.next),
        "nothing_chosen": request.method == "POST",
    }
    return render(request, "tracker/work_receive.html", context)


def _back(request: HttpRequest) -> HttpResponse:
    """To the demand the receipt was confirmed on, where it was one; else to the work."""
    demand = request.POST.get("demand")
    return redirect("demand_detail", pk=asked.number(demand)) if demand else redirect("work")


def _page(
    found: AssignmentQuerySet, viewer: Viewer, tab: str, cursor: str, size: int = PAGE
) -> keyset.Page[Assignment]:
    filed = ProgressUpdate.objects.filter(assignment=OuterRef("pk"), filed_at__isnull=False)
    told = with_facts(with_silence(found, viewer.on).with_officer(viewer.on)).annotate(
        latest_report_on=Subquery(filed.order_by("-number").values("reported_on")[:1]),
        has_draft=Exists(ReportDraft.objects.filter(assignment=OuterRef("pk"), author=viewer.user)),
    )
    return keyset.page(
        told.select_related("demand__audit", "demand__category", "department"),
        ORDER,
        size=size,
        cursor=cursor,
        question=f"work:{tab}",
    )


def _rows(found: list[Any], viewer: Viewer, headings: Mapping[str, object]) -> list[dict[str, object]]:
    texts = DemandVersion.objects.texts(assignment.demand for assignment in found)
    holidays = holidays_for(found)
    rows = [_row(assignment, texts[assignment.demand_id], viewer, holidays) for assignment in found]
    told = ""
    asked = owed_again(row for row in found if row.department_id in viewer.department_ids)
    # What came back is the author's draft again, so there is nothing to look for where there is none.
    begun = [row for row in found if row.has_draft and not row.pending_gate]
    unfiled = waiting_rows(begun, viewer) if begun else {}
    next(filter(_acted_on, rows), {})["first"] = True
    for assignment, row in zip(found, rows, strict=True):
        group = str(row["group"])
        row["heading"] = headings.get(group) if group != told else None
        row["asked"] = asked.get(assignment.pk)
        row["unfiled"] = unfiled.get(assignment.pk)
        told = group
    return rows


def _row(assignment: Any, text: str, viewer: Viewer, holidays: Holidays) -> dict[str, object]:
    demand = assignment.demand
    return marks(assignment, viewer, holidays) | {
        "pk": assignment.pk,
        "url": reverse("demand_detail", args=[demand.pk]),
        "report_url": reverse("report_form", args=[assignment.pk]),
        "label": label(demand),
        "audit_title": str(demand.audit),
        "text": text,
        "department": assignment.department.name if assignment.department else "",
        "due": due(assignment, viewer.on),
        "group": _group(assignment, viewer),
        "status": assignment.reported_status,
        "status_label": assignment.get_reported_status_display(),
        "verification": assignment.verification,
        "verification_label": assignment.get_verification_display(),
        "returned": assignment.stage == Stage.RETURNED,
        "unreceived": assignment.stage == Stage.ASSIGNED,
        "owed": assignment.stage in OUTSTANDING,
        "assigned_on": assignment.assigned_on,
        "latest_report_on": assignment.latest_report_on,
        "has_draft": assignment.has_draft,
        "waiting": Gate(assignment.pending_gate).label if assignment.pending_gate else "",
        "pending": _pending(assignment),
        "is_lead": assignment.is_lead,
        "no_officer": assignment.nobody_named and assignment.stage in OPEN,
    }


def _round(own: OwnRound) -> dict[str, object]:
    """An open round as the line above the work tells it; `url` is the list of what is left of it."""
    return {
        "round": own.round,
        "progress": own.progress,
        "url": list_url(own.round, round_state=RoundState.NOT_REPORTED.value),
    }


def _pending(assignment: Any) -> list[str]:
    """What others have still to answer, in words: a request for time, an offer to another department."""
    asked = Fact.EXTENSION_ASKED if assignment.pending_request else None
    return [str(WAITING[fact]) for fact in (asked, OFFERS.get(assignment.pending_offer)) if fact]


def _acted_on(row: Mapping[str, object]) -> bool:
    """Whether it is the department's turn."""
    return bool(row["owed"]) and not row["waiting"]


def _group(assignment: Assignment, viewer: Viewer) -> str:
    if assignment.stage not in OUTSTANDING:
        return ""
    if assignment.demand.is_priority:
        return "priority"
    if assignment.due_date is None:
        return "undated"
    if assignment.due_date < viewer.on:
        return "late"
    return "this_week" if assignment.due_date <= end_of_week(viewer.on) else "later"


def _headings(counts: WorkCounts) -> dict[str, object]:
    words = {
        "priority": _("중점관리"),
        "late": _("기한 경과"),
        "this_week": _("이번 주 마감"),
        "later": _("다음 주부터 마감"),
        "undated": _("기한 미지정"),
    }
    return {name: {"label": words[name], "count": getattr(counts, name)} for name in words}


def _tabs(counts: WorkCounts, tab: str) -> list[dict[str, object]]:
    words = {
        "owed": _("할 일"),
        "awaiting": _("의회 확인 대기"),
        "ended": _("끝난 것"),
        "former": _("전에 맡았던 것"),
    }
    return [
        {"label": words[name], "count": getattr(counts, name), "url": _address(name), "current": name == tab}
        for name in TABS
    ]


def _address(tab: str, cursor: str | None = None) -> str:
    """Where a tab is, or its page at `cursor`; empty for a page that is not there."""
    wanted = {"tab": tab} | ({"cursor": cursor} if cursor else {})
    return f"{reverse('work')}?{urlencode(wanted)}" if cursor != "" else ""
