"""The 총괄 table: what a report says of itself, set beside what was read from it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Final

from audits.intake.draft import CountRow, DraftItem, Problem, Totals
from audits.intake.lines import Line, squeezed
from audits.intake.sections import Sections

STATUSES: Final = ("completed", "in_progress", "under_review", "not_accepted", "transferred", "not_reported")
LABELS: Final = dict(zip(STATUSES, ("완료", "추진 중", "검토 중", "미반영", "이첩", "미보고"), strict=True))
TOTAL: Final = "total"
ALL: Final = "*"
COLUMNS: Final = {
    TOTAL: "계 총계 합계 소계 건수",
    "completed": "완료 추진완료 처리완료 조치완료",
    "in_progress": "추진중 추진 추진예정",
    "under_review": "검토중 검토 장기검토",
    "not_accepted": "미반영 불가 추진불가 수용불가 처리불가",
    "transferred": "이첩",
    "not_reported": "미보고",
}
COLUMN: Final = {name: column for column, names in COLUMNS.items() for name in names.split()}
COLUMN_NAME: Final = re.compile("|".join(sorted(COLUMN, key=len, reverse=True)))
NUMBER: Final = re.compile(r"(\d{1,3}(?:,\d{3})*|\d{1,6})건?|[-–—]")
LONGEST_ROW: Final = 120
# More ways to fill the gaps than this are not weighed against each other.
MOST_WAYS: Final = 20_000

NO_HEAD: Final = "총괄표의 머리글을 알 수 없어 표의 건수를 견주지 못하였습니다."
NO_SUM: Final = "총괄표에서 이 줄의 수가 계와 맞지 않습니다."
UNSETTLED: Final = "총괄표의 빈 칸 때문에 어느 칸의 수인지 정할 수 없습니다. 원문과 견주어 주십시오."
UNKNOWN_ROW: Final = "총괄표에서 알 수 없는 구분입니다. 건수를 견주지 않았습니다."
DIFFERENCE: Final = (
    "{name}: 문서에는 {declared}건, 읽은 항목은 {parsed}건입니다. {line}번째 줄부터 확인하여 주십시오."
)


@dataclass(frozen=True)
class Row:
    """A row as it stands: the category it counts (empty for all), its numbers from the left, its line."""

    category: str
    numbers: tuple[int, ...]
    line: Line


def counted(items: Sequence[DraftItem], categories: Sequence[str]) -> Totals:
    """Numbers of `items` by category and status, in the order of `categories`, leaving out empty ones."""
    by_category = Counter((item.category, item.status) for item in items)
    present = {item.category for item in items}
    rows = tuple(_count_row(code, by_category) for code in categories if code and code in present)
    overall = Counter(("", item.status) for item in items)
    return Totals(_count_row("", overall), rows)


def _count_row(category: str, numbers: Mapping[tuple[str, str], int]) -> CountRow:
    by_status = {status: numbers.get((category, status), 0) for status in STATUSES}
    return CountRow(category, total=sum(by_status.values()), **by_status)


def declared_totals(
    lines: Sequence[Line], sections: Sections, parsed: Totals
) -> tuple[Totals | None, list[Problem]]:
    """The 총괄 table in `lines`, None where there is none, and what could not be settled.

    Blank cells vanish when text is taken from a PDF: 계 32 18 14 may belong to any two columns. Rows and
    columns have to add up; what that leaves open is read in the way nearest to `parsed`.
    """
    for index, line in enumerate(lines):
        columns, end = _head(lines, index)
        if columns:
            rows, problems = _rows(lines[end:], sections)
            declared, doubts = _settled(columns, rows, parsed)
            return declared, problems + doubts
        if squeezed(line.text).startswith("구분") and "완료" in squeezed(line.text):
            return None, [Problem(line.number, line.text, NO_HEAD)]
    return None, []


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
        if getattr(told, field) != getattr(read, field)
    )


def _side_by_side(declared: Totals, parsed: Totals) -> Iterator[tuple[CountRow, CountRow]]:
    """Rows of the same category; a category that only one side has is counted as none by the other."""
    yield declared.total, parsed.total
    told = {row.category: row for row in declared.rows}
    read = {row.category: row for row in parsed.rows} if told else {}
    for code in dict.fromkeys((*told, *read)):
        yield told.get(code, CountRow(code)), read.get(code, CountRow(code))


def _head(lines: Sequence[Line], index: int) -> tuple[tuple[str, ...], int]:
    """Columns of a table whose head begins in a line with 구분, and the line below the head."""
    words = ""
    columns: tuple[str, ...] = ()
    for end in range(index, min(index + len(COLUMN), len(lines))):
        words += squeezed(lines[end].text)
        further = _columns(words)
        if further is None:
            return columns, end
        columns = further
    return columns, min(index + len(COLUMN), len(lines))


def _columns(words: str) -> tuple[str, ...] | None:
    """Columns of a head without white space (구분계완료추진중), None where it is no head or repeats one."""
    if not words.startswith("구분") or len(words) > LONGEST_ROW:
        return None
    names = COLUMN_NAME.findall(words[2:])
    columns = tuple(COLUMN[name] for name in names)
    whole = "".join(names) == words[2:] and len(set(columns)) == len(columns)
    return columns if whole else None


def _rows(lines: Sequence[Line], sections: Sections) -> tuple[list[Row], list[Problem]]:
    """Rows below a head. A label may take lines of its own, and so may each number."""
    rows: list[Row] = []
    problems: list[Problem] = []
    label = ""
    for line in lines:
        words, numbers = _label_and_numbers(line.text)
        label += words
        if not numbers:
            continue
        code = _row_category(label, sections) or _row_category(words, sections)
        if not label and rows:
            rows[-1] = replace(rows[-1], numbers=rows[-1].numbers + numbers)
        elif code:
            rows.append(Row(code.removeprefix(ALL), numbers, line))
        elif len(numbers) > 1:
            problems.append(Problem(line.number, line.text, UNKNOWN_ROW))
        label = ""
    return rows, problems


def _label_and_numbers(text: str) -> tuple[str, tuple[int, ...]]:
    """The words at the beginning of a line, squeezed, and the numbers at its end; a dash is a zero."""
    words = text.split() if len(text) <= LONGEST_ROW else [text]
    numbers: list[int] = []
    while words and (found := NUMBER.fullmatch(words[-1])):
        numbers.insert(0, int((found[1] or "0").replace(",", "")))
        words.pop()
    return squeezed("".join(words)), tuple(numbers)


def _row_category(label: str, sections: Sections) -> str:
    """Category a row counts, ALL for the row of all, empty for a label nobody knows."""
    return ALL if COLUMN.get(label) == TOTAL else sections.category(label)


def _settled(
    columns: Sequence[str], rows: Sequence[Row], parsed: Totals
) -> tuple[Totals | None, list[Problem]]:
    """The table with every number in its column."""
    if not rows:
        return None, []
    ways = [_ways(columns, row) for row in rows]
    problems = [_problem(row, NO_SUM) for row in rows if not _adds_up(columns, row)]
    if math.prod(map(len, ways)) > MOST_WAYS:
        return _totals([way[0] for way in ways]), [*problems, _problem(rows[0], UNSETTLED)]
    tables = list(product(*ways))
    sound = [table for table in tables if _columns_add_up(table)]
    if not sound and not problems:
        problems.append(_problem(rows[0], NO_SUM))
    distances = [_distance(table, parsed) for table in sound or tables]
    nearest = [table for table, far in zip(sound or tables, distances, strict=True) if far == min(distances)]
    if len(nearest) > 1:
        problems.append(_problem(rows[0], UNSETTLED))
    return _totals(nearest[0]), problems


def _problem(row: Row, message: str) -> Problem:
    return Problem(row.line.number, row.line.text, message)


def _parts(columns: Sequence[str], row: Row) -> tuple[int, tuple[int, ...]]:
    """Total of a row and the other numbers; without a column 계 the total is their sum."""
    if TOTAL not in columns:
        return sum(row.numbers), row.numbers
    if columns[-1] == TOTAL:
        return row.numbers[-1], row.numbers[:-1]
    return row.numbers[0], row.numbers[1:]


def _ways(columns: Sequence[str], row: Row) -> list[CountRow]:
    """Every way to put the numbers of a row under the columns in their order, leftmost first."""
    statuses = [column for column in columns if column != TOTAL]
    total, numbers = _parts(columns, row)
    numbers = numbers[: len(statuses)]
    return [
        CountRow(row.category, total=total, **dict(zip(places, numbers, strict=True)))
        for places in combinations(statuses, len(numbers))
    ]


def _adds_up(columns: Sequence[str], row: Row) -> bool:
    total, numbers = _parts(columns, row)
    return len(columns) == 1 or (
        sum(numbers) == total and len(numbers) < len(columns) + (TOTAL not in columns)
    )


def _columns_add_up(table: Sequence[CountRow]) -> bool:
    """Whether the rows of the categories make the row of all, where the table has both."""
    overall = next((row for row in table if not row.category), None)
    parts = [row for row in table if row.category]
    if overall is None or not parts:
        return True
    return all(
        sum(getattr(row, field) for row in parts) == getattr(overall, field) for field in (TOTAL, *STATUSES)
    )


def _distance(table: Sequence[CountRow], parsed: Totals) -> int:
    """How far a reading of the table is from what was read, in demands."""
    read = {row.category: row for row in (parsed.total, *parsed.rows)}
    return sum(
        abs(getattr(row, status) - getattr(read.get(row.category, CountRow("")), status))
        for row in table
        for status in STATUSES
    )


def _totals(table: Sequence[CountRow]) -> Totals:
    """The rows as totals; without a row of all, the sum of the others."""
    rows = tuple(row for row in table if row.category)
    overall = next((row for row in table if not row.category), None)
    if overall is None:
        sums = {field: sum(getattr(row, field) for row in rows) for field in (TOTAL, *STATUSES)}
        overall = CountRow("", **sums)
    return Totals(overall, rows)
