"""How the office works: the administrator's switches, and departments that ask for more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audits.gates import Gates
from audits.models import Department, Event, Office, User

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
OFFICE = "/office/"
BY_COUNCIL = {"council_distributes": "on", "gates": "none"}


def test_the_switch_is_kept_and_on_record(administrator: User, sign_in: SignIn) -> None:
    sign_in(administrator).post(OFFICE, BY_COUNCIL)
    assert Office.current().council_distributes
    assert list(Event.objects.values_list("kind", "actor")) == [("office_changed", administrator.pk)]


def test_the_same_again_leaves_no_second_entry(administrator: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    for _time in range(2):
        browser.post(OFFICE, BY_COUNCIL)
    assert Event.objects.count() == 1


def test_it_can_be_switched_back(administrator: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    browser.post(OFFICE, BY_COUNCIL)
    browser.post(OFFICE, {"gates": "none"})
    assert not Office.current().council_distributes


def test_only_the_administrator_changes_it(secretariat: User, sign_in: SignIn) -> None:
    assert sign_in(secretariat).post(OFFICE, BY_COUNCIL).status_code == 403
    assert not Office.current().council_distributes


def test_the_office_chooses_the_gates_of_a_report(administrator: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    browser.post(OFFICE, {"gates": "coordinator"})
    assert Office.current().gates == Gates.COORDINATOR
    assert '"gates":"coordinator"' in Event.objects.get().text
    assert browser.get(OFFICE).context["form"]["gates"].value() == "coordinator"


@pytest.mark.parametrize("gates", ["", "both"])
def test_a_way_of_reporting_that_is_none_is_refused(gates: str, administrator: User, sign_in: SignIn) -> None:
    page = sign_in(administrator).post(OFFICE, {"gates": gates})
    assert list(page.context["form"].errors) == ["gates"]
    assert not Event.objects.exists()


def _own(department: Department) -> str:
    return reverse("department_gates", args=[department.pk])


@pytest.mark.parametrize("who", ["head", "administrator"])
def test_a_department_asks_for_more_on_record(
    who: str, department: Department, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    person = request.getfixturevalue(who)
    for _time in range(2):
        sign_in(person).post(_own(department), {"gates": "head"})
    department.refresh_from_db()
    assert department.gates == Gates.HEAD
    assert list(Event.objects.values_list("kind", "actor", "subject_id")) == [
        ("department_gates_changed", person.pk, department.pk)
    ]


@pytest.mark.parametrize("who", ["officer", "coordinator", "secretariat", "stranger"])
def test_nobody_else_sets_what_a_department_asks_for(
    who: str, department: Department, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    assert browser.get(_own(department)).status_code == 403
    assert browser.post(_own(department), {"gates": "head"}).status_code == 403
    department.refresh_from_db()
    assert department.gates == ""


def test_a_head_sets_nothing_for_a_neighbour(head: User, neighbour: Department, sign_in: SignIn) -> None:
    assert sign_in(head).post(_own(neighbour), {"gates": "head"}).status_code == 403


@pytest.mark.parametrize("less", ["none", "head"])
def test_no_department_asks_for_less_than_the_office(
    less: str, department: Department, head: User, sign_in: SignIn
) -> None:
    Office(pk=1, gates=Gates.COORDINATOR).save()
    page = sign_in(head).post(_own(department), {"gates": less})
    assert list(page.context["form"].errors) == ["gates"]
    department.refresh_from_db()
    assert department.gates == ""


def test_a_department_goes_back_to_what_the_office_asks_for(
    department: Department, head: User, sign_in: SignIn
) -> None:
    browser = sign_in(head)
    browser.post(_own(department), {"gates": "coordinator"})
    browser.post(_own(department), {"gates": ""})
    department.refresh_from_db()
    assert department.gates == ""


def test_the_pages_tell_which_department_asks_for_more(
    department: Department, head: User, administrator: User, officer: User, sign_in: SignIn
) -> None:
    sign_in(head).post(_own(department), {"gates": "coordinator"})
    told = "부서장 확인, 총괄부서의 의회 제출"
    assert told in sign_in(officer).get(reverse("department_list")).content.decode()
    assert list(sign_in(administrator).get(OFFICE).context["tighter"]) == [department]
