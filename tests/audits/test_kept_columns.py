"""What stays as it was written: the models say which columns, and the database holds to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, LiteralString

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from psycopg import sql

from audits.models import AccessEntry, Event, Repeat
from audits.proof.rows import kept_models
from config.embedded.places import APP
from tests.cluster import as_owner
from tests.every_row import make_one_of_every_kind
from tracker.models import Evidence, StoredFile

KEPT: Final = kept_models()
# Once too old, while nothing uses it, while nobody has decided on it.
REMOVABLE: Final = {AccessEntry, StoredFile, Repeat}


def _columns(model: type[models.Model]) -> set[str]:
    generated = {field.attname for field in model._meta.concrete_fields if field.generated}
    return {field.attname for field in model._meta.concrete_fields} - generated


def _kept(model: type[models.Model]) -> set[str]:
    """The columns that no role may change; of the record and the access record, all."""
    return {*model.KEPT, "id"} if hasattr(model, "KEPT") else _columns(model)


def _followed(model: type[Any]) -> Iterator[str]:
    for columns in getattr(model, "FOLLOWED", {}).values():
        yield from (columns,) if isinstance(columns, str) else columns


def _name(value: object) -> str:
    return value.__name__ if isinstance(value, type) else str(value)


def _closed(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    return [(model, column) for column in sorted(_kept(model))]


EVERY: Final[list[type[models.Model]]] = [Event, AccessEntry, *KEPT]
EVERY_COLUMN: Final = [pair for model in EVERY for pair in _closed(model)]


@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models() if {"KEPT", "FOLLOWED", "FREE"} & set(vars(model))],
    ids=_name,
)
def test_a_model_names_each_of_its_columns_as_kept_followed_or_free_exactly_once(model: type[Any]) -> None:
    named = [*model.KEPT, *_followed(model), *getattr(model, "FREE", ())]
    assert sorted(named) == sorted({field.attname for field in model._meta.concrete_fields} - {"id"})


def _may(login: psycopg.Connection, right: str, table: str, column: str = "") -> bool:
    asked = f"has_{'column' if column else 'table'}_privilege(%s, {'%s, ' if column else ''}%s)"
    row = login.execute(f"SELECT {asked}", [table, *([column] if column else []), right]).fetchone()
    return bool(row and row[0])


@pytest.mark.parametrize("model", EVERY, ids=_name)
def test_who_serves_may_change_the_columns_that_are_followed_or_free_and_no_other(
    model: type[models.Model], as_app_login: psycopg.Connection
) -> None:
    table, columns = model._meta.db_table, _columns(model)
    open_to_it = {column for column in columns if _may(as_app_login, "UPDATE", table, column)}
    assert open_to_it == columns - _kept(model)
    assert not _may(as_app_login, "UPDATE", table)


@pytest.mark.parametrize("right", ["DELETE", "TRUNCATE", "TRIGGER", "REFERENCES", "MAINTAIN"])
@pytest.mark.parametrize("model", EVERY, ids=_name)
def test_who_serves_can_do_nothing_else_to_a_table_that_stays_than_read_and_add(
    model: type[models.Model], right: str, as_app_login: psycopg.Connection
) -> None:
    allowed = right == "DELETE" and model in {StoredFile, Repeat}
    assert _may(as_app_login, right, model._meta.db_table) is allowed


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "column"), EVERY_COLUMN, ids=_name)
def test_the_owner_meets_the_trigger_at_every_column_that_is_kept(
    model: type[models.Model], column: str
) -> None:
    _refused_to_the_owner("UPDATE {0} SET {1} = {1} WHERE false", model, column)


@pytest.mark.django_db
@pytest.mark.parametrize("model", EVERY, ids=_name)
def test_the_owner_meets_the_trigger_when_emptying_a_table(model: type[models.Model]) -> None:
    _refused_to_the_owner("TRUNCATE {0} CASCADE", model)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [model for model in EVERY if model not in REMOVABLE], ids=_name)
def test_the_owner_meets_the_trigger_when_removing_rows(model: type[models.Model]) -> None:
    _refused_to_the_owner("DELETE FROM {0} WHERE false", model)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [AccessEntry, StoredFile], ids=_name)
def test_what_may_go_some_day_stays_until_then_even_for_the_owner(model: type[models.Model]) -> None:
    make_one_of_every_kind()
    _refused_to_the_owner("DELETE FROM {0}", model)


@pytest.mark.django_db
def test_an_entry_of_the_access_record_older_than_a_year_goes_by_the_owners_hand() -> None:
    make_one_of_every_kind()
    with as_owner():
        AccessEntry.objects.update(at="2019-01-01T00:00:00Z")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("DELETE FROM audits_accessentry")
        cursor.execute(f"SET LOCAL ROLE {APP}")
    assert not AccessEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_in_use_stays_though_its_use_is_denied(as_app_login: psycopg.Connection) -> None:
    make_one_of_every_kind()
    as_app_login.execute("UPDATE tracker_storedfile SET used_at = NULL")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        as_app_login.execute("DELETE FROM tracker_storedfile")
    assert StoredFile.objects.get() == Evidence.objects.exclude(file=None).get().file


def _refused_to_the_owner(change: LiteralString, model: type[models.Model], column: str = "id") -> None:
    told = sql.SQL(change).format(sql.Identifier(model._meta.db_table), sql.Identifier(column))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        with pytest.raises(DatabaseError, match=r"append-only|stays"), transaction.atomic():
            cursor.execute(told.as_string())
        cursor.execute(f"SET LOCAL ROLE {APP}")
