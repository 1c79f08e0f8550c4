"""A table as its rows and columns, with merged cells told wherever they reach."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from audits.intake.child import MOST_COLUMNS, TOO_MANY
from audits.intake.draft import Unreadable
from audits.intake.paper import Cell, WrittenRow, WrittenTable

MOST_SLOTS: Final = 2_000_000


@dataclass(frozen=True)
class Slot:
    """One place of a grid and the cell that covers it.

    `line` is where that cell begins in the source; `across` and `down` tell that it goes on from the left, from above.
    """

    text: str = ""
    line: int = 0
    across: bool = False
    down: bool = False

    @property
    def own(self) -> str:
        """The words of the cell where they stand first, empty where it only reaches here."""
        return "" if self.across or self.down else self.text


@dataclass(frozen=True)
class GridRow:
    """A row of a grid, with its lines in the source; a column beyond its end is an empty one."""

    slots: tuple[Slot, ...]
    begins: int
    ends: int

    def __getitem__(self, place: int) -> Slot:
        return self.slots[place] if place < len(self.slots) else Slot(line=self.begins)

    @property
    def told(self) -> list[tuple[int, str]]:
        """Each cell of the row that says something, by its first column."""
        return [
            (place, slot.text)
            for place, slot in enumerate(self.slots)
            if not slot.across and slot.text.strip()
        ]


@dataclass
class _Reaching:
    """A cell that reaches into the rows below: how many more, how wide."""

    slot: Slot
    rows: int
    columns: int


def grid(table: WrittenTable) -> list[GridRow]:
    """The rows of a table, each slot by its column. Raises Unreadable for a table of more columns than any report has.

    What a cell claims to cover beyond the rows and columns that are there counts for nothing.
    """
    rows: list[GridRow] = []
    reaching: dict[int, _Reaching] = {}
    slots = 0
    for row in table.rows:
        rows.append(GridRow(tuple(_slots(row, reaching)), row.begins, row.ends))
        slots += len(rows[-1].slots)
        if len(rows[-1].slots) > MOST_COLUMNS or slots > MOST_SLOTS:
            raise Unreadable(TOO_MANY)
    return rows


def _slots(row: WrittenRow, reaching: dict[int, _Reaching]) -> Iterator[Slot]:
    """The slots of a row; `reaching` are the cells from above by their first column, and is brought up to date."""
    cells = list(zip(row.cells, row.lines, strict=True))
    column = taken = 0
    while taken < len(cells) or any(first >= column for first in reaching):
        if above := reaching.get(column):
            width, slot = above.columns, replace(above.slot, down=True)
            above.rows -= 1
            if not above.rows:
                del reaching[column]
        elif taken < len(cells):
            cell, line = cells[taken]
            taken += 1
            width, slot = _width(cell, column, reaching), Slot(cell.text, line)
            if cell.rows > 1:
                reaching[column] = _Reaching(slot, cell.rows - 1, width)
        else:
            width, slot = 1, Slot(line=row.begins)
        yield slot
        yield from [replace(slot, across=True)] * (width - 1)
        column += width


def _width(cell: Cell, column: int, reaching: dict[int, _Reaching]) -> int:
    """How many columns a cell covers: no further than to the next cell from above, nor than any table is wide."""
    wanted = min(cell.columns, MOST_COLUMNS)
    return next((step for step in range(1, wanted) if column + step in reaching), wanted)
