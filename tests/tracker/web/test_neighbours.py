"""The demand before and after: of the list one came from, with its filters, else of the audit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audits.models import Demand, Department, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment
from tracker.web.neighbours import Beside

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]


@pytest.fixture
def demands(department: Department) -> list[Demand]:
    """Six demands; of the odd ones 완료 is reported."""
    audit = make_audit()
    made = [make_demand(audit, number) for number in range(1, 7)]
    for demand in made:
        assign(demand, department, Status.COMPLETED if demand.number % 2 else Status.IN_PROGRESS)
    return made


def _near(browser: Client, demand: Demand, query: str = "", **headers: str) -> Beside:
    address = reverse("demand_detail", args=[demand.pk])
    found: Beside = browser.get(f"{address}{query}", headers=headers).context["near"]
    return found


def _page(demand: Demand, query: str) -> str:
    return f"{reverse('demand_detail', args=[demand.pk])}?{urlencode({'list': query})}"


def test_without_a_list_the_next_is_the_next_number(
    demands: list[Demand], secretariat: User, sign_in: SignIn
) -> None:
    near = _near(sign_in(secretariat), demands[2])
    assert near.previous == reverse("demand_detail", args=[demands[1].pk])
    assert near.next == reverse("demand_detail", args=[demands[3].pk])
    assert near.list_url == reverse("demand_list")


def test_from_a_filtered_list_the_next_is_the_next_of_that_list(
    demands: list[Demand], secretariat: User, sign_in: SignIn
) -> None:
    came_from = f"http://testserver{reverse('demand_list')}?status=completed&q="
    near = _near(sign_in(secretariat), demands[2], Referer=came_from)
    assert near.previous == _page(demands[0], "status=completed")
    assert near.next == _page(demands[4], "status=completed")
    assert near.list_url == f"{reverse('demand_list')}?status=completed"


def test_the_list_goes_on_in_the_address(demands: list[Demand], secretariat: User, sign_in: SignIn) -> None:
    browser = sign_in(secretariat)
    near: Beside = browser.get(_page(demands[2], "status=completed")).context["near"]
    assert near.next == _page(demands[4], "status=completed")
    near = browser.get(near.next).context["near"]
    assert near.next == ""


def test_what_is_under_priority_comes_first_as_in_the_list(
    demands: list[Demand], secretariat: User, sign_in: SignIn
) -> None:
    Demand.objects.filter(pk=demands[4].pk).update(is_priority=True)
    browser = sign_in(secretariat)
    near: Beside = browser.get(_page(demands[4], "status=completed")).context["near"]
    assert (near.previous, near.next) == ("", _page(demands[0], "status=completed"))
    near = browser.get(_page(demands[0], "status=completed")).context["near"]
    assert near.previous == _page(demands[4], "status=completed")


def test_in_the_order_of_due_dates_the_next_is_due_next(
    demands: list[Demand], secretariat: User, sign_in: SignIn
) -> None:
    for demand in demands:
        day = date(2027, 1, 31) - timedelta(days=demand.number)
        Assignment.objects.filter(demand=demand).update(due_date=day, original_due_date=day)
    near: Beside = sign_in(secretariat).get(_page(demands[2], "order=due_date")).context["near"]
    assert near.next == _page(demands[1], "order=due_date")


@pytest.mark.parametrize("query", ["status=not_reported", "status=nonsense", "stage=undistributed"])
def test_a_list_that_does_not_hold_it_leaves_the_numbers(
    query: str, demands: list[Demand], secretariat: User, sign_in: SignIn
) -> None:
    near: Beside = sign_in(secretariat).get(_page(demands[2], query)).context["near"]
    assert near.next == _page(demands[3], query)


def test_a_page_of_somebody_else_is_no_list_of_ours(
    demands: list[Demand], secretariat: User, sign_in: SignIn
) -> None:
    there = f"http://elsewhere.example{reverse('demand_list')}?status=completed"
    assert _near(sign_in(secretariat), demands[2], Referer=there).asked == ""


def test_the_statements_do_not_grow_with_the_list(
    demands: list[Demand],
    department: Department,
    secretariat: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser, address = sign_in(secretariat), _page(demands[2], "status=completed")
    browser.get(address)
    with django_assert_max_num_queries(45) as few:
        browser.get(address)
    for number in range(7, 30):
        assign(make_demand(demands[0].audit, number), department, Status.COMPLETED)
    with django_assert_max_num_queries(len(few)):
        browser.get(address)
