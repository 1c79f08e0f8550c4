"""The chain of a demand: how often it was said before, in how many years running, and by whom it may be seen."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.models import Demand, Repeat, RepeatState
from tests.factories import make_audit, make_demand
from tracker import reports

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]


def _said(*years: int, body: str = "정보국") -> list[Demand]:
    """A demand of each year, each linked to the one before."""
    demands = [make_demand(make_audit(year, body), number=year % 100) for year in years]
    for earlier, later in itertools.pairwise(demands):
        _link(later, earlier)
    return demands


def _link(demand: Demand, earlier: Demand, state: RepeatState = RepeatState.CONFIRMED) -> None:
    decided = None if state == RepeatState.PROPOSED else date(2026, 1, 5)
    Repeat.objects.create(demand=demand, earlier=earlier, state=state, decided_on=decided)


def _chain(demand: Demand) -> reports.Chain:
    return reports.repeat_chains([demand.pk])[demand.pk]


def test_years_that_follow_on_are_counted_up_to_its_own() -> None:
    *_before, last = _said(2023, 2024, 2025)
    chain = _chain(last)
    assert (chain.words, chain.run, chain.times) == ("3년 연속 지적", 3, 2)
    assert chain.names == ["2024년도 시정 24", "2023년도 시정 23"]


def test_years_with_a_gap_are_counted_as_times() -> None:
    *_before, last = _said(2019, 2021, 2025)
    assert _chain(last).words == "재지적 2회"


def test_only_the_years_that_reach_its_own_follow_on() -> None:
    *_before, last = _said(2020, 2021, 2024, 2025)
    assert _chain(last).words == "2년 연속 지적"


def test_another_bodys_audit_is_a_repeat_but_no_year_running() -> None:
    before, last = _said(2024, body="도로국")[0], _said(2025)[0]
    _link(last, before)
    assert _chain(last).words == "재지적 1회"


def test_a_body_is_the_same_however_it_is_spaced() -> None:
    before, last = _said(2024, body="정보 국")[0], _said(2025)[0]
    _link(last, before)
    assert _chain(last).words == "2년 연속 지적"


def test_two_demands_of_one_audit_are_one_time() -> None:
    first = make_demand(make_audit(2022), number=1)
    second = make_demand(first.audit, number=2)
    last = make_demand(make_audit(2025))
    _link(last, first)
    _link(last, second)
    assert (_chain(last).words, len(_chain(last).earlier)) == ("재지적 1회", 2)


def test_the_first_of_a_chain_knows_what_said_it_again() -> None:
    first, *later = _said(2023, 2024, 2025)
    chain = _chain(first)
    assert (chain.words, chain.earlier) == ("", ())
    assert [link.demand_id for link in chain.later] == [demand.pk for demand in later]


@pytest.mark.parametrize("state", [RepeatState.PROPOSED, RepeatState.REFUSED])
def test_what_nobody_confirmed_is_no_chain(state: RepeatState) -> None:
    before, last = _said(2023)[0], _said(2024)[0]
    _link(last, before, state)
    assert reports.repeat_chains([last.pk]) == {}


def test_withdrawn_demands_are_not_counted() -> None:
    first, middle, last = _said(2023, 2024, 2025)
    Demand.objects.filter(pk=middle.pk).update(withdrawn_at=timezone.now())
    assert [link.demand_id for link in _chain(last).earlier] == [first.pk]


def test_what_the_viewer_may_not_see_is_neither_named_nor_counted() -> None:
    first, middle, last = _said(2023, 2024, 2025)
    seen = Demand.objects.exclude(pk=middle.pk)
    chain = reports.repeat_chains([last.pk], lambda: seen)[last.pk]
    assert [link.demand_id for link in chain.earlier] == [first.pk]
    assert chain.words == "재지적 1회"
    assert reports.repeat_chains([last.pk], lambda: seen.exclude(pk=last.pk)) == {}


def test_the_chains_of_many_take_two_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    lasts = [_said(*range(2015, 2026), body=f"{name}국")[-1] for name in "가나다라"]
    with django_assert_num_queries(2):
        chains = reports.repeat_chains([demand.pk for demand in lasts])
    assert {chain.run for chain in chains.values()} == {11}
