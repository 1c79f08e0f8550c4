"""Answers laid out as their author did: a bullet a line, wrapped lines put back, tables left alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from audits.intake.lines import width
from audits.intake.outline import Levels, kind_of
from audits.intake.rejoin import Rejoiner

INDENT: Final = "  "
TAB: Final = "\t"  # between the cells of a row, see lines.Line
# A line this near to the usual width was full; indented bullets have less room than others.
NEARLY_FULL: Final = 0.92

TABLE: Final = re.compile(r"(?:구\s?분|연\s?번|순\s?번|연\s?도|<[^<>]{2,60}>$|【)")
NUMBER_CELLS: Final = re.compile(r"(?:\S{1,12}\s+)?(?:[\d,.]+(?:\([\d,.]+%?\)|[%가-힣]{0,2})(?:\s+|$)){2,}")
LABEL: Final = re.compile(
    r"(?:[가-힣]{3,8}|기간|대상|내용|기준|장소|일시|예산|규모|방법)(?:\([^()]{1,12}\))?\s?[:：]|[Ⅰ-Ⅻ][.\s]"
)
ASIDE: Final = re.compile(r"[(（][^()（）]{0,60}[)）](?:\s|$)|[(（]\s")
GOES_ON: Final = re.compile(r"[:：]\s")
UNFINISHED: Final = re.compile(r"[,、·․(（]\Z")
ENDS_IN_A_DATE: Final = re.compile(r"[:：][^:：]{0,40}\d\s?[월일년.]?\s?[)）]?\.?\Z")


def usual_width(lines: Sequence[str]) -> int:
    """Columns that nine of ten `lines` keep within: about where the cell wrapped them."""
    widths = sorted(width(line) for line in lines)
    return widths[len(widths) * 9 // 10] if widths else 0


@dataclass
class Layout:
    """Lays out the answers of one document, whose lines wrapped at `wrap` columns."""

    rejoiner: Rejoiner
    wrap: int

    def laid_out(self, lines: Sequence[str]) -> str:
        """Bullets one a line, indented by depth with their signs; tables and asides keep their own lines.

        Nothing but white space is added or left out.
        """
        page = _Page()
        for line in lines:
            if kind_of(line):
                page.bullet(line)
            elif self._goes_on(page, line):
                page.extend(self.rejoiner.gap(page.last, line), line)
            else:
                page.own_line(line)
        return page.text()

    def _goes_on(self, page: _Page, line: str) -> bool:
        """Whether `line`, which has no sign, goes on from the line before it."""
        if not page.last or page.in_table or TAB in line or TABLE.match(line) or NUMBER_CELLS.fullmatch(line):
            return False
        if GOES_ON.match(line) or UNFINISHED.search(page.last):
            return True
        if LABEL.match(line) or ASIDE.match(line) or ENDS_IN_A_DATE.search(page.last[-60:]):
            return False
        return width(page.last) + 1 + width(line.split(maxsplit=1)[0]) >= NEARLY_FULL * self.wrap


@dataclass
class _Page:
    """The lines laid out so far; `last` is the line of the source that was added last."""

    last: str = ""
    in_table: bool = False
    _lines: list[list[str]] = field(default_factory=list)
    _levels: Levels = field(default_factory=Levels)
    _depth: int = -1

    def bullet(self, line: str) -> None:
        """Begin a bullet at the depth of its sign; a table above it is over."""
        self._depth = self._levels.enter(kind_of(line))
        self._lines.append([INDENT * self._depth, line])
        self.last, self.in_table = line, False

    def own_line(self, line: str) -> None:
        """Add a line without a sign under the bullet; from a table on, every such line is a cell of it."""
        is_row = TAB in line or TABLE.match(line) or NUMBER_CELLS.fullmatch(line)
        self.in_table = self.in_table or bool(is_row)
        self._lines.append([INDENT * (self._depth + 1), line])
        self.last = line

    def extend(self, gap: str, line: str) -> None:
        """Put a wrapped line back to the line before it."""
        self._lines[-1] += [gap, line]
        self.last = line

    def text(self) -> str:
        """All lines so far."""
        return "\n".join("".join(parts) for parts in self._lines)
