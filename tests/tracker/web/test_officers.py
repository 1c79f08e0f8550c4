"""담당자 지정 for many at once: whom a head names, whom an officer, and what each item says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audits.models import Department, Event, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment
from tracker.web import officers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
PAGE = "/todo/officers/"


@pytest.fixture
def held(department: Department) -> list[Assignment]:
    """Three without an officer, the last of them waiting for the council."""
    audit = make_audit()
    rows = [assign(make_demand(audit, number), department) for number in (1, 2)]
    return [*rows, assign(make_demand(audit, 3), department, Status.COMPLETED)]


def test_a_head_names_one_of_the_department_for_those_marked(
    held: list[Assignment], officer: User, head: User, sign_in: SignIn
) -> None:
    client = sign_in(head)
    assert [row["pk"] for row in client.get(PAGE).context["rows"]] == [held[0].pk, held[1].pk]
    answer = client.post(PAGE, {"officer": officer.pk, "pk": [held[0].pk, held[1].pk]})
    assert (answer.context["done"], answer.context["refused"]) == (2, 0)
    assert answer.context["rows"] == []
    assert Assignment.objects.filter(officer=officer).count() == 2
    assert Event.objects.filter(kind="officer_named", actor=head).count() == 2


def test_each_item_says_why_not_and_the_others_go_on(
    held: list[Assignment], officer: User, head: User, neighbour: Department, sign_in: SignIn
) -> None:
    strange = assign(make_demand(held[0].demand.audit, 9), neighbour)
    pks = [held[0].pk, held[2].pk, strange.pk]
    answer = sign_in(head).post(PAGE, {"officer": officer.pk, "pk": pks})
    outcomes = [row["outcome"] for row in answer.context["results"]]
    assert [outcome.done for outcome in outcomes] == [True, False, False]
    assert "지금 상태" in outcomes[1].why_not
    assert "볼 수 있는 권한이 없습니다" in outcomes[2].why_not


def test_an_officer_takes_on_what_nobody_has_and_names_nobody_else(
    held: list[Assignment], officer: User, head: User, sign_in: SignIn
) -> None:
    client = sign_in(officer)
    choices = client.get(PAGE).context["form"].fields["officer"].choices
    assert [pk for pk, _name in choices if pk] == [officer.pk]
    assert client.post(PAGE, {"officer": head.pk, "pk": [held[0].pk]}).context["form"].errors
    client.post(PAGE, {"officer": officer.pk, "pk": [held[0].pk]})
    assert Assignment.objects.get(pk=held[0].pk).officer == officer


@pytest.mark.parametrize("sent", [{}, {"pk": ["1"]}, {"officer": "0", "pk": ["1"]}])
def test_nothing_marked_or_nobody_chosen_is_said(
    sent: dict[str, object], held: list[Assignment], head: User, sign_in: SignIn
) -> None:
    answer = sign_in(head).post(PAGE, sent)
    assert answer.context["form"].errors
    assert not Event.objects.exists()


def test_too_many_and_nonsense_are_refused(
    held: list[Assignment], officer: User, head: User, sign_in: SignIn
) -> None:
    client = sign_in(head)
    many = [str(number) for number in range(1, 300)]
    assert "200건까지" in client.post(PAGE, {"officer": officer.pk, "pk": many}).content.decode()
    assert client.post(PAGE, {"officer": officer.pk, "pk": ["x"]}).status_code == 400


def test_the_notice_counts_what_can_be_named_and_leads_here_until_all_have_somebody(
    held: list[Assignment], officer: User, head: User, sign_in: SignIn
) -> None:
    client = sign_in(head)
    shown = client.get("/todo/").content.decode()
    assert "담당자 없는 소관이 2건" in shown
    assert PAGE in shown
    client.post(PAGE, {"officer": officer.pk, "pk": [held[0].pk, held[1].pk]})
    assert PAGE not in client.get("/todo/").content.decode()


def test_many_are_shown_the_most_urgent_first_with_the_same_number_of_statements(
    held: list[Assignment],
    department: Department,
    head: User,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = sign_in(head)
    client.get(PAGE)
    with django_assert_max_num_queries(11) as few:
        client.get(PAGE)
    for number in range(10, 20):
        assign(make_demand(held[0].demand.audit, number), department)
    monkeypatch.setattr(officers, "AT_ONCE", 5)
    with django_assert_max_num_queries(len(few)):
        page = client.get(PAGE)
    assert (len(page.context["rows"]), page.context["more"]) == (5, True)
