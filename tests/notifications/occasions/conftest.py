"""The planner's first day long ago, the real holidays, and something owed by a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pytest

from audits import reference
from audits.models import Audit, Department
from audits.statuses import ReportedStatus as Status
from notifications.models import Occasion, OccasionKind, Reading
from tests.factories import assign, make_demand
from tracker.models import Assignment

BEGUN: Final = date(2026, 1, 1)
LONG_BEFORE: Final = date(2026, 1, 2)

Owed = Callable[..., Assignment]


@pytest.fixture
def begun(db: None) -> Reading:
    """The planner began long ago, and has read nothing of the record that tests do not write."""
    return Reading.objects.create(pk=1, number=0, begun_on=BEGUN)


@pytest.fixture
def years(db: None) -> None:
    """The public holidays of the years around."""
    reference.ensure_holidays([2025, 2026, 2027])


@pytest.fixture
def owed(audit: Audit, department: Department, years: None, begun: Reading) -> Owed:
    """Make an assignment that is due on a day; each on a demand of its own."""

    def make(
        due: date | None,
        *,
        on: date = LONG_BEFORE,
        of: Department | None = department,
        status: Status = Status.IN_PROGRESS,
    ) -> Assignment:
        return assign(make_demand(audit, audit.demands.count() + 1), of, status, due=due, on=on)

    return make


def rows(**of: Any) -> set[tuple[OccasionKind, str, str]]:
    """What the ledger of occasions holds: kind, period and state."""
    found = Occasion.objects.filter(**of).values_list("kind", "period", "state")
    return {(OccasionKind(kind), period, state) for kind, period, state in found}
