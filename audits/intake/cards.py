"""A demand as a small table of its own: what each line says stands to the left of it, not above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from audits.intake import fields, heads
from audits.intake.grid import GridRow, Slot
from audits.intake.heads import Column
from audits.intake.lines import key
from audits.intake.outline import kind_of
from audits.intake.wordings import Wordings

ANSWERS: Final = frozenset({fields.DEPARTMENT, fields.STATUS, fields.ACTIONS, fields.PLAN, heads.EITHER})
LONGEST_WORDING: Final = 20


@dataclass(frozen=True)
class Card:
    """One demand: each value with the column that its label makes of it, and its first and last line."""

    values: tuple[tuple[Column, Slot], ...]
    begins: int
    ends: int


def cards(rows: Sequence[GridRow], wordings: Wordings) -> list[Card]:
    """The demands of a table whose labels stand left of their values; none where it is no such table."""
    labels = [heads.role(row[0].text) for row in rows if row.told]
    if len(labels) < 2 or not all(labels) or heads.DEMAND not in labels or not ANSWERS.intersection(labels):
        return []
    return [_card(part, wordings) for part in _parted(rows)]


def _parted(rows: Sequence[GridRow]) -> Iterator[list[GridRow]]:
    """The rows of each demand: where a label comes again, the next one begins."""
    part: list[GridRow] = []
    seen: set[str] = set()
    for row in rows:
        role = heads.role(row[0].text)
        if role in seen and not row[0].down:
            yield part
            part, seen = [], set()
        part.append(row)
        seen.add(role)
    yield part


def _card(rows: Sequence[GridRow], wordings: Wordings) -> Card:
    values = [pair for row in rows for pair in _pairs(row)]
    sure = any(column.role == fields.STATUS for column, _ in values)
    told = tuple((_settled(column, slot.text, wordings, sure=sure), slot) for column, slot in values)
    return Card(told, rows[0].begins, rows[-1].ends)


def _pairs(row: GridRow) -> Iterator[tuple[Column, Slot]]:
    """Each value of a row with the label left of it."""
    label = Column("", "")
    for place, text in row.told:
        role = heads.role(text)
        if role and (place == 0 or label.role == "" or label.head == ""):
            label = Column(role, text)
        else:
            yield label, row[place]
            label = Column("", "")


def _settled(column: Column, text: str, wordings: Wordings, *, sure: bool) -> Column:
    """추진상황 and 처리결과 as a status where a wording stands there, else as an answer."""
    if column.role != heads.EITHER:
        return column
    short = bool(wordings.status(text)) or (len(key(text)) <= LONGEST_WORDING and not kind_of(text.strip()))
    return replace(column, role=fields.STATUS if short and not sure else fields.ACTIONS)
