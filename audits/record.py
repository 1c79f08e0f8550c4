"""The append-only record: one chain of entries for the installation (product.md rule 5).

An entry is a line of JSON that opens with its number and the hash of the entry before it; its own hash is
SHA-256 over exactly the stored text. It carries ids, codes, days and hashes: no person's name, no free text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar, Final, Protocol

from django.db import connection, models
from django.utils import timezone

from audits.models import Event, User

GENESIS: Final = "0" * 64
_LOCK: Final = 0x6875736F6B  # "husok": the record's head, locked after everything else
_COLUMNS: Final = (
    "number",
    "previous_hash",
    "hash",
    "text",
    "at",
    "kind",
    "actor_id",
    "subject_kind",
    "subject_id",
    "demand_id",
)


class Kept(Protocol):
    """A row that is never changed once written; `KEPT` names the fields that its hash covers."""

    KEPT: ClassVar[tuple[str, ...]]
    pk: int


@dataclass(frozen=True)
class Entry:
    """What is to be told: an act, its subject, who did it (nobody: a rule), and what it left behind.

    `rows` are the kept rows it created, stored as hashes; `values` the new state of the subject; `facts` ids,
    codes and days that explain it. `demand_id` lets a demand's history find it.
    """

    kind: str
    subject: models.Model
    by: User | None
    demand_id: int | None = None
    rows: Sequence[Kept] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)


def append(entry: Entry) -> None:
    """Append one entry; see `append_all`."""
    append_all([entry])


def append_all(entries: Sequence[Entry]) -> None:
    """Append entries in order, in the transaction of what they tell.

    Takes the lock on the record's head once, so call it last. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the record is written in the transaction of what it tells")
    if not entries:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        number, previous = _head()
        at = timezone.now()
        with cursor.copy(f"COPY audits_event ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for entry in entries:
                number += 1
                text = _text(number, previous, at, entry)
                digest = hashlib.sha256(text.encode()).hexdigest()
                copy.write_row((number, previous, digest, text, at, *_columns(entry)))
                previous = digest


def fingerprint(row: Kept) -> str:
    """SHA-256 over the kept fields of a stored row, as hexadecimal text."""
    values = [[name, getattr(row, name)] for name in row.KEPT]
    return hashlib.sha256(_json([_kind(row), row.pk, values]).encode()).hexdigest()


def _head() -> tuple[int, str]:
    last = Event.objects.order_by("-number").values_list("number", "hash").first()
    return last or (0, GENESIS)


def _columns(entry: Entry) -> tuple[object, ...]:
    return (
        entry.kind,
        entry.by.pk if entry.by else None,
        _kind(entry.subject),
        entry.subject.pk,
        entry.demand_id,
    )


def _text(number: int, previous: str, at: datetime, entry: Entry) -> str:
    kind, actor, subject_kind, subject_id, demand_id = _columns(entry)
    return _json(
        {
            "number": number,
            "previous": previous,
            "at": at,
            "kind": kind,
            "by": actor,
            "subject": [subject_kind, subject_id],
            "demand": demand_id,
            "rows": [[_kind(row), row.pk, fingerprint(row)] for row in entry.rows],
            "values": dict(entry.values),
            "facts": dict(entry.facts),
        }
    )


def _kind(row: object) -> str:
    return type(row).__name__.lower()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(tz=timezone.get_default_timezone()).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in the record")
