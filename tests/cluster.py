"""Pytest plugin: one PostgreSQL cluster and one Redis a run, shared by its workers.

The tables are made by their owner; the tests then work with the rights of `app`, as the product does.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg
import pytest
import redis as redis_client
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg import sql
from pytest_django import DjangoDbBlocker

from config.embedded import locks, postgres, redis
from config.embedded.places import APP, Places
from config.embedded.processes import CannotStart
from tests.environment import PREFIX, is_worker, places_of_this_run

# Tests store their rows in transactions that nobody sees: what autovacuum counts meanwhile is an empty table, and every
# plan made by that count is one for a single row.
HASTY: Final = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")
NEVER_CHANGED: Final = frozenset({"django_content_type", "auth_permission"})  # written by migrations alone
WRITTEN: Final = """
    SELECT relname, pg_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relname = ANY (%s) AND pg_relation_size(oid) > 0
"""
MUCH: Final = 4_000_000  # bytes, of all tables together


class Servers:
    """The servers of one run; they end with this process, however it ends."""

    def __init__(self, places: Places) -> None:
        """Start both servers. Raises CannotStart when PostgreSQL does not come up."""
        self.places = places
        places.make()
        (places.data / "static").mkdir()
        self.lock = locks.open_lock(places.locks / "run")
        locks.try_exclusive(self.lock)
        postgres.make_cluster(places, "--no-sync")
        self.redis = self._start("redis", redis.server_command(places))
        self.postgres = self._start("postgres", postgres.server_command(places, HASTY))
        if not postgres.wait_until_accepting(places, self.postgres):
            raise CannotStart((places.logs / "postgres.log").read_text(encoding="utf-8"))
        postgres.complete(places)

    def _start(self, name: str, command: list[str]) -> "subprocess.Popen[bytes]":
        with (self.places.logs / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0
            )

    def stop(self) -> None:
        """Stop both at once; their files are thrown away anyway."""
        self.redis.kill()
        self.postgres.send_signal(signal.SIGQUIT)
        self.redis.wait()
        self.postgres.wait()
        os.close(self.lock)


def remove_abandoned_runs() -> None:
    """Remove what runs left behind that were killed: nobody holds their lock any more."""
    for run in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        lock = run / "lock" / "run"
        if run.owner() == Path.home().owner() and lock.exists():
            descriptor = locks.open_lock(lock)
            if locks.try_exclusive(descriptor):
                shutil.rmtree(run, ignore_errors=True)
            os.close(descriptor)


servers_key = pytest.StashKey[Servers]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers, unless this is a worker or no test will run."""
    if not (is_worker() or config.option.collectonly or config.option.help or config.option.version):
        remove_abandoned_runs()
        config.stash[servers_key] = Servers(places_of_this_run())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started and remove the directory of the run."""
    if servers := config.stash.get(servers_key, None):
        servers.stop()
    if not is_worker():
        shutil.rmtree(places_of_this_run().data, ignore_errors=True)


def empty_what_was_filled(_case: TransactionTestCase) -> None:
    """Take away what a test committed, as the owner: `app` may not, and the record's triggers refuse it to everybody.

    Django would truncate every table there is, some hundred files each time, and tell all apps to begin anew. That
    is for tables in which thousands of tests left what they undid; after it, few have anything, and go empty by row.
    Whoever still writes into one is waited for.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE; SET session_replication_role = replica")
        tables = sorted({*connection.introspection.django_table_names()} - NEVER_CHANGED)
        cursor.execute(WRITTEN, [tables])
        written = dict(cursor.fetchall())
        if sum(written.values()) > MUCH:
            cursor.execute(sql.SQL("TRUNCATE {}").format(_listed(tables)))
        elif written:
            lock = sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(_listed(written))
            empty = [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in written]
            cursor.execute(sql.SQL("; ").join([lock, *empty]))
        cursor.execute(f"RESET session_replication_role; SET ROLE {APP}")


def _listed(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


TransactionTestCase._fixture_teardown = empty_what_was_filled  # type: ignore[attr-defined]


@contextmanager
def as_owner() -> Iterator[None]:
    """Let the block write as the owner of the tables, past the triggers that keep rows as they are.

    For a past that no act could make today, and for what somebody with the owner's password could do.
    Works inside a test's transaction and without one; whatever is raised undoes the block and steps down.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE; SET LOCAL session_replication_role = replica")
        yield
        cursor.execute(f"SET LOCAL session_replication_role = origin; SET LOCAL ROLE {APP}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database, made by its owner and used with the rights of `app`."""
    with django_db_blocker.unblock():
        connection.close()
    before = connection.settings_dict["OPTIONS"]["options"]
    connection.settings_dict["OPTIONS"]["options"] = f"{before} -c role={APP}"
    yield
    with django_db_blocker.unblock():
        connection.close()
    connection.settings_dict["OPTIONS"]["options"] = before


@pytest.fixture(scope="module")
def _app_login(django_db_setup: None) -> Iterator[psycopg.Connection]:
    address = places_of_this_run().database_url(APP, connection.settings_dict["NAME"])
    with psycopg.connect(address, autocommit=True, prepare_threshold=None) as login:
        yield login


@pytest.fixture
def as_app_login(_app_login: psycopg.Connection) -> psycopg.Connection:
    """A connection that logged in as `app`, as the product does: no way back to the owner's rights."""
    _app_login.execute("DISCARD ALL")
    return _app_login


@pytest.fixture(scope="session")
def _redis() -> Iterator[redis_client.Redis]:
    with redis_client.Redis.from_url(settings.REDIS_URL) as client:
        yield client


@pytest.fixture(autouse=True)
def _empty_redis(_redis: redis_client.Redis) -> None:
    """Let no limit, cached answer or queued bell of one test be met by the next."""
    _redis.flushdb()
