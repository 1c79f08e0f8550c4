"""The ladder: what it is by default, what the office changed, and the days to which its rungs lead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import pytest
from pytest_django import DjangoAssertNumQueries

from audits.models import Holiday
from notifications import ladder, weeks
from notifications.ladder import Span, Step, Unit
from notifications.models import OccasionKind as Kind
from notifications.models import Reading, Rung
from tracker.deadlines import Holidays

ONE_DAY: Final = timedelta(days=1)
ON: Final = date(2026, 12, 31)
# Every weekday meets a day off: Chuseok, Christmas, New Year, Seollal, and a week that is nothing else.
RESTS: Final = Holidays(
    dict.fromkeys(
        [
            *(date(2026, 9, day) for day in (24, 25, 26)),
            *(date(2026, 10, day) for day in (3, 5, 9)),
            date(2026, 12, 25),
            date(2027, 1, 1),
            *(date(2027, 2, day) for day in (6, 7, 8, 9)),
            *(date(2026, 11, day) for day in (9, 10, 11, 12, 13)),
        ],
        "휴일",
    )
)


def _step(kind: Kind, days: int) -> Step:
    return Step(kind, days, True, date(2026, 1, 1))


STEPS: Final = [
    *(_step(Kind.DUE_SOON, days) for days in (0, 1, 3, 14, 60)),
    _step(Kind.DUE_TODAY, 0),
    *(_step(Kind.OVERDUE, days) for days in (1, 5, 60)),
    *(_step(Kind.OVERDUE_CLERK, days) for days in (1, 28, 180)),
]


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def _counted(step: Step, due: date) -> date:
    """As a person counts with a finger on the calendar."""
    towards = {Unit.BEFORE: -1, Unit.AFTER: 1}.get(step.unit)
    if towards is None:
        return due + timedelta(days=step.days)
    left, day = step.days, due
    while left:
        day += towards * ONE_DAY
        left -= day.weekday() < 5 and day not in RESTS.days
    return day


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.kind}-{step.days}")
def test_a_rung_leads_to_the_day_that_a_finger_on_the_calendar_finds(step: Step) -> None:
    for due in _days(date(2026, 8, 1), date(2027, 3, 1)):
        assert ladder.day_of(step, due, RESTS) == _counted(step, due), due


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.kind}-{step.days}")
@pytest.mark.parametrize("length", [0, 1, 4, 60])
def test_the_due_dates_that_a_rung_reaches_are_those_whose_day_it_is_and_no_other(
    step: Step, length: int
) -> None:
    by_day: dict[date, list[date]] = {}
    for due in _days(date(2026, 1, 1), date(2027, 12, 31)):
        by_day.setdefault(_counted(step, due), []).append(due)
    for first in _days(date(2026, 9, 1), date(2027, 2, 15)):
        last = first + timedelta(days=length)
        expected = [due for day in _days(first, last) for due in by_day.get(day, ())]
        assert ladder.reached(step, first, last, RESTS).days == expected, first


@pytest.mark.django_db
def test_without_a_change_the_ladder_is_the_default_since_the_planner_began() -> None:
    Reading.objects.create(pk=1, number=0, begun_on=date(2026, 3, 2))
    told = {step.kind: (step.days, step.is_on, step.since) for step in ladder.in_force(ON)}
    assert {kind: days for kind, (days, _on, _since) in told.items()} == {
        Kind.DUE_EARLY: 14,
        Kind.DUE_SOON: 3,
        Kind.DUE_TODAY: 0,
        Kind.OVERDUE: 1,
        Kind.OVERDUE_HEAD: 7,
        Kind.OVERDUE_COORDINATOR: 14,
        Kind.OVERDUE_CLERK: 28,
        Kind.ROUND_DUE: 3,
        Kind.ROUND_OVERDUE: 1,
    }
    assert [kind for kind, (_days, is_on, _since) in told.items() if not is_on] == [Kind.OVERDUE_HEAD]
    assert {since for _days, _on, since in told.values()} == {date(2026, 3, 2)}


@pytest.mark.django_db
def test_before_anything_was_read_the_ladder_begins_today() -> None:
    assert {step.since for step in ladder.in_force(ON)} == {ON}


@pytest.mark.django_db
def test_what_the_office_changed_takes_the_place_of_the_default_but_never_begins_before_the_planner() -> None:
    Reading.objects.create(pk=1, number=0, begun_on=date(2026, 3, 2))
    Rung.objects.create(kind=Kind.DUE_SOON, days=5, is_on=True, since=date(2026, 6, 1))
    Rung.objects.create(kind=Kind.OVERDUE_HEAD, days=10, is_on=True, since=date(2026, 2, 1))
    told = {step.kind: step for step in ladder.in_force(ON)}
    assert told[Kind.DUE_SOON] == Step(Kind.DUE_SOON, 5, True, date(2026, 6, 1))
    assert told[Kind.OVERDUE_HEAD] == Step(Kind.OVERDUE_HEAD, 10, True, date(2026, 3, 2))


@pytest.mark.django_db
def test_a_run_knows_the_rungs_that_are_on_in_three_statements(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(3):
        now = ladder.load(ON)
    assert Kind.OVERDUE_HEAD not in {step.kind for step in now.steps}


@pytest.mark.django_db
def test_the_week_that_a_digest_has_told_is_that_of_the_newest_one_due() -> None:
    Holiday.objects.bulk_create(Holiday(date=day, name=name) for day, name in RESTS.days.items())
    due: list[date] = []
    for day in _days(date(2026, 8, 3), date(2027, 2, 28)):
        moment = weeks.due_at(day)
        if moment and moment.date() <= day:
            due.append(day - timedelta(days=day.weekday()))
        assert ladder.load(day).week_told == due[-1], day


def test_a_span_that_ends_before_it_begins_has_no_day() -> None:
    assert Span(ON, ON - ONE_DAY).days == []
