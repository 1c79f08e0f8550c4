"""What a check stands on: one unchanging view of the database, and a memory that is not searched meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def steady() -> Iterator[None]:
    """See the database as it is now until the end, and change nothing, while others go on writing.

    Inside a transaction that has begun, its own view has to do.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def uncollected() -> Iterator[None]:
    """Let nobody look for cycles among the millions of things a check remembers; it makes none.

    That search took a third of the time. What is no longer needed goes as always.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
