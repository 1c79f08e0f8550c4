"""내 할 일: what a department holds and owes, the most urgent first, and 접수 확인."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
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
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.receive import receive
from tracker.checks import with_silence
from tracker.lifecycle import Act
from tracker.models import Assignment, ProgressUpdate, ReportDraft, Stage
from tracker.models.assignment import AssignmentQuerySet, nobody_named
from tracker.pending import with_facts
from tracker.reports import OwnRound, WorkCounts, end_of_week, owed_groups, own_rounds, work_counts
from tracker.rounds import RoundState
from tracker.web import asked
from tracker.web.handovers import asked_of
from tracker.web.rounds import list_url
from tracker.web.work_rows import work_rows

PAGE: Final = 25
# 중점관리 first. A department holds few enough for the database to sort them as they are.
ORDER: Final = ["-demand__is_priority", "due_order", "id"]
AT_ONCE: Final = 100  # receipts offered on one page
WHEN: Final[Mapping[str, Callable[[AssignmentQuerySet, date], AssignmentQuerySet]]] = {
    "late": lambda rows, on: rows.overdue(on),
    "this_week": lambda rows, on: rows.filter(due_date__range=(on, end_of_week(on))),
}

TABS: Final[Mapping[str, Callable[[Viewer], AssignmentQuerySet]]] = {
    "owed": lambda viewer: access.mine(viewer).outstanding(),
    "awaiting": lambda viewer: access.mine(viewer).awaiting_verification(),
    "ended": lambda viewer: access.mine(viewer).filter(stage=Stage.CLOSED),
    "former": lambda viewer: access.formerly_mine(viewer).live(),
}


@dataclass(frozen=True)
class Asked:
    """Which part of what is owed is asked for: by whom it is named for (0: nobody), and by its day; empty: all."""

    officer: int | None = None
    when: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return self.officer is not None or bool(self.when)

    @property
    def query(self) -> dict[str, object]:
        """The same as an address has it."""
        named = {} if self.officer is None else {"officer": self.officer}
        return named | ({"when": self.when} if self.when else {})


@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """One tab of the viewer's departments' work, a page at a time; 404 for a tab that is not there."""
    viewer = viewer_of(request)
    access.require(viewer, Act.REPORT)
    tab = request.GET.get("tab", "owed")
    if tab not in TABS:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    context = work_context(
        viewer, tab, request.GET.get("cursor", ""), _asked(request) if tab == "owed" else Asked()
    )
    return render(request, "tracker/work.html", context)


def work_context(
    viewer: Viewer, tab: str = "owed", cursor: str = "", wanted: Asked | None = None, size: int = PAGE
) -> dict[str, Any]:
    """What the page of one tab shows, and the first page of who works in a department shows of it.

    Ten statements at most beside those of the rows, however much is held.
    """
    wanted = wanted or Asked()
    counts = work_counts(viewer)
    found = _narrowed(TABS[tab](viewer), wanted, viewer)
    page = _page(found, viewer, f"{tab}:{wanted}" if wanted.narrows else tab, cursor, size)
    groups = owed_groups(found, viewer.on) if wanted.narrows else counts.groups
    return {
        "on": viewer.on,
        "seat_of_work": viewer.label,
        "tab": tab,
        "tabs": _tabs(counts, tab),
        "counts": counts,
        "parts": _parts(counts, viewer, wanted),
        "narrowed": wanted.narrows,
        "rows": work_rows(page.rows, viewer, _headings(groups)),
        "unreceived": counts.unreceived,
        "without_officer": counts.without_officer,
        "asked_to_take_over": asked_of(viewer),
        "rounds": [_round(own) for own in own_rounds(viewer)],
        "shown": len(page.rows),
        "more": bool(page.next),
        "next_url": _address(tab, page.next, wanted),
        "previous_url": _address(tab, page.previous, wanted),
    }


def _asked(request: HttpRequest) -> Asked:
    officer, when = request.GET.get("officer", ""), request.GET.get("when", "")
    if when not in ("", *WHEN):
        raise asked.nonsense()
    return Asked(asked.number(officer) if officer else None, when)


def _narrowed(found: AssignmentQuerySet, wanted: Asked, viewer: Viewer) -> AssignmentQuerySet:
    if wanted.when:
        found = WHEN[wanted.when](found, viewer.on)
    if wanted.officer:
        return found.filter(officer=wanted.officer).exclude(nobody_named(viewer.on))
    return found if wanted.officer is None else found.without_officer(viewer.on)


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
        "rows": work_rows(page.rows, viewer, {}),
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


def _round(own: OwnRound) -> dict[str, object]:
    """An open round as the line above the work tells it; `url` is the list of what is left of it."""
    return {
        "round": own.round,
        "progress": own.progress,
        "url": list_url(own.round, round_state=RoundState.NOT_REPORTED.value),
    }


def _headings(groups: Mapping[str, int]) -> dict[str, object]:
    words = {
        "priority": _("중점관리"),
        "late": _("기한 경과"),
        "this_week": _("이번 주 마감"),
        "later": _("다음 주부터 마감"),
        "undated": _("기한 미지정"),
    }
    return {name: {"label": words[name], "count": groups[name]} for name in words}


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


def _parts(counts: WorkCounts, viewer: Viewer, wanted: Asked) -> list[dict[str, object]]:
    """The department's work, one's own and nobody's, with which of them is shown; none where all is one's own."""
    if counts.own == counts.owed and not wanted.narrows:
        return []
    found = [
        (_("우리 부서 전체"), Asked(), counts.owed),
        (_("내 담당"), Asked(viewer.user.pk), counts.own),
        (_("담당자 없음"), Asked(0), counts.without_officer),
    ]
    return [
        {"label": words, "count": count, "url": _address("owed", None, part), "current": part == wanted}
        for words, part, count in found
        if count or part == wanted
    ]


def _address(tab: str, cursor: str | None = None, wanted: Asked | None = None) -> str:
    """Where a tab is, or its page at `cursor`; empty for a page that is not there."""
    asked_for = {"tab": tab} | (wanted.query if wanted else {}) | ({"cursor": cursor} if cursor else {})
    return f"{reverse('work')}?{urlencode(asked_for)}" if cursor != "" else ""
