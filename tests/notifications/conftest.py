"""A week with something late in it, and a relay to send it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from audits.models import Audit, Department, User
from notifications.models import Notification, Occasion, OccasionKind, State, key_of
from notifications.occasions.table import ROUNDS, round_period
from tests.factories import assign, make_audit, make_demand
from tests.notifications import sink
from tests.notifications.sink import Sink
from tracker.models import Assignment, Stage

MONDAY = date(2026, 11, 23)
WEEK = "2026-W48"

Late = Callable[..., Assignment]
Clock = Callable[[datetime], None]
Tell = Callable[..., Occasion]


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
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the office's clock at a moment, and at another one when asked again."""

    def stop(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return stop


@pytest.fixture
def tell(audit: Audit, department: Department) -> Tell:
    """Let something come up that one person is to be told of, on an assignment of its own that it is true of."""

    def come_up(
        kind: OccasionKind,
        to: User | str,
        *,
        due: date = MONDAY,
        on: date = MONDAY,
        text: str = "",
        **columns: object,
    ) -> Occasion:
        person = to if isinstance(to, User) else None
        number = 500 + Assignment.objects.count()
        with transaction.atomic():
            demand = make_demand(audit, number, text or f"{number}번째로 고칠 것")
            duty = assign(demand, department, due=due)
        if person:
            Assignment.objects.filter(pk=duty.pk).update(officer=person)
        if kind == OccasionKind.RETURNED:
            Assignment.objects.filter(pk=duty.pk).update(stage=Stage.RETURNED)
        address = person.email if person else str(to)
        facts: dict[str, object] = {
            "kind": kind,
            "recipient": person,
            "address": address,
            "key": key_of(person.pk if person else None, address),
            "seat": "정보정책과 담당자" if person else "정보정책과 공용 전자우편",
            "assignment": duty,
            "department": department,
            "period": round_period(0, due) if kind in ROUNDS else due.isoformat(),
            "on": on,
            "planned_at": at(on),
        }
        return Occasion.objects.create(**facts | columns)

    return come_up


def again_now() -> None:
    """Let the time until the next attempt pass, for all that waits."""
    waiting = Notification.objects.filter(state__in=(State.FAILED, State.QUEUED, State.PLANNED))
    waiting.update(next_attempt_at=timezone.now())


@pytest.fixture
def relay(settings: Settings) -> Iterator[Sink]:
    """A relay that Django's own backend sends to."""
    with sink.running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 1
        yield server
