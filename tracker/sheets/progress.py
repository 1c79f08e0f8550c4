"""What came back in a sheet of reports: a row an item, each with what is wrong with it, named by its cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audits.intake import sheet
from audits.intake.draft import Unreadable
from audits.intake.sheet import Book, Cell, Grid, Row
from audits.statuses import ReportedStatus as Status
from tracker.sheets import columns
from tracker.sheets.cells import day_of, faults_of, fitting, whole_number, words_of
from tracker.sheets.columns import Answer, Seal

LONGEST: Final = {
    columns.ACTIONS: 20_000,
    columns.PLAN: 20_000,
    columns.REASON: 20_000,
    columns.RECEIVER: 100,
    columns.EVIDENCE: 20_000,
}
LONGEST_WORDING: Final = 40  # letters (`ProgressUpdate.wording`)


@dataclass(frozen=True)
class Filled:
    """A row of one item. `touched`: somebody wrote in it; `faults`: why it cannot be reported as it stands; `notes`:
    what of it is not reported.

    `wording` is the office's own word for the status, where it is not the usual one. With `no_change` the answer is
    the one that the row was prefilled with.
    """

    row: int
    assignment_id: int
    version: int
    answer: Answer = field(default_factory=Answer)
    no_change: bool = False
    wording: str = ""
    evidence: tuple[str, ...] = ()
    touched: bool = True
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Returned:
    """A whole sheet: its items, what stands in it that is no item, and the items it was made with and has lost."""

    rows: tuple[Filled, ...] = ()
    faults: tuple[str, ...] = ()
    gone: tuple[int, ...] = ()

    @property
    def touched(self) -> tuple[Filled, ...]:
        """The rows in which somebody wrote."""
        return tuple(row for row in self.rows if row.touched)


@dataclass(frozen=True)
class _Place:
    """Where each column stands, and what a status may be called."""

    heads: Mapping[str, int]
    words: Mapping[str, str]

    def cell(self, row: Row, head: str) -> Cell:
        return row[self.heads[head]]


@dataclass
class _Reading:
    """One row on its way: what was wrong with its cells so far."""

    row: Row
    place: _Place
    faults: list[str] = field(default_factory=list)

    def cell(self, head: str) -> Cell:
        return self.place.cell(self.row, head)

    def words(self, head: str) -> str:
        cell = self.cell(head)
        self.faults += faults_of(cell) or fitting(cell, LONGEST[head])
        return words_of(cell)


def read(book: Book, wordings: Mapping[str, str]) -> Returned:
    """What `book` says; `wordings` are the council's own words for a status, without white space.

    Raises Unreadable for what is no sheet of this form, or one with columns missing.
    """
    grid = _grid(book)
    heads, rows = sheet.headed(grid, columns.HEADS)
    _refuse_missing(heads)
    place = _Place(heads, wordings)
    found: list[Filled] = []
    strange: list[str] = []
    for row in rows:
        told = _filled(row, place)
        if isinstance(told, Filled):
            found.append(told)
        else:
            strange.append(told)
    gone = sorted(_made_with(book) - {row.assignment_id for row in found})
    return Returned(tuple(_told_once(found)), tuple(strange), tuple(gone))


def _grid(book: Book) -> Grid:
    """The one sheet that has a column for the seal. Raises Unreadable for none and for several."""
    with_seal = [
        grid
        for grid in book.grids
        if not grid.hidden and any(cell.text == columns.SEAL for row in grid.rows for cell in row.cells)
    ]
    if not with_seal:
        raise Unreadable(
            _(
                "처리상황 보고 서식으로 읽을 수 없습니다. 숨은 열(소관 번호, 버전, 확인값)이 없습니다. "
                "서식을 새로 내려받아 옮겨 적어 주십시오."
            )
        )
    if len(with_seal) > 1:
        names = ", ".join(grid.name for grid in with_seal)
        raise Unreadable(
            _("같은 서식이 여러 장 있습니다: %(names)s. 한 장만 남겨 주십시오.") % {"names": names}
        )
    return with_seal[0]


def _refuse_missing(heads: Mapping[str, int]) -> None:
    needed = (*columns.IDENTITY, *columns.FILLED, *columns.HIDDEN)
    if missing := [head for head in needed if head not in heads]:
        raise Unreadable(
            _("있어야 하는 열이 없습니다: %(heads)s. 서식을 새로 내려받아 옮겨 적어 주십시오.")
            % {"heads": ", ".join(missing)}
        )


def _filled(row: Row, place: _Place) -> Filled | str:
    """One row; in words what it is where it belongs to no item."""
    hidden = [place.cell(row, head) for head in columns.HIDDEN]
    told = {"row": row.number}
    if not any(cell.text or cell.formula for cell in hidden):
        return _("%(row)d행: 서식에 없던 행입니다. 보고하지 않습니다. 소관은 배부로만 늘어납니다.") % told
    pk, version = whole_number(hidden[0]), whole_number(hidden[1])
    mark = hidden[2].text
    if columns.is_old(mark):
        return _("%(row)d행: 옛 서식입니다. 서식을 새로 내려받아 옮겨 적어 주십시오.") % told
    identity = [place.cell(row, head).text for head in columns.IDENTITY]
    seal = columns.opened(mark, pk, version, identity) if pk and version else None
    if pk is None or version is None or seal is None:
        return (
            _(
                "%(row)d행: 연번·감사·세부항목·소관부서나 숨은 칸이 내려받은 때와 다르거나, 이 시스템에서 내려받은 "
                "서식이 아닙니다. 서식을 새로 내려받아 옮겨 적어 주십시오."
            )
            % told
        )
    return _answered(Filled(row.number, pk, version), seal, _Reading(row, place))


def _answered(found: Filled, seal: Seal, reading: _Reading) -> Filled:
    """The row with what was written in it, and with what is wrong with that."""
    state, wording = _status(reading)
    status = state.removesuffix("+") if state != columns.NO_CHANGE else seal.state.removesuffix("+")
    answer = Answer(
        status="" if status == "none" else status,
        continues=(seal.state if state == columns.NO_CHANGE else state).endswith("+"),
        actions_taken=reading.words(columns.ACTIONS),
        plan=reading.words(columns.PLAN),
        planned_until=_until(reading),
        reason=reading.words(columns.REASON).strip(),
        receiver=reading.words(columns.RECEIVER).strip(),
    )
    evidence = tuple(line.strip() for line in reading.words(columns.EVIDENCE).splitlines() if line.strip())
    no_change = state == columns.NO_CHANGE
    untouched = seal.stands(answer) and not (no_change or wording or evidence or reading.faults)
    if not untouched:
        reading.faults += _contradictions(reading, answer, seal, no_change=no_change, evidence=evidence)
    return replace(
        found,
        answer=answer if no_change else answer.reported,
        no_change=no_change,
        wording=wording,
        evidence=evidence,
        touched=not untouched,
        faults=tuple(reading.faults),
        notes=() if no_change or untouched else tuple(_left_out(reading, answer)),
    )


def _left_out(reading: _Reading, answer: Answer) -> Iterator[str]:
    """What stands in the row and belongs to another status than the one that is chosen."""
    reported = answer.reported
    with_status = {
        columns.REASON: (answer.reason != reported.reason, Status.NOT_ACCEPTED),
        columns.RECEIVER: (answer.receiver != reported.receiver, Status.TRANSFERRED),
    }
    for head, (left_out, status) in with_status.items():
        if left_out:
            told = {"cell": reading.cell(head).name, "head": head, "status": status.label}
            yield _("%(cell)s: %(head)s 칸은 다음 추진상황에서만 보냅니다: %(status)s") % told


def _status(reading: _Reading) -> tuple[str, str]:
    """The state that is chosen, and the office's own word for it where it is not the usual one."""
    cell = reading.cell(columns.STATUS)
    if faults := faults_of(cell):
        reading.faults += faults
        return "", ""
    typed = "".join(cell.text.split())
    usual = {"".join(label.split()): state for state, label in columns.status_labels().items()}
    if typed in usual or not typed:
        return usual.get(typed, ""), ""
    status = reading.place.words.get(typed, "")
    if status and status != Status.NOT_REPORTED:
        return status, " ".join(cell.text.split())[:LONGEST_WORDING]
    known = ", ".join(columns.status_labels().values())
    told = {"cell": cell.name, "typed": cell.text[:40], "known": known}
    reading.faults.append(
        _("%(cell)s: 추진상황으로 읽을 수 없습니다: ‘%(typed)s’. 다음 가운데 골라 주십시오: %(known)s") % told
    )
    return "", ""


def _until(reading: _Reading) -> date | None:
    cell = reading.cell(columns.UNTIL)
    if faults := faults_of(cell):
        reading.faults += faults
        return None
    try:
        return day_of(cell)
    except ValidationError as error:
        reading.faults += error.messages
        return None


def _contradictions(
    reading: _Reading, answer: Answer, seal: Seal, *, no_change: bool, evidence: Sequence[str]
) -> list[str]:
    """What no report can be made of, though each cell can be read."""
    words = {head: reading.cell(head) for head in (columns.ACTIONS, columns.PLAN)}
    if cut := [cell.name for cell in words.values() if cell.text == columns.TOO_LONG]:
        told = {"cells": ", ".join(cut)}
        return [_("%(cells)s: 글이 길어 서식에 담지 못한 소관입니다. 화면에서 보고하여 주십시오.") % told]
    status = reading.cell(columns.STATUS).name
    if no_change and (evidence or not seal.kept_words(answer)):
        return [
            _(
                "%(cell)s: 변동 없음을 골랐으나 다른 칸의 내용이 지난 보고와 다릅니다. 추진상황을 고르거나 내용을 "
                "되돌려 주십시오."
            )
            % {"cell": status}
        ]
    if not answer.status and not no_change and not reading.faults:
        return [_("%(cell)s: 추진상황을 골라 주십시오.") % {"cell": status}]
    return []


def _told_once(found: Sequence[Filled]) -> list[Filled]:
    """The rows, those of an item that stands there twice each with a fault."""
    places: dict[int, list[int]] = defaultdict(list)
    for each in found:
        places[each.assignment_id].append(each.row)
    return [
        replace(each, touched=True, faults=(*each.faults, _twice(places[each.assignment_id])))
        if len(places[each.assignment_id]) > 1
        else each
        for each in found
    ]


def _twice(rows: Sequence[int]) -> str:
    told = {"rows": ", ".join(map(str, rows))}
    return _("%(rows)s행: 같은 소관이 두 번 있습니다. 하나만 남겨 주십시오.") % told


def _made_with(book: Book) -> set[int]:
    """The items the sheet was made with, as its hidden sheet says; none where that is gone, as in CSV."""
    facts = book.named(columns.FACTS)
    if facts is None:
        return set()
    column = [row[0] for row in facts.rows]
    begins = next((at for at, cell in enumerate(column) if cell.text == columns.ITEMS), len(column))
    return {pk for cell in column[begins + 1 :] if (pk := whole_number(cell))}
