"""The page of components: for everybody who is signed in, with every part there is, out of the office's own data."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audits.models import User
from audits.statuses import ReportedStatus
from config.env import BASE_DIR
from tracker.models import Verdict

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]
PARTS: Final = BASE_DIR / "config" / "templates" / "components"
PATH: Final = "/components/"
# What the frame of every page has, and what belongs to the foot of a printed one.
OF_THE_FRAME: Final = frozenset({"head", "nav", "contrast", "record_head"})


def _shown(template: str) -> set[str]:
    """The parts that a template includes, and those that they include."""
    names = set(re.findall(r'include "components/([\w-]+)\.html"', template))
    return names.union(*(_shown((PARTS / f"{name}.html").read_text("utf-8")) for name in names))


def test_every_part_stands_on_it() -> None:
    page = (PARTS.parent / "components.html").read_text(encoding="utf-8")
    assert {path.stem for path in PARTS.glob("*.html")} - OF_THE_FRAME == _shown(page)


def test_every_part_says_what_it_takes() -> None:
    silent = [
        path.name for path in PARTS.glob("*.html") if not path.read_text("utf-8").startswith("{% comment %}")
    ]
    assert silent == []


@pytest.mark.parametrize("who", ["secretariat", "officer", "councillor", "administrator"])
def test_whoever_is_signed_in_sees_every_state_in_words(
    who: str, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    text = sign_in(request.getfixturevalue(who)).get(PATH).content.decode()
    for label in [
        *ReportedStatus.labels,
        *Verdict.labels,
        "기한 경과 12일",
        "오늘 마감",
        "D-3",
        "기한 미지정",
    ]:
        assert str(label) in text


def test_it_asks_the_database_for_nothing_but_who_is_there(
    secretariat: User, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser = sign_in(secretariat)
    browser.get(PATH)
    with django_assert_num_queries(3):
        browser.get(PATH)
