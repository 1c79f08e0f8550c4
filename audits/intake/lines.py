"""The lines of a document that carry words, with their numbers, and the form in which words are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

UNSEEN: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
MARGIN: Final = " \u200b\ufeff"
# A sign, a number or a heading with its colon before a tab: the tab is a blank.
ONLY_A_SIGN: Final = re.compile(r"[^\w\s]{0,2}\w?|\(?\d{1,3}[.)]|[가-하][.)]|.{0,20}[:：]|[□■].{0,12}")
BLANK: Final = re.compile(r"[\t\u00a0\u2000-\u200a\u202f\u3000]")
# The letters and signs of the keyboard as they stand between Korean ones: （１） for (1).
FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
ANY_FULL_WIDTH: Final = re.compile("[\uff01-\uff5e]")
# Hancom writes lines of private-use characters where a frame stood; a page foot is - 12 -.
FURNITURE: Final = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010fffd\s]+|[-–—―]\s{0,3}\d{1,4}\s{0,3}[-–—―]")


@dataclass(frozen=True)
class Line:
    """A line with words: its number in the source (from 1) and what stands between its margins.

    Tabs and the other kinds of blanks have become spaces. Where tabs divide cells, `row` is the line with them.
    """

    number: int
    text: str
    row: str = ""

    @property
    def kept(self) -> str:
        """The line as an answer keeps it: a row of a table with its tabs (tracker/written.py)."""
        return self.row or self.text


def squeezed(text: str) -> str:
    """`text` without any white space or invisible sign: how words are compared (완 료 is 완료)."""
    return UNSEEN.sub("", text)


def plain(text: str) -> str:
    """`text` with full-width forms in their ordinary width: for looking only, letter for letter as long."""
    return text.translate(FULL_WIDTH) if ANY_FULL_WIDTH.search(text) else text


def key(text: str) -> str:
    """The form in which words of a list are looked up: neither white space nor width counts."""
    return squeezed(plain(text))


def written_lines(source: list[str]) -> Iterator[Line]:
    """Lines of `source` that carry words: no blank ones, page numbers or lines of private-use characters."""
    for number, raw in enumerate(source, start=1):
        text = BLANK.sub(" ", raw).strip(MARGIN)
        if text and not FURNITURE.fullmatch(text):
            yield Line(number, text, _row(raw) if "\t" in raw else "")


def _row(raw: str) -> str:
    """A line whose tabs stand between cells; empty where they only indent it or follow a sign."""
    row = raw.strip(MARGIN + "\r\u00a0\u3000")
    first = row.strip().split("\t", 1)
    return row if len(first) > 1 and not ONLY_A_SIGN.fullmatch(first[0].strip()) else ""


def width(text: str) -> int:
    """Columns a line takes: two for a Korean letter, one for a Latin one."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
