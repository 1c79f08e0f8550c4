"""The door: what a link, a temporary password and an old session still open, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audits.access import Viewer
from audits.actions import people
from audits.actions.people import Place
from audits.models import Role, User
from audits.web.invitations import link_path
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db

AsViewer = Callable[[User], Viewer]
SignIn = Callable[[User], Client]
GOOD = "tongil-anding-7h"
LOGIN = reverse("account_login")


@pytest.fixture
def person() -> User:
    """Somebody with a password."""
    place = Place(role=Role.SECRETARIAT, start_on=date(2026, 1, 1))
    made = people.create_person(
        email="new@demo.example", name="시연 새 사람", staff_number="D77", place=place, by=None
    )
    people.set_own_password(made, GOOD)
    return made


@pytest.fixture
def second(enrol: Callable[..., User]) -> User:
    """A second administrator."""
    return enrol(Role.SYSADMIN)


def _grow_idle(browser: Client) -> None:
    browser.get(reverse("audit_list"))
    session = browser.session
    session["seen_at"] -= 31 * 60
    session.save()


def _way_back(answer: Any) -> str:
    return parse_qs(urlsplit(str(answer.headers["Location"])).query)["next"][0]


def _change(browser: Client, old: str, new: str) -> Any:
    typed = {"oldpassword": old, "password1": new, "password2": new}
    return browser.post(reverse("account_change_password"), typed)


# -- The last administrator ---------------------------------------------------------------------------------


def test_two_administrators_cannot_both_be_scheduled_to_end(
    administrator: User, second: User, as_viewer: AsViewer
) -> None:
    by = as_viewer(administrator)
    people.end_membership(administrator.memberships.get().pk, end_on=TODAY + timedelta(days=10), by=by)
    with pytest.raises(ValidationError, match="마지막"):
        people.end_membership(second.memberships.get().pk, end_on=TODAY + timedelta(days=5), by=by)
    with pytest.raises(ValidationError, match="마지막"):
        people.set_active(second, active=False, by=by)


def test_an_administrator_with_a_successor_may_be_stopped(
    administrator: User, second: User, as_viewer: AsViewer
) -> None:
    people.set_active(second, active=False, by=as_viewer(administrator))
    second.refresh_from_db()
    assert not second.is_active


# -- Links, passwords, numbers ------------------------------------------------------------------------------


def test_an_invitation_leads_to_the_installation_whatever_host_the_request_named(
    administrator: User, person: User, sign_in: SignIn
) -> None:
    page = reverse("person_detail", args=[person.pk])
    answer = sign_in(administrator).post(
        page, {"act": "renew_invitation"}, follow=True, headers={"host": "localhost"}
    )
    assert urlsplit(answer.context["one_time_link"]).netloc == "127.0.0.1:8000"


def test_a_link_that_was_used_meanwhile_sets_nothing(person: User) -> None:
    token = people.make_link(person, by=None)
    assert people.use_link(person, token, GOOD)
    assert not people.use_link(person, token, "seonyu-gaebi-9k")
    person.refresh_from_db()
    assert person.check_password(GOOD)


def test_a_link_from_before_a_stop_is_dead_afterwards(
    administrator: User, person: User, as_viewer: AsViewer, client: Client
) -> None:
    path = link_path(person, people.make_link(person, by=None))
    for active in (False, True):
        people.set_active(person, active=active, by=as_viewer(administrator))
    assert client.get(path).status_code == 410


def test_a_temporary_password_cannot_be_kept_as_ones_own(person: User, client: Client) -> None:
    given = people.make_first_password(person, by=None)
    client.post(LOGIN, {"login": person.email, "password": given})
    answer = _change(client, given, given)
    assert "다른 비밀번호" in answer.content.decode()
    person.refresh_from_db()
    assert person.must_change_password


def test_a_staff_number_is_never_an_address() -> None:
    with pytest.raises(ValidationError, match="@을 쓸 수 없습니다"):
        people.create_person(
            email="a@demo.example", name="시연", staff_number="b@demo.example", place=None, by=None
        )


def test_the_database_refuses_an_address_as_staff_number(person: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(staff_number="b@demo.example")


# -- Sessions -----------------------------------------------------------------------------------------------


def test_a_session_from_before_a_stop_stays_ended_when_the_person_is_restored(
    administrator: User, secretariat: User, as_viewer: AsViewer, client: Client
) -> None:
    client.force_login(secretariat)
    assert client.get(reverse("audit_list")).status_code == 200
    for active in (False, True):
        people.set_active(secretariat, active=active, by=as_viewer(administrator))
    assert client.get(reverse("audit_list")).status_code == 302
    secretariat.refresh_from_db()
    client.force_login(secretariat)
    assert client.get(reverse("audit_list")).status_code == 200


def test_after_an_idle_sign_out_the_filters_are_still_there(secretariat: User, sign_in: SignIn) -> None:
    browser = sign_in(secretariat)
    _grow_idle(browser)
    asked = reverse("demand_list") + "?status=in_progress&q=%EC%98%88%EC%82%B0&late=1"
    assert _way_back(browser.get(asked)) == asked


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ("http://testserver/demands/?q=a&late=1", "/demands/?q=a&late=1"),
        ("https://elsewhere.example/demands/", "/"),
        ("http://testserver//elsewhere.example/", "/"),
        ("", "/"),
    ],
)
def test_after_an_idle_form_one_comes_back_to_its_page(
    page: str, back: str, secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    _grow_idle(browser)
    assert _way_back(browser.post(reverse("work_receive"), headers={"referer": page})) == back


# -- What is typed into an address --------------------------------------------------------------------------


def test_a_null_character_finds_nobody_and_breaks_nothing(administrator: User, sign_in: SignIn) -> None:
    assert sign_in(administrator).get(reverse("person_list") + "?q=%00").status_code == 200


@pytest.mark.parametrize(("membership", "status"), [("abc", 400), ("", 400), ("²", 400), ("9" * 30, 404)])
def test_a_membership_that_is_none_is_refused(
    membership: str, status: int, administrator: User, sign_in: SignIn
) -> None:
    page = reverse("person_detail", args=[administrator.pk])
    typed = {"act": "end_membership", "membership": membership, "end_on": "2026. 11. 30."}
    assert sign_in(administrator).post(page, typed).status_code == status


@pytest.mark.parametrize(
    ("target", "back"),
    [
        ("/demands/?q=a", "/demands/?q=a"),
        ("foo", "/"),
        ("demand_detail", "/"),
        ("//elsewhere.example/", "/"),
        ("https://elsewhere.example/", "/"),
        ("", "/"),
    ],
)
def test_the_switch_of_contrast_goes_back_to_a_path_of_ours(target: str, back: str, client: Client) -> None:
    answer = client.post(reverse("contrast"), {"next": target, "contrast": "high"})
    assert (answer.status_code, answer.headers["Location"]) == (302, back)


# -- Words --------------------------------------------------------------------------------------------------


def test_the_door_speaks_of_address_or_staff_number_and_names_nobody(person: User, client: Client) -> None:
    for name in (person.email, "D77"):
        refused = client.post(LOGIN, {"login": name, "password": "no"})
        assert "전자우편 또는 사번이나 비밀번호가 맞지 않습니다." in refused.content.decode()
    entered = client.post(LOGIN, {"login": "D77", "password": GOOD})
    assert [str(told) for told in get_messages(entered.wsgi_request)] == ["로그인하였습니다."]
    left = client.post(reverse("account_logout"))
    assert "로그아웃하였습니다." in [str(told) for told in get_messages(left.wsgi_request)]
