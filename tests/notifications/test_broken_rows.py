"""One row that nobody can make sense of holds up no other one, and stays in sight."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from audits import record
from audits.models import Event, User
from audits.record import Entry
from notifications import bundles, delivery, planner, tasks
from notifications.models import (
    Kind,
    Notification,
    Occasion,
    OccasionKind,
    OccasionState,
    Part,
    Reading,
    Sign,
    State,
)
from tests.notifications.conftest import MONDAY, Clock, Late, Tell, at
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db

NO_ROUND = "nothing"


def test_a_mail_that_cannot_be_composed_holds_up_no_other(
    tell: Tell, officer: User, head: User, coordinator: User, relay: Sink, clock: Clock
) -> None:
    tell(OccasionKind.ROUND_OPENED, officer, period=NO_ROUND)
    for person in (head, coordinator):
        tell(OccasionKind.URGED, person)
    Occasion.objects.filter(recipient=coordinator).update(kind=OccasionKind.OVERDUE_COORDINATOR)
    bundles.bundle(at(MONDAY, 9))
    clock(at(MONDAY, 9))
    assert delivery.deliver() == {State.FAILED: 1, State.SENT: 2}
    row = Notification.objects.get(recipient=officer)
    assert (row.state, row.attempts, "could not be composed" in row.last_error) == (State.FAILED, 1, True)
    assert delivery.deliver() == {}, "its own attempts go on when their time has come"


def test_a_digest_that_cannot_be_composed_holds_up_no_other(
    tell: Tell, late: Late, officer: User, head: User, relay: Sink, clock: Clock
) -> None:
    late()
    planner.plan_due(at(MONDAY))
    tell(OccasionKind.ROUND_OPENED, officer, period=NO_ROUND)
    bundles.bundle(at(MONDAY))
    clock(at(MONDAY))
    assert delivery.deliver() == {State.FAILED: 1, State.SENT: 1}
    assert Notification.objects.get(state=State.SENT).recipient == head


def test_one_that_is_given_up_takes_nothing_else_of_its_reader_along(
    tell: Tell, officer: User, relay: Sink, clock: Clock
) -> None:
    broken = tell(OccasionKind.ROUND_OPENED, officer, period=NO_ROUND)
    now = at(MONDAY, 8)
    bundles.bundle(now)
    for _attempt in range(delivery.MOST_ATTEMPTS):
        clock(now)
        delivery.deliver()
        now = Notification.objects.get().next_attempt_at or now
    row = Notification.objects.get()
    assert (row.state, row.kind) == (State.DEAD, Kind.REMINDER)
    assert Event.objects.filter(kind="notification_dead", subject_id=row.pk).count() == 1
    broken.refresh_from_db()
    assert (broken.state, broken.notification) == (OccasionState.TOLD, row)
    tuesday = MONDAY + timedelta(days=1)
    tell(OccasionKind.URGED, officer)
    bundles.bundle(at(tuesday, 9))
    clock(at(tuesday, 9))
    assert delivery.deliver() == {State.SENT: 1}


def test_an_entry_that_nobody_understands_holds_up_neither_dates_nor_digests_and_is_seen(
    late: Late, officer: User, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """What the record brought since waits, and the planner counts as silent until somebody has looked."""
    clock(at(MONDAY))
    Reading.objects.create(pk=1, number=record.head()[0], begun_on=MONDAY - timedelta(days=30))
    duty = late(3)
    with transaction.atomic():
        record.append(Entry("handover_offered", duty, None, facts={}))
    before = Reading.objects.get().number
    for _tick in range(2):
        tasks.tick()
    assert Occasion.objects.planned().get().kind == OccasionKind.OVERDUE
    assert Notification.objects.get().kind == Kind.WEEKLY_DIGEST
    assert Reading.objects.get().number == before
    assert not Sign.objects.filter(part=Part.PLANNER).exists()
    assert "a step of the planner failed" in caplog.text


def test_an_address_that_breaks_the_sender_itself_holds_up_no_other_mail_of_the_run(
    tell: Tell, officer: User, head: User, relay: Sink, clock: Clock
) -> None:
    """Python's own parser stumbles over it; what came of the mail is for a person to see."""
    User.objects.filter(pk=officer.pk).update(email="office@[")
    tell(OccasionKind.URGED, officer)
    Occasion.objects.update(address="office@[")
    tell(OccasionKind.URGED, head)
    bundles.bundle(at(MONDAY, 9))
    clock(at(MONDAY, 9))
    assert delivery.deliver() == {State.UNCERTAIN: 1, State.SENT: 1}
    assert Notification.objects.get(recipient=officer).last_error
