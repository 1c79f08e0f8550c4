"""The history of a demand: who did what, as what they were on that day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits import record
from audits.access import Viewer
from audits.models import Committee, Demand, Department, Event, Membership, User
from audits.record import Entry
from tests.factories import assign, make_audit, make_demand
from tracker.actions.correct_demand import correct_demand
from tracker.actions.withdraw import withdraw
from tracker.models import Decision, Meeting
from tracker.web.records.lines import PAGE, Line, lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]


@pytest.fixture
def demand(lists: None) -> Demand:
    """A demand of which nothing is told yet."""
    return make_demand(make_audit())


@transaction.atomic
def _tell(demand: Demand, kind: str, by: User | None) -> None:
    record.append(Entry(kind, demand, by, demand_id=demand.pk))


def _lines(demand: Demand) -> list[Line]:
    return lines(Event.objects.filter(demand=demand).order_by("number"))


def test_an_official_is_named_with_department_and_role(demand: Demand, officer: User) -> None:
    _tell(demand, "demand_rewritten", officer)
    assert [line.who for line in _lines(demand)] == [f"정보정책과 담당자 · {officer.name}"]


def test_what_somebody_became_later_does_not_change_the_history(demand: Demand, officer: User) -> None:
    _tell(demand, "demand_rewritten", officer)
    tomorrow = timezone.localdate() + timedelta(days=1)
    officer.memberships.update(end_on=tomorrow)
    Membership.objects.create(user=officer, role="coordinator", start_on=tomorrow)
    assert [line.who for line in _lines(demand)] == [f"정보정책과 담당자 · {officer.name}"]


def test_somebody_without_a_role_that_day_is_named_alone(demand: Demand, officer: User) -> None:
    officer.memberships.update(end_on=timezone.localdate())
    _tell(demand, "demand_rewritten", officer)
    assert [line.who for line in _lines(demand)] == [officer.name]


def test_an_act_that_the_page_does_not_know_is_told_in_korean(demand: Demand) -> None:
    _tell(demand, "something_new", None)
    assert [(line.who, line.what) for line in _lines(demand)] == [("시스템", "그 밖의 처리")]


def test_the_history_takes_the_same_statements_for_one_entry_as_for_many(
    demand: Demand, officer: User, head: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for person in [officer, head] * 5:
        _tell(demand, "demand_rewritten", person)
    with django_assert_num_queries(3):  # entries, people, memberships
        assert len(_lines(demand)) == 10


def test_departments_and_decisions_are_told_as_of_that_day(
    demand: Demand,
    department: Department,
    secretariat: User,
    as_viewer: Callable[[User], Viewer],
    committee: Committee,
) -> None:
    held = assign(demand, department)
    meeting = Meeting.objects.create(committee=committee, held_on=date(2026, 3, 5))
    decision = Decision.objects.create(meeting=meeting, demand=demand, conclusion="closed")
    by = as_viewer(secretariat)
    correct_demand(demand.pk, "고친 본문", reason="까닭", version=1, by=by)
    withdraw(held.pk, reason="까닭", version=2, by=by, decision_id=decision.pk)
    assert [line.what for line in _lines(demand)] == [
        "정정 2판: 정보정책과",
        "철회: 정보정책과 · 위원회 결정(회의일 2026. 3. 5.)",
    ]


def test_a_long_history_comes_in_parts(
    demand: Demand, secretariat: User, sign_in: Callable[[User], Client]
) -> None:
    for _turn in range(PAGE + 5):
        _tell(demand, "demand_rewritten", secretariat)
    browser, address = sign_in(secretariat), reverse("demand_detail", args=[demand.pk])
    first = browser.get(address)
    assert (len(first.context["history"]), first.context["newer_url"]) == (PAGE, "")
    rest = browser.get(address + first.context["older_url"].partition("#")[0])
    assert (len(rest.context["history"]), rest.context["older_url"]) == (5, "")
    numbers = [line.number for page in (first, rest) for line in page.context["history"]]
    assert numbers == sorted(numbers, reverse=True)
    assert browser.get(address, {"history": "bent"}).status_code == 400
