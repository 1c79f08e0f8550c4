"""Every address is in the table of what is noted, or shows nobody's matter; and what it shows is noted, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoAssertNumQueries

from audits import access_record
from audits.actions.tokens import make_token
from audits.models import AccessAct, AccessEntry, Audit, Demand, Department, Scope, User
from config.web.access_log import NOTHING, SHOWS
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def _addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns)
        else:
            yield pattern


ALL = {str(pattern.name): pattern for pattern in _addresses(get_resolver().url_patterns)}


def _is_asked(pattern: URLPattern) -> bool:
    """Whether it answers to GET at all; an endpoint that only takes what is sent shows nothing."""
    view: Any = getattr(pattern.callback, "view_class", None)
    return view is None or hasattr(view, "get")


def _last() -> tuple[object, ...]:
    entry = AccessEntry.objects.latest("id")
    return entry.act, entry.what, entry.subject_id, entry.items


@pytest.fixture
def demand(lists: None, department: Department) -> Demand:
    """A demand that the department holds."""
    demand = make_demand(make_audit())
    assign(demand, department)
    return demand


@pytest.fixture
def key(department: Department, head: User) -> str:
    """The key of the department's system."""
    return make_token(
        department,
        name="전자결재",
        scopes=Scope.values,
        responsible=head,
        expires_on=None,
        on=TODAY,
        by=None,
    )[1]


def test_no_address_is_forgotten() -> None:
    asked = {name for name, pattern in ALL.items() if _is_asked(pattern)}
    assert set(SHOWS) | NOTHING == asked
    assert not set(SHOWS) & NOTHING


@pytest.mark.parametrize("name", [name for name, shows in SHOWS.items() if shows.key])
def test_the_id_that_is_noted_is_part_of_the_address(name: str) -> None:
    assert SHOWS[name].key in ALL[name].pattern.converters


def test_who_looked_at_what_from_where_is_noted(demand: Demand, sign_in: SignIn, secretariat: User) -> None:
    sign_in(secretariat).get(reverse("demand_detail", args=[demand.pk]), REMOTE_ADDR="192.0.2.7")
    entry = AccessEntry.objects.get()
    assert (entry.user, entry.token, entry.address) == (secretariat, None, "192.0.2.7")
    assert _last() == (AccessAct.VIEW, "demand", demand.pk, 1)


def test_a_list_is_noted_with_how_many_it_showed(demand: Demand, sign_in: SignIn, secretariat: User) -> None:
    browser = sign_in(secretariat)
    browser.get(reverse("demand_list"))
    assert _last() == (AccessAct.LIST, "assignment", None, 1)
    browser.get(reverse("demand_list"), {"q": "없는 말"})
    assert _last() == (AccessAct.LIST, "assignment", None, 0)
    browser.get(reverse("audit_list"))
    assert _last() == (AccessAct.LIST, "audit", None, 1)


def test_what_stands_first_in_the_list_counts_too(demand: Demand, sign_in: SignIn, secretariat: User) -> None:
    Demand.objects.update(is_priority=True)
    sign_in(secretariat).get(reverse("demand_list"))
    assert _last() == (AccessAct.LIST, "assignment", None, 1)


def test_a_system_is_noted_as_itself_and_not_as_who_answers_for_it(demand: Demand, key: str) -> None:
    Client().get(reverse("api_assignments"), headers={"Authorization": f"Bearer {key}"})
    entry = AccessEntry.objects.get()
    assert (entry.user, entry.token_id is None) == (None, False)
    assert _last() == (AccessAct.LIST, "assignment", None, 1)


def test_the_list_that_systems_poll_takes_one_statement_more(
    demand: Demand, key: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    system = {"Authorization": f"Bearer {key}"}
    Client().get(reverse("api_assignments"), headers=system)
    with django_assert_num_queries(3):
        Client().get(reverse("api_assignments"), headers=system)


def test_what_is_refused_is_not_noted(demand: Demand, sign_in: SignIn, administrator: User) -> None:
    Client().get(reverse("demand_detail", args=[demand.pk]))
    sign_in(administrator).get(reverse("demand_detail", args=[demand.pk]))
    sign_in(administrator).get(reverse("person_detail", args=[10**6]))
    assert not AccessEntry.objects.exists()


def test_a_form_sent_back_is_not_noted(lists: None, sign_in: SignIn, secretariat: User) -> None:
    audit: Audit = make_audit()
    browser = sign_in(secretariat)
    answer = browser.post(reverse("audit_transmit", args=[audit.pk]), {})
    assert answer.status_code == 200
    assert not AccessEntry.objects.exists()


@pytest.mark.parametrize("face", ["page", "api"])
def test_what_cannot_be_noted_is_not_shown(
    face: str, demand: Demand, sign_in: SignIn, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise DatabaseError

    browser = sign_in(secretariat)
    monkeypatch.setattr(access_record, "note", fail)
    name = "demand_detail" if face == "page" else "api_demand"
    answer = browser.get(reverse(name, args=[demand.pk]))
    assert answer.status_code == 503
    assert "접속기록을 남길 수 없어" in answer.content.decode()
    assert "예산 낭비" not in answer.content.decode()


def test_what_an_endpoint_alone_takes_is_in_no_table() -> None:
    assert not [name for name in SHOWS if not _is_asked(ALL[name])]
