"""What a department wrote, in a column of a paper: signs and indents as they came, tables as tables.

A line keeps its own blanks and signs, so that the paper is read back as it was written; what goes on from it stands
under its first word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from audits.intake.outline import Levels, kind_of
from tracker.exports.hwpx.pen import (
    MOST_IN_COLUMN,
    MOST_IN_ROW,
    WIDTH,
    Cell,
    Laid,
    Pen,
    fit,
    halves,
    inner,
    pieces,
    shared,
)
from tracker.written import STEP, Paragraph, Table, blocks

NARROWEST, WIDEST = 4, 40  # halves that a column of a table counts for
_FIGURE: Final = re.compile(r"[-+△▲]?[\d,.]+\s?[%건개명원회]?")
MOST_BREAKS: Final = 6
LAST_ROW: Final = MOST_IN_ROW // 4
MOST_COLUMNS: Final = 8  # of a table that still can be read in a column of the paper


class Wide(NamedTuple):
    """A table that has to leave the column: too long or too wide for it."""

    table: Table


def told(pen: Pen, text: str, width: int) -> Iterator[Laid | Wide]:
    """`text` line by line, its tables as tables, those that do not fit in so narrow a column as `Wide`."""
    found = blocks(fit(text))
    depths = _depths(found)
    for block, depth in zip(found, depths, strict=True):
        if isinstance(block, Paragraph):
            yield from _lines(pen, block, depth, width)
        elif laid := _beside(pen, block, width):
            yield laid
        else:
            yield Wide(block)


def told_plainly(pen: Pen, text: str, width: int) -> Iterator[Laid]:
    """The same for a column that nothing may leave: rows of a table that does not fit become lines."""
    for each in told(pen, text, width):
        if isinstance(each, Wide):
            for row in each.table.rows:
                yield from _pieces(pen, " | ".join(row), 0, width)
        else:
            yield each


def wide(pen: Pen, table: Table) -> Laid:
    """A table over the whole page; its head stands on each page, a very long row goes on in the next."""
    return _table(pen, table, WIDTH)


def side_by_side(columns: Sequence[Sequence[Laid]]) -> list[list[Sequence[Laid]]]:
    """What stands side by side, cut into rows that no page is too short for; a row has a cell a column.

    A row is as high as its longest column needs, and the others fill it.
    """
    found: list[list[Sequence[Laid]]] = []
    left = list(columns)
    while any(left) or not found:
        most = max(_height(column[: _fitting(column, MOST_IN_ROW)]) for column in left)
        ends = [_fitting(column, most) for column in left]
        found.append([column[:end] for column, end in zip(left, ends, strict=True)])
        left = [column[end:] for column, end in zip(left, ends, strict=True)]
        if found[:-1] and not any(left) and max(map(_height, found[-1])) < LAST_ROW:  # a line or two, alone
            last = found.pop()
            found[-1] = [[*above, *below] for above, below in zip(found[-1], last, strict=True)]
    return found


def _fitting(lines: Sequence[Laid], most: int) -> int:
    """How many of the lines a row so high holds, at least one; a heading stays with what it heads."""
    height = 0
    for place, line in enumerate(lines):
        needed = line.height
        if line.keeps_next and place + 1 < len(lines):
            needed += min(lines[place + 1].height, MOST_IN_ROW // 2)
        if place and height + needed > most:
            return place
        height += line.height
    return len(lines)


def _height(lines: Sequence[Laid]) -> int:
    return sum(line.height for line in lines)


def _depths(found: Sequence[Paragraph | Table]) -> list[int]:
    """The steps by which each is set in: as it was written, or by the signs where nobody set anything in."""
    if any(isinstance(block, Paragraph) and block.indent for block in found):
        return [block.indent if isinstance(block, Paragraph) else 0 for block in found]
    levels, depths = Levels(), []
    for block in found:
        kind = kind_of(f"{block.mark} {block.text}") if isinstance(block, Paragraph) and block.mark else ""
        depths.append(min(levels.enter(kind), 3) if kind else 0)
    return depths


def _lines(pen: Pen, paragraph: Paragraph, depth: int, width: int) -> Iterator[Laid]:
    """The paragraph; what `written` left together because it was too much for a page on screen has lines of its own."""
    begin = " " * (depth * STEP) + (f"{paragraph.mark} " if paragraph.mark else "")
    for line in f"{begin}{paragraph.text}".split("\n"):
        yield from _pieces(pen, line, halves(begin), width)


def _pieces(pen: Pen, text: str, set_in: int, width: int) -> Iterator[Laid]:
    return (pen.hung(piece, set_in, width=width) for piece in pieces(text, width))


def _beside(pen: Pen, table: Table, width: int) -> Laid | None:
    """The table within a column of that width; None where it is too wide or too long for it."""
    columns = len(table.rows[0])
    if columns > MOST_COLUMNS or columns * NARROWEST * 500 > width or len(table.rows) > 12:
        return None
    laid = _table(pen, table, width)
    return laid if laid.height <= MOST_IN_COLUMN else None


def _table(pen: Pen, table: Table, width: int) -> Laid:
    widths = shared(width, _weights(table))
    rows = [row for line in table.body for row in table_rows(pen, line, widths)]
    if table.head:
        head = table_rows(pen, table.head, widths, is_head=True)
        return pen.table(widths, [*head, *rows], heads=1, parts=False)
    return pen.table(widths, rows, parts=False)


def _weights(table: Table) -> list[int]:
    longest = [max(map(len, column)) * 2 for column in zip(*table.rows, strict=True)]
    return [min(max(each, NARROWEST), WIDEST) for each in longest]


def table_rows(
    pen: Pen, line: Sequence[str], widths: Sequence[int], *, is_head: bool = False
) -> list[list[Cell]]:
    """One row, or several that look like one, where a cell is longer than a row may be."""
    cut = [pieces(_brief(fit(text)), inner(width)) for text, width in zip(line, widths, strict=True)]
    most = max(map(len, cut))
    return [
        [
            Cell(
                [pen.line(text, *_dress(text, is_head=is_head), width=inner(width))],
                "head" if is_head else edge(place, most),
                align="CENTER" if most == 1 else "TOP",
            )
            for text, width in zip(
                (cells[place] if place < len(cells) else "" for cells in cut), widths, strict=True
            )
        ]
        for place in range(most)
    ]


def _brief(text: str) -> str:
    """A cell keeps its few line breaks; many would make it longer than it can be reckoned."""
    return text if text.count("\n") < MOST_BREAKS else " ".join(text.split("\n"))


def _dress(text: str, *, is_head: bool) -> tuple[str, str]:
    return ("head", "centre") if is_head else ("body", "centre" if _FIGURE.fullmatch(text) else "left")


def edge(place: int, most: int) -> str:
    """The border of a row that is one of `most` which look like one."""
    if most == 1:
        return "box"
    return "first" if place == 0 else "last" if place == most - 1 else "middle"
