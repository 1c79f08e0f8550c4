"""What the due dates of reporting rounds bring: before and after, to whoever still owes a report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import pytest
from django.utils import timezone

from audits.gates import Gate
from audits.models import Audit, User
from audits.statuses import ReportedStatus as Status
from notifications import planner
from notifications.models import OccasionKind as Kind
from notifications.models import Reading, Rung
from notifications.occasions import dates
from notifications.occasions.dates import Coming
from tests.factories import report
from tests.notifications.conftest import at
from tests.notifications.occasions.conftest import Owed, rows
from tracker.models import ReportingRound, Source

pytestmark = pytest.mark.django_db

ONE_DAY: Final = timedelta(days=1)
DUE: Final = date(2026, 11, 20)
OPENED: Final = date(2026, 11, 2)

Opened = Callable[..., ReportingRound]


@pytest.fixture
def opened(audit: Audit) -> Opened:
    """Open a round of the audit, due on a day."""

    def make(due_on: date = DUE, on: date = OPENED, **columns: Any) -> ReportingRound:
        return ReportingRound.objects.create(
            audit=audit, name="1차 보고", due_on=due_on, opened_on=on, opened_at=at(on, 9), **columns
        )

    return make


def _told(on: date, *, passed: bool = False) -> set[tuple[Kind, str]]:
    return {(due.kind, due.period) for due in dates.missing(on) if due.passed is passed}


def test_a_round_comes_up_three_working_days_before_and_the_working_day_after(
    owed: Owed, opened: Opened
) -> None:
    owed(None)
    period = f"{opened().pk}:2026-11-20"
    assert _told(date(2026, 11, 16)) == set()
    assert _told(date(2026, 11, 17)) == {(Kind.ROUND_DUE, period)}
    assert _told(DUE) == {(Kind.ROUND_DUE, period)}
    assert _told(DUE + ONE_DAY) == set()
    assert _told(date(2026, 11, 23)) == {(Kind.ROUND_OVERDUE, period)}
    assert _told(date(2026, 11, 23), passed=True) == {(Kind.ROUND_DUE, period)}


def test_whoever_has_reported_since_the_opening_is_asked_for_nothing(
    owed: Owed, opened: Opened, officer: User
) -> None:
    silent = owed(None)
    filed, waiting = owed(None), owed(None)
    opened()
    report(filed, Status.IN_PROGRESS, 2, filed_at=at(OPENED, 10), source=Source.BROWSER, author=officer)
    report(
        waiting, Status.IN_PROGRESS, 2, filed_at=None, gate=Gate.HEAD, source=Source.BROWSER, author=officer
    )
    assert {due.assignment_id for due in dates.missing(DUE)} == {silent.pk}


def test_what_waits_for_the_council_owes_the_round_nothing(owed: Owed, opened: Opened) -> None:
    owed(None, status=Status.COMPLETED)
    opened()
    assert dates.missing(DUE) == []


@pytest.mark.parametrize(
    "over",
    [{"cancelled_on": DUE}, {"closed_on": DUE, "letter_on": DUE, "letter_number": "기획-1"}],
    ids=["called off", "closed"],
)
def test_a_round_that_is_over_brings_nothing(owed: Owed, opened: Opened, over: dict[str, Any]) -> None:
    owed(None)
    opened(**over)
    assert dates.missing(date(2026, 11, 23)) == []


def test_another_day_of_the_same_round_is_told_anew(owed: Owed, opened: Opened, officer: User) -> None:
    owed(None)
    round_ = opened()
    planner.plan_occasions(at(date(2026, 11, 17)))
    ReportingRound.objects.update(due_on=date(2026, 11, 27))
    for number in range(18, 30):
        planner.plan_occasions(at(date(2026, 11, number)))
    assert rows(kind=Kind.ROUND_DUE) == {
        (Kind.ROUND_DUE, f"{round_.pk}:2026-11-20", "planned"),
        (Kind.ROUND_DUE, f"{round_.pk}:2026-11-27", "planned"),
    }


def test_what_was_distributed_after_the_day_of_the_rung_is_told_of_the_next_one(
    owed: Owed, opened: Opened
) -> None:
    owed(None, on=date(2026, 11, 18))
    round_ = opened()
    assert _told(DUE) == set()
    assert _told(date(2026, 11, 23)) == {(Kind.ROUND_OVERDUE, f"{round_.pk}:2026-11-20")}


def test_a_round_opened_after_the_day_of_the_rung_is_told_of_the_next_one(owed: Owed, opened: Opened) -> None:
    owed(None)
    opened(on=date(2026, 11, 19))
    assert _told(DUE) == set()


def test_a_changed_ladder_asks_nothing_for_the_past(owed: Owed, opened: Opened) -> None:
    owed(None)
    opened()
    Rung.objects.create(kind=Kind.ROUND_DUE, days=10, is_on=True, since=date(2026, 11, 18))
    assert _told(DUE) == set()


def test_rounds_of_other_audits_are_none_of_its_business(owed: Owed, opened: Opened, begun: Reading) -> None:
    owed(None)
    other = Audit.objects.create(year=2024, body="다른 기관")
    ReportingRound.objects.create(
        audit=other, name="1차 보고", due_on=DUE, opened_on=OPENED, opened_at=timezone.now()
    )
    assert dates.missing(DUE) == []


def test_rounds_are_foretold(owed: Owed, opened: Opened) -> None:
    owed(None), owed(None)
    opened()
    assert dates.coming(date(2026, 11, 16), DUE) == [Coming(date(2026, 11, 17), Kind.ROUND_DUE, 2)]
    assert dates.coming(date(2026, 11, 17), date(2026, 11, 23)) == [
        Coming(date(2026, 11, 23), Kind.ROUND_OVERDUE, 2)
    ]
