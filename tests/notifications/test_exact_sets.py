"""However the planner is treated, the ledger holds exactly what it has to: nothing lost, nothing twice.

Two beats and three planners at once, a clock moved back, the turn of a year with 53 weeks, outages over a weekend and
over holidays: after each the rows are those of a reference that counts day by day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import pytest
from django.db import transaction

from audits import reference as lists
from audits.models import Audit, Category, Demand, DemandVersion, Department, Holiday, User
from audits.statuses import ReportedStatus as Status
from notifications import planner
from notifications.models import DigestPlan, Occasion, Reading
from tests.notifications.conftest import at
from tests.notifications.reference import Duty, Reference
from tests.together import at_once
from tracker.models import Assignment, DueDateMove, MoveKind, Stage, Verdict

pytestmark = pytest.mark.django_db

ONE_DAY: Final = timedelta(days=1)
AROUND: Final = timedelta(days=30)  # how far due dates lie before and after the days that are lived through


class Office:
    """Duties of all sorts around some days, in the database and in the reference, and the days as they go by."""

    def __init__(self, audit: Audit, department: Department, days: Sequence[date]) -> None:
        self.begun = min(days)
        Reading.objects.create(pk=1, number=0, begun_on=self.begun)
        rests = set(Holiday.objects.values_list("date", flat=True))
        dues = _days(self.begun - AROUND, max(days) + AROUND)
        duties = [_duty(due, number) for number, due in enumerate(dues)]
        for duty, pk in zip(duties, _given(audit, department, duties), strict=True):
            duty.pk = pk
        self.reference = Reference(self.begun, rests, duties)
        self.changes = sorted(
            (day, number) for number, duty in enumerate(duties) for day in (*duty.moved, duty.settled) if day
        )

    def becomes(self, day: date) -> None:
        """Everything is in the database as it is on `day`; where the clock goes back it stays as it was."""
        while self.changes and self.changes[0][0] <= day:
            on, number = self.changes.pop(0)
            duty = self.reference.duties[number]
            row = Assignment.objects.filter(pk=duty.pk)
            if on == duty.settled:
                row.update(
                    stage=Stage.CLAIMED, reported_status=Status.COMPLETED, verification=Verdict.AWAITING
                )
            else:
                before, after = duty.dues[0][1], duty.dues[1][1]
                DueDateMove.objects.create(
                    assignment_id=duty.pk,
                    kind=MoveKind.GRANTED,
                    number=1,
                    before=before,
                    after=after,
                    on=on,
                )
                row.update(due_date=after)

    def lives(self, moments: Iterable[datetime], plan: Callable[[datetime], object]) -> None:
        """Whoever plans does so at these moments; the reference does when a day has come that never was before."""
        newest = self.begun - ONE_DAY
        for moment in moments:
            day = moment.date()
            if day > newest:
                newest = day
                self.becomes(day)
                self.reference.plan(day)
            plan(moment)

    def holds_what_it_has_to(self) -> None:
        """Every row there is, person by person, against those that have to be."""
        found = Occasion.objects.values_list("kind", "assignment", "period", "state")
        expected = [(kind, pk, period, state) for (kind, pk, period), state in self.reference.rows.items()]
        assert sorted(found) == sorted(expected)


@pytest.fixture
def office(
    audit: Audit, department: Department, head: User, coordinator: User, secretariat: User
) -> Callable[[Sequence[date]], Office]:
    """One head, one coordinator and one of the secretariat: a person for each occasion."""
    lists.ensure_holidays([2026, 2027])
    return lambda days: Office(audit, department, days)


def _duty(due: date, number: int) -> Duty:
    """Mostly given long ago; some only shortly before, some moved or settled around the due date."""
    given = due - timedelta(days=5 if number % 4 == 1 else 150)
    duty = Duty(given, [(given, due)])
    if number % 5 == 0:
        duty.dues.append((due - timedelta(days=number % 3), due + timedelta(days=10)))
    elif number % 7 == 0:
        duty.settled = due + timedelta(days=number % 3)
    return duty


@transaction.atomic
def _given(audit: Audit, department: Department, duties: Sequence[Duty]) -> list[int]:
    """The assignments of these duties as they were in the beginning, each of a demand of its own."""
    category = Category.objects.get(code="corrective")
    demands = [Demand(audit=audit, number=number, category=category) for number in range(1, len(duties) + 1)]
    stored = Demand.objects.bulk_create(demands)
    DemandVersion.objects.bulk_create(DemandVersion(demand=demand, text="점검할 것") for demand in stored)
    rows = [
        Assignment(
            demand=demand,
            department=department,
            stage=Stage.WORKING,
            reported_status=Status.IN_PROGRESS,
            assigned_on=duty.given,
            original_due_date=duty.dues[0][1],
            due_date=duty.dues[0][1],
        )
        for demand, duty in zip(stored, duties, strict=True)
    ]
    return [row.pk for row in Assignment.objects.bulk_create(rows)]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _without(days: Sequence[date], first: date, last: date) -> list[date]:
    """The days on which somebody plans: not those of an outage."""
    return [day for day in days if not first <= day <= last]


def _beat(moment: datetime) -> None:
    """What a beat does every five minutes."""
    planner.plan_due(moment)
    planner.plan_alarm(moment)
    planner.plan_occasions(moment)


def test_a_year_with_53_weeks_turns_over(office: Callable[[Sequence[date]], Office]) -> None:
    days = _days(date(2026, 12, 14), date(2027, 1, 15))
    town = office(days)
    town.lives([at(day, hour) for day in days for hour in (0, 9)], _beat)
    town.holds_what_it_has_to()
    assert {row.period for row in DigestPlan.objects.all()} >= {"2026-W52", "2026-W53", "2027-W01"}
    assert set(town.reference.rows.values()) == {"planned"}


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 11, 20), date(2026, 11, 22)),  # a Friday through a Sunday
        (date(2026, 11, 21), date(2026, 11, 23)),  # a weekend and the Monday of a digest
        (date(2026, 9, 24), date(2026, 9, 26)),  # Chuseok
        (date(2026, 9, 23), date(2026, 9, 28)),  # from before Chuseok through the Monday after it
        (date(2026, 12, 31), date(2027, 1, 2)),  # New Year
        (date(2027, 1, 1), date(2027, 1, 3)),
        (date(2027, 2, 6), date(2027, 2, 9)),  # Seollal, the week's digest on Wednesday
        (date(2026, 11, 18), date(2026, 12, 9)),  # three weeks
    ],
    ids=str,
)
def test_after_an_outage_everybody_gets_one_current_message(
    office: Callable[[Sequence[date]], Office], first: date, last: date
) -> None:
    days = _days(first - timedelta(days=7), last + timedelta(days=7))
    town = office(days)
    town.lives([at(day, 9) for day in _without(days, first, last)], planner.plan_occasions)
    town.holds_what_it_has_to()
    assert "skipped" in town.reference.rows.values()


def test_an_outage_of_72_hours_may_begin_and_end_at_any_hour(
    office: Callable[[Sequence[date]], Office],
) -> None:
    days = _days(date(2026, 12, 20), date(2027, 1, 10))
    town = office(days)
    down = at(date(2026, 12, 31), 17, 10)
    moments = [at(day, hour, 10) for day in days for hour in (0, 17)]
    up = [moment for moment in moments if not down <= moment <= down + timedelta(hours=72)]
    town.lives(up, planner.plan_occasions)
    town.holds_what_it_has_to()


@pytest.mark.parametrize(
    "moment",
    [at(date(2026, 11, 21), 0, 30), at(date(2026, 11, 24), 8, 5), at(date(2027, 1, 1), 0, 30)],
    ids=str,
)
def test_a_clock_moved_back_by_25_hours_brings_nothing_and_takes_nothing(
    office: Callable[[Sequence[date]], Office], moment: datetime
) -> None:
    days = _days(moment.date() - timedelta(days=7), moment.date() + timedelta(days=7))
    town = office(days)
    back = moment - timedelta(hours=25)
    lived = [at(day, 9) for day in days if at(day, 9) < moment]
    again = [back + timedelta(hours=hours) for hours in range(0, 26, 5)]
    after = [at(day, 9) for day in days if at(day, 9) > moment]
    town.lives([*lived, moment, *again, *after], _beat)
    town.holds_what_it_has_to()
    weeks = DigestPlan.objects.filter(period__contains="W").count()
    assert weeks == len({day.isocalendar()[:2] for day in days if _told(day, days)})
    worked = DigestPlan.objects.exclude(period__contains="W").count()
    assert worked == sum(
        _works(day) for day in {moment.date() for moment in [*lived, moment, *again, *after]}
    )


def _told(day: date, days: Sequence[date]) -> bool:
    """Whether the digest of the week of `day` is planned on one of `days`."""
    week = _days(day - timedelta(days=day.weekday()), day + timedelta(days=6 - day.weekday()))
    works = [each for each in week if _works(each)]
    return bool(works) and works[0] <= max(days)


def _works(day: date) -> bool:
    return day.weekday() < 5 and not Holiday.objects.filter(date=day).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", [date(2026, 11, 19), date(2026, 12, 30)], ids=str)
def test_two_beats_and_three_planners_at_once_write_each_row_once(
    office: Callable[[Sequence[date]], Office], first: date
) -> None:
    days = _days(first, first + timedelta(days=6))
    town = office(days)

    def everybody(moment: datetime) -> None:
        at_once(
            *[lambda: _beat(moment) for _ in range(2)],
            *[lambda: planner.plan_occasions(moment) for _ in range(3)],
        )

    # The third day passes without anybody.
    town.lives([at(day, 9) for day in days if day != days[2]], everybody)
    town.holds_what_it_has_to()
    assert len(town.reference.rows) > len(days)


@pytest.mark.django_db(transaction=True)
def test_only_one_of_many_that_plan_at_once_finds_anything(
    office: Callable[[Sequence[date]], Office],
) -> None:
    day = date(2026, 11, 20)
    town = office([day])
    town.lives([at(day, 9)], lambda _moment: None)
    planned = at_once(*[lambda: planner.plan_occasions(at(day, 9)) for _ in range(5)])
    assert sorted(planned)[:4] == [0, 0, 0, 0]
    assert max(planned) == len(town.reference.rows)
    town.holds_what_it_has_to()
