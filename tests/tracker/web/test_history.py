"""The history of a demand: who did what, as what they were on that day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits import record
from audits.models import Demand, Event, Membership, User
from audits.record import Entry
from tests.factories import make_audit, make_demand
from tracker.web import history

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]


@pytest.fixture
def demand(lists: None) -> Demand:
    """A demand of which nothing is told yet."""
    return make_demand(make_audit())


@transaction.atomic
def _tell(demand: Demand, kind: str, by: User | None) -> None:
    record.append(Entry(kind, demand, by, demand_id=demand.pk))


def _lines(demand: Demand) -> list[history.Line]:
    return history.lines(Event.objects.filter(demand=demand).order_by("number"))


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
