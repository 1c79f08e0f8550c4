"""The official report as a workbook: 총괄, a sheet a section with a line an assignment, by department, changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl.utils import get_column_letter

from tracker.exports.heads import figures, groups
from tracker.exports.lines import heads, lines
from tracker.exports.spreadsheet import Row, Sheet, workbook
from tracker.reports.official import Changes, Column, Figures, Official, Section

Tell = Callable[[int], None]
FIGURE_WIDTH: Final = 11
LABEL_WIDTH: Final = 26
TOLD_EACH: Final = 500  # demands


def written(report: Official, tell: Tell | None = None) -> bytes:
    """The file, the same bytes of the same report each time. `tell` hears how many demands are written."""
    with override("ko"):
        return workbook(
            _sheets(report, _Count(tell)),
            title=report.title,
            made_on=report.as_of,
            foot=f"{_('기록 확인값')} {report.record_head}",
        )


class _Count:
    """Counts the demands as they pass, and tells it now and then."""

    def __init__(self, tell: Tell | None) -> None:
        self.tell = tell
        self.done = 0

    def rows(self, report: Official, section: Section) -> Iterator[Row]:
        """The lines of a section."""
        columns = heads(report)
        last: int | None = None
        for line in lines(report, section):
            yield [head.cell(line) for head in columns]
            if line.item.id != last:
                last = line.item.id
                self.done += 1
                if self.tell and self.done % TOLD_EACH == 0:
                    self.tell(self.done)
        if self.tell:
            self.tell(self.done)


def _sheets(report: Official, count: _Count) -> Iterator[Sheet]:
    yield _summary(report)
    for section in report.sections:
        yield _section(report, section, count)
    if report.departments:
        yield _departments(report)
    if report.changes:
        yield _changes(report, report.changes)


def _summary(report: Official) -> Sheet:
    foot = [_("처리요구사항을 셉니다. 한 건은 한 번만 셉니다.")]
    if report.withdrawn:
        foot.append(_("철회된 %(withdrawn)s건은 세지 않았습니다.") % {"withdrawn": report.withdrawn})
    foot.append(f"{_('기록 확인값')} {report.record_head}")
    if report.sha256:
        foot.append(f"{_('확정 보고서 확인값(SHA-256)')} {report.sha256}")
    rows = [report.total, *report.rows]
    return _figures(report, _("총괄"), _("구분"), report.columns, rows, foot)


def _departments(report: Official) -> Sheet:
    foot = [_("소관을 셉니다. 여러 부서의 요구사항은 부서마다 셉니다. 순서는 건제순입니다.")]
    return _figures(report, _("부서별"), _("부서"), report.department_columns, report.departments, foot)


def _figures(
    report: Official,
    name: str,
    head: str,
    columns: Sequence[Column],
    rows: Sequence[Figures],
    foot: Sequence[str],
) -> Sheet:
    """A table of figures under its merged heads."""
    upper, lower, merged = [head], [""], ["A4:A5"]
    for group in groups(columns):
        labels = [column.label for column in group.columns]
        blank = [""] * len(labels)
        merged += _merged(len(upper) + 1, len(labels), across=bool(group.label))
        upper += [group.label, *blank[1:]] if group.label else labels
        lower += labels if group.label else blank
    return Sheet(
        name=name,
        title=report.title,
        note=note(report),
        heads=[upper, lower],
        widths=[LABEL_WIDTH, *[FIGURE_WIDTH] * len(columns)],
        rows=[[row.label, *figures(row, columns)] for row in rows],
        merged=merged,
        filtered=False,
        foot=foot,
    )


def _merged(place: int, count: int, *, across: bool) -> list[str]:
    """What a group of heads spans: one row across its columns, or each column both rows."""
    if across:
        return [f"{get_column_letter(place)}4:{get_column_letter(place + count - 1)}4"] if count > 1 else []
    letters = [get_column_letter(place + at) for at in range(count)]
    return [f"{letter}4:{letter}5" for letter in letters]


def _section(report: Official, section: Section, count: _Count) -> Sheet:
    columns = heads(report)
    return Sheet(
        name=section.label,
        title=report.title,
        note=f"{note(report)} · {section.label}",
        heads=[[str(head.label) for head in columns]],
        widths=[head.width for head in columns],
        rows=count.rows(report, section),
    )


def _changes(report: Official, changes: Changes) -> Sheet:
    labels = {kind.code: kind.label for kind in changes.counts}
    counted = " · ".join(
        _("%(change)s %(count)d건") % {"change": kind.label, "count": kind.counts.get("total", 0)}
        for kind in changes.counts
    )
    since = _("지난 보고: %(title)s(기준일 %(day)s)") % {"title": changes.title, "day": _day(changes.since)}
    return Sheet(
        name=_("변동"),
        title=report.title,
        note=" · ".join(part for part in (note(report), since, counted) if part),
        heads=[[_("변동"), _("연번"), _("요구 내용"), _("소관부서"), _("지난 보고"), _("이번 보고")]],
        widths=[16, 10, 60, 18, 20, 20],
        rows=[
            [
                labels.get(line.kind, line.kind),
                line.label,
                line.text,
                line.department,
                line.before,
                line.after,
            ]
            for line in changes.lines
        ],
    )


def note(report: Official) -> str:
    """What the report is about, as of which day, and whether it is frozen."""
    told = [report.audit, report.committee, f"{_('기준일')} {_day(report.as_of)}"]
    if not report.is_frozen:
        told.append(_("확정 전"))
    return " · ".join(part for part in told if part)


def _day(day: date) -> str:
    return f"{day:%Y. %-m. %-d.}"
