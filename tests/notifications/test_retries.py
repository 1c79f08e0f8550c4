"""Refusals for now are tried again after 1, 5, 30 minutes, 2 and 6 hours; an absent relay is no fault of a mail."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from audits.models import Event, User
from notifications import bundles, delivery
from notifications.models import Attempt, Notification, OccasionKind, State
from tests.notifications.conftest import MONDAY, Clock, Tell, at
from tests.notifications.sink import DROP, Sink

pytestmark = pytest.mark.django_db

MINUTES = [1, 5, 30, 120, 360]


@pytest.fixture(autouse=True)
def _monday_at_eight(clock: Clock) -> None:
    clock(at(MONDAY, 8))


@pytest.fixture
def waiting(tell: Tell, officer: User) -> Notification:
    """One reminder that may leave."""
    tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY, 8))
    return Notification.objects.get()


def _due(row: Notification) -> datetime:
    row.refresh_from_db()
    assert row.next_attempt_at
    return row.next_attempt_at


def test_refusals_for_now_are_tried_again_to_the_minute_and_then_given_up(
    waiting: Notification, relay: Sink, clock: Clock
) -> None:
    relay.answers["rcpt"] = "451 try later"
    now = at(MONDAY, 8)
    for minutes in MINUTES:
        assert delivery.deliver() == {State.FAILED: 1}
        assert _due(waiting) - now == timedelta(minutes=minutes)
        clock(_due(waiting) - timedelta(seconds=1))
        assert delivery.deliver() == {}
        now = _due(waiting)
        clock(now)
    assert delivery.deliver() == {State.DEAD: 1}
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, waiting.last_error) == (State.DEAD, 6, "451 try later")
    assert Event.objects.filter(kind="notification_dead", subject_id=waiting.pk).count() == 1


def test_a_retry_that_falls_into_the_night_waits_for_the_morning(
    waiting: Notification, relay: Sink, clock: Clock
) -> None:
    relay.answers["rcpt"] = "451 try later"
    clock(at(MONDAY, 19, 59))
    assert delivery.deliver() == {State.FAILED: 1}
    relay.answers.clear()
    clock(at(MONDAY, 20))
    assert delivery.deliver() == {}
    clock(at(MONDAY + timedelta(days=1), 8))
    assert delivery.deliver() == {State.SENT: 1}


@pytest.mark.parametrize("answer", [DROP, "421 closed", "535 who are you"])
def test_a_relay_that_does_not_answer_is_asked_again_and_makes_nothing_dead(
    waiting: Notification, relay: Sink, clock: Clock, answer: str
) -> None:
    relay.answers["connect"] = answer
    now = at(MONDAY, 8)
    for minutes in [*MINUTES, 360, 360]:
        assert delivery.deliver() == {State.FAILED: 1}
        assert _due(waiting) - now == timedelta(minutes=minutes)
        now = at(MONDAY + timedelta(days=1), 8) if _due(waiting) >= at(MONDAY, 20) else _due(waiting)
        clock(now)
        Notification.objects.update(next_attempt_at=now)
    relay.answers.clear()
    assert delivery.deliver() == {State.SENT: 1}


def test_what_waits_is_held_back_with_it_and_no_attempt_is_counted(
    tell: Tell, officer: User, head: User, relay: Sink, clock: Clock
) -> None:
    for person in (officer, head):
        tell(OccasionKind.URGED, person)
    bundles.bundle(at(MONDAY, 8))
    relay.answers["connect"] = DROP
    assert delivery.deliver() == {State.FAILED: 1}
    assert sorted(Notification.objects.values_list("attempts", flat=True)) == [0, 1]
    assert set(Notification.objects.values_list("next_attempt_at", flat=True)) == {at(MONDAY, 8, 1)}
    relay.answers.clear()
    assert delivery.deliver() == {}
    clock(at(MONDAY, 8, 1))
    assert delivery.deliver() == {State.SENT: 2}
    assert set(relay.times().values()) == {1}


def test_a_relay_that_goes_away_burns_none_of_the_mails_own_attempts(
    waiting: Notification, relay: Sink, clock: Clock
) -> None:
    for step in ("connect", "mail"):
        relay.answers = {step: "421 going away"}
        clock(_due(waiting))
        assert delivery.deliver() == {State.FAILED: 1}
    relay.answers = {"rcpt": "451 try later"}
    clock(_due(waiting))
    now = _due(waiting)
    assert delivery.deliver() == {State.FAILED: 1}
    assert _due(waiting) - now == timedelta(minutes=1), "its own first refusal"
    outcomes = list(Attempt.objects.order_by("id").values_list("outcome", flat=True))
    assert outcomes == [State.QUEUED, State.QUEUED, State.FAILED]


def test_once_it_answered_it_is_asked_again_after_a_minute(
    tell: Tell, officer: User, head: User, relay: Sink, clock: Clock
) -> None:
    tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY, 8))
    for answers in ({"connect": DROP}, {"connect": DROP}, {}):
        relay.answers = answers
        Notification.objects.waiting().update(next_attempt_at=at(MONDAY, 8))
        delivery.deliver()
    tell(OccasionKind.URGED, head)
    bundles.bundle(at(MONDAY, 8))
    relay.answers = {"connect": DROP}
    delivery.deliver()
    assert _due(Notification.objects.waiting().get()) == at(MONDAY, 8, 1)
