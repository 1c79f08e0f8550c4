"""The words a Korean date is made of, read one by one; `dates` joins them to periods.

Every pattern is bounded on both sides, so that reading stays linear in the length of the text.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

APOSTROPHE: Final = "['’‘`´′ʼ＇]"
# What follows a number that counts things; 개통 and 개최 are no counts.
COUNTER: Final = (
    r"(?:개(?![통최시장원관설선발편방])|[건회대명억만천백원점차호배인곳종팀세층주]"
    r"|시간|단계|[1-4]?\s?분기|[%％‰℃㎡A-Za-z])"
)
SURE_YEARS: Final = rf"{APOSTROPHE}\s?(?P<short>\d\d)|(?<![\d.,\-제])(?P<long>(?:19|20)\d\d)"
SURE_YEAR: Final = rf"(?:{SURE_YEARS})(?!\d)"
YEAR: Final = rf"(?:{SURE_YEARS}|(?<![\d.,\-'’‘])(?P<bare>\d\d)|(?P<word>금년|올해|내년))(?!\d)"
ENDS: Final = r"(?!(?!까지|경|부터|에)[가-힣])"
THIRD: Final = rf"(?:\s?(?P<third>말|하순|중순|초순|상순|초){ENDS})?"
PART: Final = rf"(?P<part>[상하]반기|[전후]반기|[1-4]\s?/\s?4\s?분기|[1-4]\s?분기|[연년]?말{ENDS})"

# Tried in this order at each place where a date may begin.
PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{YEAR}\s?(?P<sep>[.．\-/])\s{{0,2}}(?P<month>\d{{1,2}})\s?(?P=sep)\s{{0,2}}(?P<day>\d{{1,2}})(?!\d|\.\d|\s?월|{COUNTER})(?:\s?일|\.)?",
        rf"{YEAR}(?:\s?년도?\s{{0,2}}|\s?[.．\-/]\s{{0,2}}|\s{{1,2}})(?P<month>\d{{1,2}})\s?월(?:\s{{0,2}}(?P<day>\d{{1,2}})\s?일)?{THIRD}",
        rf"{YEAR}(?:\s?년도?|\s?[.．])?\s{{0,2}}{PART}",
        rf"{SURE_YEAR}\s?[.．]\s{{0,2}}(?P<month>\d{{1,2}})(?!\d|[,/:]\d|[일년]|{COUNTER}|(?!까지|부터|이후|이내|경|말|초|중|상순|하순)[가-힣]){THIRD}(?:\.(?!\d))?",
        r"(?<![\d.,\-제])(?P<long>(?:19|20)\d\d)-(?P<month>\d\d)(?![\d\-]|[가-힣])",
        rf"{APOSTROPHE}\s?(?P<short>\d\d)(?!\d)(?:\s?년도?)?",
        r"(?:(?<![\d.,\-제])(?P<long>(?:19|20)\d\d)\s?년도?|(?P<word>금년|올해|내년))",
        rf"(?<![\d.,/])(?P<month>\d{{1,2}})\s?월(?:\s{{0,2}}(?P<day>\d{{1,2}})\s?일)?{THIRD}",
        r"(?<![\d.,/])(?P<month>\d{1,2})(?=\s?[~∼～〜\-]\s?\d{1,2}\s?월)",
        rf"(?<![\d./가-힣]){PART}",
    )
)
BEGINNING: Final = re.compile(rf"{APOSTROPHE}\s?\d+|\d+|금년|올해|내년|[상하전후]반기|[연년]말")
MENTION: Final = re.compile(
    rf"{APOSTROPHE}\s?(?P<short>\d\d)(?!\d|\s?년?대)|(?<![\d.,])(?P<long>(?:19|20)\d\d)(?=\s?년(?!대)|\s?[.\-/]\s?\d)"
    rf"|(?:^|(?<=[◦○\-·․]\s))(?P<long_>(?:19|20)\d\d)(?=\s[가-힣])"
    rf"|(?<![\d.,'’‘])(?P<bare>[1-4]\d)(?=\s?년(?!\s?[간대차]|\s?이[상하내]|\s?동안|\s?미만|\s?경과|\s?주기)|\s?\.\s?\d{{1,2}}월)|(?P<word>금년|올해|내년)",
    re.MULTILINE,
)

RANGE: Final = re.compile(r"\s{0,3}(?:[~∼～〜〰]|부터)\s{0,3}(?P<next>익년|다음\s?해|이듬해)?\s{0,2}")
HYPHEN: Final = re.compile(r"\s{0,3}[-–—]\s{0,3}(?P<next>익년|다음\s?해|이듬해)?\s{0,2}(?=[\d'’‘])")
SINCE: Final = re.compile(r"\s?이후")
SHORT_DAY: Final = re.compile(
    rf"(?P<month>\d{{1,2}})\s?[./]\s{{0,2}}(?P<day>\d{{1,2}})(?!\d|\.\d|{COUNTER})(?:\s?일|\.(?!\d))?"
)
SHORT: Final = re.compile(
    rf"(?P<number>\d{{1,2}})(?!\d)(?:\s?(?P<unit>일|년도?)|(?!{COUNTER}|[/]\d))(?:\.(?!\d))?"
)
UNTIL: Final = re.compile(r"\s?까지")
BEFORE_UNTIL: Final = re.compile(r"[~∼～〜]\s*\Z")

YEAR_ENDS: Final = re.compile(
    r"[ \t\u00a0]*(?:\Z|[)\]}>」』;:/~∼～〜]|[(（](?!연중)|\.(?!\S)|,(?!\s*['’‘]?\d)"
    r"|까지|부터|이후|이내|안에|[내중](?![가-힣])|(?:완료|준공|개통|예정|목표)\s*(?:\Z|[)\]\n,.;]|예정|목표))"
)
LINE_ENDS: Final = re.compile(r"[ \t\u00a0]*(?:\n|\Z|[)\]~])")
BEFORE_DATE: Final = re.compile(r"[:：(（~∼～〜]\s*\Z")

HALVES: Final = {"상": (1, 6), "전": (1, 6), "하": (7, 12), "후": (7, 12)}
THIRDS: Final[dict[str, tuple[int, int | None]]] = {
    "초": (1, 10),
    "상순": (1, 10),
    "초순": (1, 10),
    "중순": (11, 20),
    "하순": (21, None),
    "말": (21, None),
}


@dataclass(frozen=True)
class Period:
    """A year, a part of one, a month, a third of one or a day; the year is None where it stands elsewhere.

    `first` and `last` are (month, day); the day None means the last one of the month.
    """

    year: int | None
    first: tuple[int, int]
    last: tuple[int, int | None]
    is_year: bool = False
    is_day: bool = False

    def first_day(self) -> date | None:
        """Where the period begins; None for a day that does not exist or a year that is not known."""
        return _day(self.year, *self.first)

    def last_day(self) -> date | None:
        """Where the period ends; None as for `first_day`."""
        return _day(self.year, *self.last)


def _day(year: int | None, month: int, day: int | None) -> date | None:
    if year is None or not 1 <= month <= 12:
        return None
    length = calendar.monthrange(year, month)[1]
    return date(year, month, day or length) if (day is None or 1 <= day <= length) else None


def next_period(text: str, position: int, published: date | None) -> tuple[Period, int, int] | None:
    """The next period named in `text` from `position` on: (period, where it stands, where it stops)."""
    while beginning := BEGINNING.search(text, position):
        start = beginning.start()
        for pattern in PATTERNS:
            found = pattern.match(text, start)
            period = _period(found, published) if found else None
            if found and period:
                return period, start, found.end()
        position = beginning.end()
    return None


def years_named(text: str, published: date | None) -> list[tuple[int, int]]:
    """Years named in `text`, dates or not, in order: (offset, year)."""
    found = ((mention.start(), _year(mention, published)) for mention in MENTION.finditer(text))
    return [(offset, year) for offset, year in found if year]


def other_end(text: str, first: Period, stop: int) -> tuple[Period, int, bool]:
    """The period a range from `first` (ending at `stop`) runs to: (last period, where it stops, still open).

    What the right side leaves out is taken over from the left: ’20.10~12월, ’20.2.25~3.11, ’20.5.18~21.
    Without a range the last period is `first` itself; an open range (’20. 10월 ~) is told by the third value.
    """
    if since := SINCE.match(text, stop):
        return first, since.end(), True
    tilde = RANGE.match(text, stop)
    if between := tilde or HYPHEN.match(text, stop):
        right = _right(text, first, between.end())
        if right:
            last, end = right
            if between["next"] and first.year:
                last = replace(last, year=first.year + 1)
            return last, end, False
    if tilde:
        return first, stop + len(tilde[0].rstrip()), True
    return first, stop, False


def _right(text: str, first: Period, position: int) -> tuple[Period, int] | None:
    """The right side of a range at `position`, completed from its left side, and where it stops."""
    for pattern in PATTERNS:
        found = pattern.match(text, position)
        period = _period(found, None) if found else None
        if found and period:
            return (period if period.year else _following(first, period)), found.end()
    if not first.is_year and (found := SHORT_DAY.match(text, position)):
        return _following(first, _days(None, int(found["month"]), int(found["day"]))), found.end()
    found = SHORT.match(text, position)
    period = _short(first, int(found["number"]), found["unit"] or "") if found else None
    return (period, found.end()) if found and period else None


def _short(first: Period, number: int, unit: str) -> Period | None:
    """A right side that is one number: of the same kind as the left side, and not before it."""
    if first.is_year:
        return _whole_year(2000 + number) if unit != "일" and number >= 10 else None
    if first.is_day:
        same_month = replace(first, last=(first.first[0], number))
        return same_month if not unit.startswith("년") and number >= first.first[1] else None
    return None if unit else _following(first, _month(None, number))


def _following(first: Period, last: Period) -> Period:
    """`last` in the year of `first`, or in the next one where its month comes earlier in the year."""
    if first.year is None:
        return last
    return replace(last, year=first.year + (last.last[0] < first.first[0]))


def year_stands_alone(text: str, start: int, stop: int) -> bool:
    """Whether the year or range of years text[start:stop] is a time and does not qualify a noun.

    ’21년(총회시), ’24년까지, : ’20년~’24년 are times; ’20년 사업계획 is none. A year written without 년
    counts only where a time is expected: after a colon, in parentheses, or as a range.
    """
    expected = bool(BEFORE_DATE.search(text[max(0, start - 4) : start]))
    if expected and LINE_ENDS.match(text, stop):
        return True
    written = text[start:stop]
    spelt_out = re.search(r"년|[금올내][년해]|[~∼～〜]", written)
    return bool((expected or spelt_out) and YEAR_ENDS.match(text, stop))


def only_until(text: str, start: int, stop: int) -> bool:
    """Whether the single period text[start:stop] names an end only: ’20. 12월까지, ~ ’20. 12월."""
    return bool(UNTIL.match(text, stop) or BEFORE_UNTIL.search(text[max(0, start - 4) : start]))


def _period(found: re.Match[str], published: date | None) -> Period | None:
    """The period a match of PATTERNS names; None for 금년, 올해, 내년 without a day of publication."""
    groups = found.groupdict()
    year = _year(found, published)
    if groups.get("word") and year is None:
        return None
    if part := groups.get("part"):
        return _part(year, part)
    if not groups.get("month"):
        return _whole_year(year)
    month = int(groups["month"])
    if groups.get("day"):
        return _days(year, month, int(groups["day"]))
    third = groups.get("third")
    return _third(year, month, third) if third else _month(year, month)


def _year(found: re.Match[str], published: date | None) -> int | None:
    """The year a match names, in four digits; None where it names none."""
    groups = found.groupdict()
    if long := groups.get("long") or groups.get("long_"):
        return int(long)
    if short := groups.get("short") or groups.get("bare"):
        return int(short) + (2000 if int(short) < 70 else 1900)
    if groups.get("word") and published:
        return published.year + (groups["word"] == "내년")
    return None


def _whole_year(year: int | None) -> Period:
    return Period(year, (1, 1), (12, None), is_year=True)


def _month(year: int | None, month: int) -> Period:
    return Period(year, (month, 1), (month, None))


def _days(year: int | None, month: int, day: int) -> Period:
    return Period(year, (month, day), (month, day), is_day=True)


def _third(year: int | None, month: int, third: str) -> Period:
    begins, ends = THIRDS[third]
    return Period(year, (month, begins), (month, ends))


def _part(year: int | None, part: str) -> Period:
    """Half a year, a quarter, or the end of a year (December)."""
    if part[-1] == "말":
        return _month(year, 12)
    if part[0] in HALVES:
        first, last = HALVES[part[0]]
        return Period(year, (first, 1), (last, None))
    quarter = int(part[0])
    return Period(year, (3 * quarter - 2, 1), (3 * quarter, None))
