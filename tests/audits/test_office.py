"""How the office works: the administrator's switch."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from audits.models import Event, Office, User

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
OFFICE = "/office/"


def test_the_switch_is_kept_and_on_record(administrator: User, sign_in: SignIn) -> None:
    sign_in(administrator).post(OFFICE, {"council_distributes": "on"})
    assert Office.current().council_distributes
    assert list(Event.objects.values_list("kind", "actor")) == [("office_changed", administrator.pk)]


def test_the_same_again_leaves_no_second_entry(administrator: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    for _time in range(2):
        browser.post(OFFICE, {"council_distributes": "on"})
    assert Event.objects.count() == 1


def test_it_can_be_switched_back(administrator: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    browser.post(OFFICE, {"council_distributes": "on"})
    browser.post(OFFICE, {"act": "save"})
    assert not Office.current().council_distributes


def test_only_the_administrator_changes_it(secretariat: User, sign_in: SignIn) -> None:
    assert sign_in(secretariat).post(OFFICE, {"council_distributes": "on"}).status_code == 403
    assert not Office.current().council_distributes
