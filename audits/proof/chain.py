"""The chain itself: every entry hashed again, each tied to the one before, none missing, the anchors met."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import orjson
from django.db import connection

from audits.proof.anchors import Anchor
from audits.proof.faults import Code, Fault, Faults
from audits.proof.told import Entry, Told
from audits.record import GENESIS

# The other columns only repeat the text: whether they do is asked of the database, while we hash.
_EVENTS: Final = """
COPY (
    SELECT number, previous_hash, hash, convert_to(text, 'UTF8'), at > '0001-01-01' AND starts_with(text,
        '{"number":' || number || ',"previous":"' || previous_hash
        || '","at":"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00'
        || '","kind":"' || kind || '","by":' || coalesce(actor_id::text, 'null')
        || ',"subject":["' || subject_kind || '",' || subject_id
        || '],"demand":' || coalesce(demand_id::text, 'null') || ',')
    FROM audits_event ORDER BY number
) TO STDOUT (FORMAT BINARY)
"""
_TYPES: Final = ("int8", "varchar", "varchar", "bytea", "bool")
Row = tuple[int, str, str, bytes, bool]
Listener = Callable[[int, Entry], None]


def read_chain(
    anchors: Sequence[Anchor], told: Told, faults: Faults, *, listeners: Sequence[Listener] = ()
) -> Iterator[Anchor]:
    """Read the whole record in order; yields the head so far, every few thousand entries and at the end.

    Fills `told` and `faults`; each listener hears every readable entry. Nothing is yielded of an empty record.
    """
    wanted: dict[int, set[str]] = {}
    for anchor in anchors:
        wanted.setdefault(anchor.number, set()).add(anchor.hash)
    number, previous = 0, GENESIS
    for row in _events():
        _check_place(row, number, previous, faults)
        number, previous = row[0], row[2]
        if wanted.get(number, {previous}) != {previous}:
            faults.add(Fault(Code.ANCHOR_DIFFERS, event=number))
        _check_text(row, faults)
        try:
            entry = orjson.loads(row[3])
            told.hear(number, entry, faults)
            for listener in listeners:
                listener(number, entry)
        except (AttributeError, LookupError, TypeError, ValueError):
            faults.add(Fault(Code.EVENT_UNREADABLE, event=number))
        if number % 5_000 == 0:
            yield Anchor(number, previous)
    if number:
        yield Anchor(number, previous)
    _check_tail(number, wanted, faults)


def _events() -> Iterator[Row]:
    with connection.cursor() as cursor, cursor.copy(_EVENTS) as copy:
        copy.set_types(_TYPES)
        yield from copy.rows()


def _check_place(row: Row, last: int, previous: str, faults: Faults) -> None:
    number = row[0]
    if number > last + 1:
        faults.add(Fault(Code.EVENTS_MISSING, event=last + 1, detail=str(number - 1)))
    elif number <= last:
        faults.add(Fault(Code.EVENT_OUT_OF_ORDER, event=number))
    elif row[1] != previous:
        faults.add(Fault(Code.LINK_BROKEN, event=last or number))


def _check_text(row: Row, faults: Faults) -> None:
    """Its text has to be what was hashed, and what the other columns repeat."""
    number, _previous, digest, text, agrees = row
    if hashlib.sha256(text).hexdigest() != digest:
        faults.add(Fault(Code.EVENT_ALTERED, event=number))
    elif not agrees:
        faults.add(Fault(Code.COLUMNS_DIFFER, event=number))


def _check_tail(last: int, wanted: dict[int, set[str]], faults: Faults) -> None:
    beyond = max(wanted, default=0)
    if beyond > last:
        faults.add(Fault(Code.TAIL_CUT, event=beyond, detail=str(last)))
