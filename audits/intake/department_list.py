"""부서 목록: the table of departments as an office keeps it, line by line; what is wrong is named by its cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from audits.intake import dates, sheet
from audits.intake.draft import Unreadable
from audits.intake.sheet import Cell, Grid, Row


class Head(StrEnum):
    """The columns, by the words that head them."""

    BUREAU = "실·국"
    NAME = "부서"
    KIND = "종류"
    RANK = "건제순"
    ALIASES = "줄인 이름"
    DUTIES = "사무"
    MAILBOX = "전자우편"
    START = "시작일"


class Fault(StrEnum):
    """What is wrong with a cell; the sentence is said where the list is shown."""

    FORMULA = "formula"
    MERGED = "merged"
    TOO_LONG = "too_long"
    NO_NAME = "no_name"
    NAME_TWICE = "name_twice"
    UNKNOWN_KIND = "unknown_kind"
    NO_RANK = "no_rank"
    RANK_TWICE = "rank_twice"
    UNREADABLE_DAY = "unreadable_day"
    TOO_MANY_ALIASES = "too_many_aliases"


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong: the cell by its name on the sheet, what it is, and the word it rests on."""

    cell: str
    fault: str
    word: str = ""


@dataclass(frozen=True)
class Line:
    """One department as listed. None: the list has no such column, or nothing where a value is needed.

    `kind` is a code, empty where none was given. `cells` are the names of its cells by their heads.
    """

    row: int
    name: str
    bureau: str | None = None
    kind: str = ""
    rank: int | None = None
    aliases: tuple[str, ...] | None = None
    duties: str | None = None
    mailbox: str | None = None
    start_on: date | None = None
    cells: Mapping[str, str] = field(default_factory=dict)

    def flaw(self, head: Head, fault: str, word: str = "") -> Flaw:
        """What is wrong with its cell under `head`; with the name's where there is no such column."""
        return Flaw(self.cells.get(head, self.cells.get(Head.NAME, "")), fault, word)


@dataclass(frozen=True)
class Listed:
    """A whole list as read: its lines, and what is wrong in it already by itself."""

    lines: tuple[Line, ...]
    flaws: tuple[Flaw, ...] = ()


ALSO: Final[Mapping[str, Head]] = {
    "실국": Head.BUREAU,
    "실ㆍ국": Head.BUREAU,
    "실・국": Head.BUREAU,
    "부서명": Head.NAME,
    "약칭": Head.ALIASES,
    "줄인이름": Head.ALIASES,
    "이메일": Head.MAILBOX,
}
# What the file calls a kind, in any language of the page; the first word of each is the one written.
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "bureau": ("실·국", "실ㆍ국", "실국", "실", "국", "본부"),
    "department": ("과·담당관", "과ㆍ담당관", "과", "담당관"),
    "office": ("사업소",),
}
LONGEST: Final[Mapping[Head, int]] = {
    Head.BUREAU: 100,
    Head.NAME: 100,
    Head.ALIASES: 500,
    Head.DUTIES: 2_000,
    Head.MAILBOX: 254,
}
MOST_ALIASES: Final = 20
LONGEST_ALIAS: Final = 50
HIGHEST_RANK: Final = 999_999
NO_HEAD: Final = "‘부서’라는 제목의 열이 없습니다. 제목 줄을 확인하여 주십시오."
NO_LINES: Final = "제목 줄 아래에 적힌 부서가 없습니다."
HEAD_TWICE: Final = "같은 제목의 열이 두 번 있습니다: {head}"
_COMMA: Final = re.compile(r"[,，、\n]")


def read_list(grid: Grid) -> Listed:
    """What a sheet lists. Raises Unreadable where it is no such list: no heads, or nothing below them."""
    places, rows = _headed(grid)
    if not rows:
        raise Unreadable(NO_LINES)
    flaws: list[Flaw] = []
    lines = [_line(row, places, flaws) for row in rows]
    flaws += _twice(lines, Head.NAME, Fault.NAME_TWICE, lambda line: bare(line.name))
    flaws += _twice(lines, Head.RANK, Fault.RANK_TWICE, lambda line: line.rank)
    return Listed(tuple(lines), tuple(flaws))


def bare(name: str) -> str:
    """A name as it is compared: however spaced."""
    return "".join(name.split())


def split_aliases(text: str) -> tuple[str, ...]:
    """Short names between commas, each once, in the order given."""
    found: dict[str, str] = {}
    for alias in _COMMA.split(unicodedata.normalize("NFC", text)):
        if alias.strip():
            found.setdefault(bare(alias), " ".join(alias.split()))
    return tuple(found.values())


def faulty_aliases(aliases: Sequence[str]) -> str:
    """The fault of a list of short names; empty where there is none."""
    if len(aliases) > MOST_ALIASES:
        return Fault.TOO_MANY_ALIASES
    return Fault.TOO_LONG if any(len(alias) > LONGEST_ALIAS for alias in aliases) else ""


def _headed(grid: Grid) -> tuple[dict[Head, int], tuple[Row, ...]]:
    heads, rows = sheet.headed(grid, [*Head, *ALSO])
    places: dict[Head, int] = {}
    for word, place in heads.items():
        head = ALSO.get(word) or Head(word)
        if head in places:
            raise Unreadable(HEAD_TWICE.format(head=head))
        places[head] = place
    if Head.NAME not in places:
        raise Unreadable(NO_HEAD)
    return places, rows


def _line(row: Row, places: Mapping[Head, int], flaws: list[Flaw]) -> Line:
    cells = {head: row[place] for head, place in places.items()}
    texts = {head: _text(head, cell, flaws) for head, cell in cells.items()}
    found: dict[str, Any] = {
        "row": row.number,
        "name": " ".join(texts[Head.NAME].split()),
        "bureau": " ".join(texts[Head.BUREAU].split()) if Head.BUREAU in texts else None,
        "duties": texts.get(Head.DUTIES),
        "mailbox": texts.get(Head.MAILBOX),
        "cells": {str(head): cell.name for head, cell in cells.items()},
    }
    if not cells[Head.NAME].text and not _spoilt(cells[Head.NAME]):
        flaws.append(Flaw(cells[Head.NAME].name, Fault.NO_NAME))
    for head, name, reader in READERS:
        if texts.get(head):
            found[name] = reader(cells[head], flaws)
        elif head is Head.ALIASES and head in texts:
            found[name] = ()
    return Line(**found)


def _spoilt(cell: Cell) -> bool:
    return cell.formula or cell.merged


def _text(head: Head, cell: Cell, flaws: list[Flaw]) -> str:
    """The words of a cell; nothing, and why, where they are none to rely on."""
    if _spoilt(cell):
        flaws.append(Flaw(cell.name, Fault.FORMULA if cell.formula else Fault.MERGED))
        return ""
    if len(cell.text) > LONGEST.get(head, 100):
        flaws.append(Flaw(cell.name, Fault.TOO_LONG, cell.text[:20]))
        return ""
    return cell.text


def _kind(cell: Cell, flaws: list[Flaw]) -> str:
    for code, words in KINDS.items():
        if bare(cell.text) in words:
            return code
    flaws.append(Flaw(cell.name, Fault.UNKNOWN_KIND, cell.text))
    return ""


def _rank(cell: Cell, flaws: list[Flaw]) -> int | None:
    if cell.text.isdecimal() and 1 <= int(cell.text) <= HIGHEST_RANK:
        return int(cell.text)
    flaws.append(Flaw(cell.name, Fault.NO_RANK, cell.text[:20]))
    return None


def _aliases(cell: Cell, flaws: list[Flaw]) -> tuple[str, ...]:
    aliases = split_aliases(cell.text)
    fault = faulty_aliases(aliases)
    if fault:
        flaws.append(Flaw(cell.name, fault, cell.text[:20]))
        return ()
    return aliases


def _start(cell: Cell, flaws: list[Flaw]) -> date | None:
    if isinstance(cell.value, date):
        return cell.value
    found = dates.read_date(cell.text)
    if found is None:
        flaws.append(Flaw(cell.name, Fault.UNREADABLE_DAY, cell.text[:20]))
    return found


Reader = Callable[[Cell, list[Flaw]], Any]
READERS: Final[tuple[tuple[Head, str, Reader], ...]] = (
    (Head.KIND, "kind", _kind),
    (Head.RANK, "rank", _rank),
    (Head.ALIASES, "aliases", _aliases),
    (Head.START, "start_on", _start),
)


def _twice(
    lines: Sequence[Line], head: Head, fault: Fault, of: Callable[[Line], str | int | None]
) -> Iterator[Flaw]:
    """The lines that say what one above says already."""
    seen: set[str | int] = set()
    for line in lines:
        said = of(line)
        if said and said in seen:
            yield line.flaw(head, fault, str(said))
        elif said:
            seen.add(said)
