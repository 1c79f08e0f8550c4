"""A year in which something happens every few weeks, with what the reports said on the days between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone

from audits import record
from audits.models import Audit, Committee, Demand, Repeat, RepeatState
from audits.record import Entry
from tests.conftest import TODAY
from tests.tracker.proof import past
from tests.tracker.proof import year as office
from tests.tracker.proof.town import Town
from tracker import reports
from tracker.models import Assignment, Paper
from tracker.reports import StandingTables


def said_again(town: Town) -> None:
    """A demand says again what two earlier audits demanded; the link between those two is taken back later."""
    oldest, older, newest = (audit.demands.earliest("number") for audit in Audit.objects.order_by("pk")[:3])
    for demand, earlier in ((newest, older), (older, oldest)):
        repeat = Repeat.objects.create(
            demand=demand, earlier=earlier, state=RepeatState.CONFIRMED, decided_on=TODAY
        )
        _tell(repeat, town)


def not_so_after_all(town: Town) -> None:
    """The older of the two links is refused."""
    repeat = Repeat.objects.latest("pk")
    repeat.state = RepeatState.REFUSED
    repeat.save(update_fields=["state"])
    _tell(repeat, town)


def _tell(repeat: Repeat, town: Town) -> None:
    council = town.by("secretariat").user
    with transaction.atomic():
        record.append(Entry("repeat_decided", repeat, council, demand_id=repeat.demand_id))


COURSES: Final[Sequence[Callable[[Town], None]]] = (
    past.proved_and_confirmed,
    past.through_the_gates,
    past.more_time,
    past.from_hand_to_hand,
    past.corrected_and_withdrawn,
    past.by_the_calendar,
    past.by_sheet,
    said_again,
    office.gone_along_or_not,
    office.committees_and_departments,
    past.reported_in_rounds,
    office.reorganised,
    not_so_after_all,
)
WEEKS: Final = 5  # from one to the next
Figures = tuple[Any, ...]


@dataclass
class Year:
    """What was said on each day: the figures of the pages, and the contents of both papers, by day and audit; the
    tables of committees."""

    town: Town
    figures: dict[tuple[date, int], Figures] = field(default_factory=dict)
    contents: dict[tuple[date, int, Paper], str] = field(default_factory=dict)
    tables: dict[tuple[date, int], StandingTables] = field(default_factory=dict)
    last: date = TODAY

    def tables_of(self, on: date) -> list[int]:
        """The committees whose tables were noted on a day, those with most in them first."""
        held = {pk: said for (day, pk), said in self.tables.items() if day == on}
        return sorted(held, key=lambda pk: -held[pk].tables[0].count)

    def note(self, on: date) -> None:
        """Write down what every report says on a day, as things stand."""
        for audit in Audit.objects.all():
            self.figures[on, audit.pk] = figures(audit, on)
            for paper in Paper:
                self.contents[on, audit.pk, paper] = reports.content(audit, paper, on, today=on)
        for committee in Committee.objects.valid(on):
            self.tables[on, committee.pk] = reports.standing_tables(committee, on, today=on)
        self.last = on


def figures(audit: Audit, on: date) -> Figures:
    """The 총괄 and the table by department as the pages have them."""
    summary = reports.summary(audit, Demand.objects.all())
    rows = reports.by_department(audit, Assignment.objects.all(), on=on)
    departments = [
        [
            *(row.department and row.department.pk, row.total, dict(row.by_status)),
            *(row.awaiting, row.confirmed, row.overdue, row.overdue_original),
        ]
        for row in rows
    ]
    return summary.as_json(), summary.withdrawn, departments


@contextmanager
def clock(on: date) -> Iterator[None]:
    """It is noon of a day of the office."""
    moment = timezone.make_aware(datetime.combine(on, time(12)))
    with patch.object(timezone, "now", lambda: moment):
        yield


def lived(found: Callable[[], Town]) -> Year:
    """The town is founded, a course of acts follows every five weeks; noted on that day, and once in between."""
    with clock(TODAY):
        year = Year(found())
        year.note(TODAY)
    day = TODAY
    for course in COURSES:
        between, day = day + timedelta(days=17), day + timedelta(weeks=WEEKS)
        with clock(between):
            year.note(between)
        with clock(day):
            course(year.town)
            year.note(day)
    return year
