"""A document as its file lays it out, whatever its form: paragraphs and tables, in order. Plain values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from audits.intake.decode import CONTROL, tidy
from audits.intake.draft import Problem
from audits.intake.fields import HEADING, SQUARES

# What neither a database nor a page can hold: control signs, and halves of letters.
UNFIT: Final = re.compile(rf"{CONTROL.pattern}|[\ud800-\udfff]")


@dataclass(frozen=True)
class Cell:
    """One cell of a table; `text` keeps its line breaks. A merged range stands once, at its first cell."""

    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Table:
    """A table, row by row; a cell merged over several rows or columns is told in the first of them alone."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with its line breaks; an empty one divides."""

    text: str


Block = Paragraph | Table


@dataclass(frozen=True)
class Remark:
    """What the reader of a form has to say to a person (a sheet that is hidden, words that were struck out).

    `block` is the place in `blocks` of what it is about, counted from 0; `message` is one Korean line.
    """

    block: int
    message: str


@dataclass(frozen=True)
class Paper:
    """The blocks of a document in their order. `name` is what the form calls a part: a sheet, a page; else empty."""

    blocks: tuple[Block, ...]
    name: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class WrittenText:
    """A paragraph of the written source, and the line (from 1) at which it begins; `is_name` for that of a part."""

    text: str
    line: int
    is_name: bool = False


@dataclass(frozen=True)
class WrittenRow:
    """A row of the written source: its cells, the line at which each begins, its own first and last line."""

    cells: tuple[Cell, ...]
    lines: tuple[int, ...]
    begins: int
    ends: int


@dataclass(frozen=True)
class WrittenTable:
    """A table of the written source, row by row."""

    rows: tuple[WrittenRow, ...]


WrittenBlock = WrittenText | WrittenTable


@dataclass(frozen=True)
class Written:
    """A whole document as text, what people see as its source, with the place of everything in it.

    A row stands on one line, its cells between tabs. Where a cell has several lines, or opens with a heading of an
    answer, every cell begins on a line of its own and all but the first behind a tab. Nothing is left out.
    """

    text: str
    blocks: tuple[WrittenBlock, ...]
    remarks: tuple[Problem, ...] = ()


def written(papers: Sequence[Paper]) -> Written:
    """The papers of a file as one text; what their readers remarked stands at the line it is about."""
    page = _Page()
    for paper in papers:
        page.paper(paper)
    return Written("\n".join(page.lines), tuple(page.blocks), tuple(page.remarks))


@dataclass
class _Page:
    """The lines written so far."""

    lines: list[str] = field(default_factory=list)
    blocks: list[WrittenBlock] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    @property
    def _next(self) -> int:
        return len(self.lines) + 1

    def paper(self, paper: Paper) -> None:
        """Write one paper below what is there."""
        begins: list[int] = []
        if paper.name:
            self._paragraph(paper.name, is_name=True)
        for block in paper.blocks:
            begins.append(self._next)
            if isinstance(block, Paragraph):
                self._paragraph(block.text)
            else:
                self.blocks.append(WrittenTable(tuple(map(self._row, block.rows))))
        for remark in paper.remarks:
            line = begins[remark.block] if 0 <= remark.block < len(begins) else self._next - 1
            self.remarks.append(Problem(max(line, 1), paper.name, remark.message))

    def _paragraph(self, text: str, *, is_name: bool = False) -> None:
        text = _fit(text)
        self.blocks.append(WrittenText(text, self._next, is_name))
        self.lines += text.split("\n")

    def _row(self, cells: Sequence[Cell]) -> WrittenRow:
        cells = tuple(replace(cell, text=_fit(cell.text).strip("\n")) for cell in cells)
        begins = self._next
        if all(map(_stands_beside, cells)):
            self.lines.append("\t".join(cell.text for cell in cells))
            return WrittenRow(cells, (begins,) * len(cells), begins, begins)
        lines = []
        for place, cell in enumerate(cells):
            lines.append(self._next)
            self.lines += ("\t" * (place > 0) + cell.text).split("\n")
        return WrittenRow(cells, tuple(lines), begins, self._next - 1)


def _fit(text: str) -> str:
    return UNFIT.sub("\ufffd", tidy(text))


def _stands_beside(cell: Cell) -> bool:
    """Whether a cell can share its line: it is one line without tabs and opens no part of an answer."""
    if "\n" in cell.text or "\t" in cell.text:
        return False
    found = HEADING.match(cell.text.strip())
    return not found or not (found["mark"] in SQUARES or found["colon"])
