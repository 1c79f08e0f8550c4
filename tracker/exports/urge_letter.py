"""처리 촉구 공문 붙임: what each department is urged to settle, a page a department, as a paper and as a workbook."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from audits.models import Audit, DemandVersion, Department
from audits.statuses import ReportedStatus
from tracker import reports
from tracker.exports.workbook import heading, lay_out, put, saved, write_rows
from tracker.reports import Late, LateItem

TITLE: Final = gettext_lazy("행정사무감사 처리요구사항 처리 촉구")
HEADS: Final[Sequence[str | Promise]] = (
    gettext_lazy("연번"),
    gettext_lazy("구분"),
    gettext_lazy("요구사항"),
    gettext_lazy("처리기한"),
    gettext_lazy("당초 처리기한"),
    gettext_lazy("경과일수"),
    gettext_lazy("추진상황"),
    gettext_lazy("담당자"),
    gettext_lazy("최근 보고"),
)
WIDTHS: Final = (6, 20, 60, 13, 13, 9, 11, 12, 13)
HEAD_ROW: Final = 4
LONGEST_NAME: Final = 31  # letters of a sheet's name
_UNNAMEABLE: Final = re.compile(r"[\[\]:*?/\\]")


@dataclass(frozen=True)
class Line:
    """One overdue item. `audit` is empty where the letter is about one audit; `late` counts days."""

    number: int
    category: str
    audit: str
    text: str
    point: str
    due_date: date
    original_due_date: date
    late: int
    status: str
    officer: str
    reported_on: date | None


@dataclass(frozen=True)
class Page:
    """What one department is urged to settle."""

    department: Department
    lines: Sequence[Line]

    @property
    def longest(self) -> int:
        """How many days the latest of them is late."""
        return max(line.late for line in self.lines)


@dataclass(frozen=True)
class Letter:
    """A page a department in 건제순. `on` is the 기준일; `audit` is empty for all; `record_head` as it was made."""

    on: date
    audit: str
    pages: Sequence[Page]
    record_head: str

    @property
    def total(self) -> int:
        """How many items there are."""
        return sum(len(page.lines) for page in self.pages)


def letter(which: Late, departments: Collection[int]) -> Letter:
    """The letter to these departments; one without anything late has no page. Seven statements at most."""
    items = reports.late_items(which, departments)
    texts = _texts(items)
    audits = Audit.objects.in_bulk({item.audit_id for item in items})
    titles = {} if which.audit else {pk: str(audit) for pk, audit in audits.items()}
    found = Department.objects.filter(pk__in={item.owner for item in items}).ranked()
    of_owner = {
        owner: [_line(item, texts[item.demand_id], titles.get(item.audit_id, ""), which) for item in group]
        for owner, group in groupby(sorted(items, key=attrgetter("owner")), key=attrgetter("owner"))
    }
    about = Audit.objects.filter(pk=which.audit).first() if which.audit else None
    return Letter(
        on=which.due_before,
        audit=str(about or ""),
        pages=[Page(department, of_owner[department.pk]) for department in found],
        record_head=reports.record_head(),
    )


def written(wanted: Letter) -> bytes:
    """The letter as an XLSX file, a sheet a department."""
    book = Workbook()
    names = _names(wanted.pages)
    for page in wanted.pages:
        _write(book.create_sheet(next(names)), page, wanted)
    book.remove(book.worksheets[0])
    return saved(book)


def _texts(items: Sequence[LateItem]) -> Mapping[int, str]:
    versions = DemandVersion.objects.current().filter(demand__in={item.demand_id for item in items})
    return dict(versions.values_list("demand_id", "text"))


def _line(item: LateItem, text: str, audit: str, which: Late) -> Line:
    return Line(
        number=item.number,
        category=item.category,
        audit=audit,
        text=text,
        point=item.point,
        due_date=item.due_date,
        original_due_date=item.original_due_date,
        late=(which.due_before - item.due_date).days,
        status=str(ReportedStatus(item.status).label),
        officer=item.officer,
        reported_on=item.reported_on,
    )


def note(page: Page, wanted: Letter) -> str:
    """What stands above the table of a department: which audit, who, as of when, how much and how late."""
    told = {
        "department": page.department.name,
        "day": _day(wanted.on),
        "count": len(page.lines),
        "longest": page.longest,
    }
    said = _("%(department)s · 기준일 %(day)s · 계 %(count)d건 · 최장 %(longest)d일 경과") % told
    return " · ".join(part for part in (wanted.audit, said) if part)


def _write(sheet: Worksheet, page: Page, wanted: Letter) -> None:
    heads = [str(head) for head in HEADS]
    heading(sheet, str(TITLE), note(page, wanted), heads, row=HEAD_ROW)
    write_rows(sheet, HEAD_ROW + 1, (cells(line) for line in page.lines))
    foot = f"{_('기록 확인값')} {wanted.record_head}"
    put(sheet, HEAD_ROW + len(page.lines) + 2, 1, foot)
    lay_out(sheet, dict(zip(heads, WIDTHS, strict=True)), heads)
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"


def cells(line: Line) -> list[str | int]:
    """What stands under `HEADS` for an item."""
    return [
        line.number,
        "\n".join(part for part in (line.category, line.audit) if part),
        f"{line.text}\n({line.point})" if line.point else line.text,
        _day(line.due_date),
        _day(line.original_due_date),
        line.late,
        line.status,
        line.officer,
        _day(line.reported_on) or _("없음"),
    ]


def _names(pages: Sequence[Page]) -> Iterator[str]:
    """A name for each sheet: the department's, without what no sheet may be called, and no name twice."""
    given: set[str] = set()
    for place, page in enumerate(pages, start=1):
        plain = _UNNAMEABLE.sub(" ", page.department.name).strip(" '") or str(place)
        name = plain[:LONGEST_NAME].strip(" '")
        if name.lower() in given:
            mark = f"({place})"
            name = plain[: LONGEST_NAME - len(mark)] + mark
        given.add(name.lower())
        yield name


def _day(day: date | None) -> str:
    return f"{day:%Y. %-m. %-d.}" if day else ""
