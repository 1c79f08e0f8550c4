"""Counts that a report declares in its sentences: 총 32건 중 완료 18건, 추진 중 14건; 시정요구 24건, 건의 8건."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from audits.intake.columns import Columns
from audits.intake.draft import CountRow, Problem, Totals
from audits.intake.lines import Line, key, plain
from audits.intake.outline import kind_of
from audits.intake.sections import Sections
from audits.intake.totals import LABELS, STATUSES, TOTAL, count_row

UNKNOWN_COUNT: Final = "문서에 적힌 건수 가운데 알 수 없는 것이 있습니다: ‘{words}’. 견주지 않았습니다."
TWO_COUNTS: Final = (
    "같은 건수가 문서에 서로 다르게 적혀 있습니다: {name} {first}건, {second}건. 앞의 것과 견주었습니다."
)
NOT_AS_TABLE: Final = "{name}: 글에는 {told}건, 총괄표에는 {table}건입니다. 총괄표와 견주었습니다."

NO_SUM: Final = (
    "문서에 적힌 건수가 서로 맞지 않습니다: {name} {whole}건인데 나누어 적은 것은 {parts}건입니다."
)

LONGEST: Final = 1_000
LONGEST_LABEL: Final = 40
MOST_WORDS: Final = 6
# A number with 건; in parentheses also one that ends there or before a comma.
COUNT: Final = re.compile(
    r"(?<![\d.,’'‘])(?P<number>\d{1,3}(?:,\d{3})+|\d{1,5})(?:\s?건(?P<unit>)|(?=\s*[,，)）/]))"
)
CUT: Final = re.compile(r"[,，、;/()（）\[\]:：]|\s-|-{2,}")
LEADING: Final = re.compile(
    r"\A(?:(?:중에서|중|가운데|에서|으로|로|이며|이고|은|는|이|가|을|를|의|그)(?=\s|$)\s*)+"
)
PARTICLES: Final = re.compile(r"(?:은|는|이|가|을|를|의|등|으로|로)\Z")
FILLERS: Final = re.compile(r"[\s…‥․·.\-–—_]{3,}")
TITLE_COUNT: Final = re.compile(r"(?P<number>\d{1,4})\s?건\s?[)）\]】>〉]?\s*\Z")


@dataclass(frozen=True)
class Told:
    """One number a document tells: of a category (empty for all), of its total or one status, and where."""

    category: str
    field: str
    number: int
    line: Line


class Prose:
    """Reads counts in sentences by the words of a council."""

    def __init__(self, sections: Sections, columns: Columns) -> None:
        self._sections = sections
        self._columns = columns
        self.problems: list[Problem] = []

    def told(self, lines: Sequence[Line]) -> list[Told]:
        """Every count that `lines` tell in words, the first of a kind; what contradicts it is a problem."""
        first: dict[tuple[str, str], Told] = {}
        for paragraph in _paragraphs(lines):
            for one in self._counts(paragraph):
                before = first.setdefault((one.category, one.field), one)
                if before.number != one.number:
                    self._note(
                        one, TWO_COUNTS.format(name=self._name(one), first=before.number, second=one.number)
                    )
        self._check_sums(first)
        return list(first.values())

    def _check_sums(self, told: Mapping[tuple[str, str], Told]) -> None:
        """Note a total that is less than its statuses, or than its categories, together."""
        for whole in told.values():
            if whole.field != TOTAL:
                continue
            statuses = [
                one.number for one in told.values() if one.category == whole.category and one is not whole
            ]
            categories = [one.number for one in told.values() if one.category and one.field == TOTAL]
            for parts in (sum(statuses), 0 if whole.category else sum(categories)):
                if parts > whole.number:
                    self._note(whole, NO_SUM.format(name=self._name(whole), whole=whole.number, parts=parts))

    def in_title(self, line: Line) -> Told | None:
        """The count behind a title, 건의사항(2건); None where there is none."""
        found = TITLE_COUNT.search(plain(line.text[-12:]))
        title = self._sections.title(line.text) if found else None
        return Told(title.category, TOTAL, int(found["number"]), line) if title and found else None

    def against(self, told: Sequence[Told], table: Totals) -> list[Problem]:
        """A problem for every count in words that a table tells otherwise."""
        rows = {row.category: row for row in (table.total, *table.rows)}
        problems = []
        for one in told:
            number = rows[one.category].says(one.field) if one.category in rows else None
            if number not in (None, one.number):
                message = NOT_AS_TABLE.format(name=self._name(one), told=one.number, table=number)
                problems.append(Problem(one.line.number, one.line.text, message))
        return problems

    def _name(self, one: Told) -> str:
        name = self._sections.label(one.category) or "전체"
        return f"{name} {LABELS[one.field]}" if one.field in LABELS else name

    def _note(self, one: Told, message: str) -> None:
        self.problems.append(Problem(one.line.number, one.line.text, message))

    def _counts(self, lines: Sequence[Line]) -> list[Told]:
        """The counts of one paragraph. Statuses in parentheses are of the category before them."""
        text = plain(" ".join(line.text for line in lines))[:LONGEST]
        found = [one for one in COUNT.finditer(text) if one["unit"] is not None or _inside(text, one.start())]
        scope, told, unknown = "", list[Told](), list[Problem]()
        stop = 0
        for place, one in enumerate(found):
            line = _line_at(lines, one.start())
            until = found[place + 1].start() if place + 1 < len(found) else len(text)
            category, field = self._meaning(text[stop : one.start()], text[one.end() : until])
            if field == TOTAL:
                scope = category
            elif field:
                category = scope if _inside(text, one.start()) else self._only_scope(told)
            if field:
                told.append(Told(category, field, int(one["number"].replace(",", "")), line))
            elif one["unit"] is not None:
                words = f"{text[stop : one.start()][-20:]}{one[0]}".strip(" ,()")
                unknown.append(Problem(line.number, line.text, UNKNOWN_COUNT.format(words=words)))
            stop = one.end()
        if len(told) < 2:
            return [one for one in told if one.field == TOTAL and not one.category]
        self.problems += unknown
        return _possible(told)

    @staticmethod
    def _only_scope(told: Sequence[Told]) -> str:
        """Whose statuses stand outside parentheses: of the one category named so far, else of all."""
        scopes = [one.category for one in told if one.field == TOTAL]
        return scopes[0] if len(scopes) == 1 else ""

    def _meaning(self, before: str, after: str) -> tuple[str, str]:
        """Category and field of a number by the words before it, or by those behind it (18건 완료); "" for none."""
        label = LEADING.sub("", CUT.split(FILLERS.sub(" ", before))[-1].strip(), count=1)
        words = label[-LONGEST_LABEL:].split()[-MOST_WORDS:]
        for count in range(len(words), 0, -1):
            name = key("".join(words[-count:]))
            for written in (name, PARTICLES.sub("", name)):
                if meant := self._named(written):
                    return meant
        behind = LEADING.sub("", CUT.split(after)[0].strip(), count=1)
        return "", self._columns.beginning(key(behind))

    def _named(self, name: str) -> tuple[str, str] | None:
        if field := self._columns.meaning(name):
            return "", field
        category = self._sections.abbreviated(name)
        if category:
            return category, TOTAL
        return ("", TOTAL) if name.endswith(("총", "총계", "합계")) else None


def totals_in_words(told: Sequence[Told]) -> Totals | None:
    """The counts told in words as totals, None where nothing is told. What is left unsaid stays unsaid."""
    if not told:
        return None
    codes = dict.fromkeys(one.category for one in told if one.category)
    rows = tuple(_row(code, told) for code in codes)
    overall = _row("", told)
    if not overall.told and not overall.total and not any(one.category == "" for one in told):
        overall = CountRow("", total=sum(row.total for row in rows), told=(TOTAL,))
    return Totals(overall, rows, in_words=True)


def _row(category: str, told: Sequence[Told]) -> CountRow:
    """What is told of one category (or of all). Statuses that make up the total leave nothing untold."""
    numbers = {one.field: one.number for one in told if one.category == category}
    statuses = {status: numbers[status] for status in STATUSES if status in numbers}
    total = numbers.get(TOTAL, sum(statuses.values()))
    complete = TOTAL in numbers and sum(statuses.values()) == total
    return count_row(category, total, statuses, told=() if complete or not numbers else tuple(numbers))


def _possible(told: list[Told]) -> list[Told]:
    """The counts, where statuses that a category cannot hold are of all demands together."""
    totals = {one.category: one.number for one in told if one.field == TOTAL}
    sums: dict[str, int] = {}
    for one in told:
        if one.field != TOTAL:
            sums[one.category] = sums.get(one.category, 0) + one.number
    too_many = {code for code, number in sums.items() if code and number > totals.get(code, number)}
    return [
        Told("", one.field, one.number, one.line) if one.field != TOTAL and one.category in too_many else one
        for one in told
    ]


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that are one sentence or more: a bullet with what goes on from it, as far as counts stand in them."""
    paragraph: list[Line] = []
    for line in lines:
        follows = paragraph and line.number <= paragraph[-1].number + 2 and not kind_of(line.text)
        if not follows or sum(len(one.text) for one in paragraph) > LONGEST:
            if paragraph:
                yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _inside(text: str, offset: int) -> bool:
    """Whether a place stands in parentheses."""
    return text.rfind("(", 0, offset) > text.rfind(")", 0, offset)


def _line_at(lines: Sequence[Line], offset: int) -> Line:
    for line in lines:
        if offset <= len(line.text):
            return line
        offset -= len(line.text) + 1
    return lines[-1]
