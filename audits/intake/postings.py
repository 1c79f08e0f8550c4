"""인사발령 목록: one line a person, as an office keeps it in a spreadsheet. Pure: who and where is found elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from audits.intake import dates
from audits.intake.decode import CONTROL
from audits.intake.draft import Unreadable
from audits.intake.sheet import Book, Cell, Row, headed

NAME, NUMBER, ADDRESS, DEPARTMENT = "이름", "사번", "전자우편", "부서"
TEAM, POST, ROLE, TELEPHONE = "팀", "직위", "역할", "전화"
START, END = "시작일", "종료일"
HEADS: Final = (NAME, NUMBER, ADDRESS, DEPARTMENT, TEAM, POST, ROLE, TELEPHONE, START, END)
NEEDED: Final = (NAME, NUMBER, DEPARTMENT, START)
LONGEST: Final[Mapping[str, int]] = {
    NAME: 60,
    NUMBER: 30,
    ADDRESS: 254,
    DEPARTMENT: 100,
    TEAM: 60,
    POST: 60,
    TELEPHONE: 40,
}
OFFICER, HEAD = "담당자", "부서장"
EMPTY_LIST: Final = "제목 줄 아래에 적힌 사람이 없습니다."
# A day by year, month and day; a month alone would be a guess.
A_DAY: Final = re.compile(r"['’‘]?(\d{4}|\d{2})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?!\d).{0,6}")
EIGHT_DIGITS: Final = re.compile(r"\d{8}")
YEARS: Final = range(1970, 2101)
AN_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class Fault(StrEnum):
    """What is wrong with a cell by itself."""

    FORMULA = "formula"
    MERGED = "merged"
    TOO_LONG = "too_long"
    NO_NAME = "no_name"
    NOBODY = "nobody"
    NO_ADDRESS = "no_address"
    NO_NUMBER = "no_number"
    NO_ROLE = "no_role"
    NO_DAY = "no_day"
    NO_START = "no_start"
    NO_END = "no_end"
    TURNED_ROUND = "turned_round"


@dataclass(frozen=True)
class Problem:
    """A fault, at the cell as the sender sees it (C7)."""

    cell: str
    fault: Fault


@dataclass(frozen=True)
class Line:
    """One line as it was written: `row` on the sheet, `cells` the name of each cell by its head.

    Without a department it ends on `end_on` what the person is. An empty cell changes nothing of what is known.
    """

    row: int
    name: str = ""
    number: str = ""
    address: str = ""
    department: str = ""
    team: str = ""
    post: str = ""
    telephone: str = ""
    heads: bool = False
    start_on: date | None = None
    end_on: date | None = None
    cells: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def lines(book: Book) -> tuple[Line, ...]:
    """Every line of the first sheet. Raises Unreadable without the needed heads, or with nothing below them."""
    heads, rows = headed(book.first, HEADS)
    missing = [head for head in NEEDED if head not in heads]
    if missing:
        raise Unreadable(f"제목 줄에 빠진 제목이 있습니다: {', '.join(missing)}")
    if not rows:
        raise Unreadable(EMPTY_LIST)
    return tuple(_line(row, heads) for row in rows)


def _line(row: Row, heads: Mapping[str, int]) -> Line:
    cells = {head: row[place] for head, place in heads.items()}
    said = {head: " ".join(CONTROL.sub("", cell.text).split()) for head, cell in cells.items()}
    start_on, end_on = _day(cells.get(START)), _day(cells.get(END))
    line = Line(
        row=row.number,
        name=said[NAME],
        number=said[NUMBER],
        address=said.get(ADDRESS, ""),
        department=said[DEPARTMENT],
        team=said.get(TEAM, ""),
        post=said.get(POST, ""),
        telephone=said.get(TELEPHONE, ""),
        heads=said.get(ROLE) == HEAD,
        start_on=start_on,
        end_on=end_on,
        cells={head: cell.name for head, cell in cells.items()},
    )
    found = list(_of_cells(cells, said))
    unreadable = {problem.cell for problem in found}
    found += [problem for problem in _of_the_line(line, said) if problem.cell not in unreadable]
    return replace(line, problems=tuple(found))


def _of_cells(cells: Mapping[str, Cell], said: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with a cell whatever the others say."""
    for head, cell in cells.items():
        if cell.formula:
            yield Problem(cell.name, Fault.FORMULA)
        elif cell.merged:
            yield Problem(cell.name, Fault.MERGED)
        elif head in {START, END}:
            if said[head] and _day(cell) is None:
                yield Problem(cell.name, Fault.NO_DAY)
        elif len(said[head]) > LONGEST.get(head, len(said[head])):
            yield Problem(cell.name, Fault.TOO_LONG)
        elif head == ROLE and said[head] not in {"", OFFICER, HEAD}:
            yield Problem(cell.name, Fault.NO_ROLE)


def _of_the_line(line: Line, said: Mapping[str, str]) -> Iterator[Problem]:
    """What is missing, or does not go together."""
    cells = line.cells
    if not line.name:
        yield Problem(cells[NAME], Fault.NO_NAME)
    if not line.number and not line.address:
        yield Problem(cells[NUMBER], Fault.NOBODY)
    if "@" in line.number:
        yield Problem(cells[NUMBER], Fault.NO_NUMBER)
    if line.address and not AN_ADDRESS.fullmatch(line.address):
        yield Problem(cells[ADDRESS], Fault.NO_ADDRESS)
    if line.department and not said[START]:
        yield Problem(cells[START], Fault.NO_START)
    if not line.department and not said.get(END):
        yield Problem(cells[DEPARTMENT], Fault.NO_END)
    if line.start_on and line.end_on and line.end_on <= line.start_on:
        yield Problem(cells[END], Fault.TURNED_ROUND)


def _day(cell: Cell | None) -> date | None:
    """The one day that a cell names; None where it names none, or a longer time."""
    if cell is None or not cell.text:
        return None
    typed = unicodedata.normalize("NFKC", cell.text).strip()
    day = cell.value if isinstance(cell.value, date) else dates.read_date(typed)
    if day is None or day.year not in YEARS:
        return None
    if isinstance(cell.value, date) or EIGHT_DIGITS.fullmatch(typed):
        return day
    named = A_DAY.fullmatch(typed)
    return day if named and (int(named[2]), int(named[3])) == (day.month, day.day) else None
