"""A planned reorganisation is called off before its day, and the organisation is as if it had never been."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits import organisation
from audits.access import Viewer, viewer
from audits.actions.call_off_succession import call_off, call_off_day
from audits.actions.record_succession import record_succession
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Department, Event, Membership, Role, Succession, User
from tests.audits.reorganisations import COMING, renamed, step
from tests.conftest import TODAY, Enrol
from tests.together import one_behind_the_other

pytestmark = pytest.mark.django_db

WHY = "의회에서 조례가 부결됨"


@pytest.fixture
def by(coordinator: User, as_viewer: Callable[[User], Viewer]) -> Viewer:
    return as_viewer(coordinator)


@pytest.fixture
def rename(department: Department, by: Viewer) -> Succession:
    return record_succession([renamed(department, "디지털과", effective_on=COMING)], by=by)[0]


def test_the_predecessor_goes_on_and_what_was_to_be_founded_never_is(
    department: Department, rename: Succession, by: Viewer
) -> None:
    call_off(rename.pk, reason=WHY, by=by)
    department.refresh_from_db()
    rename.refresh_from_db()
    assert (department.valid_until, rename.is_void, rename.void_reason) == (None, True, WHY)
    assert not Department.objects.get(name="디지털과").existed(COMING)
    assert not Succession.objects.until(COMING).exists()


def test_the_same_may_be_recorded_again_and_called_off_again(
    department: Department, rename: Succession, by: Viewer
) -> None:
    call_off(rename.pk, reason=WHY, by=by)
    (again,) = record_succession([renamed(department, "디지털과", effective_on=COMING)], by=by)
    call_off(again.pk, reason=WHY, by=by)
    assert Department.objects.filter(name="디지털과", is_void=True).count() == 2


def test_the_record_tells_it_with_the_departments_and_without_the_words(
    department: Department, rename: Succession, by: Viewer
) -> None:
    call_off(rename.pk, reason=WHY, by=by)
    text = Event.objects.get(kind="succession_called_off").text
    told = json.loads(text)
    assert (told["subject"], told["by"]) == (["succession", rename.pk], by.user.pk)
    states = {pk: (state["until"], state["void"]) for _kind, pk, state in told["states"]}
    assert states == {department.pk: (None, False), rename.successor_id: (None, True)}
    assert WHY not in text
    assert text.isascii()


def test_it_is_too_late_once_the_day_has_come(rename: Succession, coordinator: User) -> None:
    with pytest.raises(NotAllowedNow, match="시행일이 되어"):
        call_off(rename.pk, reason=WHY, by=viewer(coordinator, COMING))
    assert call_off(rename.pk, reason=WHY, by=viewer(coordinator, COMING - timedelta(days=1)))


def test_twice_is_refused(rename: Succession, by: Viewer) -> None:
    call_off(rename.pk, reason=WHY, by=by)
    with pytest.raises(NotAllowedNow, match="이미 취소한"):
        call_off(rename.pk, reason=WHY, by=by)


@pytest.mark.parametrize("reason", ["", "  ", "가" * 2_001])
def test_it_needs_a_reason(reason: str, rename: Succession, by: Viewer) -> None:
    with pytest.raises(ValidationError, match="사유"):
        call_off(rename.pk, reason=reason, by=by)


def test_who_may_not_record_may_not_call_off(
    rename: Succession, head: User, as_viewer: Callable[[User], Viewer]
) -> None:
    with pytest.raises(PermissionDenied):
        call_off(rename.pk, reason=WHY, by=as_viewer(head))


def test_what_is_unknown_is_not_visible(by: Viewer) -> None:
    with pytest.raises(NotVisible):
        call_off(9_999, reason=WHY, by=by)


def test_a_step_on_which_another_builds_has_to_wait_for_that(
    rename: Succession, neighbour: Department, by: Viewer
) -> None:
    (other,) = record_succession([step("merge", neighbour, "디지털과", effective_on=COMING)], by=by)
    with pytest.raises(NotAllowedNow, match="통합"):
        call_off(rename.pk, reason=WHY, by=by)
    call_off(other.pk, reason=WHY, by=by)
    assert Department.objects.get(name="디지털과").is_void is False
    call_off(rename.pk, reason=WHY, by=by)
    assert Department.objects.get(name="디지털과").is_void is True


def test_a_bureau_is_not_called_off_under_a_department(
    department: Department, bureau: Department, by: Viewer
) -> None:
    rows = record_succession(
        [
            renamed(bureau, "디지털국", effective_on=COMING),
            renamed(department, "디지털과", effective_on=COMING),
        ],
        by=by,
    )
    with pytest.raises(NotAllowedNow, match="이 실·국에"):
        call_off(rows[0].pk, reason=WHY, by=by)


def test_a_whole_day_is_called_off_at_once(
    department: Department, bureau: Department, neighbour: Department, by: Viewer
) -> None:
    rows = record_succession(
        [
            renamed(bureau, "디지털국", effective_on=COMING),
            renamed(department, "디지털과", effective_on=COMING),
            step("transfer", neighbour, "디지털과", effective_on=COMING, duties="통신망"),
        ],
        by=by,
    )
    assert len(call_off_day(rows[1].pk, reason=WHY, by=by)) == 3
    assert {one.name for one in Department.objects.valid(COMING)} == {"정보국", "정보정책과", "통신과"}


def test_a_split_is_called_off_as_one(department: Department, by: Viewer) -> None:
    rows = record_succession(
        [step("split", department, name, effective_on=COMING) for name in ("가과", "나과")], by=by
    )
    assert len(call_off(rows[0].pk, reason=WHY, by=by)) == 2
    assert [one.name for one in organisation.on_sheet(COMING)] == ["정보정책과"]


def test_a_department_that_two_found_stays_with_the_other(
    department: Department, neighbour: Department, by: Viewer
) -> None:
    rows = record_succession(
        [step("merge", one, "디지털과", effective_on=COMING) for one in (department, neighbour)], by=by
    )
    call_off(rows[0].pk, reason=WHY, by=by)
    assert {one.name for one in organisation.on_sheet(COMING)} == {"정보정책과", "디지털과"}


def test_a_name_that_somebody_else_takes_keeps_its_bearer_from_going_on(
    department: Department, neighbour: Department, by: Viewer
) -> None:
    rows = record_succession(
        [
            renamed(department, "디지털과", effective_on=COMING),
            renamed(neighbour, "정보정책과", effective_on=COMING),
        ],
        by=by,
    )
    with pytest.raises(NotAllowedNow, match="같은 이름"):
        call_off(rows[0].pk, reason=WHY, by=by)
    call_off(rows[1].pk, reason=WHY, by=by)
    call_off(rows[0].pk, reason=WHY, by=by)
    assert {one.name for one in organisation.on_sheet(COMING)} == {"정보정책과", "통신과"}


def test_who_was_posted_there_in_advance_has_no_right_by_it(
    rename: Succession, enrol: Enrol, by: Viewer
) -> None:
    person = enrol(Role.OFFICER, department_id=rename.successor_id, start_on=COMING)
    call_off(rename.pk, reason=WHY, by=by)
    assert viewer(person, COMING).department_ids == frozenset()
    for day in (TODAY, COMING):
        assert [held.user for held in organisation.people_left_behind(day)] == [person]
    assert Membership.objects.filter(user=person).exists()


@pytest.mark.django_db(transaction=True)
def test_of_a_step_called_off_while_another_is_built_on_it_one_is_refused(
    rename: Succession, neighbour: Department, by: Viewer
) -> None:
    built = [step("transfer", neighbour, "디지털과", effective_on=COMING)]
    _done, refusal = one_behind_the_other(
        lambda: call_off(rename.pk, reason=WHY, by=by), lambda: record_succession(built, by=by)
    )
    assert isinstance(refusal, ValidationError)
    assert TODAY < COMING
