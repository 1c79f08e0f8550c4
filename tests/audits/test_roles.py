"""What the serving role tries on the record and on rows that stay: a real login of `app`, every trick refused."""

from __future__ import annotations

from typing import Any, Final, LiteralString

import psycopg
import pytest
from django.db import models
from psycopg import sql
from psycopg.errors import (
    CheckViolation,
    ForeignKeyViolation,
    InsufficientPrivilege,
    UniqueViolation,
)

from audits.models import AccessEntry, Event
from audits.proof.rows import kept_models
from tests.every_row import make_one_of_every_kind

EVERY: Final[list[type[models.Model]]] = [Event, AccessEntry, *kept_models()]
# What waits to be used or decided on may go; after that a trigger keeps it (test_kept_columns).
WAITING: Final = {"tracker_storedfile", "audits_repeat"}
# {0} the table, {1} its key, {2} a column that is kept, {3} its trigger
TRICKS: Final[dict[str, LiteralString]] = {
    "change": "UPDATE {0} SET {2} = {2}",
    "change of a key": "UPDATE {0} SET {1} = {1} + 1",
    "change of nothing": "UPDATE {0} SET {2} = {2} WHERE false",
    "emptying": "TRUNCATE {0}",
    "emptying with what points there": "TRUNCATE {0} RESTART IDENTITY CASCADE",
    "upsert": "INSERT INTO {0} ({1}, {2}) SELECT {1}, {2} FROM {0}"
    " ON CONFLICT ({1}) DO UPDATE SET {2} = EXCLUDED.{2}",
    "merge": "MERGE INTO {0} a USING {0} b ON a.{1} = b.{1} WHEN MATCHED THEN UPDATE SET {2} = b.{2}",
    "view": "CREATE TEMP VIEW seen AS SELECT * FROM {0}; UPDATE seen SET {2} = {2}",
    "block": "DO $$ BEGIN EXECUTE 'UPDATE ' || {4} || ' SET {2} = {2}'; END $$",
    "function of its own": "CREATE FUNCTION pg_temp.bend() RETURNS void LANGUAGE sql SECURITY DEFINER"
    " AS 'UPDATE {0} SET {2} = {2}'; SELECT pg_temp.bend()",
    "triggers off": "ALTER TABLE {0} DISABLE TRIGGER ALL",
    "trigger off": "ALTER TABLE {0} DISABLE TRIGGER {3}",
    "trigger for replicas": "ALTER TABLE {0} ENABLE REPLICA TRIGGER {3}",
    "trigger gone": "DROP TRIGGER {3} ON {0}",
    "trigger of another name": "ALTER TRIGGER {3} ON {0} RENAME TO asleep",
    "trigger of its own": "CREATE TRIGGER own BEFORE INSERT ON {0} EXECUTE FUNCTION audits_refuse_change()",
    "rule": "CREATE RULE own AS ON INSERT TO {0} DO INSTEAD NOTHING",
    "policy": "CREATE POLICY own ON {0} USING (false)",
    "row security": "ALTER TABLE {0} ENABLE ROW LEVEL SECURITY",
    "owner": "ALTER TABLE {0} OWNER TO app",
    "another name": "ALTER TABLE {0} RENAME TO elsewhere",
    "another schema": "ALTER TABLE {0} SET SCHEMA pg_catalog",
    "a column more": "ALTER TABLE {0} ADD COLUMN own int",
    "another type": "ALTER TABLE {0} ALTER COLUMN {2} TYPE text USING 'bent'",
    "column gone": "ALTER TABLE {0} DROP COLUMN {2} CASCADE",
    "table gone": "DROP TABLE {0} CASCADE",
    "child": "CREATE TEMP TABLE child () INHERITS ({0})",
    "child that was there": "CREATE TEMP TABLE child (LIKE {0}); ALTER TABLE child INHERIT {0}",
    "partition": "CREATE TEMP TABLE part (LIKE {0}); ALTER TABLE {0} ATTACH PARTITION part DEFAULT",
    "index": "CREATE UNIQUE INDEX own ON {0} ((true))",
    "publication": "CREATE PUBLICATION own FOR TABLE {0}",
    "file of the server": "COPY {0} FROM '/etc/hostname'",
    "program": "COPY {0} FROM PROGRAM 'true'",
    "rewriting": "CLUSTER {0}",
}
OF_THE_ROLE: Final[dict[str, LiteralString]] = {
    "role": "SET ROLE owner",
    "session": "SET SESSION AUTHORIZATION owner",
    "membership": "GRANT owner TO app",
    "superuser": "ALTER ROLE app SUPERUSER",
    "a role of its own": "CREATE ROLE own SUPERUSER",
    "triggers of a replica": "SET session_replication_role = replica",
    "triggers of a replica from the next login on": "ALTER ROLE app SET session_replication_role = replica",
    "triggers of a replica for everybody": "ALTER SYSTEM SET session_replication_role = replica",
    "triggers of a replica by a setting": "SELECT set_config('session_replication_role', 'replica', false)",
    "rights to come": "ALTER DEFAULT PRIVILEGES FOR ROLE owner GRANT ALL ON TABLES TO app",
    "everything of the owner": "REASSIGN OWNED BY owner TO app",
    "the catalogue of triggers": "UPDATE pg_trigger SET tgenabled = 'D'",
    "the catalogue of rights": "UPDATE pg_class SET relacl = NULL",
    "the catalogue of rights by column": "UPDATE pg_attribute SET attacl = NULL",
    "the function that refuses": "CREATE OR REPLACE FUNCTION audits_refuse_change() RETURNS trigger"
    " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "the function that refuses, gone": "DROP FUNCTION audits_refuse_change() CASCADE",
    "the function that refuses, renamed": "ALTER FUNCTION audits_refuse_change() RENAME TO asleep",
    "the function that keeps": "SELECT audits_keep('audits_event', ARRAY['kind'])",
    "a table before the record's": "CREATE TABLE public.own (number bigint)",
    "a schema before the record's": "CREATE SCHEMA app",
    "a function before the system's": "CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL'",
    "an event trigger": "CREATE EVENT TRIGGER own ON sql_drop EXECUTE FUNCTION audits_refuse_change()",
    "an untrusted language": "CREATE FUNCTION pg_temp.own() RETURNS int LANGUAGE c AS 'libc', 'getpid'",
    "a library": "LOAD '/tmp/own'",
    "a file into a large object": "SELECT lo_import('/etc/hostname')",
    "a large object into a file": "SELECT lo_export(1, '/etc/hostname')",
    "another database's setting": "ALTER DATABASE postgres SET session_replication_role = replica",
    "a slot of replication": "SELECT pg_create_physical_replication_slot('own')",
    "everything by what it points to": "TRUNCATE audits_user CASCADE",
    "the owner's session": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'owner'",
    "the record locked for change": "SELECT * FROM audits_event FOR UPDATE",
    "the record locked for all": "DO $$ BEGIN LOCK TABLE audits_event IN ACCESS EXCLUSIVE MODE; END $$",
}


def _name(value: object) -> str:
    return value.__name__ if isinstance(value, type) else str(value)


def _kept(model: type[Any]) -> str:
    return "kind" if model is Event else "what" if model is AccessEntry else str(model.KEPT[0])


def _trick(trick: str, model: type[models.Model]) -> sql.Composed:
    table = model._meta.db_table
    trigger = f"{table}_{'append_only' if model is Event else 'kept'}"
    names = map(sql.Identifier, (table, model._meta.pk.column, _kept(model), trigger))
    return sql.SQL(TRICKS[trick]).format(*names, sql.Literal(table))


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("model", EVERY, ids=_name)
def test_who_serves_bends_no_table_that_stays(
    trick: str, model: type[models.Model], as_app_login: psycopg.Connection
) -> None:
    with pytest.raises(InsufficientPrivilege):
        as_app_login.execute(_trick(trick, model))


@pytest.mark.parametrize(
    "model", [model for model in EVERY if model._meta.db_table not in WAITING], ids=_name
)
def test_who_serves_removes_nothing(model: type[models.Model], as_app_login: psycopg.Connection) -> None:
    table = sql.Identifier(model._meta.db_table)
    for change in (
        sql.SQL("DELETE FROM {0} WHERE false").format(table),
        sql.SQL("MERGE INTO {0} a USING (SELECT 1) b ON true WHEN MATCHED THEN DELETE").format(table),
    ):
        with pytest.raises(InsufficientPrivilege):
            as_app_login.execute(change)


@pytest.mark.parametrize("trick", OF_THE_ROLE)
def test_who_serves_rises_to_nothing_else(trick: str, as_app_login: psycopg.Connection) -> None:
    with pytest.raises(InsufficientPrivilege):
        as_app_login.execute(OF_THE_ROLE[trick])


@pytest.mark.parametrize("model", EVERY, ids=_name)
def test_who_serves_gives_itself_no_right(
    model: type[models.Model], as_app_login: psycopg.Connection
) -> None:
    """PostgreSQL only warns that nothing was granted."""
    heard: list[str | None] = []
    as_app_login.add_notice_handler(lambda told: heard.append(told.sqlstate))
    table = sql.Identifier(model._meta.db_table)
    as_app_login.execute(sql.SQL("GRANT ALL ON {} TO app, PUBLIC").format(table))
    assert set(heard) == {"01007"}  # privilege_not_granted
    with pytest.raises(InsufficientPrivilege):
        as_app_login.execute(_trick("change", model))


@pytest.mark.django_db(transaction=True)
def test_after_every_trick_each_row_is_as_it_was(as_app_login: psycopg.Connection) -> None:
    make_one_of_every_kind()
    before = _all_rows(as_app_login)
    assert all(before.values())
    tricks = [_trick(trick, model) for trick in TRICKS for model in EVERY]
    for told in (*tricks, *(sql.Composed([sql.SQL(trick)]) for trick in OF_THE_ROLE.values())):
        with pytest.raises(InsufficientPrivilege):
            as_app_login.execute(told)
    assert _all_rows(as_app_login) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", EVERY, ids=_name)
def test_a_row_is_not_written_over_by_one_with_the_same_key(
    model: type[models.Model], as_app_login: psycopg.Connection
) -> None:
    make_one_of_every_kind()
    before = _all_rows(as_app_login)
    table = sql.Identifier(model._meta.db_table)
    written = [field.column for field in model._meta.concrete_fields if not field.generated]
    columns = sql.SQL(", ").join(map(sql.Identifier, written))
    with as_app_login.cursor() as cursor:
        with cursor.copy(sql.SQL("COPY {} ({}) TO STDOUT").format(table, columns)) as out:
            rows = b"".join(bytes(piece) for piece in out)
        with (
            pytest.raises(UniqueViolation),
            cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, columns)) as back,
        ):
            back.write(rows)
    assert _all_rows(as_app_login) == before


@pytest.mark.django_db(transaction=True)
def test_what_is_pointed_to_cannot_be_taken_away(as_app_login: psycopg.Connection) -> None:
    make_one_of_every_kind()
    for table in ("audits_user", "audits_category"):
        with pytest.raises(ForeignKeyViolation):
            as_app_login.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


FORGED: Final[LiteralString] = """
    INSERT INTO audits_event (number, previous_hash, hash, text, at, kind, subject_kind, subject_id)
    SELECT {}, {}, {}, 'forged', now(), 'forged', 'user', 1 FROM audits_event ORDER BY number DESC LIMIT 1
"""


RIGHT: Final[LiteralString] = "encode(sha256('forged'), 'hex')"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("number", "previous", "own", "refusal"),
    [
        ("number", "hash", "hash", UniqueViolation),
        ("number + 1", "previous_hash", RIGHT, CheckViolation),
        ("0", "hash", RIGHT, CheckViolation),
        ("number + 1", "hash", "'short'", CheckViolation),
        ("number + 1", "hash", "hash", CheckViolation),
        ("9223372036854775807", "hash", RIGHT, CheckViolation),
    ],
    ids=[
        "a number that is taken",
        "a predecessor that is taken",
        "before the first",
        "no hash",
        "the hash of another text",
        "a number far ahead",
    ],
)
def test_no_entry_takes_the_place_of_another(
    number: LiteralString,
    previous: LiteralString,
    own: LiteralString,
    refusal: type[psycopg.Error],
    as_app_login: psycopg.Connection,
) -> None:
    make_one_of_every_kind()
    before = _all_rows(as_app_login)
    with pytest.raises(refusal):
        as_app_login.execute(sql.SQL(FORGED).format(*map(sql.SQL, (number, previous, own))))
    assert _all_rows(as_app_login) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "trick",
    [
        "CREATE TEMP TABLE audits_event (LIKE public.audits_event)",
        "CREATE TABLE public.other (id int)",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('audits', '9999', now())",
        "DELETE FROM django_migrations",
    ],
)
def test_nothing_is_made_that_could_be_taken_for_ours(
    trick: LiteralString, as_app_login: psycopg.Connection
) -> None:
    with pytest.raises(InsufficientPrivilege):
        as_app_login.execute(trick)


def _all_rows(login: psycopg.Connection) -> dict[str, list[tuple[object, ...]]]:
    def rows(model: type[models.Model]) -> list[tuple[object, ...]]:
        names = map(sql.Identifier, (model._meta.db_table, model._meta.pk.column))
        return login.execute(sql.SQL("SELECT * FROM public.{} ORDER BY {}").format(*names)).fetchall()

    return {model._meta.db_table: rows(model) for model in EVERY}
