"""Demands are given to departments: one by one, or as a document proposed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audits.models import Audit, Demand, Department, User
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]


@pytest.fixture
def audit() -> Audit:
    """Transmitted, with a due date."""
    made = make_audit(2026)
    Audit.objects.filter(pk=made.pk).update(
        transmitted_on=date(2026, 11, 2), transmittal_number="의사과-77", default_due_date=date(2027, 3, 2)
    )
    made.refresh_from_db()
    return made


@pytest.fixture
def browser(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


def _proposed(audit: Audit, number: int, *departments: Department) -> Demand:
    demand = make_demand(audit, number)
    demand.proposed.set(departments)
    return demand


def _address(name: str, pk: int) -> str:
    return reverse(name, args=[pk])


def _given(demand: Demand) -> list[tuple[str, bool, date | None]]:
    rows = Assignment.objects.filter(demand=demand).order_by("department__rank")
    return [(str(row.department), row.is_lead, row.due_date) for row in rows.select_related("department")]


def test_a_single_department_is_the_lead_by_the_audits_due_date(
    audit: Audit, department: Department, browser: Client
) -> None:
    demand = make_demand(audit)
    browser.post(_address("distribute_demand", demand.pk), {"departments": [department.pk]})
    assert _given(demand) == [("정보정책과", True, date(2027, 3, 2))]


def test_of_several_departments_the_chosen_one_leads(
    audit: Audit, department: Department, neighbour: Department, browser: Client
) -> None:
    demand = make_demand(audit)
    asked = {"departments": [department.pk, neighbour.pk], "lead": neighbour.pk, "due_date": "2027. 1. 5."}
    browser.post(_address("distribute_demand", demand.pk), asked)
    assert _given(demand) == [("정보정책과", False, date(2027, 1, 5)), ("통신과", True, date(2027, 1, 5))]


@pytest.mark.parametrize(
    "asked", [{"lead": ""}, {"lead": "", "due_date": "2099. 1. 2."}], ids=["no lead", "too late"]
)
def test_what_the_rules_refuse_is_said_on_the_page(
    asked: dict[str, Any],
    audit: Audit,
    department: Department,
    neighbour: Department,
    browser: Client,
) -> None:
    demand = make_demand(audit)
    chosen = [department.pk] if "due_date" in asked else [department.pk, neighbour.pk]
    page = browser.post(_address("distribute_demand", demand.pk), asked | {"departments": chosen})
    assert page.context["form"].errors
    assert _given(demand) == []


def test_a_bureau_cannot_be_chosen(audit: Audit, bureau: Department, browser: Client) -> None:
    demand = make_demand(audit)
    page = browser.post(_address("distribute_demand", demand.pk), {"departments": [bureau.pk]})
    assert list(page.context["form"].errors) == ["departments"]


def test_proposals_are_chosen_already_but_nothing_is_done_before_it_is_confirmed(
    audit: Audit, department: Department, browser: Client
) -> None:
    demand = _proposed(audit, 1, department)
    page = browser.get(_address("distribute_demand", demand.pk) + "?proposed")
    assert page.context["form"]["departments"].value() == [department.pk]
    assert _given(demand) == []


def test_a_department_can_be_added_to_those_who_have_the_demand(
    audit: Audit, department: Department, neighbour: Department, browser: Client
) -> None:
    demand = make_demand(audit)
    assign(demand, department, lead=True)
    page = browser.get(_address("distribute_demand", demand.pk))
    assert "lead" not in page.context["form"].fields
    browser.post(_address("distribute_demand", demand.pk), {"departments": [neighbour.pk]})
    assert [(name, lead) for name, lead, _due in _given(demand)] == [("정보정책과", True), ("통신과", False)]


@pytest.fixture
def two(audit: Audit, department: Department, neighbour: Department) -> tuple[Demand, Demand]:
    """One demand proposed for one department, one for both; a third has no proposal."""
    make_demand(audit, 3)
    return _proposed(audit, 1, department), _proposed(audit, 2, department, neighbour)


def test_all_proposals_are_distributed_at_once_after_a_look(
    audit: Audit, two: tuple[Demand, Demand], neighbour: Department, browser: Client
) -> None:
    one, both = two
    address = _address("distribution_proposed", audit.pk)
    assert len(browser.get(address).context["rows"]) == 2
    assert not Assignment.objects.exists()
    asked = {
        f"d{one.pk}-take": "on",
        f"d{both.pk}-take": "on",
        f"d{both.pk}-lead": neighbour.pk,
        f"d{both.pk}-due_date": "2027. 1. 5.",
        "due_date": "2027. 2. 1.",
    }
    answer = browser.post(address, asked)
    assert answer.headers["Location"] == _address("distribution", audit.pk)
    assert _given(one) == [("정보정책과", True, date(2027, 2, 1))]
    assert _given(both) == [("정보정책과", False, date(2027, 1, 5)), ("통신과", True, date(2027, 1, 5))]


def test_without_a_named_lead_nothing_at_all_is_distributed(
    audit: Audit, two: tuple[Demand, Demand], browser: Client
) -> None:
    one, both = two
    asked = {f"d{one.pk}-take": "on", f"d{both.pk}-take": "on"}
    page = browser.post(_address("distribution_proposed", audit.pk), asked)
    assert page.context["failed"]
    assert not Assignment.objects.exists()


def test_what_one_proposal_is_refused_does_not_hold_up_the_others(
    audit: Audit, two: tuple[Demand, Demand], neighbour: Department, browser: Client
) -> None:
    one, both = two
    asked = {
        f"d{one.pk}-take": "on",
        f"d{one.pk}-due_date": "2099. 1. 2.",
        f"d{both.pk}-take": "on",
        f"d{both.pk}-lead": neighbour.pk,
    }
    page = browser.post(_address("distribution_proposed", audit.pk), asked)
    told = [(row["label"], row["outcome"].done) for row in page.context["rows"]]
    assert told == [("시정 1", False), ("시정 2", True)]
    assert "의회만" in page.content.decode()
    assert (len(_given(one)), len(_given(both))) == (0, 2)


def test_a_department_that_holds_one_point_can_be_given_another(
    audit: Audit, department: Department, browser: Client
) -> None:
    demand = make_demand(audit)
    for point in ("청사 방호", "통신망", "통신망"):
        asked = {"departments": [department.pk], "point": point}
        answer = browser.post(_address("distribute_demand", demand.pk), asked)
    assert answer.status_code == 409
    held = Assignment.objects.filter(demand=demand).order_by("pk")
    assert list(held.values_list("point", "is_lead")) == [("청사 방호", True), ("통신망", False)]
    page = browser.get(_address("distribute_demand", demand.pk)).content.decode()
    assert "정보정책과 · 청사 방호, 정보정책과 · 통신망" in page


def test_what_is_not_ticked_stays_undistributed(
    audit: Audit, two: tuple[Demand, Demand], browser: Client
) -> None:
    one, both = two
    browser.post(_address("distribution_proposed", audit.pk), {f"d{one.pk}-take": "on"})
    assert [len(_given(one)), len(_given(both))] == [1, 0]


def test_ticking_nothing_asks_again(audit: Audit, two: tuple[Demand, Demand], browser: Client) -> None:
    page = browser.post(_address("distribution_proposed", audit.pk), {"due_date": ""})
    assert page.context["for_all"].errors


def test_a_proposed_department_that_is_gone_is_named_as_such(
    audit: Audit, department: Department, browser: Client
) -> None:
    _proposed(audit, 1, department)
    Department.objects.filter(pk=department.pk).update(valid_until=date(2026, 1, 1))
    (row,) = browser.get(_address("distribution", audit.pk)).context["rows"]
    assert (row["proposed"], row["gone"]) == ("", "정보정책과")
    assert browser.get(_address("distribution_proposed", audit.pk)).context["rows"] == []


def test_the_list_takes_the_same_number_of_statements_for_any_length(
    audit: Audit,
    department: Department,
    browser: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(1, 31):
        _proposed(audit, number, department)
    browser.get(_address("distribution", audit.pk))
    with django_assert_max_num_queries(15):  # three the session's, two the navigation's, one to note it
        page = browser.get(_address("distribution", audit.pk))
    assert len(page.context["rows"]) == 25


def test_before_the_transmittal_there_is_nothing_to_press(department: Department, browser: Client) -> None:
    audit = make_audit(2025)
    demand = _proposed(audit, 1, department)
    page = browser.get(_address("distribution", audit.pk))
    assert not page.context["proposed_url"]
    assert _address("distribute_demand", demand.pk) not in page.content.decode()


@pytest.mark.parametrize("who", ["secretariat", "officer"])
@pytest.mark.parametrize("name", ["distribution", "distribution_proposed"])
def test_others_do_not_distribute(
    name: str, who: str, audit: Audit, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    assert sign_in(request.getfixturevalue(who)).get(_address(name, audit.pk)).status_code == 403


def test_the_demand_leads_the_coordinator_to_distribution(audit: Audit, browser: Client) -> None:
    demand = make_demand(audit)
    (way,) = browser.get(_address("demand_detail", demand.pk)).context["ways"]
    assert (way.label, way.url, way.primary) == (
        "부서 배부",
        _address("distribute_demand", demand.pk),
        True,
    )
