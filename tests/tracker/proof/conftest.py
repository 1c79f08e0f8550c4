"""One town for the tests of a file: what they bend is put back."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.tracker.proof.past import live
from tests.tracker.proof.town import Town, founded


@pytest.fixture(scope="module")
def town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """The town with its whole past, in a transaction that ends with the file."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        founded(tmp_path_factory.mktemp("store")) as place,
    ):
        live(place)
        yield place
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def seed() -> int:
    """What chance begins with: new each time, or TAMPER_SEED to see the same again."""
    return int(os.environ.get("TAMPER_SEED") or int.from_bytes(os.urandom(4)))
