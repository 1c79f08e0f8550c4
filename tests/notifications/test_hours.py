"""Mail leaves from 08:00 to 20:00 on working days; what is due this very day, until midnight on any day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytest_django import Settings

from audits.models import Holiday, User
from notifications import bundles, delivery, planner
from notifications.hours import Hours
from notifications.models import Notification, OccasionKind, State
from tests.notifications.conftest import MONDAY, Clock, Late, Tell, at
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db

FRIDAY = MONDAY - timedelta(days=3)
SATURDAY = MONDAY - timedelta(days=2)
SUNDAY = MONDAY - timedelta(days=1)
TUESDAY = MONDAY + timedelta(days=1)
NEW_YEAR = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        (at(MONDAY, 7, 59), at(MONDAY, 8)),
        (at(MONDAY, 8), at(MONDAY, 8)),
        (at(MONDAY, 19, 59), at(MONDAY, 19, 59)),
        (at(MONDAY, 20), at(TUESDAY, 8)),
        (at(FRIDAY, 23, 59), at(MONDAY, 8)),
        (at(SATURDAY, 12), at(MONDAY, 8)),
        (at(SUNDAY, 0), at(MONDAY, 8)),
        (at(date(2026, 12, 31), 20), at(date(2027, 1, 4), 8)),
    ],
)
def test_the_next_moment_of_sending(db: None, asked: object, opens: object) -> None:
    Holiday.objects.create(date=NEW_YEAR, name="신정")
    assert Hours.load(asked).next_open(asked) == opens  # type: ignore[arg-type]  # a moment


def test_a_holiday_is_no_day_of_sending(db: None) -> None:
    Holiday.objects.create(date=MONDAY, name="임시공휴일")
    assert Hours.load(at(MONDAY, 10)).next_open(at(MONDAY, 10)) == at(TUESDAY, 8)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        (at(MONDAY, 7, 59), False),
        (at(MONDAY, 8), True),
        (at(MONDAY, 19, 59), True),
        (at(MONDAY, 20), False),
        (at(SATURDAY, 12), False),
    ],
)
def test_a_reminder_that_waits_leaves_in_sending_hours_alone(
    tell: Tell, officer: User, relay: Sink, clock: Clock, now: object, leaves: bool
) -> None:
    tell(OccasionKind.URGED, officer)
    clock(at(FRIDAY, 12))
    bundles.bundle(at(FRIDAY, 12))
    Notification.objects.update(next_attempt_at=at(FRIDAY, 12))
    clock(now)  # type: ignore[arg-type]  # a moment
    delivery.deliver()
    assert len(relay.accepted) == leaves


def test_a_holiday_holds_back_what_waits(tell: Tell, officer: User, relay: Sink, clock: Clock) -> None:
    Holiday.objects.create(date=MONDAY, name="임시공휴일")
    tell(OccasionKind.URGED, officer)
    bundles.bundle(at(FRIDAY, 12))
    clock(at(MONDAY, 12))
    assert delivery.deliver() == {}
    assert not delivery.queue(at(MONDAY, 12))
    assert delivery.queue(at(TUESDAY, 8))


def test_what_is_due_on_a_sunday_is_told_on_that_sunday_and_nothing_else_is(
    tell: Tell, officer: User, relay: Sink, clock: Clock
) -> None:
    due = tell(OccasionKind.DUE_TODAY, officer, due=SUNDAY, on=SUNDAY)
    other = tell(OccasionKind.URGED, officer, on=SUNDAY)
    assert bundles.bundle(at(SUNDAY, 0, 5)) == 2
    today, tomorrow = Notification.objects.order_by("period")
    assert (today.period, today.next_attempt_at) == (SUNDAY.isoformat(), at(SUNDAY, 8))
    assert (tomorrow.period, tomorrow.next_attempt_at) == (MONDAY.isoformat(), at(MONDAY, 8))
    assert (today.occasions.get(), tomorrow.occasions.get()) == (due, other)
    clock(at(SUNDAY, 7, 59))
    assert delivery.deliver() == {}
    clock(at(SUNDAY, 8))
    assert delivery.deliver() == {State.SENT: 1}
    assert [mail["Message-ID"] for mail in relay.accepted] == [today.message_id]


def test_what_is_due_today_may_leave_until_midnight_and_goes_alone(
    tell: Tell, officer: User, relay: Sink, clock: Clock
) -> None:
    due, other = tell(OccasionKind.DUE_TODAY, officer), tell(OccasionKind.URGED, officer)
    assert bundles.bundle(at(MONDAY, 10)) == 1
    clock(at(MONDAY, 23, 59))
    assert delivery.deliver() == {State.SENT: 1}
    other.refresh_from_db()
    due.refresh_from_db()
    assert (due.state, other.state, other.notification) == ("told", "planned", None)


def test_what_was_due_yesterday_does_not_leave_at_night(
    tell: Tell, officer: User, relay: Sink, clock: Clock
) -> None:
    tell(OccasionKind.DUE_TODAY, officer)
    bundles.bundle(at(MONDAY, 23))
    clock(at(TUESDAY, 0, 30))
    assert delivery.deliver() == {}


def test_a_digest_waits_for_the_hours_unless_somebody_sends_it(
    late: Late, officer: User, relay: Sink, clock: Clock
) -> None:
    late()
    planner.plan(MONDAY, at(MONDAY, 21))
    clock(at(MONDAY, 21))
    assert delivery.deliver() == {}
    assert delivery.deliver_waiting(MONDAY) == {State.SENT: 1}


def test_where_mail_wakes_nobody_what_comes_up_on_a_sunday_goes_out_on_it(
    tell: Tell, officer: User, relay: Sink, clock: Clock, settings: Settings
) -> None:
    settings.SEND_AT_ANY_HOUR = True
    tell(OccasionKind.URGED, officer, on=SUNDAY)
    assert bundles.bundle(at(SUNDAY, 22)) == 1
    assert Notification.objects.get().period == SUNDAY.isoformat()
    clock(at(SUNDAY, 22))
    assert delivery.deliver() == {State.SENT: 1}


def test_a_trial_may_send_at_any_hour(
    tell: Tell, officer: User, relay: Sink, clock: Clock, settings: Settings
) -> None:
    settings.SEND_AT_ANY_HOUR = True
    tell(OccasionKind.URGED, officer)
    bundles.bundle(at(FRIDAY, 12))
    clock(at(FRIDAY, 21))
    assert delivery.deliver() == {State.SENT: 1}
