"""The office of the table, built once a file and undone after it; how many cells were tried is told at the end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.rights import cells, world
from tests.rights.doors import Door
from tests.rights.world import World

CELLS = "cells"
Try = Callable[[str, Door], str]


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Everybody and everything of the table, in a transaction that is never committed."""
    many = settings.API_CALLS_PER_MINUTE * 1_000
    with django_db_blocker.unblock(), override_settings(API_CALLS_PER_MINUTE=many), transaction.atomic():
        log = logging.getLogger("django.request")
        log.setLevel(logging.ERROR)  # refusals are what this is about, not news
        yield world.build()
        log.setLevel(logging.NOTSET)
        transaction.set_rollback(True)


@pytest.fixture
def faults(office: World, record_property: Callable[[str, object], None]) -> Try:
    """Try every cell of somebody at a door; answers what is wrong."""

    def try_all(who: str, door: Door) -> str:
        count, found = cells.wrong(office, who, door)
        record_property(CELLS, count)
        return "\n".join(found)

    return try_all


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many cells of the table were tried in this run."""
    reports = [
        report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, ())
    ]
    count = sum(value for report in reports for name, value in report.user_properties if name == CELLS)
    if count:
        terminalreporter.write_line(f"rights: {count:,} cells of the table tried")
