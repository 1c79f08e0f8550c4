"""One town for the tests of a file: what they do in it is undone."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

import pytest
from pytest_django import DjangoDbBlocker

from tests.lifecycle.scene import Scene
from tests.lifecycle.town import Town
from tests.planted import planted


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """The town as it is in the beginning."""
    with planted(django_db_blocker):
        yield Town()


@pytest.fixture
def scene(town: Town, db: None) -> Scene:
    """An assignment of department a."""
    return Scene(deepcopy(town))
