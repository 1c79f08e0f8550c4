"""알림 단계: the ladder in force, and which due dates a rung of it reaches on a day.

The bounds are pure. A rung leads from a due date to one day and never the other way round in order, so that the due
dates whose day lies in a span are themselves one span: a run asks for it with one range a rung.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Final

from notifications.models import RUNGS, Reading, Rung
from notifications.models import OccasionKind as Kind
from tracker import deadlines
from tracker.deadlines import ONE_DAY, Holidays

# How far back a run looks for what an outage passed over. Whatever is late is told each week in any case; without an
# end every run would look at each due date there ever was, again and again.
LOOK_BACK: Final = timedelta(days=60)
WORKING_DAYS: Final = 60
CALENDAR_DAYS: Final = 180


class Unit(StrEnum):
    """How the days of a rung are counted from the due date on."""

    BEFORE = "before"  # working days before it
    ON = "on"  # the day itself
    AFTER = "after"  # working days after it
    LATE = "late"  # calendar days after it


@dataclass(frozen=True)
class Default:
    """A rung as long as the office has not changed it, and within which bounds it may.

    `always`: it cannot be switched off.
    """

    unit: Unit
    days: int
    is_on: bool = True
    always: bool = False
    least: int = 1
    most: int = WORKING_DAYS


DEFAULTS: Final[Mapping[Kind, Default]] = {
    Kind.DUE_EARLY: Default(Unit.BEFORE, 14),
    Kind.DUE_SOON: Default(Unit.BEFORE, 3),
    Kind.DUE_TODAY: Default(Unit.ON, 0, least=0, most=0),
    Kind.OVERDUE: Default(Unit.AFTER, 1, always=True),
    Kind.OVERDUE_HEAD: Default(Unit.LATE, 7, is_on=False, most=CALENDAR_DAYS),
    Kind.OVERDUE_COORDINATOR: Default(Unit.LATE, 14, most=CALENDAR_DAYS),
    Kind.OVERDUE_CLERK: Default(Unit.LATE, 28, most=CALENDAR_DAYS),
    Kind.ROUND_DUE: Default(Unit.BEFORE, 3, least=0),
    Kind.ROUND_OVERDUE: Default(Unit.AFTER, 1),
}


@dataclass(frozen=True)
class Setting:
    """What the office decides about a rung."""

    days: int
    is_on: bool


@dataclass(frozen=True)
class Step:
    """A rung as it is in force. What would have come up before `since` is not told."""

    kind: Kind
    days: int
    is_on: bool
    since: date

    @property
    def unit(self) -> Unit:
        """How its days are counted."""
        return DEFAULTS[self.kind].unit

    @property
    def setting(self) -> Setting:
        """What the office decided about it, or the default."""
        return Setting(self.days, self.is_on)


@dataclass(frozen=True)
class Span:
    """The days from `first` through `last`; none where `last` comes before."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + number * ONE_DAY for number in range((self.last - self.first).days + 1)]


@dataclass(frozen=True)
class Ladder:
    """The rungs that are on, on a day, with the days off around it."""

    on: date
    holidays: Holidays
    steps: tuple[Step, ...]

    @cached_property
    def day_of(self) -> Callable[[Step, date], date]:
        """See `day_of` of this module; reckoned once a rung and due date."""
        return lru_cache(maxsize=None)(lambda step, due: day_of(step, due, self.holidays))

    @cached_property
    def week_told(self) -> date:
        """The Monday of the newest week whose digest is due by now: on its first working day (`weeks.due_at`)."""
        monday = self.on - self.on.weekday() * ONE_DAY
        while not any(map(self.holidays.is_working, Span(monday, min(monday + 6 * ONE_DAY, self.on)).days)):
            monday -= 7 * ONE_DAY
        return monday


def load(on: date) -> Ladder:
    """The ladder as it is in force on `on`; three statements."""
    steps = tuple(step for step in in_force(on) if step.is_on)
    return Ladder(on, holidays_around(on), steps)


def in_force(on: date) -> list[Step]:
    """Every rung with its days, whether it is on, and since when, in order; two statements."""
    begun = Reading.first_day(on)
    changed = {row.kind: row for row in Rung.objects.all()}
    return [_step(kind, changed.get(kind), begun) for kind in RUNGS]


def holidays_around(on: date) -> Holidays:
    """The holidays that any rung can meet around `on`; one statement."""
    return Holidays.load(date(on.year - 1, 1, 1))


def day_of(step: Step, due: date, holidays: Holidays) -> date:
    """The day on which a due date comes up by `step`. A calendar rung's may be a day off: sending waits."""
    if step.unit == Unit.BEFORE:
        return deadlines.working_days_back(due - ONE_DAY, step.days, holidays) + ONE_DAY
    if step.unit == Unit.AFTER:
        return deadlines.working_days_after(due, step.days, holidays)
    return due + step.days * ONE_DAY


def reached(step: Step, first: date, last: date, holidays: Holidays) -> Span:
    """The due dates whose day by `step` lies in [first, last]."""
    before = _last_reached(step, first - ONE_DAY, holidays)
    return Span(before + ONE_DAY, _last_reached(step, last, holidays))


def come_up(step: Step, on: date, holidays: Holidays) -> Span:
    """The due dates whose day by `step` has come by `on`, as far back as a run looks."""
    return reached(step, max(step.since, on - LOOK_BACK), on, holidays)


def _last_reached(step: Step, on: date, holidays: Holidays) -> date:
    """The latest due date whose day by `step` is `on` or earlier."""
    if step.unit == Unit.BEFORE:
        return deadlines.working_days_after(on, step.days, holidays)
    if step.unit == Unit.AFTER:
        return deadlines.working_days_back(on, step.days, holidays)
    return on - step.days * ONE_DAY


def _step(kind: Kind, row: Rung | None, begun: date) -> Step:
    if row is None:
        return Step(kind, DEFAULTS[kind].days, DEFAULTS[kind].is_on, begun)
    return Step(kind, row.days, row.is_on, max(row.since, begun))
