"""A reorganisation is followed by open work and people: at once where its day has come, else that morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.access import Viewer, viewer
from audits.models import Department, Event, Succession, User
from audits.reorganisation import Step, plan
from tests.audits.reorganisations import COMING, DAY, renamed, step
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tests.together import at_once
from tracker import undecided
from tracker.access import visible_to
from tracker.access.histories import readable_departments
from tracker.actions.reorganise import Reorganised, catch_up, reorganise
from tracker.models import Assignment
from tracker.reports import Fate, consequences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]


@pytest.fixture
def by(coordinator: User, as_viewer: Callable[[User], Viewer]) -> Viewer:
    return as_viewer(coordinator)


@pytest.fixture
def held(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department)


def _foretold(*steps: Step) -> list[tuple[str, Fate, int, str]]:
    return [
        (str(each.department), each.fate, each.count, str(each.successor or ""))
        for each in consequences(plan(steps))
    ]


def test_work_and_people_follow_a_day_that_has_come_at_once(
    held: Assignment, department: Department, officer: User, by: Viewer
) -> None:
    done = reorganise([renamed(department, "디지털과")], by=by)
    held.refresh_from_db()
    assert (len(done.steps), done.moved, done.people) == (1, 1, 1)
    assert str(held.department) == "디지털과"
    assert list(visible_to(viewer(officer, TODAY))) == [held]


def test_a_day_to_come_is_followed_that_morning_and_not_before(
    held: Assignment, department: Department, officer: User, by: Viewer
) -> None:
    done = reorganise([renamed(department, "디지털과", effective_on=COMING)], by=by)
    assert (done.moved, done.people) == (0, 0)
    assert catch_up(on=COMING - timedelta(days=1)) == Reorganised((), 0, 0)
    assert catch_up(on=COMING) == Reorganised((), 1, 1)
    assert catch_up(on=COMING) == Reorganised((), 0, 0)


def test_days_that_were_missed_are_made_up_for(
    held: Assignment, department: Department, officer: User, by: Viewer
) -> None:
    reorganise([renamed(department, "디지털과", effective_on=COMING)], by=by)
    reorganise([renamed("디지털과", "데이터과", effective_on=COMING + timedelta(days=30))], by=by)
    assert catch_up(on=COMING + timedelta(days=90)) == Reorganised((), 2, 1)
    held.refresh_from_db()
    assert str(held.department) == "데이터과"


def test_the_record_is_written_last_and_in_order(
    held: Assignment, department: Department, officer: User, by: Viewer
) -> None:
    before = Event.objects.count()
    reorganise([renamed(department, "디지털과")], by=by)
    kinds = Event.objects.order_by("number").values_list("kind", flat=True)[before:]
    assert list(kinds) == [
        "department_founded",
        "succession_recorded",
        "moved",
        "membership_ended",
        "membership_started",
    ]


def test_where_it_is_refused_nothing_moved_and_nobody_went_along(
    held: Assignment, department: Department, officer: User, by: Viewer
) -> None:
    with pytest.raises(ValidationError):
        reorganise([renamed(department, "디지털과"), renamed("없는과", "새과")], by=by)
    held.refresh_from_db()
    assert held.department == department
    assert not Succession.objects.exists()
    assert officer.memberships.get().end_on is None


def test_an_officer_reorganises_nothing(
    department: Department, officer: User, as_viewer: Callable[[User], Viewer]
) -> None:
    with pytest.raises(PermissionDenied):
        reorganise([renamed(department, "디지털과")], by=as_viewer(officer))


@pytest.mark.django_db(transaction=True)
def test_the_morning_job_twice_at_once_moves_everything_once(
    held: Assignment, department: Department, officer: User, by: Viewer
) -> None:
    reorganise([renamed(department, "디지털과", effective_on=COMING)], by=by)
    done = at_once(lambda: catch_up(on=COMING), lambda: catch_up(on=COMING))
    assert sorted((each.moved, each.people) for each in done) == [(0, 0), (1, 1)]
    assert officer.memberships.count() == 2


# --- What the preview foretells ------------------------------------------------------------------------------


def _demands(number: int) -> list[Any]:
    audit = make_audit()
    return [make_demand(audit, at) for at in range(1, number + 1)]


def test_what_is_foretold_of_a_rename_a_split_and_a_closing(
    department: Department, neighbour: Department, by: Viewer
) -> None:
    gone = Department.objects.create(name="폐지과", kind="department", rank=30)
    for place, count in ((department, 3), (neighbour, 2), (gone, 1)):
        for demand in _demands_of(place, count):
            assign(demand, place)
    assert _foretold(
        renamed(department, "디지털과"),
        step("split", neighbour, "망과"),
        step("split", neighbour, "보안과"),
        step("closed", gone),
    ) == [
        ("정보정책과", Fate.BY_RULE, 3, "디지털과"),
        ("통신과", Fate.DECIDED, 2, ""),
        ("폐지과", Fate.WITHOUT_OWNER, 1, ""),
    ]


def _demands_of(place: Department, count: int) -> list[Any]:
    audit = make_audit(body=place.name)
    return [make_demand(audit, at) for at in range(1, count + 1)]


def test_a_rename_beside_a_transfer_leaves_everything_to_a_person(
    held: Assignment, department: Department, neighbour: Department
) -> None:
    asked = [renamed(department, "디지털과"), step("transfer", department, neighbour)]
    assert _foretold(*asked) == [("정보정책과", Fate.DECIDED, 1, "")]


def test_a_transfer_that_is_recorded_already_counts_too(
    held: Assignment, department: Department, neighbour: Department, by: Viewer
) -> None:
    reorganise([step("transfer", department, neighbour)], by=by)
    assert _foretold(renamed(department, "디지털과")) == [("정보정책과", Fate.DECIDED, 1, "")]


def test_what_the_successor_holds_already_stays_without_an_owner_as_it_then_does(
    held: Assignment, department: Department, neighbour: Department, by: Viewer
) -> None:
    assign(held.demand, neighbour)
    asked = [step("merge", department, neighbour)]
    assert _foretold(*asked) == [("정보정책과", Fate.WITHOUT_OWNER, 1, "")]
    assert reorganise(asked, by=by).moved == 0
    assert list(Assignment.objects.without_owner(TODAY)) == [held]


def test_what_was_given_after_the_day_stays_too(department: Department) -> None:
    assign(_demands(1)[0], department, on=DAY)
    assert _foretold(renamed(department, "디지털과")) == [("정보정책과", Fate.WITHOUT_OWNER, 1, "")]


def test_what_moves_twice_is_foretold_at_each_step(
    held: Assignment, department: Department, by: Viewer
) -> None:
    later = date(2026, 9, 1)
    asked = [renamed(department, "디지털과"), renamed("디지털과", "데이터과", effective_on=later)]
    assert _foretold(*asked) == [
        ("정보정책과", Fate.BY_RULE, 1, "디지털과"),
        ("디지털과", Fate.BY_RULE, 1, "데이터과"),
    ]
    assert reorganise(asked, by=by).moved == 2


def test_of_what_an_earlier_transfer_still_asks_a_person_decides_before_a_rename(
    held: Assignment, department: Department, neighbour: Department, by: Viewer
) -> None:
    reorganise([step("transfer", department, neighbour, duties="통신망")], by=by)
    later = renamed(department, "디지털과", effective_on=date(2026, 9, 1))
    assert _foretold(later) == [("정보정책과", Fate.DECIDED, 1, "")]
    assert reorganise([later], by=by).moved == 0
    held.refresh_from_db()
    assert held.department == department


def test_what_an_earlier_transfer_of_the_same_reorganisation_asks_is_foretold_once(
    held: Assignment, department: Department, neighbour: Department, by: Viewer
) -> None:
    asked = [
        step("transfer", department, neighbour, duties="통신망"),
        renamed(department, "디지털과", effective_on=date(2026, 9, 1)),
    ]
    assert _foretold(*asked) == [("정보정책과", Fate.DECIDED, 1, "")]
    assert reorganise(asked, by=by).moved == 0


def test_a_transfer_told_after_its_work_moved_on_by_rule_is_refused_with_the_way(
    held: Assignment, department: Department, neighbour: Department, by: Viewer
) -> None:
    reorganise([renamed(department, "디지털과")], by=by)
    before = date(2026, 6, 1)
    late = step("transfer", department, neighbour, effective_on=before)
    with pytest.raises(ValidationError, match=r"정보정책과: .*1건.*지금 소관부서의 업무 이관"):
        reorganise([late], by=by)
    reorganise([step("transfer", "디지털과", neighbour, effective_on=TODAY)], by=by)
    assert list(undecided.undecided(undecided.asking(TODAY))) == [held]


def test_what_is_foretold_takes_three_statements_however_much_there_is(
    department: Department, neighbour: Department
) -> None:
    def statements(*steps: Step) -> int:
        planned = plan(steps)
        with CaptureQueriesContext(connection) as seen:
            assert consequences(planned)
        return len(seen)

    one, *more = _demands(9)
    assign(one, department)
    few = statements(renamed(department, "디지털과"))
    for demand in more:
        assign(demand, neighbour)
    assert few == statements(renamed(department, "디지털과"), renamed(neighbour, "망과")) == 2


def test_before_its_day_a_merge_lets_nobody_see_what_is_to_come(
    held: Assignment, department: Department, neighbour: Department, stranger: User, by: Viewer
) -> None:
    asked = [
        step("merge", department, neighbour, effective_on=COMING),
        step("merge", "옛과", neighbour, effective_on=COMING),
    ]
    Department.objects.create(name="옛과", kind=neighbour.kind, rank=90)
    reorganise(asked, by=by)
    assert list(visible_to(viewer(stranger, TODAY))) == []
    assert readable_departments(viewer(stranger, TODAY), {department.pk}) == frozenset()
    catch_up(on=COMING)
    assert list(visible_to(viewer(stranger, COMING))) == [held]
