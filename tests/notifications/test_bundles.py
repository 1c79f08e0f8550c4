"""One mail, not hundreds: the occasions of one person and day are one reminder, or go along in the day's digest."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from audits.models import Department, Event, Role, User
from notifications import bundles, delivery, planner
from notifications.models import Attempt, Kind, Notification, Occasion, OccasionKind, Reason, State
from tests.conftest import Enrol
from tests.notifications.conftest import MONDAY, Clock, Late, Tell, at
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
FRIDAY = MONDAY + timedelta(days=4)
STATEMENTS = 13  # one of them opens the savepoint and one closes it


def test_all_that_one_person_is_told_on_a_day_is_one_mail(tell: Tell, officer: User, head: User) -> None:
    mine = [tell(kind, officer) for kind in (OccasionKind.URGED, OccasionKind.DUE_SOON)]
    tell(OccasionKind.DUE_SOON, head)
    assert bundles.bundle(at(MONDAY, 9)) == 2
    row = Notification.objects.get(recipient=officer)
    assert (row.kind, row.period, row.state) == (Kind.REMINDER, "2026-11-23", State.PLANNED)
    assert (row.seat, row.address) == ("정보정책과 담당자", officer.email)
    assert list(row.occasions.in_order()) == mine
    assert bundles.bundle(at(MONDAY, 9, 5)) == 0


def test_what_comes_up_while_the_mail_waits_goes_along(tell: Tell, officer: User) -> None:
    tell(OccasionKind.DUE_SOON, officer)
    bundles.bundle(at(MONDAY, 7))
    tell(OccasionKind.URGED, officer, seat="통신과 담당자")
    assert bundles.bundle(at(MONDAY, 7, 5)) == 0
    assert Notification.objects.get().occasions.count() == 2


def test_several_seats_of_one_person_are_named_in_their_one_mail(tell: Tell, officer: User) -> None:
    tell(OccasionKind.DUE_SOON, officer)
    tell(OccasionKind.URGED, officer, seat="통신과 담당자")
    bundles.bundle(at(MONDAY, 9))
    assert Notification.objects.get().seat == "정보정책과 담당자 · 통신과 담당자"


def test_a_mailbox_has_one_mail_in_any_letter_case(tell: Tell) -> None:
    for address in ("office@demo.example", "Office@demo.example"):
        tell(OccasionKind.DUE_SOON, address)
        bundles.bundle(at(MONDAY, 9))
    row = Notification.objects.get()
    assert (row.recipient, row.occasions.count()) == (None, 2)


def test_on_the_day_of_the_digest_they_go_along_in_it(tell: Tell, late: Late, officer: User) -> None:
    late()
    planner.plan_due(at(MONDAY))
    occasion = tell(OccasionKind.DUE_SOON, officer)
    assert bundles.bundle(at(MONDAY, 8)) == 0
    occasion.refresh_from_db()
    assert occasion.notification == Notification.objects.get(kind=Kind.WEEKLY_DIGEST)


def test_a_reminder_planned_before_the_digest_gives_way_to_it(tell: Tell, late: Late, officer: User) -> None:
    occasion = tell(OccasionKind.DUE_SOON, officer)
    bundles.bundle(at(MONDAY, 6))
    late()
    planner.plan_due(at(MONDAY))
    assert bundles.bundle(at(MONDAY)) == 0
    occasion.refresh_from_db()
    reminder = Notification.objects.get(kind=Kind.REMINDER)
    assert (reminder.state, reminder.reason) == (State.SKIPPED, Reason.SUPERSEDED)
    assert (occasion.state, occasion.notification) == (
        "planned",
        Notification.objects.get(kind=Kind.WEEKLY_DIGEST),
    )


def test_after_the_digest_has_left_the_day_has_had_its_mail(
    tell: Tell, late: Late, officer: User, relay: Sink, clock: Clock
) -> None:
    late()
    planner.plan_due(at(MONDAY))
    clock(at(MONDAY, 8, 1))
    delivery.deliver()
    tell(OccasionKind.DUE_SOON, officer)
    bundles.bundle(at(MONDAY, 9))
    assert Notification.objects.get(kind=Kind.REMINDER).period == TUESDAY.isoformat()
    clock(at(WEDNESDAY, 9))
    tell(OccasionKind.DUE_SOON, officer)
    bundles.bundle(at(WEDNESDAY, 9))
    assert Notification.objects.latest("id").period == WEDNESDAY.isoformat(), "Monday's digest is long gone"


def _leave(row: Notification, day: object = None) -> None:
    """Let a mail have left."""
    Notification.objects.filter(pk=row.pk).update(state=State.SENT, sent_at=at(MONDAY, 8), attempts=1)
    row.occasions.update(state="told")


def test_what_comes_up_after_the_days_mail_waits_for_the_next_working_day(tell: Tell, officer: User) -> None:
    tell(OccasionKind.DUE_SOON, officer)
    bundles.bundle(at(FRIDAY, 9))
    _leave(Notification.objects.get())
    tell(OccasionKind.ASSIGNED, officer)
    tell(OccasionKind.RETURNED, officer)
    assert bundles.bundle(at(FRIDAY, 10)) == 1
    row = Notification.objects.latest("id")
    assert (row.period, row.next_attempt_at) == ("2026-11-30", at(FRIDAY + timedelta(days=3)))
    assert row.occasions.count() == 2


@pytest.mark.parametrize("state", [State.LEASED, State.SENT, State.UNCERTAIN, State.DEAD])
def test_what_is_urgent_gets_a_further_mail_where_the_days_mail_has_left(
    tell: Tell, officer: User, state: State
) -> None:
    tell(OccasionKind.DUE_SOON, officer)
    bundles.bundle(at(MONDAY, 9))
    first = {"leased_until": at(MONDAY, 10)} if state == State.LEASED else {}
    first |= {"sent_at": at(MONDAY, 9)} if state == State.SENT else {}
    Notification.objects.update(state=state, attempts=1, **first)
    Occasion.objects.update(state="told")
    urgent, other = tell(OccasionKind.URGED, officer), tell(OccasionKind.RETURNED, officer)
    assert bundles.bundle(at(MONDAY, 10)) == 2
    urgent.refresh_from_db()
    other.refresh_from_db()
    assert urgent.notification
    assert other.notification
    assert (urgent.notification.period, other.notification.period) == ("2026-11-23.2", "2026-11-24")
    _leave(urgent.notification)
    tell(OccasionKind.URGED, officer)
    assert bundles.bundle(at(MONDAY, 11)) == 1
    assert Notification.objects.latest("id").period == "2026-11-23.3"


def test_a_mail_that_told_nothing_does_not_make_others_wait(tell: Tell, officer: User) -> None:
    tell(OccasionKind.DUE_SOON, officer)
    bundles.bundle(at(MONDAY, 9))
    Notification.objects.update(state=State.SKIPPED, reason=Reason.SETTLED)
    Occasion.objects.update(state="skipped", reason=Reason.SETTLED)
    tell(OccasionKind.ASSIGNED, officer)
    bundles.bundle(at(MONDAY, 10))
    row = Notification.objects.latest("id")
    assert (row.period, row.next_attempt_at) == ("2026-11-23.2", at(MONDAY, 10))


def test_after_days_without_sending_a_person_gets_one_current_mail(tell: Tell, officer: User) -> None:
    for day in range(3):
        tell(OccasionKind.DUE_SOON, officer)
        bundles.bundle(at(MONDAY + timedelta(days=day), 9))
    waiting = Notification.objects.waiting().get()
    assert (waiting.period, waiting.occasions.count()) == (WEDNESDAY.isoformat(), 3)
    skipped = Notification.objects.filter(state=State.SKIPPED, reason=Reason.SUPERSEDED)
    assert skipped.count() == 2
    assert Event.objects.filter(kind="notification_skipped").count() == 2


def _refuse(row: Notification) -> None:
    """Let the relay have refused a mail for now."""
    Notification.objects.filter(pk=row.pk).update(state=State.FAILED, attempts=1)
    row.occasions.update(state="told")
    Attempt.objects.create(
        notification=row, number=1, started_at=at(MONDAY), ended_at=at(MONDAY), outcome=State.FAILED
    )


def test_one_that_the_relay_refused_for_now_goes_its_own_way_on_its_day(
    tell: Tell, late: Late, officer: User
) -> None:
    tell(OccasionKind.DUE_SOON, officer)
    bundles.bundle(at(MONDAY, 7))
    row = Notification.objects.get()
    _refuse(row)
    late()
    planner.plan_due(at(MONDAY))
    bundles.bundle(at(MONDAY))
    row.refresh_from_db()
    assert (row.state, row.occasions.count()) == (State.FAILED, 1)


def test_one_that_the_relay_refused_the_day_before_gives_way_to_the_one_mail_of_the_day(
    tell: Tell, officer: User
) -> None:
    tell(OccasionKind.DUE_SOON, officer)
    bundles.bundle(at(MONDAY, 9))
    refused = Notification.objects.get()
    _refuse(refused)
    tell(OccasionKind.ASSIGNED, officer)
    assert bundles.bundle(at(TUESDAY, 8)) == 1
    refused.refresh_from_db()
    assert (refused.state, refused.reason) == (State.SKIPPED, Reason.SUPERSEDED)
    row = Notification.objects.waiting().get()
    assert (row.period, row.occasions.planned().count()) == (TUESDAY.isoformat(), 2)


def test_a_clock_that_moved_back_makes_no_second_mail_of_a_day(tell: Tell, officer: User) -> None:
    tell(OccasionKind.DUE_SOON, officer)
    bundles.bundle(at(WEDNESDAY, 9))
    _leave(Notification.objects.get())
    tell(OccasionKind.DUE_SOON, officer)
    bundles.bundle(at(TUESDAY, 8))
    tell(OccasionKind.DUE_SOON, officer)
    bundles.bundle(at(WEDNESDAY, 10))
    periods = Notification.objects.exclude(state=State.SKIPPED).values_list("period", flat=True)
    assert sorted(periods) == [WEDNESDAY.isoformat(), (WEDNESDAY + timedelta(days=1)).isoformat()]


def test_what_is_settled_or_told_makes_no_mail(tell: Tell, officer: User) -> None:
    tell(OccasionKind.DUE_SOON, officer, state="skipped", reason=Reason.SUPERSEDED)
    assert bundles.bundle(at(MONDAY, 9)) == 0
    assert not Notification.objects.exists()


def test_planning_is_on_record_with_ids_and_no_address(tell: Tell, officer: User) -> None:
    tell(OccasionKind.DUE_SOON, officer)
    bundles.bundle(at(MONDAY, 9))
    event = Event.objects.get(kind="reminders_planned")
    assert f'"notifications":[{Notification.objects.get().pk}]' in event.text
    assert officer.email not in event.text


@pytest.mark.parametrize("people", [3, 300])
def test_it_takes_the_same_statements_for_many(
    tell: Tell,
    enrol: Enrol,
    department: Department,
    people: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first = tell(OccasionKind.DUE_SOON, enrol(Role.OFFICER, department=department))
    others = User.objects.bulk_create(
        User(email=f"many{number}@demo.example", name="시연") for number in range(people - 1)
    )
    for person in others:
        first.pk, first.recipient, first.address, first.key = None, person, person.email, f"user:{person.pk}"
        first.save(force_insert=True)
    with django_assert_num_queries(STATEMENTS):
        assert bundles.bundle(at(MONDAY, 9)) == people
    assert Occasion.objects.filter(notification=None).count() == 0


def test_with_nothing_to_do_it_asks_little(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(6):
        assert bundles.bundle(at(MONDAY, 9)) == 0


@pytest.mark.django_db(transaction=True)
def test_two_that_bundle_at_once_make_one_mail(tell: Tell, officer: User, head: User) -> None:
    for person in (officer, head):
        tell(OccasionKind.DUE_SOON, person)
    made: list[int] = []
    together = threading.Barrier(4)

    def run() -> None:
        together.wait(10)
        made.append(bundles.bundle(at(MONDAY, 9)))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(made) == [0, 0, 0, 2]
    assert Notification.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_comes_up_while_a_worker_takes_the_mail_waits_for_another_one(
    tell: Tell, officer: User, relay: Sink, clock: Clock
) -> None:
    """The worker has composed the mail and hangs at the relay's greeting; then it leaves without the newcomer."""
    tell(OccasionKind.URGED, officer)
    bundles.bundle(at(MONDAY, 9))
    clock(at(MONDAY, 9))
    relay.slow = threading.Event()

    def send() -> None:
        delivery.deliver()
        connection.close()

    worker = threading.Thread(target=send)
    worker.start()
    assert relay.greeted.wait(10)
    late = tell(OccasionKind.ASSIGNED, officer)
    assert bundles.bundle(at(MONDAY, 9)) == 0
    relay.slow.set()
    worker.join(10)
    bundles.bundle(at(MONDAY, 9, 5))
    late.refresh_from_db()
    assert (late.state, late.notification) == (
        "planned",
        Notification.objects.get(period=TUESDAY.isoformat()),
    )
