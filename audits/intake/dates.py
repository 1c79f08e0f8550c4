"""Dates as Korean offices write them: ’20.10~12월, ‘21. 5~7, 2019.11.6, ’21년 상반기, 연중 (product.md §2).

A month means its last day, a year 31 December. A year that qualifies a noun is no date, 연중 names none,
and what stands in a ※ note is never part of a plan.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from audits.intake import calendar_words as words
from audits.intake.calendar_words import Period
from audits.intake.outline import Bullet, bullets

NOTE: Final = re.compile("※")
RECURRING: Final = re.compile("매년|매월|매분기|매주|해마다")
PLAIN_YEAR: Final = re.compile(r"\d{4}")
EIGHT_DIGITS: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
TYPED_SHORT_YEAR: Final = re.compile(
    r"(?:\d\d\s?[.\-/]\s?\d{1,2}\s?[.\-/]|\d\d\s?년|(?:1[3-9]|[2-9]\d)\s?[.\-/])"
)
AFTER_TYPED: Final = re.compile(r"\s*(?:\([월화수목금토일]\))?\s*(?:까지)?\s*\.?\s*")


@dataclass(frozen=True)
class Span:
    """A period named in a text: `text` stands there at `offset`.

    `start` is None where only an end is named (’20. 12월까지), `end` where only a start is (’20. 10월 ~).
    """

    start: date | None
    end: date | None
    offset: int
    text: str


def planned_until(plan: str, *, published: date | None = None) -> date | None:
    """Day by which a 향후계획 ends: the latest end its bullets name, None where they name none."""
    return max((span.end for span in spans(plan, published=published) if span.end), default=None)


def spans(text: str, *, published: date | None = None) -> list[Span]:
    """Every period a text of bullets names, in order; ※ notes and what stands under them are passed over.

    A month without a year takes the year named before it in its bullet, else that of the bullet it stands
    under. Where no year is named at all, it takes the year of publication if it is not over by that day.
    """
    found: list[Span] = []
    years: list[int | None] = []
    for bullet in bullets(text):
        outer = years[min(bullet.depth, len(years)) - 1] if bullet.depth and years else None
        content = bullet.text[: note.start()] if (note := NOTE.search(bullet.text)) else bullet.text
        years = [*years[: bullet.depth], _handed_down(content, outer, published)]
        if not bullet.under_note:
            found += _in_bullet(replace(bullet, text=content), outer, published)
    return found


def read_date(text: str) -> date | None:
    """The day a date typed into a form means: always the end of its period. None where it names no day.

    Reads 2026. 3. 5.  2026-03-05  26.3.5  20260305  ’26. 12월  2026년 상반기  2026. 3. 5.(목)까지.
    """
    found = _typed(text)
    return found.end if found else None


def read_first_day(text: str) -> date | None:
    """The first day of what is typed, where the earliest day is asked for; read as by `read_date`."""
    found = _typed(text)
    return found.start or found.end if found else None


def _typed(text: str) -> Span | None:
    """The one period that a field of a form names and nothing else."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if PLAIN_YEAR.fullmatch(typed):
        typed += "년"
    elif EIGHT_DIGITS.fullmatch(typed):
        typed = EIGHT_DIGITS.sub(r"\1.\2.\3.", typed)
    elif TYPED_SHORT_YEAR.match(typed):
        typed = "’" + typed
    found = spans(typed)
    if len(found) != 1 or found[0].offset != 0:
        return None
    return found[0] if AFTER_TYPED.fullmatch(typed, len(found[0].text)) else None


def _handed_down(text: str, outer: int | None, published: date | None) -> int | None:
    """Year that bullets under this one take over: the one year it names, else what it took over itself.

    Where it names several, none is handed down: which one is meant would be a guess.
    """
    named = {year for _, year in words.years_named(text, published)}
    if not named:
        return outer
    return named.pop() if len(named) == 1 else None


def _in_bullet(bullet: Bullet, outer: int | None, published: date | None) -> Iterator[Span]:
    """Periods one bullet names; `outer` is the year it takes over from the bullet above."""
    named = deque(words.years_named(bullet.text, published))
    recurring = RECURRING.search(bullet.text)
    position = 0
    while found := words.next_period(bullet.text, position, published):
        first, start, position = found
        while named and named[0][0] < start:
            outer = named.popleft()[1]
        if first.year is None and recurring and recurring.start() < start:
            continue
        span, position = _closed(bullet.text, first, start, position, outer, published)
        if span:
            yield replace(span, offset=bullet.start + start)


def _closed(
    text: str, first: Period, start: int, stop: int, outer: int | None, published: date | None
) -> tuple[Span | None, int]:
    """The period that begins with `first` (text[start:stop]), with its other end, and where reading goes on.

    The span is None where the words name no day that exists or where a year only qualifies a noun.
    """
    year = first.year or outer
    alone = stop
    last, stop, opened = words.other_end(text, replace(first, year=year), stop)
    if year is None and last.year:
        year = last.year - (first.first > last.first)
    elif year is None and published:
        return _in_year_of_publication(text, first, start, stop, published)
    if last.is_year and not opened and not words.year_stands_alone(text, start, stop):
        return None, stop
    begins, ends = replace(first, year=year).first_day(), last.last_day()
    if begins is None or ends is None or ends < begins:
        return None, stop
    until = stop == alone and words.only_until(text, start, stop)
    return Span(None if until else begins, None if opened else ends, start, text[start:stop]), stop


def _in_year_of_publication(
    text: str, first: Period, start: int, stop: int, published: date
) -> tuple[Span | None, int]:
    """As `_closed`, for a month whose year nobody names: this year's if it is not over, else unknown."""
    span, stop = _closed(text, replace(first, year=published.year), start, stop, None, None)
    over = span is None or (span.end or published) < published
    return (None if over else span), stop
