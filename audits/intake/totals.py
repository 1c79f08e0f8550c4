"""How many demands a report tells, set beside how many were read from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from audits.intake.draft import CountRow, DraftItem, Totals

STATUSES: Final = ("completed", "in_progress", "under_review", "not_accepted", "transferred", "not_reported")
LABELS: Final = dict(zip(STATUSES, ("완료", "추진 중", "검토 중", "미반영", "이첩", "미보고"), strict=True))
TOTAL: Final = "total"
DIFFERENCE: Final = (
    "{name}: 문서에는 {declared}건, 읽은 항목은 {parsed}건입니다. {line}번째 줄부터 확인하여 주십시오."
)


def counted(items: Sequence[DraftItem], categories: Sequence[str]) -> Totals:
    """Numbers of `items` by category and status, in the order of `categories`, leaving out empty ones."""
    by_category = Counter((item.category, item.status) for item in items)
    present = {item.category for item in items}
    rows = tuple(_count_row(code, by_category) for code in categories if code and code in present)
    overall = Counter(("", item.status) for item in items)
    return Totals(_count_row("", overall), rows)


def _count_row(category: str, numbers: Mapping[tuple[str, str], int]) -> CountRow:
    by_status = {status: numbers.get((category, status), 0) for status in STATUSES}
    return count_row(category, sum(by_status.values()), by_status)


def count_row(
    category: str, total: int, by_status: Mapping[str, int], *, told: tuple[str, ...] = ()
) -> CountRow:
    """A row of these numbers; a status that is not among them counts none."""
    completed, in_progress, under_review, not_accepted, transferred, not_reported = (
        by_status.get(status, 0) for status in STATUSES
    )
    return CountRow(
        category, total, completed, in_progress, under_review, not_accepted, transferred, not_reported, told
    )


def differences(
    declared: Totals, parsed: Totals, names: Mapping[str, str], lines: Mapping[str, int], *, by_status: bool
) -> tuple[str, ...]:
    """A sentence for every number in which the two differ: of all, then by category, each then by status.

    `names` and `lines` tell for a category (empty for all) how people call it and where its items begin.
    """
    fields = (TOTAL, *STATUSES) if by_status else (TOTAL,)
    return tuple(
        DIFFERENCE.format(
            name=names[told.category] + (f" {LABELS[field]}" if field in LABELS else ""),
            declared=getattr(told, field),
            parsed=getattr(read, field),
            line=lines.get(told.category) or lines[""],
        )
        for told, read in _side_by_side(declared, parsed)
        for field in fields
        if told.says(field) not in (None, getattr(read, field))
    )


def _side_by_side(declared: Totals, parsed: Totals) -> Iterator[tuple[CountRow, CountRow]]:
    """Rows of the same category; a category that only one side has is counted as none by the other.

    Counts in words are silent on a category they do not name.
    """
    yield declared.total, parsed.total
    told = {row.category: row for row in declared.rows}
    read = {row.category: row for row in parsed.rows} if told else {}
    for code in told if declared.in_words else dict.fromkeys((*told, *read)):
        yield told.get(code, CountRow(code)), read.get(code, CountRow(code))
