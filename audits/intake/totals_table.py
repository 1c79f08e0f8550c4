"""The 총괄 table of a report given as lines, where blank cells have vanished."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Final

from audits.intake.columns import Columns
from audits.intake.draft import CountRow, Problem, Totals
from audits.intake.lines import Line, key, plain, squeezed
from audits.intake.sections import Sections
from audits.intake.totals import STATUSES, TOTAL, count_row

ALL: Final = "*"
# A head that counts what is done; 완료예정일 and its like head a table of demands.
COUNTS: Final = re.compile(r"구분.*완료(?!예정|여부|시기|시점|목표|기한|일)")
NUMBER: Final = re.compile(r"(\d{1,3}(?:,\d{3})*|\d{1,6})건?|[-–—]")
LONGEST_ROW: Final = 120
LONGEST_HEAD: Final = 16  # lines
# A table of totals has no more rows; more ways to fill its gaps than this are not weighed against each other.
MOST_ROWS: Final = 60
MOST_WAYS: Final = 20_000

NO_HEAD: Final = "총괄표의 머리글을 알 수 없어 표의 건수를 견주지 못하였습니다."
NO_SUM: Final = "총괄표에서 이 줄의 수가 계와 맞지 않습니다."
UNSETTLED: Final = "총괄표의 빈 칸 때문에 어느 칸의 수인지 정할 수 없습니다. 원문과 견주어 주십시오."
UNKNOWN_ROW: Final = "총괄표에서 알 수 없는 구분입니다. 건수를 견주지 않았습니다."


@dataclass(frozen=True)
class Row:
    """A row as it stands: the category it counts (empty for all), its numbers from the left, its line."""

    category: str
    numbers: tuple[int, ...]
    line: Line


@dataclass(frozen=True)
class Place:
    """Where a table stands among the lines: from its head to below its last row."""

    start: int
    stop: int


def declared_totals(
    lines: Sequence[Line], sections: Sections, columns: Columns, parsed: Totals
) -> tuple[Totals | None, list[Problem], Place | None]:
    """The 총괄 table in `lines`, None where there is none, what could not be settled, and where it stands.

    Blank cells vanish when text is taken from a PDF: 계 32 18 14 may belong to any two columns. Rows and
    columns have to add up; what that leaves open is read in the way nearest to `parsed`.
    """
    for index, line in enumerate(lines):
        if not line.text.startswith("구"):
            continue
        head, end = _head(lines, index, columns)
        if head:
            rows, problems = _rows(lines[end:], sections, columns)
            declared, doubts = _settled(head, rows, parsed)
            stop = end + max((place for place, line in enumerate(lines[end:], 1) if _is_row(line)), default=0)
            return declared, problems + doubts, Place(index, stop)
        if COUNTS.match(squeezed(line.text)):
            return None, [Problem(line.number, line.text, NO_HEAD)], None
    return None, [], None


def _is_row(line: Line) -> bool:
    """Whether a line below the head holds nothing but a label and its numbers."""
    words, numbers = _label_and_numbers(line.text)
    return bool(numbers) and not any(letter.isdecimal() or letter in ",(:" for letter in plain(words))


def _head(lines: Sequence[Line], index: int, columns: Columns) -> tuple[tuple[str, ...], int]:
    """Columns of a table whose head begins in a line with 구분, and the line below the head."""
    words = ""
    head: tuple[str, ...] = ()
    for end in range(index, min(index + LONGEST_HEAD, len(lines))):
        words += key(lines[end].text)
        further = columns.all_in(words.removeprefix("구분")) if words.startswith("구분") else None
        if further is None:
            return head, end
        head = further
    return head, min(index + LONGEST_HEAD, len(lines))


def _rows(lines: Sequence[Line], sections: Sections, columns: Columns) -> tuple[list[Row], list[Problem]]:
    """Rows below a head. A label may take lines of its own, and so may each number."""
    rows: list[Row] = []
    problems: list[Problem] = []
    label = ""
    for line in lines:
        words, numbers = _label_and_numbers(line.text)
        label += words
        if not numbers:
            continue
        if len(rows) == MOST_ROWS:
            break
        code = row_category(label, sections, columns) or row_category(words, sections, columns)
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
    words = plain(text).split() if len(text) <= LONGEST_ROW else [text]
    numbers: list[int] = []
    while words and (found := NUMBER.fullmatch(words[-1])):
        numbers.insert(0, int((found[1] or "0").replace(",", "")))
        words.pop()
    return squeezed("".join(words)), tuple(numbers)


def row_category(label: str, sections: Sections, columns: Columns) -> str:
    """Category a row counts, ALL for the row of all, empty for a label nobody knows."""
    return ALL if columns.meaning(label) == TOTAL else sections.category(label)


def _settled(
    columns: Sequence[str], rows: Sequence[Row], parsed: Totals
) -> tuple[Totals | None, list[Problem]]:
    """The table with every number in its column."""
    if not rows:
        return None, []
    ways = [_ways(columns, row) for row in rows]
    problems = [_problem(row, NO_SUM) for row in rows if not _adds_up(columns, row)]
    if math.prod(map(len, ways)) > MOST_WAYS:
        return totals_of([way[0] for way in ways]), [*problems, _problem(rows[0], UNSETTLED)]
    tables = list(product(*ways))
    sound = [table for table in tables if _columns_add_up(table)]
    if not sound and not problems:
        problems.append(_problem(rows[0], NO_SUM))
    distances = [_distance(table, parsed) for table in sound or tables]
    nearest = [table for table, far in zip(sound or tables, distances, strict=True) if far == min(distances)]
    if len(nearest) > 1:
        problems.append(_problem(rows[0], UNSETTLED))
    return totals_of(nearest[0]), problems


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
        count_row(row.category, total, dict(zip(places, numbers, strict=True)))
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


def totals_of(table: Sequence[CountRow]) -> Totals:
    """The rows as totals; without a row of all, the sum of the others."""
    rows = tuple(row for row in table if row.category)
    overall = next((row for row in table if not row.category), None)
    if overall is None:
        sums = {field: sum(getattr(row, field) for row in rows) for field in (TOTAL, *STATUSES)}
        overall = count_row("", sums[TOTAL], sums)
    return Totals(overall, rows)
