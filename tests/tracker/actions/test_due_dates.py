"""Due dates that no extension moves: the first one, and one on a day that became a holiday."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits import reference
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, Stale
from audits.models import Committee, Department, Event, Holiday, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tracker.actions.due_dates import adjust_calendar, set_first_due_date
from tracker.models import Assignment, DueDateMove, MoveKind, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
FRIDAY, MONDAY = date(2026, 12, 11), date(2026, 12, 14)


@pytest.fixture
def undated(department: Department, committee: Committee) -> Assignment:
    return assign(make_demand(make_audit(committee=committee)), department)


@pytest.fixture
def on_a_holiday(department: Department) -> Assignment:
    Holiday.objects.create(date=FRIDAY, name="임시공휴일")
    return assign(make_demand(make_audit()), department, due=FRIDAY)


@pytest.fixture
def council(secretariat: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(secretariat)


def test_a_first_due_date_is_the_original_one_too(undated: Assignment, council: Viewer) -> None:
    move = set_first_due_date(undated.pk, FRIDAY, version=1, by=council)
    undated.refresh_from_db()
    assert (undated.due_date, undated.original_due_date, undated.version) == (FRIDAY, FRIDAY, 2)
    assert (move.kind, move.before, move.number) == (MoveKind.FIRST, None, None)
    assert Event.objects.latest("number").kind == "due_date_set"


def test_a_due_date_that_is_there_is_not_set_again(undated: Assignment, council: Viewer) -> None:
    set_first_due_date(undated.pk, FRIDAY, version=None, by=council)
    with pytest.raises(NotAllowedNow, match="기한 연장 요청"):
        set_first_due_date(undated.pk, MONDAY, version=None, by=council)


def test_a_first_due_date_is_not_past_already(undated: Assignment, council: Viewer) -> None:
    with pytest.raises(ValidationError, match="오늘"):
        set_first_due_date(undated.pk, date(2026, 11, 19), version=1, by=council)
    assert set_first_due_date(undated.pk, TODAY, version=1, by=council).after == TODAY


def test_a_claim_that_waits_may_get_its_due_date_still(department: Department, council: Viewer) -> None:
    claim = assign(make_demand(make_audit()), department, Status.COMPLETED)
    set_first_due_date(claim.pk, FRIDAY, version=1, by=council)
    claim.refresh_from_db()
    assert (claim.stage, claim.due_date) == (Stage.CLAIMED, FRIDAY)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("clerk", None),
        ("other_clerk", NotVisible),
        ("officer", PermissionDenied),
        ("coordinator", PermissionDenied),
    ],
)
def test_the_council_alone_sets_a_first_due_date(
    who: str,
    refusal: type[Exception] | None,
    undated: Assignment,
    request: pytest.FixtureRequest,
    as_viewer: AsViewer,
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    if refusal is None:
        assert set_first_due_date(undated.pk, FRIDAY, version=1, by=by).by == by.user
        return
    with pytest.raises(refusal):
        set_first_due_date(undated.pk, FRIDAY, version=1, by=by)


def test_a_due_date_on_a_new_holiday_goes_to_the_next_working_day(
    on_a_holiday: Assignment, council: Viewer
) -> None:
    move = adjust_calendar(on_a_holiday.pk, version=1, by=council)
    on_a_holiday.refresh_from_db()
    assert (on_a_holiday.due_date, on_a_holiday.original_due_date) == (MONDAY, FRIDAY)
    assert (move.kind, move.holiday, move.number) == (MoveKind.CALENDAR, "임시공휴일", None)
    told = json.loads(Event.objects.latest("number").text)
    assert told["kind"] == "calendar_adjusted"
    assert told["facts"] == {"on": "2026-11-20", "before": "2026-12-11", "after": "2026-12-14"}


def test_days_off_in_a_row_are_all_passed_over(department: Department, council: Viewer) -> None:
    reference.ensure_holidays([2026])
    lunar_new_year = assign(make_demand(make_audit()), department, due=date(2026, 2, 16))
    assert adjust_calendar(lunar_new_year.pk, version=1, by=council).after == date(2026, 2, 19)


def test_a_due_date_on_a_working_day_or_a_plain_saturday_is_not_adjusted(
    department: Department, council: Viewer
) -> None:
    for number, day in enumerate((FRIDAY, date(2026, 12, 12)), start=1):
        held = assign(make_demand(make_audit(2024 + number)), department, due=day)
        with pytest.raises(NotAllowedNow, match="휴일 등록"):
            adjust_calendar(held.pk, version=1, by=council)


def test_what_is_reported_already_is_not_adjusted(on_a_holiday: Assignment, council: Viewer) -> None:
    Assignment.objects.filter(pk=on_a_holiday.pk).update(
        stage=Stage.CLAIMED, reported_status=Status.COMPLETED, verification="awaiting"
    )
    with pytest.raises(NotAllowedNow):
        adjust_calendar(on_a_holiday.pk, version=1, by=council)
    assert not DueDateMove.objects.exists()


def test_an_adjustment_of_an_older_version_is_stale(on_a_holiday: Assignment, council: Viewer) -> None:
    with pytest.raises(Stale):
        adjust_calendar(on_a_holiday.pk, version=7, by=council)


@pytest.mark.parametrize("who", ["coordinator", "officer", "councillor"])
def test_the_secretariat_alone_confirms_an_adjustment(
    who: str, on_a_holiday: Assignment, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    with pytest.raises(PermissionDenied):
        adjust_calendar(on_a_holiday.pk, version=1, by=as_viewer(request.getfixturevalue(who)))
