"""The sheet with which the council logs the demands of an audit: its columns, and what was written in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.utils.translation import gettext as _

from audits.intake import sheet
from audits.intake.draft import Unreadable
from audits.intake.lines import squeezed
from audits.intake.sheet import Book, Cell, Row
from tracker.sheets.cells import faults_of, fitting, words_of

TITLE: Final = "요구사항 등록"
CATEGORY, TEXT, RAISED_BY, MINUTES, PROPOSED = "구분", "요구 내용", "지적 의원", "회의록 출처", "제안 부서"
HEADS: Final = (CATEGORY, TEXT, RAISED_BY, MINUTES, PROPOSED)
NEEDED: Final = (CATEGORY, TEXT)
LONGEST: Final = {CATEGORY: 60, TEXT: 20_000, RAISED_BY: 200, MINUTES: 200, PROPOSED: 1_000}
BETWEEN: Final = re.compile(r"[,，;\n]")  # what stands between the names of departments


@dataclass(frozen=True)
class Known:
    """What a row's words are understood by: categories and departments by what they are called, texts there already.

    Words are without white space, but for the `labels` of the categories, which are shown. A name that several
    departments bear stands for all of them.
    """

    labels: Sequence[str]
    categories: Mapping[str, str]
    departments: Mapping[str, Sequence[str]]
    texts: Collection[str] = ()


@dataclass(frozen=True)
class Wanted:
    """A row: one demand to log. `faults`: why it cannot be logged; `doubts`: what a person looks at first.

    `category` is a code, `departments` are full names; `again`: its text is there already, here or in the audit.
    """

    row: int
    category: str = ""
    text: str = ""
    raised_by: str = ""
    minutes_reference: str = ""
    departments: tuple[str, ...] = ()
    again: bool = False
    faults: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass
class _Reading:
    """One row on its way: what was wrong with its cells so far."""

    row: Row
    heads: Mapping[str, int]
    faults: list[str] = field(default_factory=list)

    def cell(self, head: str) -> Cell:
        place = self.heads.get(head)
        return Cell("") if place is None else self.row[place]

    def words(self, head: str) -> str:
        cell = self.cell(head)
        self.faults += faults_of(cell) or fitting(cell, LONGEST[head])
        return words_of(cell).strip()


def read(book: Book, known: Known) -> tuple[Wanted, ...]:
    """The demands that `book` holds, in the order of its rows; nothing is guessed.

    Raises Unreadable for a file without the columns that are needed, or without a row.
    """
    heads, rows = sheet.headed(book.first, HEADS)
    if missing := [head for head in NEEDED if head not in heads]:
        raise Unreadable(
            _("있어야 하는 열이 없습니다: %(heads)s. 서식을 새로 내려받아 옮겨 적어 주십시오.")
            % {"heads": ", ".join(missing)}
        )
    if not rows:
        raise Unreadable(_("적은 행이 없습니다. 제목 줄 아래에 한 줄에 한 건씩 적어 주십시오."))
    return tuple(_with_repeats([_wanted(_Reading(row, heads), known) for row in rows], known))


def _wanted(reading: _Reading, known: Known) -> Wanted:
    text = reading.words(TEXT)
    if not text and not reading.faults:
        reading.faults.append(_("%(cell)s: 요구 내용을 적어 주십시오.") % {"cell": reading.cell(TEXT).name})
    category = _category(reading, known)
    departments, doubts = _departments(reading, known)
    return Wanted(
        row=reading.row.number,
        category=category,
        text=text,
        raised_by=reading.words(RAISED_BY),
        minutes_reference=reading.words(MINUTES),
        departments=departments,
        faults=tuple(reading.faults),
        doubts=doubts,
    )


def _category(reading: _Reading, known: Known) -> str:
    typed = reading.words(CATEGORY)
    found = known.categories.get(squeezed(typed), "")
    if not found and not faults_of(reading.cell(CATEGORY)):
        told = {"cell": reading.cell(CATEGORY).name, "typed": typed[:40], "known": ", ".join(known.labels)}
        unread = _("%(cell)s: 구분으로 읽을 수 없습니다: ‘%(typed)s’. 다음 가운데 적어 주십시오: %(known)s")
        empty = _("%(cell)s: 구분이 비어 있습니다. 다음 가운데 적어 주십시오: %(known)s")
        reading.faults.append((unread if typed else empty) % told)
    return found


def _departments(reading: _Reading, known: Known) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Full names of the departments that are meant for certain, and a word about each that is not."""
    cell = reading.cell(PROPOSED)
    found: dict[str, None] = {}
    doubts = []
    for name in filter(None, (part.strip() for part in BETWEEN.split(reading.words(PROPOSED)))):
        full = known.departments.get(squeezed(name), ())
        if len(full) == 1:
            found[full[0]] = None
        else:
            told = {"cell": cell.name, "name": name}
            doubts.append(
                _("%(cell)s: 여러 부서를 가리킵니다: %(name)s. 제안 부서를 비워 둡니다.") % told
                if full
                else _("%(cell)s: 오늘 있는 부서가 아닙니다: %(name)s. 제안 부서를 비워 둡니다.") % told
            )
    return tuple(found), tuple(doubts)


def _with_repeats(rows: Sequence[Wanted], known: Known) -> list[Wanted]:
    """Each row, with a doubt where its text is in the audit already or stands above in the sheet."""
    seen: Counter[str] = Counter()
    told = []
    for row in rows:
        words = squeezed(row.text)
        doubt = ""
        if words and words in known.texts:
            doubt = _("같은 내용의 요구사항이 이 감사에 이미 있습니다.")
        elif words and seen[words]:
            doubt = _("같은 내용이 위의 행에 있습니다.")
        seen[words] += 1
        told.append(replace(row, again=True, doubts=(doubt, *row.doubts)) if doubt else row)
    return told
