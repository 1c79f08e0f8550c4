"""The list of demands: one line is one department's assignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from audits import keyset
from audits.access import Viewer
from audits.models import Audit, Demand, DemandVersion
from audits.models.audit import short_audit_name
from audits.models.demand import demand_label
from audits.shown import add as add_shown
from audits.web.viewer import viewer_of
from tracker import access, checks, filters
from tracker.deadlines import Holidays
from tracker.filters import UNDISTRIBUTED, Filter
from tracker.lifecycle import Act
from tracker.models import Assignment, ProgressUpdate, Stage
from tracker.models.assignment import AssignmentQuerySet
from tracker.web.bulk_acts import offered
from tracker.web.due import due
from tracker.web.filter_form import FilterForm
from tracker.web.hits import in_reports, is_in
from tracker.web.list_address import Pairs, address, without
from tracker.web.list_beside import beside
from tracker.web.marking import marked
from tracker.web.marks import SAID_BESIDE, holidays_for, marks

PAGE: Final = 25
MOST_FIRST: Final = 50  # demands under 중점관리 that stand before the list; the rest are a link away
UNDISTRIBUTED_ORDER: Final = ("-is_priority", "-audit__year", "audit_id", "number", "id")


@require_safe
def demand_list(request: HttpRequest) -> HttpResponse:
    """Assignments the viewer may see, filtered, a page at a time."""
    viewer = viewer_of(request)
    access.require_reading(viewer)
    form = FilterForm(request.GET, viewer=viewer)
    if not form.is_valid():
        return render(request, "tracker/demands.html", {"form": form, "rows": [], "nothing": True})
    wanted, pairs = form.wanted(), form.asked()
    listed = (_undistributed if wanted.stage == UNDISTRIBUTED else _assignments)(request, viewer, wanted)
    context = {
        "form": form,
        "pairs": pairs,
        "chips": form.chips(),
        "audit_title": str(form.cleaned_data.get("audit") or ""),
        "rows": listed.rows,
        "shown": len(listed.rows),
        "more": bool(listed.next),
        "next_url": _page_url(pairs, listed.next),
        "previous_url": _page_url(pairs, listed.previous),
        "priority_url": _first_url(pairs, wanted) if listed.more_first else "",
        "undistributed_url": _undistributed_url(viewer, wanted),
        "bulk": offered(viewer, on_demands=wanted.stage == UNDISTRIBUTED),
        "heads": _heads(pairs, wanted),
        **beside(form),
        **_urging(pairs, viewer, wanted),
    }
    return render(request, "tracker/demands.html", context)


@dataclass(frozen=True)
class _Listed:
    """A page of the list. `more_first`: there are more than can stand first."""

    rows: list[dict[str, Any]]
    next: str
    previous: str
    more_first: bool = False


def _assignments(request: HttpRequest, viewer: Viewer, wanted: Filter) -> _Listed:
    """A page of assignments; those of demands under 중점관리 stand before the first one and nowhere else.

    Sorted in one with the rest they would cost the whole list: no index can hold an order over two tables.
    """
    found = _told(filters.chosen(wanted, viewer), viewer)
    page = keyset.page(
        _rest(found, wanted),
        filters.LIST_ORDERS[wanted.order],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question=wanted.question,
    )
    first = [] if page.previous else [list(part[: MOST_FIRST + 1]) for part in _heads_of(found, wanted)]
    shown = [*(row for part in first for row in part[:MOST_FIRST]), *page.rows]
    add_shown(len(shown) - len(page.rows))
    texts = DemandVersion.objects.texts(assignment.demand for assignment in shown)
    holidays = holidays_for(shown)
    rows = [_row(row, texts[row.demand_id], viewer, wanted.q, holidays) for row in shown]
    _name_audits(rows, [row.demand.audit for row in shown], wanted)
    _explain(rows, shown, wanted.q, viewer)
    return _Listed(rows, page.next, page.previous, any(len(part) > MOST_FIRST for part in first))


def _rest(found: AssignmentQuerySet, wanted: Filter) -> AssignmentQuerySet:
    """What comes page by page: without what stands first."""
    if not wanted.priority:
        found = found.filter(demand__is_priority=False)
    # An inner join: by the index on 건제순 the database goes from department to department and stops after a page.
    return found.filter(department__rank__gte=0) if wanted.order == filters.BY_DEPARTMENT else found


def _heads_of(found: AssignmentQuerySet, wanted: Filter) -> list[AssignmentQuerySet]:
    """What stands before the first page: demands under 중점관리; by department also what no department has."""
    heads = [] if wanted.priority else [found.filter(demand__is_priority=True)]
    if wanted.order == filters.BY_DEPARTMENT:
        nobodys = found.filter(department__isnull=True)
        heads.append(nobodys if wanted.priority else nobodys.filter(demand__is_priority=False))
    return [filters.in_order(part, wanted.order) for part in heads]


def _explain(rows: Sequence[dict[str, Any]], shown: Sequence[Assignment], query: str, viewer: Viewer) -> None:
    """Where a row shows nothing of what was searched for, the piece of the report that does."""
    if not query:
        return
    silent = [row for row in rows if not (is_in(row["text"], query) or is_in(row["department"], query))]
    if not silent:
        return
    wanted = {row["pk"] for row in silent}
    found = in_reports([each for each in shown if each.pk in wanted], query, viewer)
    for row in silent:
        row["hit_html"] = found.get(row["pk"], "")


def _told(found: AssignmentQuerySet, viewer: Viewer) -> AssignmentQuerySet:
    """Each with what its row says."""
    newest = ProgressUpdate.objects.filed().filter(assignment=OuterRef("pk")).order_by("-number")
    # Not Exists: the database would collect the leads of all demands before it looks at the page's.
    leads = Assignment.objects.live().filter(demand=OuterRef("demand"), is_lead=True)
    return (
        checks.with_silence(found, viewer.on)
        .select_related("demand__audit", "demand__category", "demand__followup", "department")
        .annotate(
            has_lead=Subquery(leads.values("is_lead")[:1]),
            latest_report_on=Subquery(newest.values("reported_on")[:1]),
        )
    )


def _undistributed(request: HttpRequest, viewer: Viewer, wanted: Filter) -> _Listed:
    """A page of demands nobody has yet."""
    page = _undistributed_page(request, viewer, wanted)
    texts = DemandVersion.objects.texts(page.rows)
    rows = [_undistributed_row(demand, texts[demand.pk], wanted.q) for demand in page.rows]
    _name_audits(rows, [demand.audit for demand in page.rows], wanted)
    return _Listed(rows, page.next, page.previous)


def _undistributed_page(request: HttpRequest, viewer: Viewer, wanted: Filter) -> keyset.Page[Demand]:
    found = filters.undistributed(wanted, viewer)
    return keyset.page(
        found.select_related("audit", "category")
        .prefetch_related("proposed")
        .annotate(once_held=Exists(Assignment.objects.filter(demand=OuterRef("pk")))),
        UNDISTRIBUTED_ORDER,
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question=wanted.question,
    )


def _row(assignment: Any, text: str, viewer: Viewer, query: str, holidays: Holidays) -> dict[str, Any]:
    demand, department = assignment.demand, assignment.department
    owned = department is not None and (
        assignment.stage in {Stage.CLOSED, Stage.WITHDRAWN} or department.existed(viewer.on)
    )
    beside_status = marks(assignment, viewer, holidays)
    return {
        "pk": assignment.pk,
        "url": reverse("demand_detail", args=[demand.pk]),
        "label": label(demand),
        "text": text,
        "text_html": marked(text, query),
        "department": department.name if owned else "",
        "department_html": marked(department.name, query) if owned else "",
        "former_department": department.name if department and not owned else "",
        "role_label": role_label(assignment, live=demand.followup.live, has_lead=assignment.has_lead),
        "status": assignment.reported_status,
        "status_label": _("완료(계속 추진)")
        if assignment.continues
        else assignment.get_reported_status_display(),
        "verification": assignment.verification,
        "verification_label": assignment.get_verification_display(),
        "due": due(assignment, viewer.on),
        "latest_report_on": assignment.latest_report_on,
        "latest": _short(assignment.latest_report_on, viewer.on),
        **beside_status,
        "marks": any(beside_status.get(name) for name in SAID_BESIDE),
    }


def _name_audits(rows: Sequence[dict[str, Any]], audits: Sequence[Audit], wanted: Filter) -> None:
    """Which audit a row is of, where the list is not of one: numbers begin anew with each.

    Told once where all that follows is of it as well: in the order of numbers, and where a page has no other.
    """
    if wanted.audit:
        return
    once = wanted.order == "number" or len({audit.pk for audit in audits}) == 1
    for row, audit, above in zip(rows, audits, [None, *audits], strict=False):
        if not (once and above and above.pk == audit.pk):
            row["audit"] = short_audit_name(audit.year, audit.body)


def _short(day: date | None, on: date) -> str:
    """A day in a dense column: the year only where it is another one than that of `on`."""
    if day is None:
        return ""
    same_year = day.year == on.year
    return date_format(day, pgettext("short day", "n. j.") if same_year else pgettext("day", "Y. n. j."))


def _undistributed_row(demand: Any, text: str, query: str) -> dict[str, Any]:
    proposed = ", ".join(
        department.name for department in sorted(demand.proposed.all(), key=lambda d: d.rank)
    )
    return {
        "pk": demand.pk,
        "url": reverse("demand_detail", args=[demand.pk]),
        "label": label(demand),
        "text": text,
        "text_html": marked(text, query),
        "department": "",
        "undistributed": True,
        "no_owner": demand.once_held,
        "is_priority": demand.is_priority,
        "proposed": proposed,
    }


def label(demand: Demand) -> str:
    """How people name a demand: 시정 3."""
    return demand_label(demand.category.short_label, demand.number)


def role_label(assignment: Assignment, *, live: int, has_lead: bool) -> str:
    """주관 or 협조; a single department needs neither, and where no lead is named yet neither is known."""
    if live < 2 or not has_lead:
        return ""
    return _("주관") if assignment.is_lead else _("협조")


def _heads(pairs: Pairs, wanted: Filter) -> dict[str, dict[str, object]]:
    """The heads that sort, by their order: where each leads, and whether the list stands in it."""
    rest = without(pairs, "order")
    return {
        order: {"url": address((*rest, ("order", order))), "now": order == wanted.order}
        for order in filters.LIST_ORDERS
        if wanted.stage != UNDISTRIBUTED
    }


def _first_url(pairs: Pairs, wanted: Filter) -> str:
    """The same list of demands under 중점관리 alone, in an order in which all of them come page by page."""
    order = "number" if wanted.order == filters.BY_DEPARTMENT else wanted.order
    rest = without(without(pairs, "order"), "priority")
    return address((*rest, ("priority", "on"), ("order", order)))


def _undistributed_url(viewer: Viewer, wanted: Filter) -> str:
    if wanted.stage or not filters.undistributed(wanted, viewer).exists():
        return ""
    asked: Mapping[str, object] = {"stage": UNDISTRIBUTED, "audit": wanted.audit or "", "q": wanted.q}
    return address((name, value) for name, value in asked.items() if value)


def _urging(pairs: Pairs, viewer: Viewer, wanted: Filter) -> dict[str, str]:
    """Where the ticked rows are urged, and all that is overdue where the list shows just that; by name, the page is
    another app's.
    """
    if wanted.stage == UNDISTRIBUTED or not access.may(viewer, Act.REMIND):
        return {}
    url = reverse("urge")
    if not wanted.overdue:
        return {"urge_url": url}
    return {"urge_url": url, "urge_all_url": address((*pairs, ("all", "on")), url)}


def _page_url(pairs: Pairs, cursor: str) -> str:
    return address((*pairs, ("cursor", cursor))) if cursor else ""
