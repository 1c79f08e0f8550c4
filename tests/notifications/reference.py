"""What has to be in the ledger of occasions, worked out day by day as a person would with a calendar.

Written from the rules and not from the planner: it counts days one by one, knows no range and no statement, and looks
at every duty on every day on which somebody plans.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

ONE_DAY: Final = timedelta(days=1)
BEFORE: Final = {"due_early": 14, "due_soon": 3}  # working days
LATE: Final = {"overdue_coordinator": 14, "overdue_clerk": 28}  # calendar days
CHAIN: Final = ("due_early", "due_soon", "due_today", "overdue")


@dataclass
class Duty:
    """Something owed by a day: since when, the due dates in force from a day on, and the day it was settled on."""

    given: date
    dues: list[tuple[date, date]]
    settled: date | None = None
    pk: int = 0

    @property
    def moved(self) -> list[date]:
        """The days on which the due date became another."""
        return [since for since, _due in self.dues[1:]]

    def due_on(self, day: date) -> tuple[date, date] | None:
        """The due date in force on a day, with the day since which it is; None where nothing is owed."""
        if day < self.given or (self.settled and day >= self.settled):
            return None
        return [each for each in self.dues if each[0] <= day][-1]


@dataclass
class Reference:
    """The rows that have to be there: kind, duty, due date, and whether it is to be told or was passed over."""

    begun: date
    holidays: Collection[date]
    duties: list[Duty]
    rows: dict[tuple[str, int, str], str] = field(default_factory=dict)

    def plan(self, today: date) -> None:
        """Somebody plans on a day: whatever has come and has no row gets one."""
        for duty in self.duties:
            if found := duty.due_on(today):
                since, due = found
                days = self.days(due)
                come = [kind for kind, day in days.items() if max(since, self.begun) <= day <= today]
                for kind in come:
                    state = "skipped" if self.too_late(kind, come, days, due, today) else "planned"
                    self.rows.setdefault((kind, duty.pk, due.isoformat()), state)

    def days(self, due: date) -> Mapping[str, date]:
        """The day of every rung for a due date."""
        found = {kind: self.count(due, number, -ONE_DAY) for kind, number in BEFORE.items()}
        found |= {"due_today": due, "overdue": self.count(due, 1, ONE_DAY)}
        return found | {kind: due + timedelta(days=number) for kind, number in LATE.items()}

    def too_late(
        self, kind: str, come: Collection[str], days: Mapping[str, date], due: date, today: date
    ) -> bool:
        """Whether a later message has taken its place, or there is nothing left of which it could speak."""
        if kind not in CHAIN:
            return False
        if any(later in come for later in CHAIN[CHAIN.index(kind) + 1 :]):
            return True
        if kind == "overdue":
            return self.digest_since(days[kind], today)
        return today > due or (today == due and kind != "due_today")

    def digest_since(self, day: date, today: date) -> bool:
        """Whether a digest of a later week than that of `day` has come by today."""
        weeks = {day.isocalendar()[:2]}
        while day < today:
            day += ONE_DAY
            week = day.isocalendar()[:2]
            if self.works(day) and week not in weeks:
                return True
        return False

    def count(self, day: date, number: int, step: timedelta) -> date:
        """So many working days further, one by one."""
        while number:
            day += step
            number -= self.works(day)
        return day

    def works(self, day: date) -> bool:
        """Whether offices work on a day."""
        return day.weekday() < 5 and day not in self.holidays
