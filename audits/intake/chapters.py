"""Which lines of a booklet are the report: outlines, minutes and other committees' chapters are left alone.

A line divides chapters by its mark (Ⅴ. 제5장), by standing in the table of contents, or by naming a committee above
the first title of its demands. Where nothing tells chapters apart, the whole text is the report.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from audits.intake.beginnings import is_request
from audits.intake.draft import Problem
from audits.intake.fields import STATUS
from audits.intake.lines import plain, squeezed
from audits.intake.openers import Token
from audits.intake.outline import kind_of

LEFT_OUT: Final = (
    "처리결과가 아닌 부분으로 보아 불러오지 않은 줄이 있습니다: {parts}. 항목이 있으면 따로 올려 주십시오."
)
OTHERS: Final = (
    "처리결과가 여럿 있어 항목이 가장 많은 {lines}번째 줄만 읽었습니다. 따로 올려 주십시오: {parts}."
)

LONGEST: Final = 60
LEADERS: Final = ".·․…‥⋯ㆍ∙•-–—_ "
THREE_DOTS: Final = frozenset("…⋯")
FEWEST_DOTS: Final = 5
CONTENTS: Final = frozenset({"목차", "차례"})
ROMAN: Final = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
MARK: Final = re.compile(
    r"(?:제\s?(?P<nth>\d{1,2})\s?[장편부]|(?P<sign>[Ⅰ-Ⅻ])|(?P<latin>[IVX]{1,4})(?=\s?\.))\s?\.?\s*(?=\S)"
)
COMMITTEE: Final = re.compile(
    r"(?:[【\[<〈■□◆◇▣○●]|\d{1,2}[.)]|[가-하][.)])?(?P<name>[가-힣]{2,20}위원회)(?:소관)?(?:행정사무감사)?(?:처리결과|조치결과|결과)?[】\]>〉]?"
)
SUMMARY: Final = re.compile(r"총괄(?:표|현황)?\W*\Z|\A구분.*완료")
# What a heading says of a report by itself, and of a chapter that is none.
REPORT: Final = re.compile(r"(?:처리|조치|감사)결과|지적사항|처리요구|위원회")
OTHER: Final = re.compile(
    r"업무|계획|개요|회의록|속기록|총평|강평|부록|일정|운영|증인|참고인|자료목록|현지확인"
)
# So near below its heading stands the first title of a report, or its table.
NEAR: Final = 12
COVER: Final = 12


@dataclass(frozen=True)
class Head:
    """What the heading of a chapter tells: its number, whether the contents list it, whether a report begins below
    it (`strong`), and whether its words name something else (`other`)."""

    number: int | None = None
    listed: bool = False
    strong: bool = False
    other: bool = False


@dataclass(frozen=True)
class Chapter:
    """Lines from one heading to the next, as positions [start, stop) among the tokens; `weight` as of a Part."""

    start: int
    stop: int
    head: Head
    weight: int


@dataclass(frozen=True)
class Part:
    """Neighbouring chapters that are one part, and how many answers (without any: demands) stand in it.

    `other`: its heading names something that is no report.
    """

    start: int
    stop: int
    weight: int
    other: bool = False


def report_of(tokens: Sequence[Token]) -> tuple[Sequence[Token], list[Problem]]:
    """The tokens of the report in a booklet, and one problem that names the lines left out (none of a plain report)."""
    chapters = list(_chapters(tokens))
    if len(chapters) < 2:
        return tokens, []
    parts = _parts(chapters)
    chosen = max(parts, key=lambda part: (not part.other, part.weight, -part.start))
    if not chosen.weight:
        return tokens, []
    chosen = _with_summary(chosen, chapters, tokens)
    return tokens[chosen.start : chosen.stop], _told(tokens, chosen, parts)


def is_contents(text: str) -> bool:
    """Whether a line is one of a table of contents: dots up to the number of a page."""
    return bool(_listed(text))


def _listed(text: str) -> str:
    """What a line of a table of contents lists, empty for any other line."""
    if len(text) > 2 * LONGEST or not text[-1:].isdecimal():
        return ""
    bare = text.rstrip("0123456789")
    title = bare.rstrip(LEADERS)
    dots = sum(3 if sign in THREE_DOTS else 1 for sign in squeezed(bare[len(title) :]))
    return title if dots >= FEWEST_DOTS and len(text) - len(bare) <= 4 else ""


def _contents(tokens: Sequence[Token]) -> tuple[dict[str, str], set[int]]:
    """What the table of contents lists, by its letters, and where its own lines stand.

    Lines under 목차 need no dots before the number of their page.
    """
    listed: dict[str, str] = {}
    places: set[int] = set()
    inside = False
    for index, token in enumerate(tokens):
        text = token.line.text
        title = _listed(text)
        inside = (inside and bool(title or text[-1:].isdecimal())) or squeezed(text) in CONTENTS
        if not title and inside and text[-1:].isdecimal():
            title = text.rstrip("0123456789").rstrip(LEADERS)
        if title:
            listed[_letters(title)] = title
            places.add(index)
    return listed, places


def _letters(title: str) -> str:
    return "".join(letter for letter in squeezed(plain(title)) if letter.isalnum())


def _chapters(tokens: Sequence[Token]) -> Iterator[Chapter]:
    """The chapters in order; the first holds whatever stands above the first heading."""
    contents, places = _contents(tokens)
    first = MARK.match(next(iter(contents.values()), ""))
    style = first.lastgroup if first else None
    named = {
        squeezed(found["name"])
        for token in tokens
        if len(token.line.text) <= LONGEST
        and (found := COMMITTEE.fullmatch(squeezed(plain(token.line.text))))
    }
    heads: list[tuple[int, Head]] = []
    seen: set[str] = set()
    for index, token in enumerate(tokens):
        head = None if index in places else _head(tokens, index, contents, style, several=len(named) > 1)
        # A heading that stands again is the head of a page.
        if head and (words := _letters(token.line.text)) not in seen:
            heads.append((index, head))
            seen.add(words)
    stops = [*(index for index, _ in heads), len(tokens)]
    answered = any(map(_is_status, tokens))
    for (start, head), stop in zip([(0, Head()), *heads], stops, strict=True):
        if start < stop:
            inside = tokens[start:stop]
            yield Chapter(start, stop, head, sum(map(_is_status, inside)) if answered else _requests(inside))


def _head(
    tokens: Sequence[Token], index: int, contents: dict[str, str], style: str | None, *, several: bool
) -> Head | None:
    """The heading of a chapter that a line is, None for any other line."""
    token = tokens[index]
    text = plain(token.line.text)
    if len(text) > LONGEST or token.title or token.heading:
        return None
    marked = MARK.match(text)
    listed = bool(contents) and _letters(text) in contents
    if marked and (style is None or listed or marked.lastgroup == style):
        strong = bool(REPORT.search(squeezed(text))) and _begins_a_report(tokens, index, NEAR)
        return Head(_number(marked), listed, strong, bool(OTHER.search(squeezed(text))))
    if listed and style is None and not (text[0].isdecimal() and _are_mixed(contents)):
        strong = bool(REPORT.search(squeezed(text))) and _begins_a_report(tokens, index, NEAR)
        return Head(None, True, strong, bool(OTHER.search(squeezed(text))))
    if several and COMMITTEE.fullmatch(squeezed(text)) and _begins_a_report(tokens, index, 3):
        return Head(None, listed, strong=True)
    return None


def _are_mixed(contents: dict[str, str]) -> bool:
    """Whether the contents list anything without a number: then numbers are not their outermost marks."""
    return any(not title[:1].isdecimal() for title in contents.values())


def _number(found: re.Match[str]) -> int | None:
    if found["nth"]:
        return int(found["nth"])
    return int(unicodedata.numeric(found["sign"])) if found["sign"] else ROMAN.get(found["latin"])


def _begins_a_report(tokens: Sequence[Token], index: int, reach: int) -> bool:
    """Whether a title of demands or the table of totals stands right below, before any bullet of an answer."""
    for token in tokens[index + 1 : index + 1 + reach]:
        text = token.line.text
        if (token.title and not token.title.columns) or SUMMARY.search(squeezed(text)):
            return True
        if token.heading or MARK.match(text) or kind_of(text) in {"dash", "dot", "ring", "note"}:
            return False
    return False


def _is_status(token: Token) -> bool:
    return bool(token.heading and token.heading.sure and token.heading.field == STATUS)


def _requests(tokens: Sequence[Token]) -> int:
    """Lines that end as demands do, in a chapter with titles of demands; 0 in any other."""
    if not any(token.title for token in tokens):
        return 0
    return sum(is_request(token.line.text) for token in tokens)


def _parts(chapters: Sequence[Chapter]) -> list[Part]:
    """Chapters put together where nothing but a mark inside an answer, or a part of the office, divides them."""
    parts: list[Part] = []
    number: int | None = None
    restarted = False
    left = sum(chapter.weight for chapter in chapters)
    for chapter in chapters:
        head = chapter.head
        sequel = head.number is not None and number is not None and head.number > number and not restarted
        silent = sequel and not left
        ends = (
            head.strong
            or (head.listed and not chapter.weight)
            or silent
            or (head.other and (head.listed or sequel))
        )
        if parts and parts[-1].weight and not ends:
            last = parts.pop()
            parts.append(Part(last.start, chapter.stop, last.weight + chapter.weight, last.other))
            restarted = restarted or head.number == 1
            number = head.number if sequel else number
        else:
            parts.append(Part(chapter.start, chapter.stop, chapter.weight, head.other and not head.strong))
            number, restarted = head.number, False
        left -= chapter.weight
    return parts


def _with_summary(chosen: Part, chapters: Sequence[Chapter], tokens: Sequence[Token]) -> Part:
    """The part together with the chapter of its totals, where that stands right above it."""
    if not _has_summary(tokens[chosen.start : chosen.stop]):
        above = [chapter for chapter in chapters if chapter.stop <= chosen.start]
        for chapter in reversed(above[-2:]):
            if not chapter.weight and _has_summary(tokens[chapter.start : chapter.stop]):
                return Part(chapter.start, chosen.stop, chosen.weight)
    return chosen


def _has_summary(tokens: Sequence[Token]) -> bool:
    return any(
        SUMMARY.search(squeezed(token.line.text)) and not is_contents(token.line.text)
        for token in tokens[: 4 * NEAR]
    )


def _told(tokens: Sequence[Token], chosen: Part, parts: Sequence[Part]) -> list[Problem]:
    """What was left out, said once; another report in the same booklet is said apart. A mere cover is not said."""
    outside = [part for part in parts if part.stop <= chosen.start or part.start >= chosen.stop]
    others = [part for part in outside if part.weight and not part.other]
    silent = [part for part in outside if not part.weight or part.other]
    problems = []
    if any(part.start or part.stop > COVER for part in silent):
        said = ", ".join(_named(tokens, part) for part in _joined(silent))
        problems.append(_problem(tokens[silent[0].start], LEFT_OUT.format(parts=said)))
    if others:
        said = ", ".join(_named(tokens, part) for part in others)
        problems.append(
            _problem(tokens[others[0].start], OTHERS.format(lines=_lines(tokens, chosen), parts=said))
        )
    return problems


def _joined(parts: Sequence[Part]) -> list[Part]:
    """Neighbouring parts as one."""
    joined: list[Part] = []
    for part in parts:
        if joined and joined[-1].stop == part.start:
            joined[-1] = Part(joined[-1].start, part.stop, 0)
        else:
            joined.append(part)
    return joined


def _lines(tokens: Sequence[Token], part: Part) -> str:
    first, last = tokens[part.start].line.number, tokens[part.stop - 1].line.number
    return f"{first}~{last}" if last > first else f"{first}"


def _named(tokens: Sequence[Token], part: Part) -> str:
    return f"{_lines(tokens, part)}번째 줄(‘{tokens[part.start].line.text[:30]}’부터)"


def _problem(token: Token, message: str) -> Problem:
    return Problem(token.line.number, token.line.text, message)
