"""Answers as officials write them: lines with their signs and indents, and tables (product.md §2).

What is stored is the text as it came. Here it is only taken apart for the eye; put together again, line by line,
it is the same text. A table is lines whose cells stand between tabs: what a spreadsheet puts on the clipboard, and
what `paste.js` makes of a table from 한글. A cell is one line: where a break stood within it, a space stands now,
because every other reader of the text (search, exports, other systems) takes a line for a row. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from audits.intake.outline import SIGN

TAB: Final = "\t"
STEP: Final = 2  # blanks that make one step of indent
DEEPEST: Final = 6
# What no official writes stays readable, but makes no page that a browser chokes on.
MOST_LINES: Final = 2_000
MOST_CELLS: Final = 5_000
MOST_COLUMNS: Final = 60


@dataclass(frozen=True)
class Paragraph:
    """A line: `indent` steps in from the margin (0 to 6), its sign (□ ○ - ※ ▸ ①; often none), its words.

    `apart`: an empty line stood before it.
    """

    text: str
    mark: str = ""
    indent: int = 0
    apart: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells, all of the same length. The first row is taken for the head where there are more."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def head(self) -> tuple[str, ...]:
        """The cells that say what stands below them; none in a table of one row."""
        return self.rows[0] if len(self.rows) > 1 else ()

    @property
    def body(self) -> tuple[tuple[str, ...], ...]:
        """The rows below the head."""
        return self.rows[1:] if self.head else self.rows


def blocks(text: str) -> list[Paragraph | Table]:
    """`text` as paragraphs and tables, in order; empty lines are none.

    Neighbouring lines with tabs are one table, its short rows filled up; tabs that only indent make none. A table
    of more cells than anybody reads stays lines. After 2,000 lines the rest is one paragraph, as it stands.
    """
    lines = _lines(text)
    found = [block for tabbed, run in _runs(lines[:MOST_LINES]) for block in _blocks(run, tabbed=tabbed)]
    rest = "\n".join(lines[MOST_LINES:])
    return [*found, Paragraph(rest)] if rest.strip() else found


def stored(text: str) -> str:
    """`text` as it is kept: every line as it came, none empty at either end; line ends are one sign.

    Blanks after the last words go, but not the tabs of a last row whose cells are empty.
    """
    lines = _lines(text)
    told = [place for place, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[told[0] : told[-1] + 1]).rstrip(" ") if told else ""


def words_of(line: str) -> str:
    """A line without its indent and sign."""
    return _paragraph(line).text


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _runs(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    for tabbed, run in groupby(lines, key=lambda line: TAB in line):
        yield tabbed, list(run)


def _blocks(run: list[str], *, tabbed: bool) -> list[Paragraph | Table]:
    """The blocks of neighbouring lines, of which all have a tab or none has."""
    if tabbed and any(TAB in line.strip() for line in run):
        rows = [[cell.strip() for cell in line.split(TAB)] for line in run]
        columns = max(len(row) for row in rows)
        if columns <= MOST_COLUMNS and columns * len(rows) <= MOST_CELLS:
            return [Table(tuple((*row, *[""] * (columns - len(row))) for row in rows))]
    return [
        _paragraph(line, apart=place > 0 and not run[place - 1].strip())
        for place, line in enumerate(run)
        if line.strip()
    ]


def _paragraph(line: str, *, apart: bool = False) -> Paragraph:
    bare = line.expandtabs(STEP).lstrip()
    indent = min((len(line.expandtabs(STEP)) - len(bare)) // STEP, DEEPEST)
    sign = SIGN.match(bare)
    mark = sign[0].strip() if sign else ""
    return Paragraph(bare[len(mark) :].strip(), mark, indent, apart)
