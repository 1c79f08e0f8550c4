"""The council sets an audit up, logs its demands and sends them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audits.models import Audit, Category, Committee, Demand, DemandVersion, Holiday, Office, User
from tests.factories import make_audit, make_demand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
NEW = "/audits/new/"
FACTS: dict[str, Any] = {"year": 2026, "body": "정보국", "receipt_days": 3}
LETTER = {"on": "2026. 11. 2.", "number": "의사과-77"}


def _demand(text: str = "예산 낭비가 없도록 할 것") -> dict[str, Any]:
    return {"category": Category.objects.get(code="corrective").pk, "text": text}


def test_an_audit_is_set_up_with_a_period(secretariat: User, committee: Committee, sign_in: SignIn) -> None:
    asked = FACTS | {"committee": committee.pk, "period_length": 60, "period_unit": "days"}
    answer = sign_in(secretariat).post(NEW, asked | {"adopted_on": "2026. 11. 18."})
    audit = Audit.objects.get()
    assert answer.headers["Location"] == reverse("audit_overview", args=[audit.pk])
    assert (audit.period_length, audit.adopted_on) == (60, date(2026, 11, 18))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"year": "작년"}, "year"),
        ({"body": ""}, "body"),
        ({"period_length": 60}, "period_length"),
        ({"period_length": 60, "period_unit": "days", "default_due_date": "2027. 3. 2."}, "default_due_date"),
        ({"adopted_on": "언젠가"}, "adopted_on"),
    ],
    ids=str,
)
def test_what_is_wrong_with_an_audit_is_said_at_its_field(
    change: dict[str, Any], field: str, secretariat: User, sign_in: SignIn
) -> None:
    page = sign_in(secretariat).post(NEW, FACTS | change)
    assert list(page.context["form"].errors) == [field]
    assert not Audit.objects.exists()


def test_the_same_year_and_body_twice_is_refused_in_words(secretariat: User, sign_in: SignIn) -> None:
    make_audit(2026)
    page = sign_in(secretariat).post(NEW, FACTS)
    assert page.context["form"].errors
    assert Audit.objects.count() == 1


def test_a_clerk_sets_up_for_the_own_committee_and_sees_it_at_once(
    clerk: User, committee: Committee, other_committee: Committee, sign_in: SignIn
) -> None:
    browser = sign_in(clerk)
    assert browser.post(NEW, FACTS | {"committee": other_committee.pk}).context["form"].errors
    answer = browser.post(NEW, FACTS | {"committee": committee.pk})
    assert browser.get(answer.headers["Location"]).status_code == 200


def test_departments_set_nothing_up(officer: User, sign_in: SignIn) -> None:
    assert sign_in(officer).get(NEW).status_code == 403


def test_demands_are_logged_one_after_the_other(secretariat: User, sign_in: SignIn) -> None:
    audit, browser = make_audit(), sign_in(secretariat)
    address = reverse("demand_log", args=[audit.pk])
    again = browser.post(address, _demand() | {"act": "again", "raised_by": "시연 의원"})
    done = browser.post(address, _demand("둘째 요구"))
    assert [again.headers["Location"], done.headers["Location"]] == [
        address,
        reverse("audit_overview", args=[audit.pk]),
    ]
    assert list(Demand.objects.order_by("number").values_list("number", "raised_by")) == [
        (1, "시연 의원"),
        (2, ""),
    ]


def test_a_demand_is_rewritten_before_the_transmittal_and_the_old_text_stays(
    secretariat: User, sign_in: SignIn
) -> None:
    demand, browser = make_demand(make_audit()), sign_in(secretariat)
    address = reverse("demand_rewrite", args=[demand.pk])
    assert browser.get(address).context["form"]["text"].value() == "예산 낭비가 없도록 할 것"
    browser.post(address, _demand("고친 요구"))
    texts = DemandVersion.objects.order_by("number").values_list("text", flat=True)
    assert list(texts) == ["예산 낭비가 없도록 할 것", "고친 요구"]


@pytest.fixture
def ready() -> Audit:
    audit = make_audit(2026)
    Audit.objects.filter(pk=audit.pk).update(period_length=60, period_unit="days")
    make_demand(audit)
    Holiday.objects.create(date=date(2027, 1, 1), name="새해")
    return audit


def test_transmitting_asks_once_and_says_which_due_date_it_gives(
    ready: Audit, secretariat: User, sign_in: SignIn
) -> None:
    browser, address = sign_in(secretariat), reverse("audit_transmit", args=[ready.pk])
    asked = browser.post(address, LETTER)
    assert asked.context["due"] == date(2027, 1, 4)  # 60 days from 2 November end on 1 January
    assert not Audit.objects.exclude(transmitted_on=None).exists()
    browser.post(address, LETTER | {"act": "transmit"})
    ready.refresh_from_db()
    assert (ready.transmitted_on, ready.transmittal_number) == (date(2026, 11, 2), "의사과-77")


def test_a_letter_may_still_be_changed_when_asked(ready: Audit, secretariat: User, sign_in: SignIn) -> None:
    page = sign_in(secretariat).post(reverse("audit_transmit", args=[ready.pk]), LETTER | {"act": "change"})
    assert not page.context["asked"]
    assert page.context["form"]["number"].value() == "의사과-77"


def test_a_day_to_come_is_refused_at_its_field(ready: Audit, secretariat: User, sign_in: SignIn) -> None:
    asked = {"on": "2099. 1. 2.", "number": "의사과-77", "act": "transmit"}
    page = sign_in(secretariat).post(reverse("audit_transmit", args=[ready.pk]), asked)
    assert list(page.context["form"].errors) == ["on"]
    assert not page.context["asked"]


@pytest.mark.parametrize("name", ["demand_log", "audit_transmit"])
def test_after_the_transmittal_nothing_is_added(
    name: str, ready: Audit, secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    browser.post(reverse("audit_transmit", args=[ready.pk]), LETTER | {"act": "transmit"})
    assert browser.get(reverse(name, args=[ready.pk])).status_code == 409


@pytest.mark.parametrize(("switch", "next_page"), [(False, "audit_overview"), (True, "distribution")])
def test_a_small_council_goes_on_to_distribute(
    switch: bool, next_page: str, ready: Audit, secretariat: User, sign_in: SignIn
) -> None:
    Office.objects.create(pk=1, council_distributes=switch)
    address = reverse("audit_transmit", args=[ready.pk])
    answer = sign_in(secretariat).post(address, LETTER | {"act": "transmit"})
    assert answer.headers["Location"] == reverse(next_page, args=[ready.pk])


def _next_action(client: Client, audit: Audit) -> str:
    found: dict[str, str] = client.get(reverse("audit_overview", args=[audit.pk])).context["next"]
    return found.get("action", "")


def test_the_page_of_an_audit_names_the_one_next_thing_to_do(
    secretariat: User, coordinator: User, sign_in: SignIn
) -> None:
    audit, browser = make_audit(2026), sign_in(secretariat)
    assert _next_action(browser, audit) == "요구사항 등록"
    make_demand(audit)
    assert _next_action(browser, audit) == "이송"
    browser.post(reverse("audit_transmit", args=[audit.pk]), LETTER | {"act": "transmit"})
    assert _next_action(browser, audit) == ""
    assert _next_action(sign_in(coordinator), audit) == "부서 배부"


def test_the_page_of_an_audit_offers_no_change_of_texts_after_the_transmittal(
    ready: Audit, secretariat: User, sign_in: SignIn
) -> None:
    browser, address = sign_in(secretariat), reverse("audit_overview", args=[ready.pk])
    assert browser.get(address).context["log_url"]
    browser.post(reverse("audit_transmit", args=[ready.pk]), LETTER | {"act": "transmit"})
    page = browser.get(address)
    assert not page.context["log_url"]
    assert not page.context["demands"][0]["rewrite_url"]


def test_the_page_of_an_audit_tells_its_history(ready: Audit, secretariat: User, sign_in: SignIn) -> None:
    browser = sign_in(secretariat)
    browser.post(reverse("audit_transmit", args=[ready.pk]), LETTER | {"act": "transmit"})
    (line,) = browser.get(reverse("audit_overview", args=[ready.pk])).context["history"]
    assert line.what == "이송 · 이송일 2026. 11. 2. · 처리기한 2027. 1. 4."


def test_the_list_of_audits_says_how_far_each_has_come(secretariat: User, sign_in: SignIn) -> None:
    make_demand(make_audit(2026))
    (row,) = sign_in(secretariat).get("/audits/").context["audits"]
    assert row["state"] == "이송 전"


def test_the_page_of_an_audit_takes_the_same_number_of_statements_for_any_length(
    secretariat: User, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    audit, browser = make_audit(2026), sign_in(secretariat)
    for number in range(1, 31):
        make_demand(audit, number)
    address = reverse("audit_overview", args=[audit.pk])
    browser.get(address)
    with django_assert_max_num_queries(13):
        page = browser.get(address)
    assert len(page.context["demands"]) == 25
