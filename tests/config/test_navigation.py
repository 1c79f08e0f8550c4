"""The navigation of each role: in groups, and short enough to be read at a glance."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from audits.models import User

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


@pytest.mark.parametrize(
    ("who", "most"),
    [
        ("secretariat", 18),
        ("clerk", 12),
        ("coordinator", 12),
        ("head", 11),
        ("officer", 10),
        ("councillor", 9),
        ("administrator", 11),
    ],
)
def test_the_navigation_of_a_role_is_short_and_mails_are_one_group_of_it(
    who: str, most: int, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    nav = sign_in(request.getfixturevalue(who)).get("/mails/").context["nav"]
    assert len(nav) <= most
    headings = [str(entry["heading"]) for entry in nav if entry["heading"]]
    assert headings == ["알림", "설정"]
    assert [str(entry["label"]) for entry in nav if entry["current"]] == ["내가 받은 알림"]


def test_what_is_reached_from_a_page_of_a_group_stands_under_its_entry(
    secretariat: User, sign_in: SignIn
) -> None:
    client = sign_in(secretariat)
    for path, entry in (("/account/mail/", "내가 받은 알림"), ("/notifications/samples/", "알림 단계")):
        nav = client.get(path).context["nav"]
        assert [str(each["label"]) for each in nav if each["current"]] == [entry]
