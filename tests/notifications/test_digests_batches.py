"""However many are told, the statements are counted; and whoever asks for some is told of those alone."""

from __future__ import annotations

import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.models import Department, DepartmentKind, Membership, Role, User
from notifications import digests
from notifications.digests import Run
from notifications.models import Preference
from tests.conftest import LONG_AGO
from tests.factories import assign, make_audit, make_demand
from tests.notifications.conftest import MONDAY, Late

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

PER_BATCH = 2
ONCE_A_RUN = {"departments": 5, "everybody": 13}


def _office(departments: int, people: int) -> list[User]:
    """So many departments with something late each, and so many officers in each of them."""
    audit = make_audit()
    made = [
        Department.objects.create(name=f"시연{number}과", kind=DepartmentKind.DEPARTMENT, rank=number)
        for number in range(1, departments + 1)
    ]
    for number, department in enumerate(made, start=1):
        assign(make_demand(audit, number), department, due=MONDAY - timedelta(days=number))
    persons = User.objects.bulk_create(
        User(email=f"person{number}@demo.example", name=f"시연 {number}")
        for number in range(departments * people)
    )
    Membership.objects.bulk_create(
        Membership(user=person, role=Role.OFFICER, department=made[at % departments], start_on=LONG_AGO)
        for at, person in enumerate(persons)
    )
    return persons


def _statements(run: Run, keys: list[str]) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert len(digests.by_recipient(MONDAY, keys, run)) == len(keys)
    return len(asked)


@pytest.mark.parametrize(("departments", "people"), [(3, 1), (30, 10)])
def test_three_people_take_as_many_statements_as_three_hundred(departments: int, people: int) -> None:
    _office(departments, people)
    with CaptureQueriesContext(connection) as asked:
        assert len(list(digests.each(MONDAY))) == departments * people
    assert len(asked) == ONCE_A_RUN["departments"] + PER_BATCH


def test_who_is_told_of_all_costs_some_statements_once(
    secretariat: User, coordinator: User, head: User
) -> None:
    _office(3, 1)
    with CaptureQueriesContext(connection) as asked:
        digests.compose_all(MONDAY)
    assert len(asked) == ONCE_A_RUN["everybody"] + PER_BATCH


def test_a_further_batch_of_the_same_run_takes_two(secretariat: User) -> None:
    keys = [f"user:{person.pk}" for person in _office(4, 2)]
    run = Run(MONDAY)
    _statements(run, keys[:4])
    assert _statements(run, keys[4:]) == PER_BATCH


def test_whoever_is_asked_for_is_told_the_same_as_among_all(
    late: Late, neighbour: Department, officer: User, stranger: User, secretariat: User
) -> None:
    late(3)
    late(5, of=neighbour)
    whole = digests.by_recipient(MONDAY)
    for key, told in whole.items():
        assert digests.by_recipient(MONDAY, {key}) == {key: told}
    assert digests.by_recipient(MONDAY, []) == {}
    assert digests.by_recipient(MONDAY, ["user:0"]) == {}


def test_batches_lose_nobody_and_tell_nobody_twice(
    monkeypatch: pytest.MonkeyPatch, secretariat: User
) -> None:
    people = _office(5, 3)
    monkeypatch.setattr(sys.modules["notifications.digests.compose"], "BATCH", 4)
    told = [digest.to.user_id or 0 for digest in digests.each(MONDAY)]
    assert sorted(told) == sorted(person.pk for person in [*people, secretariat])


def test_a_batch_of_two_languages_is_composed_in_both(late: Late, officer: User, head: User) -> None:
    late(3)
    Preference.objects.create(user=head, language="en")
    told = digests.by_recipient(MONDAY)
    (korean,), (english,) = (told[f"user:{person.pk}"].items for person in (officer, head))
    assert (korean.status, korean.late) == ("추진 중", "기한 경과 3일")
    assert (english.status, english.late) == ("In progress", "3 days late")
