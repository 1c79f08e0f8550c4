"""Where trials are held: one cluster for all, and a copy of an untouched database whenever one was written to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

import psycopg
import redis as redis_client
from django.conf import settings
from django.db import connections

from config.embedded.places import OWNER, Places
from tests.cluster import Servers
from tests.environment import WORKER, places_of_this_run

USED: Final = "test_husok"
PRISTINE: Final = "husok_pristine"


class Broken(Exception):
    """The trials cannot be trusted: the ground gave way, not the code."""


@contextmanager
def servers() -> Iterator[Places]:
    """The servers of this run; whoever runs pytest from here on is a worker that starts none of its own."""
    places = places_of_this_run()
    running = Servers(places)
    os.environ[WORKER] = "gw0"
    try:
        yield places
    finally:
        running.stop()
        shutil.rmtree(places.data, ignore_errors=True)


def make_pristine() -> None:
    """Make the tables once, in the database that trials get copies of."""
    child = os.fork()
    if child == 0:
        _make_tables()
    if os.waitpid(child, 0)[1]:
        raise Broken("the tables could not be made")
    with _as_owner() as connection:
        connection.execute(f"ALTER DATABASE {USED} RENAME TO {PRISTINE}")
    _use_the_copy()


def _make_tables() -> NoReturn:
    """In a process of its own: what it imports must not be there before a mutant is."""
    try:
        connections["default"].creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connections.close_all()
    except BaseException:
        os._exit(1)
    os._exit(0)


def clean_database() -> None:
    """A database as the migrations leave it, in place of what trials committed."""
    with _as_owner() as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {USED} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {USED} TEMPLATE {PRISTINE} STRATEGY FILE_COPY")


def _use_the_copy() -> None:
    """Let Django take the database that is there instead of asking every migration whether it was applied."""
    default = connections["default"]

    def take(*_arguments: object, **_options: object) -> str:
        default.close()
        default.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = USED
        return USED

    default.creation.create_test_db = take  # type: ignore[method-assign]


def require_servers() -> None:
    """Raise Broken unless both servers answer: a test that fails without them says nothing about a mutant."""
    try:
        with _as_owner() as connection:
            connection.execute("SELECT 1")
        redis_client.Redis.from_url(places_of_this_run().redis_url).ping()
    except (psycopg.Error, redis_client.RedisError) as reason:
        raise Broken(f"a server does not answer: {reason}") from reason


def _as_owner() -> psycopg.Connection:
    return psycopg.connect(places_of_this_run().database_url(OWNER, "postgres"), autocommit=True)
