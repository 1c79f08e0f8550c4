"""What due dates bring: each rung on its day, once for each due date, and one current message after an outage."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.models import Committee, Demand, Department, User
from audits.statuses import ReportedStatus as Status
from notifications import planner
from notifications.models import Occasion, Reading, Rung
from notifications.models import OccasionKind as Kind
from notifications.occasions import dates
from notifications.occasions.dates import Coming
from notifications.occasions.table import Due
from tests.notifications.conftest import at
from tests.notifications.occasions.conftest import Owed, rows
from tracker.models import Assignment, DueDateMove, MoveKind, Stage

pytestmark = pytest.mark.django_db

ONE_DAY: Final = timedelta(days=1)
DUE: Final = date(2026, 11, 20)  # a Friday without a holiday near it
MONDAY: Final = date(2026, 11, 23)


def _told(on: date, *, passed: bool = False) -> set[tuple[Kind, str]]:
    return {(due.kind, due.period) for due in dates.missing(on) if due.passed is passed}


def _kinds(on: date) -> set[Kind]:
    return {kind for kind, _period in _told(on)}


def _moved(assignment: Assignment, due: date, on: date, number: int = 1) -> None:
    """The due date is another from `on` on, as an extension leaves it."""
    DueDateMove.objects.create(
        assignment=assignment,
        kind=MoveKind.GRANTED,
        number=number,
        before=assignment.due_date,
        after=due,
        on=on,
    )
    assignment.due_date = due
    assignment.save(update_fields=["due_date"])


@pytest.mark.parametrize(
    ("kind", "due", "day"),
    [
        (Kind.DUE_EARLY, date(2026, 9, 29), date(2026, 9, 7)),  # over Chuseok
        (Kind.DUE_SOON, date(2026, 9, 29), date(2026, 9, 22)),
        (Kind.DUE_TODAY, date(2026, 9, 25), date(2026, 9, 25)),  # on a day off: it is the day all the same
        (Kind.OVERDUE, date(2026, 9, 23), date(2026, 9, 28)),
        (Kind.OVERDUE, date(2026, 9, 27), date(2026, 9, 28)),
        (Kind.DUE_SOON, date(2027, 1, 4), date(2026, 12, 29)),  # over New Year
        (Kind.OVERDUE, date(2026, 12, 31), date(2027, 1, 4)),
        (Kind.OVERDUE_COORDINATOR, date(2026, 12, 18), date(2027, 1, 1)),  # the day comes on a day off
        (Kind.OVERDUE_CLERK, date(2026, 12, 4), date(2027, 1, 1)),
        (Kind.DUE_SOON, date(2027, 2, 10), date(2027, 2, 3)),  # over Seollal
    ],
)
def test_a_rung_comes_up_on_its_day_and_not_before(owed: Owed, kind: Kind, due: date, day: date) -> None:
    owed(due)
    assert kind not in _kinds(day - ONE_DAY)
    assert (kind, due.isoformat()) in _told(day)


def test_an_occasion_says_whose_it_is_and_the_day_that_it_came_up(
    owed: Owed, officer: User, committee: Committee
) -> None:
    assignment = owed(DUE)
    Assignment.objects.filter(pk=assignment.pk).update(officer=officer)
    type(assignment.demand.audit).objects.update(committee=committee)
    (found,) = [due for due in dates.missing(DUE - timedelta(days=2)) if due.kind == Kind.DUE_SOON]
    assert found == Due(
        Kind.DUE_SOON,
        assignment.pk,
        "2026-11-20",
        date(2026, 11, 17),
        department_id=assignment.department_id,
        officer_id=officer.pk,
        committee_id=committee.pk,
    )


def test_what_has_a_row_does_not_come_up_again(owed: Owed, officer: User) -> None:
    owed(DUE)
    assert planner.plan_occasions(at(DUE)) == 3
    assert planner.plan_occasions(at(DUE, 8, 5)) == 0
    assert rows(recipient=officer) == {
        (Kind.DUE_EARLY, "2026-11-20", "skipped"),
        (Kind.DUE_SOON, "2026-11-20", "skipped"),
        (Kind.DUE_TODAY, "2026-11-20", "planned"),
    }


def test_each_rung_is_told_on_its_day_where_the_planner_never_sleeps(
    owed: Owed, officer: User, coordinator: User, secretariat: User
) -> None:
    owed(DUE)
    for number in range(60):
        planner.plan_occasions(at(date(2026, 10, 25) + timedelta(days=number)))
    told = Occasion.objects.in_order().values_list("kind", "on", "recipient", "state")
    assert list(told) == [
        (Kind.DUE_EARLY, date(2026, 11, 2), officer.pk, "planned"),
        (Kind.DUE_SOON, date(2026, 11, 17), officer.pk, "planned"),
        (Kind.DUE_TODAY, DUE, officer.pk, "planned"),
        (Kind.OVERDUE, MONDAY, officer.pk, "planned"),
        (Kind.OVERDUE_COORDINATOR, date(2026, 12, 4), coordinator.pk, "planned"),
        (Kind.OVERDUE_CLERK, date(2026, 12, 18), secretariat.pk, "planned"),
    ]


def test_of_several_that_have_come_only_the_newest_is_current(owed: Owed) -> None:
    owed(DUE)
    day = date(2026, 11, 18)
    assert _kinds(day) == {Kind.DUE_SOON}
    assert _told(day, passed=True) == {(Kind.DUE_EARLY, "2026-11-20")}


def test_the_day_before_stays_current_until_the_due_day_where_the_later_rung_is_off(owed: Owed) -> None:
    owed(DUE)
    Rung.objects.create(kind=Kind.DUE_SOON, days=3, is_on=False, since=date(2026, 1, 1))
    Rung.objects.create(kind=Kind.DUE_TODAY, days=0, is_on=False, since=date(2026, 1, 1))
    assert _kinds(DUE - ONE_DAY) == {Kind.DUE_EARLY}
    assert _told(DUE, passed=True) == {(Kind.DUE_EARLY, "2026-11-20")}


def test_today_is_over_on_the_next_day_and_the_weekend_brings_nothing(owed: Owed) -> None:
    owed(DUE)
    saturday = DUE + ONE_DAY
    assert _kinds(saturday) == set()
    assert {kind for kind, _ in _told(saturday, passed=True)} == {
        Kind.DUE_EARLY,
        Kind.DUE_SOON,
        Kind.DUE_TODAY,
    }


def test_what_is_late_is_told_until_a_later_weeks_digest_tells_it(owed: Owed) -> None:
    due = date(2026, 11, 17)
    owed(due)
    assert Kind.OVERDUE in _kinds(date(2026, 11, 18))
    assert Kind.OVERDUE in _kinds(date(2026, 11, 22))
    assert Kind.OVERDUE not in _kinds(MONDAY)
    assert (Kind.OVERDUE, "2026-11-17") in _told(MONDAY, passed=True)


def test_on_the_day_of_the_digest_what_has_just_become_late_is_told_as_well(owed: Owed) -> None:
    owed(DUE)
    assert _kinds(MONDAY) == {Kind.OVERDUE}


def test_a_digest_put_off_by_holidays_leaves_it_to_the_reminder(owed: Owed, years: None) -> None:
    """Seollal: the week of 8 February 2027 has its digest on the tenth."""
    owed(date(2027, 2, 3))
    assert Kind.OVERDUE in _kinds(date(2027, 2, 9))
    assert Kind.OVERDUE not in _kinds(date(2027, 2, 10))


def test_an_escalation_takes_nobody_elses_place(owed: Owed, begun: Reading) -> None:
    owed(DUE)
    Rung.objects.create(kind=Kind.OVERDUE_HEAD, days=7, is_on=True, since=begun.begun_on)
    day = DUE + timedelta(days=28)
    assert _kinds(day) == {Kind.OVERDUE_HEAD, Kind.OVERDUE_COORDINATOR, Kind.OVERDUE_CLERK}


def test_without_a_due_date_nothing_comes_up(owed: Owed) -> None:
    owed(None)
    assert dates.missing(DUE) == []


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.NOT_ACCEPTED, Status.TRANSFERRED])
def test_what_waits_for_the_council_brings_nothing(owed: Owed, status: Status) -> None:
    owed(DUE, status=status)
    assert dates.missing(DUE + ONE_DAY) == []


def test_what_is_closed_brings_nothing(owed: Owed) -> None:
    closed = owed(DUE, status=Status.COMPLETED)
    Assignment.objects.filter(pk=closed.pk).update(stage=Stage.CLOSED, verification="confirmed")
    assert dates.missing(DUE + ONE_DAY) == []


def test_what_is_withdrawn_brings_nothing(owed: Owed) -> None:
    Assignment.objects.filter(pk=owed(DUE).pk).update(stage=Stage.WITHDRAWN)
    Demand.objects.filter(pk=owed(DUE).demand_id).update(withdrawn_at=timezone.now())
    assert dates.missing(DUE + ONE_DAY) == []


def test_what_is_sent_back_after_its_due_date_is_late_at_once(owed: Owed) -> None:
    claim = owed(DUE, status=Status.COMPLETED)
    returned = Assignment.objects.filter(pk=claim.pk)
    returned.update(stage=Stage.RETURNED, verification="insufficient")
    assert _kinds(DUE + timedelta(days=16)) == {Kind.OVERDUE_COORDINATOR}


def test_a_rung_whose_day_was_before_the_distribution_never_was_an_occasion(owed: Owed) -> None:
    owed(DUE, on=date(2026, 11, 18))
    assert _told(DUE) == {(Kind.DUE_TODAY, "2026-11-20")}
    assert _told(DUE, passed=True) == set()


def test_a_rung_on_the_very_day_of_the_distribution_is_one(owed: Owed) -> None:
    owed(DUE, on=date(2026, 11, 17))
    assert _kinds(date(2026, 11, 17)) == {Kind.DUE_SOON}


def test_a_moved_due_date_opens_occasions_of_its_own(owed: Owed, officer: User) -> None:
    assignment = owed(DUE)
    planner.plan_occasions(at(DUE))
    _moved(assignment, date(2026, 12, 18), on=DUE)
    for number in range(1, 40):
        planner.plan_occasions(at(DUE + timedelta(days=number)))
    told = {(kind, period) for kind, period, state in rows(recipient=officer) if state == "planned"}
    assert told == {
        (Kind.DUE_TODAY, "2026-11-20"),
        (Kind.DUE_EARLY, "2026-12-18"),
        (Kind.DUE_SOON, "2026-12-18"),
        (Kind.DUE_TODAY, "2026-12-18"),
        (Kind.OVERDUE, "2026-12-18"),
    }


def test_a_due_date_moved_to_the_day_after_tomorrow_opens_nothing_of_yesterday(owed: Owed) -> None:
    assignment = owed(DUE)
    _moved(assignment, date(2026, 11, 24), on=MONDAY)
    assert dates.missing(MONDAY) == []
    assert _told(date(2026, 11, 24)) == {(Kind.DUE_TODAY, "2026-11-24")}


def test_the_last_of_several_moves_counts(owed: Owed) -> None:
    assignment = owed(DUE)
    _moved(assignment, date(2026, 11, 24), on=date(2026, 11, 2))
    Assignment.objects.filter(pk=assignment.pk).update(due_date=date(2026, 11, 25))
    DueDateMove.objects.create(
        assignment=assignment,
        kind=MoveKind.CALENDAR,
        before=date(2026, 11, 24),
        after=date(2026, 11, 25),
        holiday="임시공휴일",
        on=MONDAY,
    )
    assert dates.missing(MONDAY) == []


def test_a_changed_ladder_sends_nothing_for_the_past(owed: Owed) -> None:
    owed(DUE)
    Rung.objects.create(kind=Kind.DUE_SOON, days=10, is_on=True, since=date(2026, 11, 17))
    assert _kinds(date(2026, 11, 19)) == {Kind.DUE_EARLY}
    owed(date(2026, 12, 1))
    assert _told(date(2026, 11, 17)) >= {(Kind.DUE_SOON, "2026-12-01")}


def test_nothing_is_told_from_before_the_planner_began(owed: Owed) -> None:
    owed(DUE)
    Reading.objects.update(begun_on=MONDAY + ONE_DAY)
    assert dates.missing(MONDAY + ONE_DAY) == []
    assert _kinds(DUE + timedelta(days=14)) == {Kind.OVERDUE_COORDINATOR}


def test_a_rung_that_came_up_longer_ago_than_a_run_looks_back_is_let_go(owed: Owed) -> None:
    owed(DUE)
    day = DUE + timedelta(days=14 + 60)
    assert Kind.OVERDUE_COORDINATOR in _kinds(day)
    assert Kind.OVERDUE_COORDINATOR not in _kinds(day + ONE_DAY)


def test_a_run_costs_a_statement_a_rung_whatever_there_is(
    owed: Owed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(11):
        dates.missing(DUE)
    for number in range(5):
        owed(DUE + timedelta(days=number))
    with django_assert_num_queries(11):
        assert dates.missing(DUE)


def test_a_rung_that_is_off_costs_nothing(
    owed: Owed, begun: Reading, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Rung.objects.create(kind=Kind.DUE_EARLY, days=14, is_on=False, since=begun.begun_on)
    owed(DUE)
    with django_assert_num_queries(10):
        assert Kind.DUE_EARLY not in {due.kind for due in dates.missing(DUE)}


def test_what_is_foretold_is_what_comes_up(
    owed: Owed, neighbour: Department, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(0, 40, 3):
        owed(date(2026, 12, 1) + timedelta(days=number), of=neighbour if number % 2 else None)
    on, until = date(2026, 12, 9), date(2027, 1, 8)
    with django_assert_num_queries(5):
        foretold = dates.coming(on, until)
    found: dict[tuple[date, Kind], set[int]] = {}
    while on < until:
        on += ONE_DAY
        for due in dates.missing(on):
            if due.on == on:
                found.setdefault((on, due.kind), set()).add(due.assignment_id)
    worst = list(Kind)
    expected = [Coming(day, kind, len(pks)) for (day, kind), pks in found.items()]
    assert foretold == sorted(expected, key=lambda each: (each.day, worst.index(each.kind)))
    assert len({each.kind for each in foretold}) == 6
