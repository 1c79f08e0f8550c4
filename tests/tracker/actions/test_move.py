"""Open work follows the departments: by rule where that is certain, else by a person."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, Stale
from audits.models import Department, DepartmentKind, Event, Succession, SuccessionKind, User
from audits.statuses import ReportedStatus as Status
from tests.cluster import as_owner
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tracker.actions import move
from tracker.models import Assignment, Stage, Tenure, Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

DAY = date(2026, 4, 30)


@pytest.fixture
def successor(department: Department) -> Department:
    return Department.objects.create(
        name="데이터정책과", kind=DepartmentKind.DEPARTMENT, rank=11, bureau=department.bureau, valid_from=DAY
    )


@pytest.fixture
def rename(department: Department, successor: Department) -> Succession:
    Department.objects.filter(pk=department.pk).update(valid_until=DAY)
    return Succession.objects.create(
        kind=SuccessionKind.RENAME, predecessor=department, successor=successor, effective_on=DAY
    )


@pytest.fixture
def split(department: Department, successor: Department) -> Succession:
    Department.objects.filter(pk=department.pk).update(valid_until=DAY)
    return Succession.objects.get(
        pk=Succession.objects.create(
            kind=SuccessionKind.SPLIT, predecessor=department, successor=successor, effective_on=DAY
        ).pk
    )


@pytest.fixture
def held(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department, due=date(2026, 12, 31))


def test_open_work_follows_a_rename(held: Assignment, rename: Succession) -> None:
    assert move.follow_successions(on=TODAY) == 1
    held.refresh_from_db()
    assert held.department == rename.successor
    assert (held.version, held.due_date) == (2, date(2026, 12, 31))


def test_a_claim_that_waits_moves_too_and_keeps_waiting(department: Department, rename: Succession) -> None:
    claim = assign(make_demand(make_audit()), department, Status.COMPLETED)
    move.follow_successions(on=TODAY)
    claim.refresh_from_db()
    assert (claim.department, claim.stage) == (rename.successor, Stage.CLAIMED)


def test_closed_work_keeps_the_department_of_its_day(department: Department, rename: Succession) -> None:
    closed = assign(make_demand(make_audit()), department, Status.COMPLETED)
    Assignment.objects.filter(pk=closed.pk).update(stage=Stage.CLOSED, verification=Verdict.CONFIRMED)
    assert move.follow_successions(on=TODAY) == 0


def test_each_hold_is_kept_with_its_days(held: Assignment, rename: Succession) -> None:
    move.follow_successions(on=TODAY)
    holds = Tenure.objects.filter(assignment=held).order_by("start_on").values_list("department", "end_on")
    assert list(holds) == [(rename.predecessor_id, DAY), (rename.successor_id, None)]


def test_the_move_is_on_record_with_its_cause_and_by_nobody(held: Assignment, rename: Succession) -> None:
    move.follow_successions(on=TODAY)
    event = Event.objects.get(kind="moved")
    told = json.loads(event.text)
    assert (event.actor, told["facts"]["succession"], told["facts"]["on"]) == (
        None,
        rename.pk,
        DAY.isoformat(),
    )
    assert told["values"]["department"] == rename.successor_id


def test_a_second_run_moves_nothing(held: Assignment, rename: Succession) -> None:
    move.follow_successions(on=TODAY)
    assert move.follow_successions(on=TODAY) == 0


def test_nothing_moves_before_the_day(held: Assignment, rename: Succession) -> None:
    assert move.follow_successions(on=date(2026, 4, 29)) == 0


def test_two_renames_in_a_row_are_followed_in_order_of_date(held: Assignment, rename: Succession) -> None:
    last = Department.objects.create(
        name="인공지능과", kind=DepartmentKind.DEPARTMENT, rank=12, valid_from=date(2026, 7, 1)
    )
    Succession.objects.create(
        kind=SuccessionKind.RENAME,
        predecessor=rename.successor,
        successor=last,
        effective_on=date(2026, 7, 1),
    )
    assert move.follow_successions(on=TODAY) == 2
    held.refresh_from_db()
    assert held.department == last


def test_after_a_split_work_waits_for_a_person_and_is_without_owner(
    held: Assignment, split: Succession
) -> None:
    assert move.follow_successions(on=TODAY) == 0
    assert list(Assignment.objects.without_owner(TODAY)) == [held]
    assert list(Assignment.objects.without_owner(date(2026, 4, 29))) == []


def test_where_the_successor_already_holds_the_demand_the_other_stays_without_owner(
    held: Assignment, rename: Succession, successor: Department
) -> None:
    assign(held.demand, successor)
    assert move.follow_successions(on=TODAY) == 0
    assert list(Assignment.objects.without_owner(TODAY)) == [held]


def test_a_person_decides_where_work_went_and_says_why(
    held: Assignment, split: Succession, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    moved = move.move(held.pk, split, by=as_viewer(coordinator), reason="통신망 업무를 이어받음")
    assert moved.department == split.successor
    tenure = Tenure.objects.get(assignment=held, end_on=None)
    assert (tenure.by, tenure.reason) == (coordinator, "통신망 업무를 이어받음")
    assert "통신망" not in Event.objects.get(kind="moved").text


def test_a_reason_is_needed(
    held: Assignment, split: Succession, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    with pytest.raises(ValidationError, match="사유"):
        move.move(held.pk, split, by=as_viewer(coordinator), reason="  ")


def test_a_department_cannot_move_its_own_work(
    held: Assignment, split: Succession, officer: User, as_viewer: Callable[[User], Viewer]
) -> None:
    with pytest.raises(PermissionDenied):
        move.move(held.pk, split, by=as_viewer(officer), reason="우리 일이 아님")


def test_a_step_of_another_department_is_refused(
    held: Assignment,
    neighbour: Department,
    successor: Department,
    coordinator: User,
    as_viewer: Callable[[User], Viewer],
) -> None:
    foreign = Succession.objects.create(
        kind=SuccessionKind.TRANSFER, predecessor=neighbour, successor=successor, effective_on=DAY
    )
    with pytest.raises(NotAllowedNow, match="소관부서"):
        move.move(held.pk, foreign, by=as_viewer(coordinator), reason="잘못 고름")


@pytest.mark.parametrize("day", [date(2025, 12, 1), date(2026, 11, 21)])
def test_a_step_before_the_present_hold_or_still_to_come_is_refused(
    day: date,
    held: Assignment,
    department: Department,
    neighbour: Department,
    coordinator: User,
    as_viewer: Callable[[User], Viewer],
) -> None:
    step = Succession.objects.create(
        kind=SuccessionKind.SPLIT, predecessor=department, successor=neighbour, effective_on=day
    )
    with pytest.raises(NotAllowedNow, match="오늘까지"):
        move.move(held.pk, step, by=as_viewer(coordinator), reason="이어받음")


@pytest.mark.django_db(transaction=True)
def test_of_two_holders_of_one_demand_that_move_to_the_same_department_at_once_one_is_refused(
    held: Assignment,
    split: Succession,
    neighbour: Department,
    successor: Department,
    coordinator: User,
    as_viewer: Callable[[User], Viewer],
) -> None:
    other = assign(held.demand, neighbour)
    transfer = Succession.objects.create(
        kind=SuccessionKind.TRANSFER, predecessor=neighbour, successor=successor, effective_on=DAY
    )
    transfer.refresh_from_db()
    by = as_viewer(coordinator)

    def go(assignment: Assignment, step: Succession) -> str:
        start.wait()
        try:
            move.move(assignment.pk, step, by=by, reason="이어받음")
        except NotAllowedNow:
            return "refused"
        finally:
            connection.close()
        return "moved"

    for _ in range(5):
        start = threading.Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(go, (held, other), (split, transfer)))
        assert sorted(outcomes) == ["moved", "refused"]
        back = Assignment.objects.filter(department=successor)
        with as_owner():
            Tenure.objects.filter(assignment__in=back.values("pk"), end_on=None).delete()
        Tenure.objects.filter(assignment__in=back.values("pk")).update(end_on=None)
        Assignment.objects.filter(pk=held.pk).update(department=split.predecessor)
        Assignment.objects.filter(pk=other.pk).update(department=neighbour)


def test_an_unknown_assignment_is_not_visible(
    split: Succession, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    with pytest.raises(NotVisible):
        move.move(999_999, split, by=as_viewer(coordinator), reason="없는 것")


def test_who_saw_an_older_state_moves_nothing(
    held: Assignment, split: Succession, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    with pytest.raises(Stale):
        move.move(held.pk, split, by=as_viewer(coordinator), reason="이어받음", version=7)


def test_another_point_of_the_same_demand_does_not_keep_a_duty_from_its_successor(
    held: Assignment,
    successor: Department,
    split: Succession,
    coordinator: User,
    as_viewer: Callable[[User], Viewer],
) -> None:
    other = assign(held.demand, successor)
    with pytest.raises(NotAllowedNow, match="이미 맡고"):
        move.move(held.pk, split, by=as_viewer(coordinator), reason="이어받음")
    with as_owner():
        Assignment.objects.filter(pk=other.pk).update(point="통신망")
    assert move.move(held.pk, split, by=as_viewer(coordinator), reason="이어받음").department == successor


def test_by_rule_too_only_the_same_point_keeps_a_duty_where_it_is(
    held: Assignment, successor: Department, rename: Succession
) -> None:
    other = assign(held.demand, successor)
    assert move.follow_successions(on=TODAY) == 0
    with as_owner():
        Assignment.objects.filter(pk=other.pk).update(point="통신망")
    assert move.follow_successions(on=TODAY) == 1
