"""일일 현황 알림: once a working day for who wants it, instead of the week's, and never two mails for one day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from audits.models import Event, Holiday, User
from notifications import planner
from notifications.actions.prefer import switch_off
from notifications.models import DigestPlan, Frequency, Kind, Notification, Preference, State
from tests.notifications.conftest import MONDAY, WEEK, Late, at

pytestmark = pytest.mark.django_db

TUESDAY = MONDAY + timedelta(days=1)


def _wants(person: User, frequency: Frequency) -> None:
    Preference.objects.update_or_create(user=person, defaults={"frequency": frequency})


def _periods(person: User) -> list[tuple[str, str]]:
    rows = Notification.objects.filter(recipient=person).order_by("id")
    return list(rows.values_list("kind", "period"))


def test_who_wants_it_daily_gets_one_a_working_day_and_none_of_the_week(
    late: Late, officer: User, head: User
) -> None:
    _wants(officer, Frequency.DAILY)
    late()
    for days in range(8):
        planner.plan_due(at(MONDAY + timedelta(days=days), 9))
    worked = ("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30")
    assert _periods(officer) == [(Kind.DAILY_DIGEST, day) for day in worked]
    assert _periods(head) == [(Kind.WEEKLY_DIGEST, WEEK), (Kind.WEEKLY_DIGEST, "2026-W49")]


def test_not_before_eight_nor_on_a_day_off_nor_where_there_is_nothing_to_tell(
    late: Late, officer: User
) -> None:
    _wants(officer, Frequency.DAILY)
    assert planner.plan_due(at(MONDAY)) == 0
    late()
    assert planner.plan_due(at(MONDAY, 12)) == 0, "the day was asked about at eight"
    assert planner.plan_due(at(TUESDAY, 7, 59)) == 0
    Holiday.objects.create(date=TUESDAY, name="임시공휴일")
    assert planner.plan_due(at(TUESDAY, 12)) == 0
    assert planner.plan_due(at(MONDAY + timedelta(days=2), 8)) == 1


def test_asking_again_plans_nothing_new(late: Late, officer: User) -> None:
    _wants(officer, Frequency.DAILY)
    late()
    assert [planner.plan_due(at(MONDAY, 8, minute)) for minute in (0, 5, 10)] == [1, 0, 0]
    assert planner.plan_day(MONDAY, at(MONDAY)) == 0


def test_after_an_outage_only_todays_comes(late: Late, officer: User) -> None:
    _wants(officer, Frequency.DAILY)
    late()
    planner.plan_due(at(MONDAY))
    planner.plan_due(at(MONDAY + timedelta(days=3), 15))
    assert [period for _kind, period in _periods(officer)] == ["2026-11-23", "2026-11-26"]


def test_who_changes_to_daily_on_monday_hears_again_on_tuesday(late: Late, officer: User) -> None:
    late()
    planner.plan_due(at(MONDAY))
    _wants(officer, Frequency.DAILY)
    planner.plan_due(at(MONDAY, 9))
    Notification.objects.update(state=State.SENT, sent_at=at(MONDAY, 9))
    planner.plan_due(at(TUESDAY))
    assert _periods(officer) == [(Kind.WEEKLY_DIGEST, WEEK), (Kind.DAILY_DIGEST, "2026-11-24")]


@pytest.mark.parametrize("frequency", [Frequency.WEEKLY, Frequency.NONE])
def test_who_changes_from_daily_hears_again_next_week(
    late: Late, officer: User, frequency: Frequency
) -> None:
    _wants(officer, Frequency.DAILY)
    late()
    planner.plan_due(at(MONDAY))
    _wants(officer, frequency)
    for days in range(1, 8):
        planner.plan_due(at(MONDAY + timedelta(days=days)))
    assert _periods(officer) == [(Kind.DAILY_DIGEST, "2026-11-23"), (Kind.WEEKLY_DIGEST, "2026-W49")]


def test_a_change_between_the_two_plans_of_a_morning_makes_no_second_mail(
    late: Late, officer: User, head: User
) -> None:
    late()
    _wants(head, Frequency.DAILY)
    planner.plan(MONDAY, at(MONDAY))
    _wants(officer, Frequency.DAILY)
    _wants(head, Frequency.WEEKLY)
    planner.plan_day(MONDAY, at(MONDAY, 8, 5))
    assert _periods(officer) == [(Kind.WEEKLY_DIGEST, WEEK)]


def test_the_weeks_plan_that_comes_late_leaves_out_who_was_told_today(late: Late, officer: User) -> None:
    late()
    _wants(officer, Frequency.DAILY)
    planner.plan_day(TUESDAY, at(TUESDAY))
    _wants(officer, Frequency.WEEKLY)
    planner.plan(TUESDAY, at(TUESDAY, 9))
    assert _periods(officer) == [(Kind.DAILY_DIGEST, "2026-11-24")]


def test_who_still_waits_for_the_weeks_mail_gets_no_other_one_today(late: Late, officer: User) -> None:
    late()
    planner.plan_due(at(MONDAY))
    _wants(officer, Frequency.DAILY)
    planner.plan_due(at(TUESDAY))
    assert _periods(officer) == [(Kind.WEEKLY_DIGEST, WEEK)]


def test_who_wants_none_hears_each_week_of_what_is_overdue(
    late: Late, officer: User, secretariat: User
) -> None:
    switch_off(officer)
    switch_off(secretariat)
    late(-30, of=None)
    assert planner.plan_due(at(MONDAY)) == 0
    late()
    planner.plan_due(at(MONDAY + timedelta(days=7)))
    assert _periods(officer) == _periods(secretariat) == [(Kind.WEEKLY_DIGEST, "2026-W49")]


def test_a_councillor_who_wants_none_hears_nothing(late: Late, councillor: User) -> None:
    late()
    assert planner.plan_due(at(MONDAY)) == 0


def test_a_day_is_planned_by_its_own_row_and_told_to_the_record_where_it_made_mails(
    late: Late, officer: User
) -> None:
    planner.plan_due(at(MONDAY))
    late()
    _wants(officer, Frequency.DAILY)
    planner.plan_due(at(TUESDAY))
    assert set(DigestPlan.objects.values_list("period", flat=True)) == {WEEK, "2026-11-23", "2026-11-24"}
    assert Event.objects.filter(kind="digest_planned").count() == 2
