"""Open work follows the departments: by rule where that is certain, else by a person."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer, viewer
from audits.actions.follow_people import follow_people
from audits.errors import NotAllowedNow, NotVisible, Stale
from audits.models import Department, DepartmentKind, Event, Succession, SuccessionKind, User
from audits.statuses import ReportedStatus as Status
from tests.cluster import as_owner
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tracker import undecided
from tracker.actions import move
from tracker.actions.move_choices import Choice
from tracker.actions.request_extension import request_extension
from tracker.models import (
    Assignment,
    Handover,
    HandoverState,
    RequestState,
    Stage,
    Stay,
    Tenure,
    Verdict,
)

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


def _many(department: Department, count: int) -> list[Assignment]:
    audit = make_audit(2024)
    return [assign(make_demand(audit, number), department) for number in range(1, count + 1)]


@pytest.mark.parametrize("offered", [False, True])
def test_three_hundred_take_as_many_statements_as_three(
    offered: bool, department: Department, neighbour: Department, rename: Succession, officer: User
) -> None:
    counts = []
    for count in (3, 300):
        with transaction.atomic():
            for held in _many(department, count):
                if offered:
                    Handover.objects.create(
                        assignment=held,
                        giver=department,
                        receiver=neighbour,
                        reason="업무 이관",
                        by=officer,
                        on=DAY,
                    )
            with CaptureQueriesContext(connection) as sent:
                assert move.follow_successions(on=TODAY) == count
            counts.append(len(sent))
            assert Handover.objects.filter(state=HandoverState.LAPSED).count() == (count if offered else 0)
            transaction.set_rollback(True)
    assert counts[0] == counts[1] <= 14


def test_each_move_is_an_entry_of_its_own_with_the_state_after_it(
    department: Department, rename: Succession
) -> None:
    moved = _many(department, 3)
    move.follow_successions(on=TODAY)
    told = [json.loads(text) for text in Event.objects.filter(kind="moved").values_list("text", flat=True)]
    assert sorted(each["subject"][1] for each in told) == [held.pk for held in moved]
    assert {(each["values"]["version"], each["values"]["officer"]) for each in told} == {(2, None)}


def test_what_waits_stays_and_an_open_offer_lapses(
    held: Assignment,
    rename: Succession,
    department: Department,
    neighbour: Department,
    officer: User,
    as_viewer: Callable[[User], Viewer],
) -> None:
    asked = request_extension(
        held.pk, wanted=date(2027, 3, 31), reason="예산 편성", by=viewer(officer, date(2026, 4, 1))
    )
    offer = Handover.objects.create(
        assignment=held, giver=department, receiver=neighbour, reason="업무 이관", by=officer, on=DAY
    )
    move.follow_successions(on=TODAY)
    asked.refresh_from_db()
    offer.refresh_from_db()
    assert (asked.state, offer.state) == (RequestState.PENDING, HandoverState.LAPSED)


def test_departments_that_hold_nothing_cost_no_statement(
    rename: Succession, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        assert move.follow(on=TODAY) == []


def test_nothing_follows_a_department_outside_by_itself(held: Assignment, department: Department) -> None:
    outside = Department.objects.create(
        name="시연진흥원", kind=DepartmentKind.OFFICE, rank=90, external=True, valid_from=DAY
    )
    Department.objects.filter(pk=department.pk).update(valid_until=DAY)
    Succession.objects.create(
        kind=SuccessionKind.MERGE, predecessor=department, successor=outside, effective_on=DAY
    )
    assert move.follow_successions(on=TODAY) == 0
    assert list(Assignment.objects.without_owner(TODAY)) == [held]


def test_a_receiver_outside_never_gets_it_and_the_way_is_named(
    held: Assignment, department: Department, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    outside = Department.objects.create(name="시연진흥원", kind=DepartmentKind.OFFICE, rank=90, external=True)
    step = Succession.objects.create(
        kind=SuccessionKind.TRANSFER, predecessor=department, successor=outside, effective_on=DAY
    )
    with pytest.raises(NotAllowedNow, match=r"시연진흥원.*이첩으로 보고"):
        move.move(held.pk, step, by=as_viewer(coordinator), reason="진흥원으로 감")


def test_what_went_to_a_department_that_was_renamed_since_goes_on_at_once(
    held: Assignment, split: Succession, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    later = date(2026, 7, 1)
    last = Department.objects.create(
        name="인공지능과", kind=DepartmentKind.DEPARTMENT, rank=12, valid_from=later
    )
    Department.objects.filter(name="데이터정책과").update(valid_until=later)
    Succession.objects.create(
        kind=SuccessionKind.RENAME, predecessor=split.successor, successor=last, effective_on=later
    )
    assert move.move(held.pk, split, by=as_viewer(coordinator), reason="이어받음").department == last
    assert list(Event.objects.filter(kind="moved").order_by("number").values_list("actor", flat=True)) == [
        coordinator.pk,
        None,
    ]


@pytest.fixture
def closed(department: Department) -> Succession:
    Department.objects.filter(pk=department.pk).update(valid_until=DAY)
    return Succession.objects.create(
        kind=SuccessionKind.CLOSED, predecessor=department, successor=None, effective_on=DAY
    )


def test_what_a_closed_department_left_goes_where_a_person_says(
    held: Assignment,
    closed: Succession,
    neighbour: Department,
    coordinator: User,
    as_viewer: Callable[[User], Viewer],
) -> None:
    placed = move.place(held.pk, neighbour.pk, by=as_viewer(coordinator), reason="사무 분장에 따름")
    tenure = Tenure.objects.get(assignment=held, end_on=None)
    assert (placed.department, placed.version) == (neighbour, 2)
    assert (tenure.succession, tenure.start_on, tenure.reason) == (closed, TODAY, "사무 분장에 따름")
    assert not Assignment.objects.without_owner(TODAY).exists()


def test_what_never_had_a_department_is_placed_too(
    neighbour: Department, secretariat: User, as_viewer: Callable[[User], Viewer]
) -> None:
    lost = assign(make_demand(make_audit()), None)
    assert move.place(lost.pk, neighbour.pk, by=as_viewer(secretariat), reason="찾음").department == neighbour
    assert Tenure.objects.get(assignment=lost).succession is None


def test_what_has_an_owner_is_not_placed(
    held: Assignment, neighbour: Department, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    with pytest.raises(NotAllowedNow, match="소관부서가 있습니다"):
        move.place(held.pk, neighbour.pk, by=as_viewer(coordinator), reason="옮김")


def test_where_a_step_leads_on_it_is_that_step_which_is_chosen(
    held: Assignment,
    split: Succession,
    neighbour: Department,
    coordinator: User,
    as_viewer: Callable[[User], Viewer],
) -> None:
    with pytest.raises(NotAllowedNow, match="조직개편을 골라"):
        move.place(held.pk, neighbour.pk, by=as_viewer(coordinator), reason="옮김")


@pytest.mark.parametrize("which", ["gone", "outside", "bureau", "unknown"])
def test_only_a_department_of_today_is_given_anything(
    which: str,
    held: Assignment,
    closed: Succession,
    bureau: Department,
    coordinator: User,
    as_viewer: Callable[[User], Viewer],
) -> None:
    office: dict[str, Any] = {"kind": DepartmentKind.OFFICE, "rank": 90}
    receivers = {
        "gone": Department.objects.create(name="옛 사업소", valid_until=DAY, **office).pk,
        "outside": Department.objects.create(name="시연진흥원", external=True, **office).pk,
        "bureau": bureau.pk,
        "unknown": 999_999,
    }
    with pytest.raises(ValidationError, match="오늘 있는 부서가 아닙니다"):
        move.place(held.pk, receivers[which], by=as_viewer(coordinator), reason="옮김")


@pytest.fixture
def transfer(department: Department, neighbour: Department) -> Succession:
    return Succession.objects.create(
        kind=SuccessionKind.TRANSFER,
        predecessor=department,
        successor=neighbour,
        effective_on=DAY,
        duties="통신망",
    )


def test_a_person_says_that_it_stays_once(
    held: Assignment, transfer: Succession, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    by = as_viewer(coordinator)
    move.stay(held.pk, by=by, reason="통신망 업무가 아님")
    kept = Stay.objects.get()
    assert (kept.assignment, kept.succession, kept.by, kept.on) == (held, transfer, coordinator, TODAY)
    told = json.loads(Event.objects.get(kind="stayed").text)
    assert [row[0] for row in told["rows"]] == ["stay"]
    with pytest.raises(NotAllowedNow, match="이미 정하였는지"):
        move.stay(held.pk, by=by, reason="다시")


def test_nothing_stays_with_a_department_that_is_gone(
    held: Assignment, split: Succession, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    with pytest.raises(NotAllowedNow, match="없어져"):
        move.stay(held.pk, by=as_viewer(coordinator), reason="그대로")


def test_a_department_does_not_say_that_its_own_work_stays(
    held: Assignment, transfer: Succession, officer: User, as_viewer: Callable[[User], Viewer]
) -> None:
    with pytest.raises(PermissionDenied):
        move.stay(held.pk, by=as_viewer(officer), reason="그대로")


def test_of_many_each_has_its_own_result_and_none_holds_up_the_others(
    department: Department,
    neighbour: Department,
    transfer: Succession,
    coordinator: User,
    as_viewer: Callable[[User], Viewer],
) -> None:
    first, second, third, fourth, fifth = _many(department, 5)
    assign(fourth.demand, neighbour)
    choices = [
        Choice(first.pk, "통신망임", step=transfer.pk),
        Choice(second.pk, "통신망이 아님"),
        Choice(third.pk, " ", step=transfer.pk),
        Choice(fourth.pk, "통신망임", step=transfer.pk),
        Choice(fifth.pk, "통신망임", step=transfer.pk, version=9),
        Choice(999_999, "통신망임", step=transfer.pk),
    ]
    by = as_viewer(coordinator)
    foreseen = move.would_move(choices, by=by)
    assert not Event.objects.exists()
    outcomes = move.move_many(choices, by=by)
    assert [type(each.refusal) for each in outcomes] == [
        type(None),
        type(None),
        ValidationError,
        NotAllowedNow,
        Stale,
        NotVisible,
    ]
    assert [each.receiver for each in outcomes[:2]] == [neighbour, None]
    assert [(each.assignment_id, type(each.refusal)) for each in foreseen] == [
        (each.assignment_id, type(each.refusal)) for each in outcomes
    ]
    assert sorted(Event.objects.values_list("kind", flat=True)) == ["moved", "stayed"]


def test_two_duties_of_one_demand_do_not_go_to_one_department_at_once(
    department: Department,
    neighbour: Department,
    transfer: Succession,
    successor: Department,
    coordinator: User,
    as_viewer: Callable[[User], Viewer],
) -> None:
    held = assign(make_demand(make_audit()), department)
    other = assign(held.demand, successor)
    from_successor = Succession.objects.create(
        kind=SuccessionKind.TRANSFER, predecessor=successor, successor=neighbour, effective_on=TODAY
    )
    choices = [
        Choice(held.pk, "옮김", step=transfer.pk),
        Choice(other.pk, "옮김", step=from_successor.pk),
    ]
    one, two = move.move_many(choices, by=as_viewer(coordinator))
    assert (one.refusal, str(two.refusal)[:5]) == (None, "소관 이동")


def test_the_same_form_sent_twice_does_nothing_twice(
    department: Department, transfer: Succession, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    choices = [Choice(held.pk, "통신망임", step=transfer.pk) for held in _many(department, 2)]
    by = as_viewer(coordinator)
    assert [each.refusal for each in move.move_many(choices, by=by)] == [None, None]
    assert all(isinstance(each.refusal, NotAllowedNow) for each in move.move_many(choices, by=by))


def test_many_decisions_take_as_many_statements_as_few(
    department: Department, transfer: Succession, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    counts = []
    by = as_viewer(coordinator)
    for count in (3, 40):
        with transaction.atomic():
            goes = [
                Choice(held.pk, f"까닭 {held.pk}", step=transfer.pk if held.pk % 2 else None)
                for held in _many(department, count)
            ]
            with CaptureQueriesContext(connection) as sent:
                outcomes = move.move_many(goes, by=by)
            assert [each.refusal for each in outcomes] == [None] * count
            counts.append(len(sent))
            transaction.set_rollback(True)
    assert counts[0] == counts[1] <= 18


def test_who_may_not_moves_not_even_one_of_many(
    held: Assignment, transfer: Succession, officer: User, as_viewer: Callable[[User], Viewer]
) -> None:
    for act in (move.move_many, move.would_move):
        with pytest.raises(PermissionDenied):
            act([Choice(held.pk, "옮김", step=transfer.pk)], by=as_viewer(officer))


def _renamed_later(department: Department | None, day: date = date(2026, 7, 1)) -> Succession:
    """The department is renamed alone, after something of it went elsewhere."""
    assert department
    heir = Department.objects.create(
        name="인공지능과", kind=DepartmentKind.DEPARTMENT, rank=12, valid_from=day
    )
    Department.objects.filter(pk=department.pk).update(valid_until=day)
    return Succession.objects.create(
        kind=SuccessionKind.RENAME, predecessor=department, successor=heir, effective_on=day
    )


def test_what_nobody_has_decided_yet_follows_no_later_rename_and_is_still_asked(
    held: Assignment, transfer: Succession, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    rename = _renamed_later(transfer.predecessor)
    assert move.follow_successions(on=TODAY) == 0
    assert list(Assignment.objects.without_owner(TODAY)) == [held]
    assert list(undecided.undecided(undecided.asking(TODAY))) == [held]
    moved = move.move(held.pk, rename, by=as_viewer(coordinator), reason="통신망 업무가 아님")
    assert moved.department == rename.successor
    assert list(undecided.waiting(undecided.asking(TODAY), TODAY)) == []


def test_what_went_along_with_the_earlier_transfer_is_asked_no_more(
    held: Assignment, transfer: Succession, coordinator: User, as_viewer: Callable[[User], Viewer]
) -> None:
    _renamed_later(transfer.predecessor)
    moved = move.move(held.pk, transfer, by=as_viewer(coordinator), reason="통신망 업무를 이어받음")
    assert moved.department == transfer.successor
    assert list(undecided.waiting(undecided.asking(TODAY), TODAY)) == []


def test_what_stays_and_what_came_later_follow_the_later_rename(
    held: Assignment,
    department: Department,
    transfer: Succession,
    coordinator: User,
    as_viewer: Callable[[User], Viewer],
) -> None:
    move.stay(held.pk, by=as_viewer(coordinator), reason="통신망 업무가 아님")
    later = assign(make_demand(make_audit(2024)), department, on=DAY)
    rename = _renamed_later(department)
    assert move.follow_successions(on=TODAY) == len([held, later])
    assert set(Assignment.objects.values_list("department", flat=True)) == {rename.successor_id}


def test_a_rename_within_a_span_that_ends_later_asks_before_the_span_is_over(
    held: Assignment, rename: Succession, neighbour: Department
) -> None:
    Succession.objects.create(
        kind=SuccessionKind.TRANSFER,
        predecessor=rename.predecessor,
        successor=neighbour,
        not_before=date(2026, 4, 1),
        not_after=date(2026, 12, 31),
    )
    assert date(2026, 12, 31) > TODAY
    assert move.follow_successions(on=TODAY) == 0
    assert list(undecided.undecided(undecided.asking(TODAY))) == [held]


def test_who_was_named_goes_along_by_rule_and_is_emptied_where_a_person_decides(
    department: Department,
    rename: Succession,
    transfer: Succession,
    officer: User,
    coordinator: User,
    as_viewer: Callable[[User], Viewer],
) -> None:
    ruled, decided = _many(department, 2)
    Assignment.objects.update(officer=officer)
    with as_owner():
        Succession.objects.filter(pk=transfer.pk).update(effective_on=date(2026, 3, 2))
    move.move(decided.pk, transfer, by=as_viewer(coordinator), reason="통신망")
    move.stay(ruled.pk, by=viewer(coordinator, date(2026, 4, 1)), reason="통신망 아님")
    assert move.follow_successions(on=TODAY) == 1
    follow_people(TODAY)
    assert set(Assignment.objects.values_list("pk", "officer")) == {
        (ruled.pk, officer.pk),
        (decided.pk, None),
    }
    assert list(Assignment.objects.without_officer(TODAY)) == [Assignment.objects.get(pk=decided.pk)]
    told = [json.loads(text) for text in Event.objects.filter(kind="moved").values_list("text", flat=True)]
    assert {each["values"]["officer"] for each in told} == {officer.pk, None}
