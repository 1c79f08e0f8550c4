"""When mail may leave: 08:00 to 20:00 on working days; what is due this very day, until midnight on any day.

Where `SEND_AT_ANY_HOUR` is set, as in the demo whose mail goes nowhere, nothing waits for an hour or a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Self

from django.conf import settings
from django.utils import timezone

from tracker.deadlines import Holidays

OPENS: Final = time(8)
CLOSES: Final = time(20)
LONGEST_REST: Final = timedelta(days=60)  # longer than offices ever rest
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """The hours of sending, by the office's own holidays and clock."""

    holidays: Holidays

    @classmethod
    def load(cls, now: datetime) -> Self:
        """Those around a moment; one statement."""
        on = timezone.localdate(now)
        return cls(Holidays.load(on, on + LONGEST_REST))

    def are_open(self, now: datetime) -> bool:
        """Whether mail may leave at this moment."""
        if settings.SEND_AT_ANY_HOUR:
            return True
        here = timezone.localtime(now)
        return self.holidays.is_working(here.date()) and OPENS <= here.time() < CLOSES

    def next_open(self, now: datetime) -> datetime:
        """This moment where mail may leave now; else 08:00 of the next working day."""
        if self.are_open(now):
            return now
        here = timezone.localtime(now)
        is_early = here.time() < OPENS and self.holidays.is_working(here.date())
        return opening(here.date() if is_early else self.day_after(here.date()))

    def day_after(self, day: date) -> date:
        """The next working day after `day`."""
        following = day + ONE_DAY
        while not self.holidays.is_working(following):
            following += ONE_DAY
        return following


def opening(day: date) -> datetime:
    """08:00 of a day, on the office's clock."""
    return timezone.make_aware(datetime.combine(day, OPENS))


def midnight(day: date) -> datetime:
    """The first moment of a day, on the office's clock."""
    return timezone.make_aware(datetime.combine(day, time.min))


def is_day(now: datetime) -> bool:
    """Whether what is due this very day may be told now: from 08:00 on, also on a day off."""
    return timezone.localtime(now).time() >= OPENS
