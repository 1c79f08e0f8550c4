"""Paragraphs and tables as they are met, one after the other, with what was told of them; grows into a Paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from audits.intake.draft import Unreadable
from audits.intake.paper import Block, Cell, Paper, Paragraph, Remark, Table

MOST_LETTERS: Final = 5_000_000
MOST_CELLS: Final = 500_000
MOST_BLOCKS: Final = 200_000
MOST_COLUMNS: Final = 100
MOST_ROWS: Final = 20_000
MOST_REMARKS: Final = 200
TOO_LONG: Final = "글이 너무 많은 파일입니다({most}자까지). 필요한 부분만 저장하거나 나누어 올려 주십시오."
TOO_WIDE: Final = "{number}번째 표가 너무 큽니다({rows}행, {columns}열까지). 표를 나누어 올려 주십시오."
TAB: Final = "\t"


@dataclass
class Count:
    """What a document holds so far; the limits are asked of the whole, wherever in it something stands."""

    letters: int = 0
    cells: int = 0
    tables: int = 0

    def text(self, text: str) -> None:
        """Raise Unreadable where the letters become too many."""
        self.letters += len(text)
        if self.letters > MOST_LETTERS:
            raise Unreadable(TOO_LONG.format(most=f"{MOST_LETTERS:,}"))

    def table(self, rows: int, columns: int) -> None:
        """Raise Unreadable for a table larger than any report's."""
        if rows > MOST_ROWS or columns > MOST_COLUMNS:
            raise Unreadable(
                TOO_WIDE.format(number=self.tables, rows=f"{MOST_ROWS:,}", columns=f"{MOST_COLUMNS:,}")
            )

    def area(self, rows: int, columns: int) -> None:
        """Raise Unreadable for a table of which most is empty, yet too large to lay out."""
        if rows * columns > MOST_CELLS:
            raise Unreadable(
                TOO_WIDE.format(number=self.tables, rows=f"{MOST_ROWS:,}", columns=f"{MOST_COLUMNS:,}")
            )

    def cell(self, columns: int) -> None:
        """Raise Unreadable where the cells become too many; `columns` is how far the row reaches with it."""
        self.cells += 1
        self.table(1, columns)
        if self.cells > MOST_CELLS:
            raise Unreadable(TOO_LONG.format(most=f"{MOST_LETTERS:,}"))


@dataclass
class Flow:
    """What stands one below the other: a body, a cell, a note."""

    blocks: list[Block] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def add(self, block: Block) -> None:
        """Put a block at the end."""
        if len(self.blocks) >= MOST_BLOCKS:
            raise Unreadable(TOO_LONG.format(most=f"{MOST_LETTERS:,}"))
        self.blocks.append(block)

    def remark(self, message: str) -> None:
        """Say something about what comes next."""
        if len(self.remarks) < MOST_REMARKS:
            self.remarks.append(Remark(len(self.blocks), message))

    def paper(self, name: str = "") -> Paper:
        """All of it as a Paper."""
        last = max(len(self.blocks) - 1, 0)
        return Paper(
            tuple(self.blocks),
            name,
            tuple(Remark(min(said.block, last), said.message) for said in self.remarks),
        )


def cell_text(blocks: Sequence[Block]) -> str:
    """The text of a cell: its paragraphs as lines, a table in it as lines with tabs (`tracker/written.py`)."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text.replace(TAB, " "))
        else:
            lines += tabbed(block)
    return "\n".join(lines).strip("\n")


def tabbed(table: Table) -> Iterator[str]:
    """A table as lines, its cells between tabs; what a merged cell covers is empty, so that columns stay columns."""
    grid: dict[tuple[int, int], str] = {}
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(table.rows):
        column = 0
        for cell in row:
            while (number, column) in covered:
                column += 1
            grid[number, column] = " ".join(cell.text.split())
            covered |= {
                (number + down, column + right)
                for down in range(min(cell.rows, len(table.rows) - number))
                for right in range(min(cell.columns, MOST_COLUMNS))
            }
            column += cell.columns
    width = max((column for _, column in covered), default=0) + 1
    for number in range(len(table.rows)):
        yield TAB.join(grid.get((number, column), "") for column in range(width))


def framed(cells: Sequence[Sequence[Cell]]) -> Table:
    """Rows as they were met, as a Table."""
    return Table(tuple(tuple(row) for row in cells))
