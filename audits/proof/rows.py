"""The rows that the record speaks of: hashed again, and compared with the newest state it tells."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from audits.proof.faults import Code, Fault, Faults
from audits.proof.told import Told
from audits.record import plain

# As the record spells them; what Python could not have written, infinity or a day before our era, as it stands.
MOMENT: Final = """
CASE WHEN {0} BETWEEN '0001-01-01' AND '9999-12-31'
THEN to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00' ELSE {0}::text END
"""
DAY: Final = """
CASE WHEN {0} BETWEEN '0001-01-01' AND '9999-12-31' THEN to_char({0}, 'YYYY-MM-DD') ELSE {0}::text END
"""
# A list of words, without the blanks that the database would put between them.
WORDS: Final = """
CASE jsonb_typeof({0}) WHEN 'array' THEN to_json(ARRAY(SELECT jsonb_array_elements({0}))) ELSE {0}::json END
"""
A_ROUND: Final = 5_000
FOLLOWED_AT: Final = 3  # after id, text, and whether it counts
NUMBERS: Final = ("ForeignKey", "OneToOneField", "PositiveIntegerField", "PositiveSmallIntegerField")
_SPELLED: Final = {
    "DateTimeField": sql.SQL(MOMENT),
    "DateField": sql.SQL(DAY),
    "JSONField": sql.SQL(WORDS),
    **dict.fromkeys(NUMBERS, sql.SQL("{0}::int8")),
}
_TYPES: Final = {**dict.fromkeys(NUMBERS, "int8"), "BooleanField": "bool"}


def kept_models() -> list[type[models.Model]]:
    """The models of which the record keeps hashes or states, the office's facts first."""
    return [model for model in apps.get_models() if hasattr(model, "KEPT")]


def kept_lines(model: type[models.Model]) -> Iterator[bytes]:
    """The text that is hashed of every row that the record has to know; as `record.line`."""
    reader = _Reader(model)
    return (line for _pk, line, begun, *_followed in reader.rows() if begun)


def compare_rows(model: type[models.Model], told: Told, faults: Faults) -> Iterator[int]:
    """Hash every row of a kept model again and compare its state; yields how many rows were read since the last.

    A row that the record does not know, or that is gone, is a fault as well. One that was told when fewer columns were
    kept (`KEPT_BEFORE`) is held against those.
    """
    reader = _Reader(model)
    hashes, states = told.rows[reader.kind], told.states[reader.kind]
    found: set[int] = set()
    differing: set[int] = set()
    for number, row in enumerate(reader.rows(), start=1):
        pk, line, begun = row[:FOLLOWED_AT]
        found.add(pk)
        digest = hashes.get(pk)
        if digest is None:
            if begun:
                faults.add(Fault(Code.ROW_UNTOLD, table=reader.kind, row=pk))
        else:
            if not begun or hashlib.sha256(line).digest() != digest:
                differing.add(pk)
            if reader.follows:
                _compare_state(reader, row, states.get(pk), faults)
        if number % A_ROUND == 0:
            yield A_ROUND
    for pk in _in_order(differing - _as_told_before(model, differing, hashes)):
        faults.add(Fault(Code.ROW_ALTERED, table=reader.kind, row=pk))
    for pk in _in_order((hashes.keys() | (states.keys() if reader.follows else set())) - found):
        faults.add(Fault(Code.ROW_MISSING, table=reader.kind, row=pk))
    yield len(found) % A_ROUND


def _as_told_before(
    model: type[models.Model], differing: Collection[int], hashes: Mapping[int, bytes]
) -> set[int]:
    """Those that agree with what was told of them when fewer columns were kept; no statement where none were."""
    earlier: tuple[tuple[str, ...], ...] = getattr(model, "KEPT_BEFORE", ()) if differing else ()
    return {
        pk
        for kept in earlier
        for pk, line, begun, *_followed in _Reader(model, kept).rows()
        if pk in differing and begun and hashlib.sha256(line).digest() == hashes[pk]
    }


def compare_unknown(told: Told, faults: Faults) -> None:
    """Rows of tables that there are not: somebody told of what never was."""
    for kind in _in_order(told.rows.keys() - {model.__name__.lower() for model in kept_models()}):
        for pk in _in_order(told.rows[kind]):
            faults.add(Fault(Code.ROW_MISSING, table=kind, row=pk))


def _in_order(told: Iterable[Any]) -> list[Any]:
    """Ids or tables as the record tells them, which may be anything where it was forged."""
    return sorted(told, key=lambda each: (isinstance(each, str), str(each).zfill(20)))


def _compare_state(
    reader: _Reader, row: Sequence[Any], last: tuple[int, Mapping[str, object]] | None, faults: Faults
) -> None:
    now = reader.state(row)
    event, told = last or (None, {})
    if now != told:
        told = told if isinstance(told, dict) else {}
        names = sorted(name for name in now.keys() | told.keys() if now.get(name) != told.get(name))
        if told and reader.later.issuperset(name for name in names if name not in told):
            names = [name for name in names if name in told]
        if names:
            faults.add(Fault(Code.STATE_DIFFERS, event, reader.kind, row[0], ", ".join(names)))


class _Reader:
    """Rows of one model: the text that is hashed, spelled by the database as the record spells it, and the states."""

    def __init__(self, model: type[models.Model], kept: tuple[str, ...] = ()) -> None:
        self.kind = model.__name__.lower()
        self.follows: Mapping[str, str | tuple[str, ...]] = getattr(model, "FOLLOWED", {})
        self.later: frozenset[str] = getattr(model, "FOLLOWED_LATER", frozenset())
        self._kept: tuple[str, ...] = kept or model.KEPT  # type: ignore[attr-defined]
        self._since: str = getattr(model, "KEPT_SINCE", "")
        self._fields = {field.attname: field for field in model._meta.concrete_fields}
        self._table = model._meta.db_table
        self._followed = [*dict.fromkeys(_flat(self.follows.values()))]
        self._at = {name: place for place, name in enumerate(self._followed, start=FOLLOWED_AT)}

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Id, text, whether the record has to know it by now, then the followed columns; in one statement."""
        followed = [self._fields[name] for name in self._followed]
        begun = self._column(self._since) + sql.SQL(" IS NOT NULL") if self._since else sql.SQL("true")
        picked = sql.SQL(", ").join([sql.Identifier("id"), self._line(), begun, *map(_spelled, followed)])
        query = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT BINARY)")
        with (
            connection.cursor() as cursor,
            cursor.copy(query.format(picked, sql.Identifier(self._table))) as copy,
        ):
            copy.set_types(["int8", "bytea", "bool", *map(_type, followed)])
            yield from copy.rows()

    def state(self, row: Sequence[Any]) -> dict[str, object]:
        """The followed columns; as `record.state`."""
        return {name: self._told(row, columns) for name, columns in self.follows.items()}

    def _told(self, row: Sequence[Any], columns: str | tuple[str, ...]) -> object:
        if isinstance(columns, str):
            return row[self._at[columns]]
        return hashlib.sha256(plain([row[self._at[name]] for name in columns])).hexdigest()

    def _line(self) -> sql.Composable:
        """The kept columns; as `record.line`."""
        told = [
            sql.SQL("{}, {}").format(sql.Literal(f'["{name}",'), _as_json(self._fields[name]))
            for name in self._kept
        ]
        opening = sql.SQL("{}, id, {}").format(sql.Literal(f'["{self.kind}",'), sql.Literal(",["))
        pairs = sql.SQL(", '],', ").join(told)
        return sql.SQL("convert_to(concat({}, {}, ']]]'), 'UTF8')").format(opening, pairs)

    def _column(self, name: str) -> sql.Composable:
        return sql.Identifier(self._fields[name].column)


def _flat(groups: Iterable[str | tuple[str, ...]]) -> Iterator[str]:
    for group in groups:
        yield from (group,) if isinstance(group, str) else group


def _as_json(field: models.Field[Any, Any]) -> sql.Composable:
    return sql.SQL("coalesce(to_json({})::text, 'null')").format(_spelled(field))


def _spelled(field: models.Field[Any, Any]) -> sql.Composable:
    column = sql.Identifier(field.column)
    return _SPELLED.get(field.get_internal_type(), sql.SQL("{0}")).format(column)


def _type(field: models.Field[Any, Any]) -> str:
    return _TYPES.get(field.get_internal_type(), "text")
