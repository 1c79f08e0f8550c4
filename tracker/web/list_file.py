"""The list as a file: exactly what is filtered, in its order, through all of its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audits.access import Viewer
from audits.models import Demand, DemandVersion
from audits.web.csv_file import csv_file
from audits.web.reasons import with_reason
from audits.web.viewer import viewer_of
from tracker import access, filters
from tracker.exports.spreadsheet import Cell, Sheet, workbook
from tracker.filters import UNDISTRIBUTED, Filter
from tracker.models import ProgressUpdate, ReportForm, Stage
from tracker.web import asked
from tracker.web.demands import UNDISTRIBUTED_ORDER, label
from tracker.web.due import due
from tracker.web.filter_form import FilterForm
from tracker.web.list_address import address
from tracker.web.sheet_forms import taken_away

MOST: Final = 20_000  # lines of a file: more than a year of a large council, and made while one waits
AT_ONCE: Final = 500
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS: Final = (24, 10, 20, 60, 20, 8, 16, 12, 16, 14, 13, 13, 18, 13, 10, 10)
Lines = Callable[[], Iterator[Sequence[Cell]]]


@require_http_methods(["GET", "HEAD", "POST"])
def demand_list_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """The list as `csv` or `xlsx`; a reason first (`audits.web.reasons`), and back to the list for too much."""
    viewer = viewer_of(request)
    access.require_reading(viewer)
    if form not in (ReportForm.CSV, ReportForm.XLSX):
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    asked_for = FilterForm(request.GET, viewer=viewer)
    if not asked_for.is_valid():
        raise asked.nonsense()
    wanted, back_url = asked_for.wanted(), address(asked_for.asked(), reverse("demand_list"))
    ids = in_order(wanted, viewer)
    if len(ids) > MOST:
        told = _("한 파일에 %(most)d건까지 내려받습니다. 감사나 부서로 나누어 주십시오.") % {"most": MOST}
        messages.warning(request, told)
        return redirect(back_url)
    by = _undistributed if wanted.stage == UNDISTRIBUTED else _assignments

    def download() -> HttpResponseBase:
        return _file(form, note(asked_for, len(ids)), viewer.on, lambda: by(ids, viewer, wanted))

    title = _("처리요구사항 목록 내려받기")
    return with_reason(request, download, title=title, items=len(ids), back_url=back_url)


def in_order(wanted: Filter, viewer: Viewer) -> list[int]:
    """The ids of the list from its first page to its last: those under 중점관리 first, as on the pages.

    Of demands where it shows those that nobody has. One more than a file takes where there are more.
    """
    if wanted.stage == UNDISTRIBUTED:
        nobodys = filters.undistributed(wanted, viewer).order_by(*UNDISTRIBUTED_ORDER)
        return list(nobodys.values_list("pk", flat=True)[: MOST + 1])
    found = filters.chosen(wanted, viewer)
    parts = (
        [found] if wanted.priority else [found.filter(demand__is_priority=first) for first in (True, False)]
    )
    ids = [
        pk
        for part in parts
        for pk in filters.in_order(part, wanted.order).values_list("pk", flat=True)[: MOST + 1]
    ]
    return ids[: MOST + 1]


def note(form: FilterForm, count: int) -> str:
    """What the list was asked for, in words, how much it is, and when. Call with a valid form."""
    told = [f"{chip['label']}: {chip['value']}" for chip in form.chips()] or [_("검색조건 없음")]
    now = timezone.localtime()
    told.append(_("%(count)d건") % {"count": count})
    return " · ".join([*told, f"{_day(now.date())} {now:%H:%M}"])


def heads() -> list[str]:
    """The columns of either file."""
    return [
        _("감사"),
        _("번호"),
        _("구분"),
        _("요구 내용"),
        _("부서"),
        _("주관·협조"),
        _("세부항목"),
        _("단계"),
        _("부서 보고"),
        _("의회 확인"),
        _("당초 처리기한"),
        _("처리기한"),
        _("기한"),
        _("최근 보고"),
        _("중점관리"),
        _("고유번호"),
    ]


def _file(form: str, told: str, on: date, lines: Lines) -> HttpResponseBase:
    title = _("처리요구사항")
    if form == ReportForm.CSV:
        # Line by line: the first stands where heads usually do, so that the conditions open the file as well.
        rows: Iterator[Sequence[object]] = iter([[told], [], heads()])
        return csv_file(f"demands-{on:%Y%m%d}.csv", [title], _chained(rows, lines()))
    sheet = Sheet(name=title, title=title, note=told, heads=[heads()], widths=WIDTHS, rows=lines())
    content = workbook([sheet], title=title, made_on=on, foot=told)
    return taken_away(content, f"{title}_{on:%Y%m%d}.xlsx", XLSX)


def _chained(*parts: Iterator[Sequence[object]]) -> Iterator[Sequence[object]]:
    for part in parts:
        yield from part


def _assignments(ids: Sequence[int], viewer: Viewer, wanted: Filter) -> Iterator[Sequence[Cell]]:
    """A line an assignment, in the order of `ids`; what is no longer visible by the time it is read is left out."""
    newest = ProgressUpdate.objects.filed().filter(assignment=OuterRef("pk")).order_by("-number")
    seen = (
        access.listed(viewer, searching=bool(wanted.q))
        .select_related("demand__audit", "demand__category", "department")
        .annotate(latest_report_on=Subquery(newest.values("reported_on")[:1]))
    )
    for begin in range(0, len(ids), AT_ONCE):
        part = ids[begin : begin + AT_ONCE]
        rows: dict[int, Any] = {row.pk: row for row in seen.filter(pk__in=part)}
        texts = DemandVersion.objects.texts(row.demand for row in rows.values())
        yield from (_line(rows[pk], texts[rows[pk].demand_id], viewer.on) for pk in part if pk in rows)


def _line(row: Any, text: str, on: date) -> Sequence[Cell]:
    return [
        *_of_demand(row.demand, text),
        row.department.name if row.department else _("소관 없음"),
        _("주관") if row.is_lead else _("협조"),
        row.point,
        row.get_stage_display(),
        _("완료(계속 추진)") if row.continues else row.get_reported_status_display(),
        row.get_verification_display(),
        row.original_due_date,
        row.due_date,
        due(row, on).words if row.stage != Stage.WITHDRAWN else "",
        row.latest_report_on,
        _("중점관리") if row.demand.is_priority else "",
        row.pk,
    ]


def _undistributed(ids: Sequence[int], viewer: Viewer, _wanted: Filter) -> Iterator[Sequence[Cell]]:
    """A line a demand that nobody has, in the order of `ids`."""
    seen = access.visible_demands(viewer).select_related("audit", "category")
    for begin in range(0, len(ids), AT_ONCE):
        part = ids[begin : begin + AT_ONCE]
        rows = seen.in_bulk(part)
        texts = DemandVersion.objects.texts(rows.values())
        for pk in (pk for pk in part if pk in rows):
            mark = _("중점관리") if rows[pk].is_priority else ""
            yield [*_of_demand(rows[pk], texts[pk]), _("배부 전"), *[""] * 9, mark, pk]


def _of_demand(demand: Demand, text: str) -> list[Cell]:
    return [str(demand.audit), label(demand), demand.category.label, text]


def _day(day: date) -> str:
    return f"{day:%Y. %-m. %-d.}"
