"""A world that all tests of a file begin in: made once, and undone with the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def planted(blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a fixture of a module: what it stores is there for each test and gone after the last.

    A test's own transaction becomes a savepoint in this one, so each begins in the same world; none may commit.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
