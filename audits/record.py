"""The append-only record: one chain of entries for the installation (product.md rule 5).

An entry is a line of JSON that opens with its number and the hash of the entry before it; its own hash is
SHA-256 over exactly the stored text. It carries ids, codes, days and hashes: no person's name, no free text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Final, Protocol, runtime_checkable

import orjson
from django.db import connection, models
from django.utils import timezone

from audits.models import User

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


@runtime_checkable
class Followed(Protocol):
    """A row of which the record tells every new state; `FOLLOWED` gives the fields, by their name in the record.

    Several fields under one name are told as one hash: words that may name a person, or are free text.
    """

    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]]
    pk: int


@dataclass(frozen=True)
class Entry:
    """What is to be told: an act, its subject, who did it (nobody: a rule), and what it left behind.

    `rows` are the kept rows it created, stored as hashes; `changed` other rows that have a new state; `values` the
    new state of the subject, by itself where the subject is followed; `facts` ids, codes and days that explain it.
    `demand_id` lets a demand's history find it.
    """

    kind: str
    subject: models.Model
    by: User | None
    demand_id: int | None = None
    rows: Sequence[Kept] = ()
    changed: Sequence[Followed] = ()
    values: Mapping[str, object] | None = None
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
    # Everything but the place in the chain is made before the lock, which others wait for.
    told = [(_told(entry), _columns(entry)) for entry in entries]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        number, previous = head()
        at = timezone.now()
        with cursor.copy(f"COPY audits_event ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for rest, columns in told:
                number += 1
                text = _opening(number, previous, at) + rest
                digest = hashlib.sha256(text.encode()).hexdigest()
                copy.write_row((number, previous, digest, text, at, *columns))
                previous = digest


def head() -> tuple[int, str]:
    """Number and hash of the newest entry; 0 and `GENESIS` where there is none."""
    with connection.cursor() as cursor:
        # Asked while everybody waits, hence without the way round by the models.
        cursor.execute("SELECT number, hash FROM audits_event ORDER BY number DESC LIMIT 1")
        return cursor.fetchone() or (0, GENESIS)


def has_two_roles() -> bool:
    """Whether who serves is somebody else than the owner of the record's table; else triggers alone protect it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT NOT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class"
            " WHERE oid = 'audits_event'::regclass"
        )
        return bool(cursor.fetchone()[0])


def line(row: Kept) -> bytes:
    """The kept fields of a stored row as the text that is hashed: its kind, its id, and each name with its value."""
    return plain([kind_of(row), row.pk, [[name, getattr(row, name)] for name in row.KEPT]])


def fingerprint(row: Kept) -> str:
    """SHA-256 over the kept fields of a stored row, as hexadecimal text."""
    return hashlib.sha256(line(row)).hexdigest()


def state(row: Followed) -> dict[str, object]:
    """What the record tells of a followed row now."""
    return {name: _followed(row, fields) for name, fields in row.FOLLOWED.items()}


def words_hash(*words: str) -> str:
    """Words that have no place in the record as the hash that it tells of them, as hexadecimal text."""
    return hashlib.sha256(plain(list(words))).hexdigest()


def kind_of(row: object) -> str:
    """How the record calls the model of a row."""
    return type(row).__name__.lower()


def plain(value: object) -> bytes:
    """JSON as the record writes it: no spaces, UTF-8, moments in UTC with microseconds.

    Nothing in it may depend on a setting: in ten years the same row has to give the same bytes.
    """
    return orjson.dumps(value, default=_day_or_moment, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _followed(row: Followed, fields: str | tuple[str, ...]) -> object:
    if isinstance(fields, str):
        return getattr(row, fields)
    return hashlib.sha256(plain([getattr(row, name) for name in fields])).hexdigest()


def _columns(entry: Entry) -> tuple[object, ...]:
    return (
        entry.kind,
        entry.by.pk if entry.by else None,
        kind_of(entry.subject),
        entry.subject.pk,
        entry.demand_id,
    )


def _opening(number: int, previous: str, at: datetime) -> str:
    return f'{{"number":{number},"previous":"{previous}","at":"{_day_or_moment(at)}",'


def _told(entry: Entry) -> str:
    """All of the text that follows the opening."""
    kind, actor, subject_kind, subject_id, demand_id = _columns(entry)
    told = {
        "kind": kind,
        "by": actor,
        "subject": [subject_kind, subject_id],
        "demand": demand_id,
        "rows": [[kind_of(row), row.pk, fingerprint(row)] for row in entry.rows],
        "values": _values(entry),
        "states": [
            [kind_of(row), row.pk, state(row)]
            for row in (*entry.rows, *entry.changed)
            if isinstance(row, Followed) and (kind_of(row), row.pk) != (subject_kind, subject_id)
        ],
        "facts": dict(entry.facts),
    }
    return plain(told).decode()[1:]


def _values(entry: Entry) -> dict[str, object]:
    if entry.values is not None:
        return dict(entry.values)
    return state(entry.subject) if isinstance(entry.subject, Followed) else {}


def _day_or_moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in the record")
