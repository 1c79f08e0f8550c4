"""How the demands of a document begin: ○ as a rule, elsewhere 1., 1), ① or another sign."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from audits.intake.fields import STATUS, Heading
from audits.intake.lines import Line, plain
from audits.intake.outline import BLANK
from audits.intake.sections import Title

# 가. 나. 다. …, and on from 거. where a list is longer than the alphabet.
LETTERS: Final = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허"
# Preferred in this order where a document does not decide.
STYLES: Final = (
    re.compile(r"[○◯〇](?P<rest>.*)"),
    re.compile(r"●(?P<rest>.*)"),
    re.compile(rf"(?:ㅇ|[oO](?={BLANK}))(?P<rest>.*)"),
    re.compile(r"[◦⚬∘](?P<rest>.*)"),
    re.compile(r"[▶►▷▹▸‣](?P<rest>.*)"),
    re.compile(r"[◎◉⊙](?P<rest>.*)"),
    re.compile(r"[◆◇❖](?P<rest>.*)"),
    re.compile(rf"(?P<number>\d{{1,5}})\.(?={BLANK}*[^\s\d.]|{BLANK}+\d{{1,9}}[^\s\d월일.)])(?P<rest>.*)"),
    re.compile(r"(?P<number>\d{1,5})\)(?P<rest>.*)"),
    re.compile(r"(?P<number>[①-⑳㉑-㉟㊱-㊿])(?P<rest>.*)"),
    re.compile(rf"\((?P<number>\d{{1,5}})\)(?={BLANK})(?P<rest>.*)"),
    re.compile(r"\[(?P<number>\d{1,5})\](?P<rest>.*)"),
    re.compile(rf"(?P<number>[{LETTERS}])\.(?={BLANK})(?P<rest>.*)"),
    re.compile(rf"(?P<number>[{LETTERS}])\)(?P<rest>.*)"),
)
SIGN: Final = re.compile(r"[^가-힣\w\s]|\d|[oOㅇ〇]|[①-⑳㉑-㉟㊱-㊿]|" + rf"[{LETTERS}][.)．）]")
FEWEST_STEPS: Final = 0.6  # of the numbers go on by one, where others are missing or misread
CIRCLES: Final = frozenset(STYLES[:2])
NUMBERED: Final = frozenset(STYLES[7:])


@dataclass(frozen=True)
class Token:
    """A line with what it may be: the title of a section, a heading of an answer, or neither."""

    line: Line
    title: Title | None
    heading: Heading | None


@dataclass(frozen=True)
class Opening:
    """A line that may begin a demand: its words after the sign, and its number where the sign is one."""

    rest: str
    number: int | None


@dataclass(frozen=True)
class Opener:
    """The sign by which the demands of one document begin; `numbered` where it is a running number."""

    style: re.Pattern[str]

    @property
    def numbered(self) -> bool:
        """Whether the demands of the document are counted by their sign."""
        return self.style in NUMBERED

    def opening(self, text: str) -> Opening | None:
        """The opening that a line is, None for any other line."""
        found = self.style.match(plain(text))
        if not found:
            return None
        rest = text[found.start("rest") :].strip()
        return Opening(rest, _value(found["number"]) if self.numbered else None)


def _value(number: str) -> int:
    if number in LETTERS:
        return LETTERS.index(number) + 1
    return int(number) if number.isdecimal() else int(unicodedata.numeric(number))


Marks = dict[re.Pattern[str], int | None]


def find_opener(tokens: Sequence[Token]) -> Opener | None:
    """The sign that stands last before most of the 추진상황 headings; in a list, the first after its title.

    None where no sign opens at least half of the demands. ○ need not stand last: demands have points of their
    own. Numbers count only where they run on from demand to demand.
    """
    sections = sum(bool(token.title and not token.title.columns) for token in tokens)
    demands = _marks_before_statuses(tokens) or _first_mark(tokens)
    last = Counter(next(reversed(marks)) for marks in demands)
    seen = Counter(style for marks in demands for style in marks)
    for style in sorted(seen, key=lambda style: (-last[style], STYLES.index(style))):
        often = seen if style in CIRCLES else last
        numbers = [number for marks in demands if (number := marks.get(style)) is not None]
        if 2 * often[style] >= len(demands) and (style not in NUMBERED or _run_on(numbers, sections)):
            return Opener(style)
    return None


def _mark(text: str) -> Marks:
    if not SIGN.match(text):
        return {}
    for style in STYLES:
        if opening := Opener(style).opening(text):
            return {style: opening.number}
    return {}


def _marks_before_statuses(tokens: Sequence[Token]) -> list[Marks]:
    """For every heading 추진상황 the signs between it and the heading before, each where it stands last."""
    demands: list[Marks] = []
    marks: Marks = {}
    for token in tokens:
        if token.heading and token.heading.sure:
            demands += [marks] if token.heading.field == STATUS and marks else []
            marks = {}
        elif not token.heading:
            for style, number in _mark(token.line.text).items():
                marks.pop(style, None)
                marks[style] = number
    return demands


def _first_mark(tokens: Sequence[Token]) -> list[Marks]:
    """The first sign after the first title of a list, or of the whole list where it has no titles."""
    start = next((index + 1 for index, token in enumerate(tokens) if token.title), 0)
    found = (_mark(token.line.text) for token in tokens[start:] if not token.title)
    return [marks for marks in [next(filter(None, found), {})] if marks]


def _run_on(numbers: Sequence[int], sections: int) -> bool:
    """Whether numbers count demands: they mostly go up by one, or begin anew with each of the sections."""
    steps = [(earlier, later) for earlier, later in pairwise(numbers) if later != 1]
    if not steps:
        return numbers.count(1) == len(numbers) <= max(sections, 1)
    return sum(later == earlier + 1 for earlier, later in steps) >= FEWEST_STEPS * len(steps)
