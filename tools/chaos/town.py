"""The step `tools.chaos.town MAILS`: a town in which so many mails are to be sent today.

Every department has one duty and an officer named for it. In some it is late, which its officer, its head and those
who see everything read in the week's digest; in the others it is due this very day, of which the officer alone is
told. Who gets what follows from that and is answered here, without asking the product.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from django.utils import timezone

from audits.models import Membership
from audits.statuses import ReportedStatus
from tools.bench.content import City
from tools.bench.load import standard_categories, store
from tools.chaos.judgement import Planned
from tracker.models import Assignment, Evidence, ProgressUpdate, Stage

REMINDED_OF_TEN: Final = 6
TOLD_OF_ALL: Final = 4  # two coordinators, two of the secretariat
DIGEST: Final = "weekly_digest"
REMINDER: Final = "reminder"
# Long enough ago that no step of the ladder falls on this day: nothing goes along in a digest.
LEAST_LATE: Final = 40


@dataclass(frozen=True)
class Town(City):
    """A city of `size` departments with a duty each: late in the first `late` of them, due today in the others."""

    late: int = 0

    @cached_property
    def department_ids(self) -> range:
        """As many as duties."""
        return range(1, self.size + 1)

    @cached_property
    def holders(self) -> list[tuple[int, ...]]:
        """One demand a department."""
        return [(department,) for department in self.department_ids]

    def memberships(self) -> Iterator[Membership]:
        """As in any city, but for the clerk: nobody follows these audits up."""
        return (held for held in super().memberships() if held.committee_id is None)

    @cached_property
    def assignments(self) -> list[Assignment]:
        """In the order of their departments."""
        return [self._duty(department) for department in self.department_ids]

    def updates(self) -> Iterator[ProgressUpdate]:
        """Nobody has reported yet."""
        return iter(())

    def evidence(self) -> Iterator[Evidence]:
        """Nor is there any evidence."""
        return iter(())

    def expected(self) -> list[Planned]:
        """Who is to get which mail, by address."""
        late = range(1, self.late + 1)
        told = [
            person
            for department in late
            for person in (self.officer_of(department), self.head_of(department))
        ]
        first = 2 * self.size + 1
        told += range(first, first + TOLD_OF_ALL)
        reminded = map(self.officer_of, range(self.late + 1, self.size + 1))
        return [*((DIGEST, _address(pk)) for pk in told), *((REMINDER, _address(pk)) for pk in reminded)]

    def head_of(self, department: int) -> int:
        """The person after its officer."""
        return self.officer_of(department) + 1

    def _duty(self, department: int) -> Assignment:
        late = LEAST_LATE + department % 80 if department <= self.late else 0
        due = self.on - timedelta(days=late)
        begun = due - timedelta(days=160)
        return Assignment(
            pk=department,
            demand_id=department,
            department_id=department,
            officer_id=self.officer_of(department),
            is_lead=True,
            stage=Stage.WORKING,
            reported_status=ReportedStatus.NOT_REPORTED,
            original_due_date=due,
            due_date=due,
            assigned_on=begun,
            received_on=begun + timedelta(days=2),
        )


def town_of(mails: int, on: date, categories: Sequence[int]) -> Town:
    """The town in which exactly so many mails, six at least, are to be sent on `on`."""
    late = (mails - TOLD_OF_ALL - mails * REMINDED_OF_TEN // 10) // 2
    return Town(mails - TOLD_OF_ALL - late, on, categories, late=late)


def main(mails: str) -> list[Planned]:
    """Store the town as of today; answers who is to get what."""
    town = town_of(int(mails), timezone.localdate(), standard_categories())
    store(town)
    return town.expected()


def _address(person: int) -> str:
    return f"person{person}@bench.example"
