"""The two papers (product.md §3) as the office's word processor opens them. Always in Korean, as they are handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from tracker.exports.hwpx.answers import table_rows
from tracker.exports.hwpx.demands import REPEATED, Demands, day
from tracker.exports.hwpx.package import Package
from tracker.exports.hwpx.pen import WIDTH, Cell, Laid, Pen, inner, shared
from tracker.models import Paper
from tracker.reports.official import Change, Changes, Column, Figures, Official

Tell = Callable[[int], None]
EVERY: Final = 50  # items, after which it is told how far the file is
NOT_FROZEN: Final = "확정 전"
RECORD: Final = "기록 확인값"
NOTHING: Final = "해당 없음"
STATUSES: Final = ("completed", "in_progress", "under_review", "not_accepted", "transferred", "not_reported")
BY_DEPARTMENT: Final = (
    "부서별 표는 소관을 셉니다. 한 요구사항을 여러 부서가 맡으면 부서마다 세므로 총괄과 다를 수 있습니다."
)
_LABEL: Final = 11_000
_CHANGE_WEIGHTS: Final = (15, 10, 25, 18, 16, 16)
_REPEAT_WEIGHTS: Final = (14, 50, 36)


def written(report: Official, tell: Tell | None = None) -> bytes:
    """The report as an HWPX file; the same report gives the same bytes. `tell` hears how many demands are written."""
    mark = "" if report.is_frozen else f"{NOT_FROZEN} · "
    package = Package(
        report.title,
        report.as_of,
        running=f"{mark}{report.title} · 기준일 {day(report.as_of)}",
        foot=f"{RECORD} {report.record_head}",
    )
    pen = package.pen
    package.put(_opening(pen, report))
    _write_sections(package, report, tell or (lambda _done: None))
    package.put(_annexes(pen, report))
    return package.finished()


def _write_sections(package: Package, report: Official, tell: Tell) -> None:
    demands = Demands(package.pen, checks=report.paper == Paper.INSPECTION)
    done = 0
    for section in report.sections:
        package.put([_heading(package.pen, f"{section.label} ({len(section.items)}건)")])
        if not section.items:
            package.put([package.pen.line(NOTHING)])
        for item in section.items:
            package.may_turn()
            package.put(demands.write(item))
            done += 1
            if done % EVERY == 0:
                tell(done)
    tell(done)


def _opening(pen: Pen, report: Official) -> Iterator[Laid]:
    """Title, whose audit it is, 기준일, and the 총괄."""
    if not report.is_frozen:
        yield pen.line(NOT_FROZEN, "mark", "centre")
    yield pen.line(report.title, "title", "title")
    yield pen.line(report.audit, "under_title", "centre")
    yield pen.line(
        " · ".join(part for part in (report.committee, f"기준일 {day(report.as_of)}") if part),
        "body",
        "centre",
    )
    if report.sha256:
        yield pen.line(f"확정 보고서 확인값(SHA-256) {report.sha256}", "small", "centre")
    yield _heading(pen, "총괄")
    yield _summary(pen, report)
    if report.withdrawn:
        yield pen.line(f"※ 철회 {report.withdrawn}건은 위 표에 넣지 않았습니다.", "small", "note")


def _heading(pen: Pen, text: str, *, begins_page: bool = False) -> Laid:
    return pen.line(f"□ {text}", "heading", "heading", begins_page=begins_page)


def _summary(pen: Pen, report: Official) -> Laid:
    """The 총괄 table, its head merged: what was reported under one word, what the council found under another."""
    checks = report.paper == Paper.INSPECTION
    groups = ("부서 보고" if checks else "추진상황", "의회 확인")
    widths = _widths(len(report.columns))
    heads = _grouped(pen, "구분", report.columns, groups, widths)
    body = [_figures(pen, report.total, report.columns, "total")]
    body += [_figures(pen, row, report.columns) for row in report.rows]
    return pen.table(widths, [*heads, *body], heads=len(heads), parts=False)


def _grouped(
    pen: Pen, first: str, columns: Sequence[Column], groups: tuple[str, str], widths: Sequence[int]
) -> list[list[Cell]]:
    """Two rows of heads: a column of neither group goes over both."""
    upper, lower = [_head(pen, first, widths[0], rows=2)], []
    place = 0
    while place < len(columns):
        group = _group(columns[place])
        run = 1
        while group is not None and place + run < len(columns) and _group(columns[place + run]) == group:
            run += 1
        below = range(place, place + run)
        if group is None:
            upper.append(_head(pen, columns[place].label, widths[place + 1], rows=2))
        else:
            upper.append(_head(pen, groups[group], sum(widths[each + 1] for each in below), columns=run))
            lower += [_head(pen, columns[each].label, widths[each + 1]) for each in below]
        place += run
    return [upper, lower] if lower else [[cell._replace(rows=1) for cell in upper]]


def _group(column: Column) -> int | None:
    """0 for what was reported, 1 for what the council found; the sum belongs to neither."""
    return None if column.code == "total" else int(column.code not in STATUSES)


def _head(pen: Pen, text: str, width: int, *, rows: int = 1, columns: int = 1) -> Cell:
    return Cell([pen.line(text, "head", "centre", width=inner(width))], "head", columns, rows, "CENTER")


def _widths(columns: int) -> list[int]:
    return [_LABEL, *shared(WIDTH - _LABEL, [1] * columns)]


def _figures(pen: Pen, row: Figures, columns: Sequence[Column], border: str = "box") -> list[Cell]:
    """A row of figures; what a row does not count is empty, and 0 is a figure."""
    letters = "bold" if border == "total" else "body"
    label = Cell([pen.line(row.label, letters, "left", width=inner(_LABEL))], border, align="CENTER")
    counts = [row.counts.get(column.code) for column in columns]
    told = ["" if count is None else f"{count:,}" for count in counts]
    return [label, *(Cell([pen.line(text, letters, "centre")], border, align="CENTER") for text in told)]


def _annexes(pen: Pen, report: Official) -> Iterator[Laid]:
    yield _heading(pen, "붙임 1. 부서별 현황", begins_page=True)
    yield pen.line(f"※ {BY_DEPARTMENT}", "small", "note")
    yield from _by_department(pen, report)
    number = 2
    if report.changes:
        yield _heading(pen, f"붙임 {number}. 지난 보고 이후 변동")
        yield from _changed(pen, report.changes)
        number += 1
    if report.repeated:
        yield _heading(pen, f"붙임 {number}. 재지적 현황")
        yield _repeats(pen, report)


def _by_department(pen: Pen, report: Official) -> Iterator[Laid]:
    if not report.departments:
        yield pen.line(NOTHING)
        return
    columns = report.department_columns
    widths = _widths(len(columns))
    heads = [
        _head(pen, label, width)
        for label, width in zip(("부서", *(c.label for c in columns)), widths, strict=True)
    ]
    yield pen.table(
        widths, [heads, *(_figures(pen, row, columns) for row in report.departments)], heads=1, parts=False
    )


def _changed(pen: Pen, changes: Changes) -> Iterator[Laid]:
    """How many of each kind, and demand by demand from what to what."""
    before = (
        f"지난 보고: {changes.title}(기준일 {day(changes.since)})"
        if changes.title
        else f"기준일 {day(changes.since)} 이후"
    )
    yield pen.line(before, "small", "note")
    counts = [f"{row.label} {row.counts.get('total', 0):,}건" for row in changes.counts]
    yield pen.line(", ".join(counts) or NOTHING, "bold", "note")
    if changes.lines:
        heads = ("변동", "연번", "요구사항", "소관부서", "이전", "이후")
        yield _listed(pen, heads, _CHANGE_WEIGHTS, [_changed_cells(changes, line) for line in changes.lines])


def _changed_cells(changes: Changes, line: Change) -> tuple[str, ...]:
    labels = {row.code: row.label for row in changes.counts}
    return (labels.get(line.kind, line.kind), line.label, line.text, line.department, line.before, line.after)


def _repeats(pen: Pen, report: Official) -> Laid:
    rows = [(item.label, item.text, ", ".join(item.repeats)) for item in report.repeated]
    return _listed(pen, ("연번", "요구사항", REPEATED), _REPEAT_WEIGHTS, rows)


def _listed(pen: Pen, heads: Sequence[str], weights: Sequence[int], rows: Sequence[Sequence[str]]) -> Laid:
    """A table of words; its text is cut short nowhere, a long cell goes on in the next row."""
    widths = shared(WIDTH, weights)
    head = [_head(pen, text, width) for text, width in zip(heads, widths, strict=True)]
    return pen.table(
        widths, [head, *(row for line in rows for row in table_rows(pen, line, widths))], heads=1, parts=False
    )
