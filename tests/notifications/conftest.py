"""A week with something late in it, and a relay to send it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from audits.models import Audit, Department
from tests.factories import assign, make_audit, make_demand
from tests.notifications import sink
from tests.notifications.sink import Sink
from tracker.models import Assignment

MONDAY = date(2026, 11, 23)
WEEK = "2026-W48"

Late = Callable[..., Assignment]


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """A moment of the office's clock."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001


@pytest.fixture
def audit(lists: None) -> Audit:
    """One audit."""
    return make_audit()


@pytest.fixture
def late(audit: Audit, department: Department) -> Late:
    """Make an assignment that is so many days late on Monday; each on a demand of its own."""
    made: list[Assignment] = []

    def make(
        days: int = 3, *, of: Department | None = department, text: str = "예산 낭비가 없도록 할 것"
    ) -> Assignment:
        with transaction.atomic():
            demand = make_demand(audit, len(made) + 1, text)
            made.append(assign(demand, of, due=MONDAY - timedelta(days=days)))
        return made[-1]

    return make


@pytest.fixture
def relay(settings: Settings) -> Iterator[Sink]:
    """A relay that Django's own backend sends to."""
    with sink.running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 1
        yield server
