"""Who is told, apart from any mail: by membership, mailbox and choice of the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from audits.models import Committee, Department, Membership, Role, User
from notifications.models import Frequency, Preference
from notifications.recipients import Recipient, recipients
from tests.conftest import LONG_AGO, Enrol
from tests.factories import post_elsewhere
from tests.notifications.conftest import MONDAY

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


def _told() -> dict[str, Recipient]:
    return {to.address: to for to in recipients(MONDAY)}


def test_everybody_with_a_part_in_it_is_told_once_and_by_their_widest_role(
    *, officer: User, head: User, clerk: User, coordinator: User, secretariat: User, councillor: User
) -> None:
    told = {address: to.role for address, to in _told().items()}
    people = {officer: "officer", head: "head", clerk: "clerk", coordinator: "coordinator"}
    people |= {secretariat: "secretariat", councillor: "councillor"}
    assert told == {person.email: role for person, role in people.items()}


def test_administrators_are_told_nothing(administrator: User) -> None:
    assert not _told()


def test_former_staff_and_who_is_still_to_come_are_not_told(
    enrol: Enrol, department: Department, officer: User
) -> None:
    left = enrol(Role.OFFICER, department=department)
    Membership.objects.filter(user=left).update(end_on=MONDAY)
    enrol(Role.HEAD, department=department, start_on=MONDAY + timedelta(days=1))
    assert set(_told()) == {officer.email}


def test_a_person_posted_elsewhere_is_told_of_where_they_are(
    officer: User, department: Department, neighbour: Department
) -> None:
    post_elsewhere(officer, on=MONDAY, department=neighbour)
    assert _told()[officer.email].departments == (neighbour,)


def test_a_deputy_is_told_of_the_department_and_its_head_as_well(
    head: User, officer: User, stranger: User, department: Department, neighbour: Department
) -> None:
    days = {"start_on": MONDAY - WEEK, "end_on": MONDAY + WEEK, "deputy_for": head}
    Membership.objects.create(user=stranger, role=Role.HEAD, department=department, **days)
    told = _told()
    assert told[stranger.email].departments == (department, neighbour)
    assert told[stranger.email].headed == {department.pk}
    assert told[stranger.email].seat == "정보정책과 부서장 직무대리 · 통신과 담당자"
    assert told[head.email].headed == {department.pk}


def test_a_deputy_whose_days_are_over_is_not_told(head: User, stranger: User, department: Department) -> None:
    days = {"start_on": MONDAY - WEEK, "end_on": MONDAY, "deputy_for": head}
    Membership.objects.create(user=stranger, role=Role.HEAD, department=department, **days)
    assert department not in (_told()[stranger.email].departments or ())


def test_after_a_merger_who_followed_is_told_of_the_new_department_and_who_stayed_of_nothing(
    officer: User, head: User, department: Department, neighbour: Department
) -> None:
    Department.objects.filter(pk=department.pk).update(valid_until=MONDAY, mailbox="old@demo.example")
    Membership.objects.create(user=officer, role=Role.OFFICER, department=neighbour, start_on=MONDAY)
    assert {address: to.departments for address, to in _told().items()} == {officer.email: (neighbour,)}


def test_a_mailbox_is_told_of_its_department_in_any_letter_case_once(
    department: Department, neighbour: Department
) -> None:
    Department.objects.filter(pk=department.pk).update(mailbox="Shared@demo.example")
    Department.objects.filter(pk=neighbour.pk).update(mailbox="shared@demo.example")
    (to,) = recipients(MONDAY)
    assert (to.departments, to.role, to.frequency) == ((department, neighbour), "mailbox", Frequency.WEEKLY)


def test_a_clerk_is_told_of_their_committees_and_of_none_that_is_over(
    clerk: User, committee: Committee, other_committee: Committee
) -> None:
    Membership.objects.create(user=clerk, role=Role.CLERK, committee=other_committee, start_on=LONG_AGO)
    Committee.objects.filter(pk=other_committee.pk).update(valid_until=MONDAY)
    assert _told()[clerk.email].committees == {committee.pk}


def test_a_councillors_committee_gives_an_officer_nothing(
    officer: User, committee: Committee, department: Department
) -> None:
    Membership.objects.create(user=officer, role=Role.COUNCILLOR, committee=committee, start_on=LONG_AGO)
    told = _told()[officer.email]
    assert (told.role, told.committees, told.departments) == (Role.OFFICER, frozenset(), (department,))


def test_a_councillor_gets_nothing_before_asking_for_it_and_everybody_else_one_a_week(
    councillor: User, officer: User, clerk: User
) -> None:
    told = {address: to.frequency for address, to in _told().items()}
    assert told == {councillor.email: "none", officer.email: "weekly", clerk.email: "weekly"}


def test_what_was_chosen_counts_and_the_seat_is_said_in_the_language_of_the_mail(officer: User) -> None:
    Preference.objects.create(user=officer, frequency=Frequency.DAILY, language="en")
    told = _told()[officer.email]
    assert (told.frequency, told.language) == (Frequency.DAILY, "en")
    assert told.seat == "정보정책과 Officer"


def test_many_take_as_many_statements_as_one(
    enrol: Enrol, department: Department, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        enrol(Role.OFFICER, department=department)
    with django_assert_num_queries(3):
        assert len(recipients(MONDAY)) == 5
