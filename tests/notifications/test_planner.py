"""The week's digest is planned once, from its first working day on, whoever asks and however often."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from audits.models import Event, Holiday, User
from notifications import planner, weeks
from notifications.models import DigestPlan, Kind, Notification, State
from tests.notifications.conftest import MONDAY, WEEK, Late, at

pytestmark = pytest.mark.django_db

FRIDAY = MONDAY + timedelta(days=4)


def test_a_week_is_named_as_the_iso_calendar_names_it() -> None:
    assert weeks.period_of(MONDAY) == weeks.period_of(MONDAY + timedelta(days=6)) == WEEK
    assert weeks.period_of(date(2027, 1, 1)) == "2026-W53"


def test_nothing_is_planned_before_eight_on_monday(late: Late, officer: User) -> None:
    late()
    assert planner.plan_due(at(MONDAY, 7, 59)) == 0
    assert planner.plan_due(at(MONDAY, 8)) == 1


def test_monday_in_the_office_is_still_sunday_where_the_database_runs(late: Late, officer: User) -> None:
    late()
    assert planner.plan_due(datetime(2026, 11, 22, 23, tzinfo=UTC)) == 1
    assert DigestPlan.objects.get(period=WEEK).on == MONDAY


def test_a_holiday_on_monday_moves_the_digest_to_tuesday(late: Late, officer: User) -> None:
    late()
    Holiday.objects.create(date=MONDAY, name="임시공휴일")
    assert planner.plan_due(at(MONDAY, 12)) == 0
    assert planner.plan_due(at(MONDAY + timedelta(days=1), 8)) == 1
    assert Notification.objects.get().period == WEEK


def test_a_week_of_holidays_has_no_digest(late: Late, officer: User) -> None:
    late()
    Holiday.objects.bulk_create(Holiday(date=MONDAY + timedelta(days=n), name="연휴") for n in range(5))
    assert planner.plan_due(at(FRIDAY + timedelta(days=2), 23)) == 0


def test_asking_again_plans_nothing_new(late: Late, officer: User, head: User) -> None:
    late()
    assert planner.plan_due(at(MONDAY)) == 2
    assert planner.plan_due(at(MONDAY, 8, 5)) == 0
    assert planner.plan(FRIDAY, at(FRIDAY)) == 0
    assert Notification.objects.count() == 2


def test_what_becomes_late_after_monday_waits_for_the_next_week(late: Late, officer: User) -> None:
    assert planner.plan_due(at(MONDAY)) == 0
    late()
    assert planner.plan_due(at(FRIDAY)) == 0
    assert planner.plan_due(at(MONDAY + timedelta(days=7))) == 1


def test_after_an_outage_there_is_one_current_digest(late: Late, officer: User) -> None:
    late()
    planner.plan_due(at(MONDAY))
    three_weeks_later = MONDAY + timedelta(days=23)
    assert planner.plan_due(at(three_weeks_later, 15)) == 1
    assert set(Notification.objects.values_list("period", flat=True)) == {WEEK, "2026-W51"}


def test_without_anything_late_nobody_is_told(officer: User, coordinator: User, secretariat: User) -> None:
    assert planner.plan_due(at(MONDAY)) == 0
    assert DigestPlan.objects.filter(period=WEEK).exists()


def test_a_planned_mail_has_its_message_id_and_waits(late: Late, officer: User) -> None:
    late()
    planner.plan_due(at(MONDAY))
    row = Notification.objects.get()
    assert (row.state, row.recipient, row.address) == (State.PLANNED, officer, officer.email)
    assert (row.seat, row.next_attempt_at) == ("정보정책과 담당자", at(MONDAY))
    assert row.message_id.startswith("<")


def test_planning_is_in_the_record_with_ids_and_no_address(late: Late, officer: User) -> None:
    late()
    planner.plan_due(at(MONDAY))
    event = Event.objects.get(kind="digest_planned")
    assert f'"notifications":[{Notification.objects.get().pk}]' in event.text
    assert officer.email not in event.text


def test_the_database_refuses_a_second_mail_of_the_week(late: Late, officer: User) -> None:
    late()
    planner.plan_due(at(MONDAY))
    row = Notification.objects.get()
    row.pk, row.message_id, row.address = None, "<another@localhost>", "else@demo.example"
    with pytest.raises(IntegrityError, match="notification_once_a_person_and_period"), transaction.atomic():
        row.save(force_insert=True)


def test_the_database_refuses_a_second_mail_to_a_mailbox_in_any_letter_case() -> None:
    shared = {
        "kind": Kind.WEEKLY_DIGEST,
        "seat": "공용",
        "period": WEEK,
        "planned_at": at(MONDAY),
        "next_attempt_at": at(MONDAY),
    }
    Notification.objects.create(address="office@demo.example", message_id="<1@x>", **shared)
    with pytest.raises(IntegrityError, match="notification_once_a_mailbox_and_period"), transaction.atomic():
        Notification.objects.create(address="Office@demo.example", message_id="<2@x>", **shared)


@pytest.mark.django_db(transaction=True)
def test_two_that_plan_at_once_plan_one_week(late: Late, officer: User, head: User) -> None:
    late()
    planned: list[int] = []
    started = threading.Event()

    def plan_beside() -> None:
        started.set()
        planned.append(planner.plan_due(at(MONDAY)))
        connection.close()

    beside = threading.Thread(target=plan_beside)
    with transaction.atomic():
        planned.append(planner.plan_due(at(MONDAY)))
        beside.start()
        started.wait(5)
        beside.join(0.5)
        assert beside.is_alive(), "it waits for the first one's commit"
    beside.join(10)
    assert planned == [2, 0]
    assert Notification.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_when_the_first_of_two_fails_the_second_plans(late: Late, officer: User) -> None:
    late()
    planned: list[int] = []

    def plan_beside() -> None:
        planned.append(planner.plan_due(at(MONDAY)))
        connection.close()

    beside = threading.Thread(target=plan_beside)
    with transaction.atomic():
        planner.plan_due(at(MONDAY))
        beside.start()
        beside.join(0.5)
        transaction.set_rollback(True)
    beside.join(10)
    assert planned == [1]
    assert Notification.objects.count() == 1
