"""Two reports of one assignment side by side."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audits.models import Department, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand, report
from tracker.models import Assignment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]


@pytest.fixture
def reported(department: Department) -> Assignment:
    """Three reports; the last says something else than the second."""
    row = assign(make_demand(make_audit()), department)
    report(row, Status.IN_PROGRESS, number=2)
    report(row, Status.IN_PROGRESS, number=3, actions="- 점검표를 고침")
    return row


def test_the_last_two_stand_beside_each_other(
    reported: Assignment, secretariat: User, sign_in: SignIn
) -> None:
    page = sign_in(secretariat).get(reverse("report_pair", args=[reported.pk]))
    pair = page.context["pair"]
    assert (pair["left"].number, pair["right"].number) == (2, 3)
    assert [text["name"] for text in pair["texts"] if text["differs"]] == ["actions_taken"]


def test_any_two_may_be_chosen(reported: Assignment, officer: User, sign_in: SignIn) -> None:
    page = sign_in(officer).get(reverse("report_pair", args=[reported.pk]), {"left": 1, "right": 2})
    assert (page.context["pair"]["left"].number, page.context["pair"]["right"].number) == (1, 2)


@pytest.mark.parametrize("left", ["99", "x"])
def test_what_is_no_report_is_said_at_its_field(
    left: str, reported: Assignment, officer: User, sign_in: SignIn
) -> None:
    page = sign_in(officer).get(reverse("report_pair", args=[reported.pk]), {"left": left})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["left"]


def test_the_demand_leads_to_it_where_there_are_two(
    reported: Assignment, officer: User, sign_in: SignIn
) -> None:
    address = reverse("report_pair", args=[reported.pk])
    browser = sign_in(officer)
    assert address in browser.get(reverse("demand_detail", args=[reported.demand_id])).content.decode()


def test_a_stranger_finds_nothing(reported: Assignment, stranger: User, sign_in: SignIn) -> None:
    assert sign_in(stranger).get(reverse("report_pair", args=[reported.pk])).status_code == 404
