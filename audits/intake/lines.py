"""The lines of a document that carry words, with their numbers, and the form in which words are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

UNSEEN: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
MARGIN: Final = " \u200b\ufeff"
BLANK: Final = re.compile(r"[\t\u00a0\u2000-\u200a\u202f\u3000]")
# Hancom writes lines of private-use characters where a frame stood; a page foot is - 12 -.
FURNITURE: Final = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010fffd\s]+|[-–—―]\s{0,3}\d{1,4}\s{0,3}[-–—―]")


@dataclass(frozen=True)
class Line:
    """A line with words: its number in the source (from 1) and what stands between its margins.

    Tabs and the other kinds of blanks have become spaces.
    """

    number: int
    text: str


def squeezed(text: str) -> str:
    """`text` without any white space or invisible sign: how words are compared (완 료 is 완료)."""
    return UNSEEN.sub("", text)


def written_lines(source: list[str]) -> Iterator[Line]:
    """Lines of `source` that carry words: no blank ones, page numbers or lines of private-use characters."""
    for number, raw in enumerate(source, start=1):
        text = BLANK.sub(" ", raw).strip(MARGIN)
        if text and not FURNITURE.fullmatch(text):
            yield Line(number, text)


def width(text: str) -> int:
    """Columns a line takes: two for a Korean letter, one for a Latin one."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
