"""Paragraphs and tables as XML, each with the height it will about take: enough to cut long answers into rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from tracker.exports.hwpx.styles import (
    BORDERS,
    BORDERS_ID,
    DEEPEST_HANG,
    HALF,
    LETTERS,
    LETTERS_ID,
    LINES,
    LINES_ID,
    STYLE_OF,
)

WIDTH: Final = 48_190  # of the text on a page
ASIDE, ABOVE = 510, 226  # margins within a cell
APART: Final = 283  # below a table
# Rows are short, so that pages fill well wherever a word processor does not part a row; no line is longer than half
# a page, and no table within a column is higher than a third of one: nothing is ever longer than a page.
MOST_IN_ROW: Final = 12_000
MOST_IN_LINE: Final = 36_000
MOST_IN_COLUMN: Final = 20_000
_STATED: Final = 90  # per cent of the height reckoned: a row grows with its text, but never shrinks

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_BREAKS: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_TAB: Final = '<hp:tab width="4000" leader="0" type="1"/>'
_UNHELD: Final = re.compile(r"[<>&\t\n]")


class Laid(NamedTuple):
    """A paragraph of the document, and its height. `keeps_next`: it says what stands below, and stays with it."""

    xml: str
    height: int
    keeps_next: bool = False


class Cell(NamedTuple):
    """A cell: what stands in it, its border, and over how many columns and rows it goes."""

    content: Sequence[Laid]
    border: str = "box"
    columns: int = 1
    rows: int = 1
    align: str = "TOP"


Row = Sequence[Cell]


def fit(text: str) -> str:
    """`text` without what no package of XML holds; half of a pair (a lone surrogate) becomes the sign of a loss."""
    return _UNWRITABLE.sub("", _BREAKS.sub("\n", _SURROGATES.sub("\ufffd", text)))


def halves(text: str) -> int:
    """How wide a line is, in halves of a Korean letter."""
    return len(text) + (len(text.encode()) - len(text)) // 2


def shared(width: int, weights: Sequence[int]) -> list[int]:
    """`width` among columns by weight; nothing is lost by rounding."""
    whole = sum(weights)
    ends = [width * sum(weights[: place + 1]) // whole for place in range(len(weights))]
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def inner(width: int) -> int:
    """What a cell of that width leaves to its text."""
    return max(width - 2 * ASIDE, HALF * 2)


def pieces(text: str, width: int, size: int = LETTERS["body"].size) -> list[str]:
    """`text`, cut where it is longer than a row may be high, at a blank where there is one; no letter is lost."""
    line = max(width // (size // 2), 2)
    most = max(line * (MOST_IN_LINE * 2 // 3 // size) // 2, 8)  # letters, were all of them Korean
    found = []
    while len(text) > most and halves(text) > 2 * most:
        cut = text.rfind(" ", most // 2, most) + 1 or most
        found.append(text[:cut])
        text = text[cut:]
    return [*found, text]


class Pen:
    """Writes paragraphs and tables; everything gets a number of its own, in order, so that the same is the same."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def number(self) -> int:
        """The next number that nothing else has."""
        return next(self._numbers)

    def line(
        self,
        text: str,
        letters: str = "body",
        lines: str = "left",
        *,
        width: int = WIDTH,
        lead: str = "",
        begins_page: bool = False,
    ) -> Laid:
        """A paragraph. `lead` stands before the text in bold; line breaks and tabs stay."""
        text = fit(text)
        runs = f"{_run(fit(lead), 'bold') if lead else ''}{_run(text, letters)}"
        xml = self._paragraph(runs, lines, begins_page=begins_page)
        return Laid(xml, _height(lead + text, letters, lines, width), LINES[lines].keeps_next)

    def hung(self, text: str, set_in: int, *, width: int) -> Laid:
        """A paragraph whose further lines begin `set_in` halves from the margin, under its first word."""
        return self.line(text, lines=f"hang{min(set_in, DEEPEST_HANG)}" if set_in else "left", width=width)

    def gap(self, controls: str = "") -> Laid:
        """An almost empty line; what is set for a section stands in it."""
        return Laid(self._paragraph(f"{controls}{_run('', 'gap')}", "gap"), LETTERS["gap"].size)

    def table(
        self,
        widths: Sequence[int],
        rows: Sequence[Row],
        *,
        heads: int = 0,
        apart: int = APART,
        parts: bool = True,
    ) -> Laid:
        """A table in a paragraph of its own; the first `heads` rows stand on each page that it goes on to.

        `apart` is left free below it; `parts` tells whether a row may go over to the next page. A table is never
        treated as a letter: its rows would run out of the page and be hidden (building-blocks.md).
        """
        heights = [max(_content(cell) for cell in row if cell.rows == 1) * _STATED // 100 for row in rows]
        body = "".join(
            f"<hp:tr>{''.join(self._cell(*each, widths, heights, heads) for each in row)}</hp:tr>"
            for row in _addressed(rows)
        )
        number, height = self.number(), sum(heights)
        splits = "CELL" if parts else "TABLE"
        xml = (
            f'<hp:run charPrIDRef="{LETTERS_ID["gap"]}"><hp:tbl id="{number}" zOrder="{number}" '
            'numberingType="TABLE" textWrap="TOP_AND_BOTTOM" textFlow="BOTH_SIDES" lock="0" dropcapstyle="None" '
            f'pageBreak="{splits}" repeatHeader="{int(heads > 0)}" rowCnt="{len(rows)}" colCnt="{len(widths)}" '
            f'cellSpacing="0" borderFillIDRef="{BORDERS_ID["box"]}" noAdjust="0">'
            f'<hp:sz width="{sum(widths)}" widthRelTo="ABSOLUTE" height="{height}" heightRelTo="ABSOLUTE" protect="0"/>'
            '<hp:pos treatAsChar="0" affectLSpacing="0" flowWithText="1" allowOverlap="0" holdAnchorAndSO="0" '
            'vertRelTo="PARA" horzRelTo="COLUMN" vertAlign="TOP" horzAlign="LEFT" vertOffset="0" horzOffset="0"/>'
            f'<hp:outMargin left="0" right="0" top="0" bottom="{apart}"/>'
            f'<hp:inMargin left="{ASIDE}" right="{ASIDE}" top="{ABOVE}" bottom="{ABOVE}"/>{body}</hp:tbl>'
            "<hp:t/></hp:run>"
        )
        return Laid(self._paragraph(xml, "gap"), height + apart + LETTERS["gap"].size)

    def story(self, lines: Sequence[Laid], *, align: str = "TOP", width: int = 0, height: int = 0) -> str:
        """Paragraphs that stand somewhere of their own: in a cell, at the head or the foot of a page."""
        return (
            f'<hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="{align}" linkListIDRef="0" '
            f'linkListNextIDRef="0" textWidth="{width}" textHeight="{height}" hasTextRef="0" hasNumRef="0">'
            f"{''.join(line.xml for line in lines)}</hp:subList>"
        )

    def _paragraph(self, runs: str, lines: str, *, begins_page: bool = False) -> str:
        return (
            f'<hp:p id="{self.number()}" paraPrIDRef="{LINES_ID[lines]}" styleIDRef="{STYLE_OF.get(lines, 0)}" '
            f'pageBreak="{int(begins_page)}" columnBreak="0" merged="0">{runs}</hp:p>'
        )

    def _cell(
        self, cell: Cell, row: int, column: int, widths: Sequence[int], heights: Sequence[int], heads: int
    ) -> str:
        above, below = _margins(cell)
        content = cell.content or (self.line(""),)
        return (
            f'<hp:tc name="" header="{int(row < heads)}" hasMargin="1" protect="0" editable="0" dirty="0" '
            f'borderFillIDRef="{BORDERS_ID[cell.border]}">{self.story(content, align=cell.align)}'
            f'<hp:cellAddr colAddr="{column}" rowAddr="{row}"/>'
            f'<hp:cellSpan colSpan="{cell.columns}" rowSpan="{cell.rows}"/>'
            f'<hp:cellSz width="{sum(widths[column : column + cell.columns])}" '
            f'height="{sum(heights[row : row + cell.rows])}"/>'
            f'<hp:cellMargin left="{ASIDE}" right="{ASIDE}" top="{above}" bottom="{below}"/></hp:tc>'
        )


def _addressed(rows: Sequence[Row]) -> Iterator[Sequence[tuple[Cell, int, int]]]:
    """Each cell with its row and column; a cell that goes over several rows keeps its columns in the next ones."""
    until: dict[int, int] = {}  # the row at which a column is free again
    for number, row in enumerate(rows):
        placed, column = [], 0
        for cell in row:
            while until.get(column, 0) > number:
                column += 1
            placed.append((cell, number, column))
            until.update(dict.fromkeys(range(column, column + cell.columns), number + cell.rows))
            column += cell.columns
        yield placed


def _content(cell: Cell) -> int:
    return (sum(line.height for line in cell.content) or HALF * 3) + sum(_margins(cell))


def _margins(cell: Cell) -> tuple[int, int]:
    """Above and below the text of a cell; rows that are to look like one are as far apart as their lines.

    A word processor ends a cell at the foot of its last line, without what that leaves to the next one.
    """
    sides = BORDERS[cell.border]
    return ABOVE if sides.top else 0, ABOVE if sides.bottom else HALF


def _run(text: str, letters: str) -> str:
    if _UNHELD.search(text):
        text = escape(text).replace("\t", _TAB).replace("\n", "<hp:lineBreak/>")
    return f'<hp:run charPrIDRef="{LETTERS_ID[letters]}"><hp:t>{text}</hp:t></hp:run>'


def _height(text: str, letters: str, lines: str, width: int) -> int:
    """How high a paragraph is, about: a reckoning with Korean letters twice as wide as all others."""
    size, stands = LETTERS[letters].size, LINES[lines]
    line = max((width - stands.hang) // (size // 2), 2)
    taken = sum(-(-halves(part) // line) or 1 for part in text.split("\n")) if text else 1
    return taken * size * stands.spacing // 100 + stands.before + stands.after
