"""The rows that the record speaks of: hashed again, and compared with the newest state it tells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from audits.proof.faults import Code, Fault, Faults
from audits.proof.told import Told
from audits.record import plain

MOMENT: Final = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00'"""
A_ROUND: Final = 5_000
NUMBERS: Final = ("ForeignKey", "OneToOneField", "PositiveIntegerField", "PositiveSmallIntegerField")
_SPELLED: Final = {
    "DateTimeField": sql.SQL(MOMENT),
    "DateField": sql.SQL("to_char({}, 'YYYY-MM-DD')"),
    **dict.fromkeys(NUMBERS, sql.SQL("{}::int8")),
}
_TYPES: Final = {**dict.fromkeys(NUMBERS, "int8"), "BooleanField": "bool", "JSONField": "jsonb"}


def kept_models() -> list[type[models.Model]]:
    """The models of which the record keeps hashes or states, the office's facts first."""
    return [model for model in apps.get_models() if hasattr(model, "KEPT")]


def compare_rows(model: type[models.Model], told: Told, faults: Faults) -> Iterator[int]:
    """Hash every row of a kept model again and compare its state; yields how many rows were read since the last.

    A row that the record does not know, or that is gone, is a fault as well.
    """
    reader = _Reader(model)
    hashes, states = told.rows[reader.kind], told.states[reader.kind]
    found: set[int] = set()
    for number, row in enumerate(reader.rows(), start=1):
        pk = row[0]
        found.add(pk)
        if reader.digest(row) != hashes.get(pk):
            if pk in hashes:
                faults.add(Fault(Code.ROW_ALTERED, table=reader.kind, row=pk))
            elif reader.begun(row):
                faults.add(Fault(Code.ROW_UNTOLD, table=reader.kind, row=pk))
        if reader.follows and pk in hashes:
            _compare_state(reader, row, states.get(pk), faults)
        if number % A_ROUND == 0:
            yield A_ROUND
    for pk in sorted((hashes.keys() | (states.keys() if reader.follows else set())) - found):
        faults.add(Fault(Code.ROW_MISSING, table=reader.kind, row=pk))
    yield len(found) % A_ROUND


def _compare_state(
    reader: _Reader, row: Sequence[Any], last: tuple[int, Mapping[str, object]] | None, faults: Faults
) -> None:
    now = reader.state(row)
    event, told = last or (None, {})
    if now != told:
        names = sorted(name for name in now.keys() | told.keys() if now.get(name) != told.get(name))
        faults.add(Fault(Code.STATE_DIFFERS, event, reader.kind, row[0], ", ".join(names)))


class _Reader:
    """Rows of one model as plain values, spelled as the record spells them."""

    def __init__(self, model: type[models.Model]) -> None:
        self.kind = model.__name__.lower()
        self.kept: tuple[str, ...] = model.KEPT  # type: ignore[attr-defined]
        self.follows: Mapping[str, str | tuple[str, ...]] = getattr(model, "FOLLOWED", {})
        self._since: str = getattr(model, "KEPT_SINCE", "")
        self._model = model
        columns = [*self.kept, *_flat(self.follows.values())]
        self._columns = [*dict.fromkeys([*columns, *([self._since] if self._since else [])])]
        self._at = {name: place for place, name in enumerate(self._columns, start=1)}
        self._kept_at = [(name, self._at[name]) for name in self.kept]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Id first, then the columns; in one statement, however many."""
        fields = [self._field(name) for name in self._columns]
        picked = sql.SQL(", ").join([sql.Identifier("id"), *(_spelled(field) for field in fields)])
        table = sql.Identifier(self._model._meta.db_table)
        query = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT BINARY)").format(picked, table)
        with connection.cursor() as cursor, cursor.copy(query) as copy:
            copy.set_types(["int8", *(_type(field) for field in fields)])
            yield from copy.rows()

    def digest(self, row: Sequence[Any]) -> bytes:
        """SHA-256 over the kept columns; as `record.fingerprint`."""
        line = plain([self.kind, row[0], [[name, row[place]] for name, place in self._kept_at]])
        return hashlib.sha256(line).digest()

    def state(self, row: Sequence[Any]) -> dict[str, object]:
        """The followed columns; as `record.state`."""
        return {name: self._told(row, columns) for name, columns in self.follows.items()}

    def begun(self, row: Sequence[Any]) -> bool:
        """Whether the record has to know it by now."""
        return not self._since or row[self._at[self._since]] is not None

    def _told(self, row: Sequence[Any], columns: str | tuple[str, ...]) -> object:
        if isinstance(columns, str):
            return row[self._at[columns]]
        return hashlib.sha256(plain([row[self._at[name]] for name in columns])).hexdigest()

    def _field(self, name: str) -> models.Field[Any, Any]:
        return next(field for field in self._model._meta.concrete_fields if field.attname == name)


def _flat(groups: Iterable[str | tuple[str, ...]]) -> Iterator[str]:
    for group in groups:
        yield from (group,) if isinstance(group, str) else group


def _spelled(field: models.Field[Any, Any]) -> sql.Composable:
    column = sql.Identifier(field.column)
    return _SPELLED.get(field.get_internal_type(), sql.SQL("{}")).format(column)


def _type(field: models.Field[Any, Any]) -> str:
    return _TYPES.get(field.get_internal_type(), "text")
