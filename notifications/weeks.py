"""The weeks and days of digests: what they are called and from when a digest is due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils import timezone

from tracker.deadlines import Holidays

DUE_AT: Final = time(8)


def period_of(day: date) -> str:
    """The ISO week of `day`, 2026-W47. Later weeks are greater texts."""
    week = day.isocalendar()
    return f"{week.year}-W{week.week:02}"


def period_of_day(day: date) -> str:
    """A day as the ledger calls it, 2026-11-20. Later days are greater texts."""
    return day.isoformat()


def last_day(day: date) -> date:
    """The Sunday of the week of `day`."""
    return day + timedelta(days=7 - day.isoweekday())


def due_at(day: date) -> datetime | None:
    """From when the digest of the week of `day` is due: 08:00 local on its first working day; one statement.

    A week without a working day has none: the next one's tells it all.
    """
    sunday = last_day(day)
    days = [sunday - timedelta(days=back) for back in range(6, -1, -1)]
    holidays = Holidays.load(days[0], sunday)
    first = next(filter(holidays.is_working, days), None)
    return timezone.make_aware(datetime.combine(first, DUE_AT)) if first else None


def due_on(day: date) -> datetime | None:
    """From when the digest of `day` is due: 08:00 local; None on a day off. One statement."""
    is_working = Holidays.load(day, day).is_working(day)
    return timezone.make_aware(datetime.combine(day, DUE_AT)) if is_working else None
