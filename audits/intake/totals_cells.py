"""The 총괄 table of a report given as rows of cells: nothing has vanished, each number stands in its column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from audits.intake.columns import Columns
from audits.intake.draft import CountRow, Problem, Totals
from audits.intake.lines import key
from audits.intake.sections import Sections
from audits.intake.totals import STATUSES, TOTAL, count_row
from audits.intake.totals_table import ALL, NO_SUM, UNKNOWN_ROW, row_category, totals_of

# 12, 12건, 1,200, 12(50%); a dash is a zero.
NUMBER: Final = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,6})건?(?:\([\d.]{1,6}%?\))?|[-–—]")
LONGEST_CELL: Final = 40
MOST_ROWS: Final = 60
MOST_COLUMNS: Final = 30


@dataclass(frozen=True)
class CellRow:
    """A row of a table: the line at which it begins and the texts of its cells, merged ones repeated."""

    line: int
    cells: tuple[str, ...]


def totals_in_cells(
    rows: Sequence[CellRow], sections: Sections, columns: Columns
) -> tuple[Totals | None, list[Problem]]:
    """The counts of a table, None where it is no table of totals, and what does not add up or nobody knows.

    The head may take several rows, and categories may stand across instead of down.
    """
    if len(rows) > MOST_ROWS or any(len(row.cells) > MOST_COLUMNS for row in rows):
        return None, []
    if any(len(cell) > LONGEST_CELL for row in rows for cell in row.cells):
        return None, []
    read = [_upright(table, sections, columns) for table in (rows, _turned(rows))]
    # Either way round a table may have its 계; the way that knows the categories is the right one.
    return next(
        (one for one in read if one[0] and one[0].rows), next((one for one in read if one[0]), (None, []))
    )


def _turned(rows: Sequence[CellRow]) -> list[CellRow]:
    """The table with its columns for rows; the line of its first row stands for all."""
    cells = zip_longest(*(row.cells for row in rows), fillvalue="")
    return [CellRow(rows[0].line, tuple(column)) for column in cells]


def _upright(
    rows: Sequence[CellRow], sections: Sections, columns: Columns
) -> tuple[Totals | None, list[Problem]]:
    depth = next((index for index, row in enumerate(rows) if any(map(_number_of, row.cells[1:]))), len(rows))
    head = _head(rows[:depth], columns)
    if not any(head.values()) or depth == len(rows):
        return None, []
    counts: list[CountRow] = []
    problems: list[Problem] = []
    for row in rows[depth:]:
        labels = [cell for index, cell in enumerate(row.cells) if index < min(head) and cell.strip()]
        code = next(
            filter(None, (row_category(key(label), sections, columns) for label in reversed(labels))), ""
        )
        numbers = {
            index: told for index, cell in enumerate(row.cells) if (told := _number_of(cell)) is not None
        }
        if code:
            count, sound = _count(code.removeprefix(ALL), numbers, head)
            counts.append(count)
            problems += [] if sound else [_problem(row, NO_SUM)]
        elif labels and any(numbers.get(index) for index in head):
            problems.append(_problem(row, UNKNOWN_ROW))
    return (_whole(counts), problems) if counts else (None, [])


def _head(rows: Sequence[CellRow], columns: Columns) -> dict[int, str]:
    """What each column counts; of several rows the lowest that is known says it."""
    head: dict[int, str] = {}
    for row in reversed(rows):
        for index, cell in enumerate(row.cells):
            if index and (meant := columns.meaning(cell)):
                head.setdefault(index, meant)
    return head


def _number_of(cell: str) -> int | None:
    found = NUMBER.fullmatch(key(cell))
    return int((found[1] or "0").replace(",", "")) if found else None


def _count(category: str, numbers: dict[int, int], head: dict[int, str]) -> tuple[CountRow, bool]:
    """The row, and whether its numbers make its total. Columns of the same meaning are added up."""
    sums = dict.fromkeys(STATUSES, 0)
    totals = [numbers[index] for index, meant in head.items() if meant == TOTAL and index in numbers]
    for index, meant in head.items():
        if meant != TOTAL:
            sums[meant] += numbers.get(index, 0)
    total = totals[0] if totals else sum(sums.values())
    by_status = any(meant != TOTAL for meant in head.values())
    return count_row(category, total, sums), not by_status or total == sum(sums.values())


def _whole(counts: Sequence[CountRow]) -> Totals:
    """The rows as totals, rows of one category added up."""
    merged: dict[str, CountRow] = {}
    for row in counts:
        before = merged.get(row.category)
        if before and row.category:
            sums = {field: getattr(before, field) + getattr(row, field) for field in (TOTAL, *STATUSES)}
            merged[row.category] = count_row(row.category, sums[TOTAL], sums)
        else:
            merged.setdefault(row.category, row)
    return totals_of(list(merged.values()))


def _problem(row: CellRow, message: str) -> Problem:
    return Problem(row.line, " ".join(cell.strip() for cell in row.cells if cell.strip()), message)
