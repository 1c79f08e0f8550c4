"""휴일 조정: due dates that fall on a holiday of the list, and their move to the next working day."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audits import keyset
from audits.access import Viewer
from audits.models import DemandVersion, Holiday
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.bulk import Outcome, each
from tracker.actions.due_dates import adjust_calendar
from tracker.deadlines import Holidays, next_working_day
from tracker.lifecycle import Act
from tracker.models import Assignment
from tracker.models.assignment import AssignmentQuerySet
from tracker.pending import with_facts
from tracker.web import asked
from tracker.web.demands import label
from tracker.web.pages import pager

PAGE: Final = 50


@require_http_methods(["GET", "POST"])
def calendar_adjust(request: HttpRequest) -> HttpResponse:
    """What would move where, all chosen; POST moves those chosen, each by itself, and says what became of it."""
    viewer = viewer_of(request)
    access.require(viewer, Act.ADJUST_CALENDAR)
    chosen = _chosen(request)
    outcomes = _results(chosen, viewer)
    page = keyset.page(
        with_facts(_on_holidays(viewer)).select_related("demand__audit", "demand__category", "department"),
        ["due_order", "id"],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question="calendar",
    )
    context = {
        "rows": _rows(page.rows),
        "results": outcomes,
        "nothing_chosen": request.method == "POST" and not chosen,
        **pager(page),
    }
    return render(request, "tracker/calendar.html", context)


def affected(viewer: Viewer) -> dict[str, object]:
    """How many due dates fall on a holiday and where they are moved; nothing for who does not move them."""
    count = _on_holidays(viewer).count() if access.may(viewer, Act.ADJUST_CALENDAR) else 0
    return {"count": count, "url": reverse("calendar_adjust")} if count else {}


def _on_holidays(viewer: Viewer) -> AssignmentQuerySet:
    return access.visible_to(viewer).outstanding().filter(due_date__in=Holiday.objects.values("date"))


def _rows(found: list[Assignment]) -> list[dict[str, object]]:
    texts = DemandVersion.objects.texts(row.demand for row in found)
    calendar = Holidays.load(min(row.due_date for row in found if row.due_date)) if found else Holidays({})
    return [_row(row, texts[row.demand_id], calendar) for row in found]


def _row(row: Any, text: str, calendar: Holidays) -> dict[str, object]:
    return {
        "pk": row.pk,
        "version": row.version,
        "url": reverse("demand_detail", args=[row.demand_id]),
        "label": label(row.demand),
        "audit_title": str(row.demand.audit),
        "text": text,
        "department": row.department.name if row.department else _("소관 없음"),
        "due_date": row.due_date,
        "holiday": row.holiday,
        "moves_to": next_working_day(row.due_date, calendar),
    }


def _chosen(request: HttpRequest) -> dict[int, int]:
    """The version that was seen of each assignment ticked. Raises BadRequest."""
    ticked = [asked.number(pk) for pk in request.POST.getlist("pk")[:PAGE]]
    return {pk: asked.number(request.POST.get(f"version-{pk}", "")) for pk in ticked}


def _results(chosen: dict[int, int], viewer: Viewer) -> list[dict[str, object]]:
    outcomes = each(chosen, lambda pk: adjust_calendar(pk, version=chosen[pk], by=viewer))
    seen = access.visible_to(viewer).filter(pk__in=chosen)
    rows = seen.select_related("demand__category", "department").in_bulk()
    return [_result(outcome, rows.get(outcome.pk)) for outcome in outcomes]


def _result(outcome: Outcome, row: Assignment | None) -> dict[str, object]:
    return {
        "label": label(row.demand) if row else _("알 수 없는 소관"),
        "department": row.department.name if row and row.department else "",
        "due_date": row.due_date if row and outcome.done else None,
        "why_not": outcome.why_not,
    }
