"""A table of a page on its way: whether it says something of its own, or only places others on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from audits.intake import heads
from audits.intake.paper import Cell, Table

# A piece of a page: a paragraph or a table.
Part = str | Table
STATUS: Final = re.compile(r"[□■▣◻▢❏]\s{0,3}(?:추\s?진|처\s?리|조\s?치)\s?(?:상\s?황|상\s?태)")


@dataclass
class OpenCell:
    """A cell whose end has not come; `parts` are its paragraphs and the tables in it."""

    rows: int
    columns: int
    parts: list[Part] = field(default_factory=list)


@dataclass
class OpenTable:
    """A table whose end has not come. What stands in it outside cells (a caption) goes before it."""

    rows: list[list[OpenCell]] = field(default_factory=list)
    above: list[Part] = field(default_factory=list)
    in_cell: bool = False
    width: int = 0

    @property
    def here(self) -> list[Part]:
        """Where the next piece goes."""
        return self.rows[-1][-1].parts if self.in_cell else self.above

    def row(self) -> None:
        """Begin a row."""
        if not self.rows or self.rows[-1]:
            self.rows.append([])
        self.width = 0

    def cell(self, rows: int, columns: int) -> None:
        """Begin a cell that covers so many rows and columns."""
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append(OpenCell(rows, columns))
        self.in_cell = True
        self.width += columns

    def end_cell(self) -> None:
        """End the cell that is open."""
        self.in_cell = False

    def parts(self) -> list[Part]:
        """The table with its caption, or the pieces of its cells one after another where it only places them."""
        if self._only_places():
            return [*self.above, *(part for row in self.rows for cell in row for part in cell.parts)]
        rows = tuple(
            tuple(Cell(flat(cell.parts), cell.rows, cell.columns) for cell in row) for row in self.rows if row
        )
        return [*self.above, *([Table(rows)] if rows else [])]

    def _only_places(self) -> bool:
        """Whether it is a frame: one cell alone, or round a table that is a part of the report itself."""
        inner = [part for row in self.rows for cell in row for part in cell.parts if isinstance(part, Table)]
        if not inner:
            return False
        return sum(map(len, self.rows)) == 1 or any(map(speaks, inner))


def speaks(table: Table) -> bool:
    """Whether a table lists demands, counts them or holds answers."""
    if any(STATUS.search(cell.text) for row in table.rows for cell in row):
        return True
    for row in table.rows[:3]:
        roles = {heads.role(cell.text) for cell in row} - {""}
        if heads.DEMAND in roles and len(roles) > 1:
            return True
        words = {"".join(cell.text.split()) for cell in row}
        if words & {"계", "합계", "총계"} and words & {"완료", "추진중", "추진완료"}:
            return True
    return False


def flat(parts: Sequence[Part]) -> str:
    """The text of a cell: its paragraphs, and the rows of tables in it as lines with tabs (tracker/written.py)."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines.append(part)
        else:
            lines += ["\t".join(_one_line(cell.text) for cell in row) for row in part.rows]
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())
