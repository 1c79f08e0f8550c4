"""Who stands in for somebody: for whom, how long, with which rights, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from audits import access
from audits.access import Viewer
from audits.actions import people
from audits.actions.deputies import end_deputy, name_deputy
from audits.actions.postings import post_people
from audits.models import Department, Event, Membership, Role, User
from audits.postings import plan
from audits.web.deputies import DeputyForm
from tests.audits.lists import lines
from tests.conftest import TODAY, Enrol
from tests.together import at_once

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]
DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)


@pytest.fixture
def colleague(enrol: Enrol, department: Department) -> User:
    """A second officer of the department."""
    return enrol(Role.OFFICER, department=department)


@pytest.fixture
def other_head(enrol: Enrol, neighbour: Department) -> User:
    """The head of the other department."""
    return enrol(Role.HEAD, department=neighbour)


@pytest.fixture
def stand_in(
    officer: User, head: User, department: Department, as_viewer: AsViewer
) -> Callable[..., Membership]:
    """Let the officer, or somebody else, stand in for the head from today on for a week."""

    def make(
        deputy: User = officer,
        person: User = head,
        by: User = head,
        start_on: date = TODAY,
        end_on: date = TODAY + WEEK,
        at: Department = department,
    ) -> Membership:
        return name_deputy(person, deputy, at, start_on=start_on, end_on=end_on, by=as_viewer(by))

    return make


StandIn = Callable[..., Membership]


def test_a_deputy_of_the_head_has_the_heads_rights_for_the_days_and_not_a_day_longer(
    stand_in: StandIn, officer: User, department: Department
) -> None:
    stand_in(start_on=TODAY + DAY)
    heads = [access.viewer(officer, TODAY + n * DAY).headed_ids for n in (0, 1, 6, 7)]
    assert heads == [frozenset(), {department.pk}, {department.pk}, frozenset()]
    assert access.viewer(officer, TODAY + DAY).acting_ids == {department.pk}


def test_what_a_deputy_does_is_told_as_done_in_the_stead_of_the_head(
    stand_in: StandIn, officer: User, as_viewer: AsViewer
) -> None:
    stand_in()
    assert as_viewer(officer).label == "정보정책과 담당자 · 정보정책과 부서장 직무대리"


def test_naming_and_ending_are_on_record_with_ids_and_days_alone(
    stand_in: StandIn, head: User, officer: User, department: Department, as_viewer: AsViewer
) -> None:
    membership = stand_in()
    end_deputy(membership.pk, by=as_viewer(head))
    named, ended = (
        json.loads(text) for text in Event.objects.order_by("number").values_list("text", flat=True)
    )
    assert (named["kind"], ended["kind"]) == ("deputy_named", "deputy_ended")
    assert named["rows"][0][:2] == ["membership", membership.pk]
    assert named["facts"] == {
        "person": officer.pk,
        "away": head.pk,
        "role": "head",
        "department": department.pk,
        "from": str(TODAY),
        "until": str(TODAY + WEEK),
    }
    assert ended["values"] == {"until": str(TODAY)}


@pytest.mark.parametrize("who", ["head", "administrator"])
def test_head_and_administrator_name_deputies_for_officers(
    who: str, stand_in: StandIn, officer: User, colleague: User, request: pytest.FixtureRequest
) -> None:
    made = stand_in(deputy=colleague, person=officer, by=request.getfixturevalue(who))
    assert (made.role, made.role_label) == (Role.OFFICER, "대직자")


def test_one_names_ones_own_deputy(stand_in: StandIn, officer: User, colleague: User) -> None:
    assert stand_in(deputy=colleague, person=officer, by=officer).deputy_for == officer


@pytest.mark.parametrize(
    "who", ["colleague", "stranger", "other_head", "secretariat", "coordinator", "clerk"]
)
def test_nobody_else_names_a_deputy(
    who: str, stand_in: StandIn, officer: User, head: User, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied, match="부서장, 시스템관리자"):
        stand_in(deputy=officer, person=head, by=request.getfixturevalue(who))


def test_a_deputy_of_the_head_names_no_deputies(stand_in: StandIn, officer: User, colleague: User) -> None:
    stand_in()
    with pytest.raises(PermissionDenied):
        stand_in(start_on=TODAY + WEEK, end_on=TODAY + 2 * WEEK, by=officer)


def test_the_head_of_another_department_stands_in_for_a_head_but_for_no_officer(
    stand_in: StandIn, other_head: User, officer: User, department: Department
) -> None:
    stand_in(deputy=other_head)
    assert department.pk in access.viewer(other_head, TODAY).headed_ids
    with pytest.raises(ValidationError, match="그 부서에 소속된"):
        stand_in(deputy=other_head, person=officer)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (-1, 7, "오늘부터"),
        (3, 3, "늦은 날"),
        (3, 2, "늦은 날"),
        (0, 367, "한 해"),
    ],
)
def test_a_deputy_is_for_days_to_come_and_at_most_a_year(
    start: int, end: int, words: str, stand_in: StandIn
) -> None:
    with pytest.raises(ValidationError, match=words):
        stand_in(start_on=TODAY + start * DAY, end_on=TODAY + end * DAY)


def test_a_whole_year_is_still_a_year(stand_in: StandIn) -> None:
    assert stand_in(end_on=TODAY.replace(year=TODAY.year + 1)).pk


def test_nobody_stands_in_for_oneself(stand_in: StandIn, head: User) -> None:
    with pytest.raises(ValidationError, match="자신의 대직자"):
        stand_in(deputy=head)


def test_a_stranger_and_somebody_who_leaves_meanwhile_are_no_deputies(
    stand_in: StandIn, stranger: User, officer: User
) -> None:
    with pytest.raises(ValidationError, match="그 부서에 소속된"):
        stand_in(deputy=stranger)
    Membership.objects.filter(user=officer).update(end_on=TODAY + 3 * DAY)
    with pytest.raises(ValidationError, match="내내 그 부서에 소속된"):
        stand_in()


def test_who_is_not_there_has_no_deputy(stand_in: StandIn, stranger: User, head: User) -> None:
    with pytest.raises(ValidationError, match="내내 그 부서에 소속된 사람에게만"):
        stand_in(person=stranger)
    Membership.objects.filter(user=head).update(end_on=TODAY + DAY)
    with pytest.raises(ValidationError, match="내내 그 부서에 소속된 사람에게만"):
        stand_in()


def test_somebody_stopped_is_no_deputy(stand_in: StandIn, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="중지된"):
        stand_in()


def test_one_deputy_at_a_time_and_none_of_a_deputy(
    stand_in: StandIn, head: User, officer: User, colleague: User
) -> None:
    stand_in()
    with pytest.raises(ValidationError, match="이미 대직자가"):
        stand_in(deputy=colleague, start_on=TODAY + 6 * DAY, end_on=TODAY + 2 * WEEK)
    with pytest.raises(ValidationError, match="다른 사람의 대직자입니다"):
        stand_in(deputy=colleague, person=officer)
    assert stand_in(deputy=colleague, start_on=TODAY + WEEK, end_on=TODAY + 2 * WEEK).pk


def test_who_is_away_is_no_deputy(stand_in: StandIn, officer: User, colleague: User) -> None:
    stand_in(deputy=colleague, person=officer)
    with pytest.raises(ValidationError, match="대직자를 둔 사람"):
        stand_in()


def test_the_head_of_a_department_that_was_closed_heads_nothing_and_is_no_deputy(
    stand_in: StandIn,
    other_head: User,
    head: User,
    officer: User,
    department: Department,
    neighbour: Department,
) -> None:
    assert stand_in(deputy=other_head, start_on=TODAY + 3 * WEEK, end_on=TODAY + 4 * WEEK).pk
    Department.objects.filter(pk=neighbour.pk).update(valid_until=TODAY)
    with pytest.raises(ValidationError, match="소속된 사람이어야"):
        stand_in(deputy=other_head)
    form = DeputyForm(viewer=access.viewer(head, TODAY), department=department)
    assert officer.name in str(form["deputy"])
    assert other_head.name not in str(form["deputy"])


def test_what_was_called_off_is_in_nobodys_way(stand_in: StandIn, head: User, as_viewer: AsViewer) -> None:
    made = end_deputy(stand_in(start_on=TODAY + DAY).pk, by=as_viewer(head))
    assert made.called_off
    assert stand_in().pk


def test_an_end_counts_at_once_and_only_once(
    stand_in: StandIn, head: User, officer: User, as_viewer: AsViewer
) -> None:
    made = stand_in()
    end_deputy(made.pk, by=as_viewer(head))
    assert not as_viewer(officer).headed_ids
    with pytest.raises(ValidationError, match="이미 끝난"):
        end_deputy(made.pk, by=as_viewer(head))


@pytest.mark.parametrize("who", ["officer", "colleague", "stranger", "secretariat"])
def test_a_deputy_and_others_do_not_end_it(
    who: str, stand_in: StandIn, as_viewer: AsViewer, request: pytest.FixtureRequest
) -> None:
    made = stand_in()
    with pytest.raises(PermissionDenied):
        end_deputy(made.pk, by=as_viewer(request.getfixturevalue(who)))


def test_an_ordinary_membership_is_not_ended_this_way_nor_a_deputy_as_an_ordinary_one(
    stand_in: StandIn, officer: User, administrator: User, as_viewer: AsViewer
) -> None:
    with pytest.raises(PermissionDenied):
        end_deputy(officer.memberships.get().pk, by=as_viewer(administrator))
    with pytest.raises(ValidationError, match="대직 목록"):
        people.end_membership(stand_in().pk, end_on=TODAY + DAY, by=as_viewer(administrator))


# What ends with it


@pytest.mark.parametrize("leaves", ["head", "officer"])
def test_with_whoever_leaves_the_deputy_ends_in_the_same_act(
    leaves: str,
    stand_in: StandIn,
    administrator: User,
    as_viewer: AsViewer,
    request: pytest.FixtureRequest,
) -> None:
    made = stand_in()
    person: User = request.getfixturevalue(leaves)
    seat = person.memberships.own().get()
    people.end_membership(seat.pk, end_on=TODAY + 2 * DAY, by=as_viewer(administrator))
    made.refresh_from_db()
    assert made.end_on == TODAY + 2 * DAY
    assert list(Event.objects.order_by("number").values_list("kind", flat=True)) == [
        "deputy_named",
        "membership_ended",
        "deputy_ended",
    ]


def test_a_list_of_postings_ends_deputies_too_and_calls_off_those_to_come(
    stand_in: StandIn, head: User, officer: User, colleague: User, administrator: User, as_viewer: AsViewer
) -> None:
    User.objects.filter(pk=head.pk).update(staff_number="D001")
    running = stand_in()
    coming = stand_in(deputy=colleague, start_on=TODAY + 2 * WEEK, end_on=TODAY + 3 * WEEK)
    by, rows = as_viewer(administrator), lines(f"{head.name},D001,,,,,,,,2026. 11. 22.")
    post_people(rows, plan(rows, by).fingerprint, by=by)
    running.refresh_from_db()
    coming.refresh_from_db()
    assert (running.end_on, coming.called_off) == (date(2026, 11, 22), True)


def test_a_head_elsewhere_who_is_no_head_any_more_stands_in_no_longer(
    stand_in: StandIn, other_head: User, administrator: User, as_viewer: AsViewer
) -> None:
    made = stand_in(deputy=other_head)
    seat = Membership.objects.own().get(user=other_head)
    people.end_membership(seat.pk, end_on=TODAY + DAY, by=as_viewer(administrator))
    made.refresh_from_db()
    assert made.end_on == TODAY + DAY


def test_an_end_that_comes_after_the_deputys_changes_nothing_of_it(
    stand_in: StandIn, head: User, administrator: User, as_viewer: AsViewer
) -> None:
    made = stand_in()
    seat = head.memberships.get()
    people.end_membership(seat.pk, end_on=TODAY + 3 * WEEK, by=as_viewer(administrator))
    made.refresh_from_db()
    assert made.end_on == TODAY + WEEK


# What the database holds


def test_the_database_refuses_a_deputy_without_an_end_or_of_oneself(
    head: User, officer: User, department: Department
) -> None:
    seat = {"role": Role.HEAD, "department": department, "start_on": TODAY}
    for more in ({"deputy_for": head}, {"deputy_for": officer, "end_on": TODAY + DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=officer, **seat, **more)


@pytest.mark.django_db(transaction=True)
def test_of_two_deputies_named_at_once_one_is_refused(
    stand_in: StandIn, officer: User, colleague: User, administrator: User
) -> None:
    def name(deputy: User) -> Callable[[], str]:
        def act() -> str:
            try:
                stand_in(deputy=deputy, by=administrator)
            except ValidationError as refusal:
                return refusal.messages[0]
            return "named"

        return act

    answers = at_once(name(officer), name(colleague))
    assert sorted("이미 대직자가" in answer for answer in answers) == [False, True]


def test_naming_a_deputy_takes_a_set_number_of_statements(
    stand_in: StandIn, head: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(15):
        stand_in()
