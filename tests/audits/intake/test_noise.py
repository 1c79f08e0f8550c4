"""Reports as scanners, word processors and tired people leave them: whatever happens to one, no word of it is lost.

What the reader does not understand stands in a problem; nothing is put where it does not belong without saying so.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hypothesis import event, given, settings
from hypothesis import strategies as st

from audits.intake.draft import Draft, Unreadable
from audits.intake.text import read
from tests.audits.intake.papers import letters, vocabulary

SYLLABLES = (
    "가나라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호구누두루무부수우주추"
)
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
Change = Callable[[str, random.Random], str]


@dataclass(frozen=True)
class Piece:
    """A line of a report: the sign or heading it opens with, and its words (none for a mere heading)."""

    frame: str
    words: str


def pieces(chance: random.Random, items: int) -> Iterator[Piece]:
    """The lines of a report of invented words, no two lines alike."""

    def some(count: int) -> str:
        return " ".join("".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))) for _ in range(count))

    yield Piece("시정·처리 요구사항", "")
    for number in range(items):
        if number == items // 2:
            yield Piece("건 의 사 항", "")
        yield Piece("○ ", some(3))
        yield Piece("", f"{some(2)} (안) 3차 1.5km")
        yield Piece("", f"{some(2)} 고치기 바람")
        yield Piece(f"({chance.choice(['교통정책과', '공원녹지과, 하천관리과', '하천관리과'])})", "")
        yield Piece(f"□ 추진상황 : {chance.choice(['추진완료', '추진 중', '검토 중', '보류'])}", "")
        yield Piece("□ 추진내용", "")
        yield Piece("◦ ", f"{some(4)} : ’24. 3월")
        yield Piece("- ", some(5))
        yield Piece("□ 향후계획", "")
        yield Piece("◦ ", f"{some(3)} : ’25. 12월")


def broken(line: str, chance: random.Random) -> str:
    """The line broken somewhere, also inside a word."""
    place = chance.randrange(1, len(line)) if len(line) > 3 else 0
    return f"{line[:place]}\n{line[place:]}" if place else line


def spaced(line: str, chance: random.Random) -> str:
    """The line with a space inside a word."""
    place = chance.randrange(len(line) + 1)
    return f"{line[:place]} {line[place:]}"


def full_width(line: str, _chance: random.Random) -> str:
    """The line with the wide forms of its signs and numbers."""
    return line.translate(FULL_WIDTH)


def decomposed(line: str, _chance: random.Random) -> str:
    """The line as some systems send Korean: letter by letter."""
    return unicodedata.normalize("NFD", line)


def without_mark(line: str, _chance: random.Random) -> str:
    """The line without the sign it opens with."""
    return line.lstrip("○□◦- ")


def twice_blank(line: str, _chance: random.Random) -> str:
    """The line with empty ones around it and a tab before it."""
    return f"\n\t{line}\n\n"


CHANGES: tuple[Change, ...] = (broken, spaced, full_width, decomposed, without_mark, twice_blank)


def spoilt(report: list[Piece], changes: list[Change], chance: random.Random) -> str:
    """The report with about every eighth line spoilt, some of them more than once."""
    lines = []
    for piece in report:
        line = piece.frame + piece.words
        for change in changes:
            if chance.random() < 0.12:
                line = change(line, chance)
        lines.append(line)
    return "\n".join(lines)


def everything_told(draft: Draft) -> str:
    """All that a draft says of its document: items, and lines of problems."""
    told = [
        f"{one.text}\n{''.join(one.named)}\n{one.wording}{one.actions_taken}\n{one.plan}"
        for one in draft.items
    ]
    return bare("\n".join([*told, *(problem.text for problem in draft.problems)]))


def bare(text: str) -> str:
    """Letters alone, in one form and width."""
    return unicodedata.normalize("NFKC", letters(text))


# A seed, not hypothesis' own random: a report takes hundreds of draws, and nobody needs them shrunk.
chances = st.integers(min_value=0, max_value=2**32).map(random.Random)


@settings(deadline=None, max_examples=200, database=None, derandomize=True)
@given(
    st.integers(min_value=2, max_value=6),
    st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4, unique=True),
    chances,
)
def test_no_word_is_lost_whatever_happens_to_a_report(
    items: int, changes: list[Change], chance: random.Random
) -> None:
    report = list(pieces(chance, items))
    try:
        draft = read(spoilt(report, changes, chance), vocabulary())
    except Unreadable:
        event("refused")  # whole: then nothing of it is stored
        return
    told = everything_told(draft)
    for piece in report:
        for word in piece.words.split():
            assert bare(word) in told, f"lost: {word!r} of {piece.words!r}"


@settings(deadline=None, max_examples=100, database=None, derandomize=True)
@given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=3, unique=True), chances)
def test_what_is_not_understood_is_a_problem(changes: list[Change], chance: random.Random) -> None:
    report = list(pieces(chance, 4))
    try:
        draft = read(spoilt(report, changes, chance), vocabulary())
    except Unreadable:
        return
    for one in draft.items:
        inside = [
            problem
            for problem in draft.problems
            if one.line <= problem.line <= one.line + one.source.count("\n")
        ]
        whole = bool(one.departments and one.category and one.text and one.status != "not_reported")
        assert whole or inside or one.doubtful, f"nothing said of item {one.number}"
    assert len(draft.items) == 4 or draft.problems
