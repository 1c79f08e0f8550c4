"""The versions of a demand's text, side by side: what was changed, why, by whom and when."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audits.access import viewer
from audits.models import Demand, Department, User
from tests.factories import assign, make_audit, make_demand
from tracker.actions.audits import BEFORE_TRANSMITTAL
from tracker.actions.correct_demand import correct_demand
from tracker.web.records.differences import Part, compared

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


@pytest.fixture
def demand(lists: None, department: Department) -> Demand:
    """A demand that a department holds."""
    found = make_demand(make_audit(), text="예산 낭비가 없도록 할 것")
    assign(found, department)
    return found


def _correct(demand: Demand, text: str, version: int, by: User) -> None:
    correct_demand(
        demand.pk, text, reason=f"까닭 {version}", version=version, by=viewer(by, timezone.localdate())
    )


def _page(browser: Client, demand: Demand, **asked: int) -> Any:
    return browser.get(reverse("demand_versions", args=[demand.pk]), asked)


def test_words_that_one_text_has_alone_are_marked_in_it() -> None:
    left, right = compared("예산 낭비가 없도록 할 것", "예산의 낭비가 없도록 바로 할 것")
    assert [part.text for part in left if part.alone] == ["예산 "]
    assert [part.text for part in right if part.alone] == ["예산의 ", "바로 "]
    assert "".join(part.text for part in right) == "예산의 낭비가 없도록 바로 할 것"


def test_white_space_is_no_difference_and_stays_as_it_was() -> None:
    left, right = compared("가  나\n다", "가 나 다")
    assert (left, right) == ([Part("가  나\n다", alone=False)], [Part("가 나 다", alone=False)])


def test_a_table_of_the_same_few_words_takes_no_time() -> None:
    table = " ".join(f"- - 0 가{number}" for number in range(6_000))
    began = time.process_time()
    left, right = compared(table, table.replace("가3000 ", "나 "))
    assert time.process_time() - began < 3
    assert ([part.text for part in left if part.alone], [part.text for part in right if part.alone]) == (
        ["가3000 "],
        ["나 "],
    )


def test_the_last_two_stand_side_by_side_with_who_when_and_why(
    demand: Demand, secretariat: User, officer: User, sign_in: SignIn
) -> None:
    _correct(demand, "예산 낭비가 다시 없도록 할 것", 1, secretariat)
    _correct(demand, "예산 낭비가 다시는 없도록 할 것", 2, secretariat)
    page = _page(sign_in(officer), demand)
    sides = [
        (version.number, [p.text for p in parts if p.alone])
        for version, parts in page.context["pair"]["sides"]
    ]
    assert sides == [(2, ["다시 "]), (3, ["다시는 "])]
    words = page.content.decode()
    assert words.count("이 판에만 있음") == 2
    assert f"의회사무처 담당 · {secretariat.name}" in words
    assert [row["reason"] for row in page.context["rows"]] == ["까닭 2", "까닭 1", ""]


def test_any_two_can_be_chosen(demand: Demand, secretariat: User, officer: User, sign_in: SignIn) -> None:
    _correct(demand, "예산 낭비가 다시 없도록 할 것", 1, secretariat)
    _correct(demand, "예산 낭비가 다시는 없도록 할 것", 2, secretariat)
    browser = sign_in(officer)
    sides = _page(browser, demand, left=1, right=3).context["pair"]["sides"]
    assert [version.number for version, _parts in sides] == [1, 3]
    assert _page(browser, demand, left=2, right=2).context["pair"]["same"]
    refused = _page(browser, demand, left=1, right=9)
    assert (refused.status_code, refused.context["pair"]) == (200, None)
    assert "aria-invalid" in refused.content.decode()


def test_a_text_that_was_never_corrected_stands_alone(demand: Demand, officer: User, sign_in: SignIn) -> None:
    page = _page(sign_in(officer), demand)
    assert (page.context["pair"], len(page.context["rows"])) == (None, 1)


def test_what_the_council_rewrote_before_it_sent_the_demand_is_for_the_council_alone(
    demand: Demand, secretariat: User, officer: User, sign_in: SignIn
) -> None:
    demand.versions.create(number=2, text="보낸 본문", reason=BEFORE_TRANSMITTAL, by=secretariat)
    Demand.objects.filter(pk=demand.pk).update(version=2)
    _correct(demand, "고친 본문", 2, secretariat)
    assert [row["number"] for row in _page(sign_in(secretariat), demand).context["rows"]] == [3, 2, 1]
    assert [row["number"] for row in _page(sign_in(officer), demand).context["rows"]] == [3, 2]
    assert "예산 낭비가" not in _page(sign_in(officer), demand).content.decode()
    assert _page(sign_in(officer), demand, left=1, right=3).context["pair"] is None


def test_whoever_does_not_see_the_demand_finds_nothing(
    demand: Demand, stranger: User, sign_in: SignIn
) -> None:
    assert _page(sign_in(stranger), demand).status_code == 404
