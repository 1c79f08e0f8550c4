"""Demands by sheet: looked at row by row, logged as a whole in the document's order, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Audit, Category, Committee, Demand, DemandVersion, Department, Event, User
from tests.conftest import TODAY
from tests.factories import make_audit, make_demand
from tests.together import at_once
from tracker.actions import audits
from tracker.actions.audits import DemandFacts, log_demands
from tracker.models import FollowUp
from tracker.sheets import demands

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
AsViewer = Callable[[User], Viewer]
HEADS = ",".join(demands.HEADS)
LINES = ("시정,줄일 것,시연 의원,제333회 12쪽,정보정책과", "건의사항,살필 것,,,", "기타,낼 것,,,없는과")


@pytest.fixture
def audit(lists: None) -> Audit:
    return make_audit()


@pytest.fixture
def browser(secretariat: User, sign_in: SignIn) -> Client:
    return sign_in(secretariat)


@pytest.fixture
def council(secretariat: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(secretariat)


def _send(browser: Client, audit: Audit, *lines: str) -> Any:
    file = SimpleUploadedFile("요구.csv", "\n".join([HEADS, *(lines or LINES)]).encode("cp949"))
    return browser.post(reverse("demand_sheet", args=[audit.pk]), {"file": file}, follow=True)


def _confirm(browser: Client, preview: Any, **said: Any) -> Any:
    shown = preview.context
    ticked = [row["wanted"].row for row in shown["rows"] if not row["wanted"].again]
    return browser.post(preview.request["PATH_INFO"], {"item": ticked, "last": shown["last"]} | said)


def _logged(audit: Audit) -> list[tuple[int, str, str]]:
    rows = list(audit.demands.order_by("number").select_related("category"))
    texts = DemandVersion.objects.texts(rows)
    return [(row.number, row.category.code, texts[row.pk]) for row in rows]


def test_nothing_is_logged_before_it_is_confirmed_and_then_all_in_order_with_the_next_numbers(
    audit: Audit, department: Department, browser: Client, secretariat: User
) -> None:
    make_demand(audit, 7)
    preview = _send(browser, audit)
    assert audit.demands.count() == 1
    assert "연번은 8번부터 차례로 붙습니다" in preview.content.decode()
    assert "오늘 있는 부서가 아닙니다: 없는과" in preview.content.decode()
    answer = _confirm(browser, preview)
    assert answer.headers["Location"] == reverse("audit_overview", args=[audit.pk])
    assert _logged(audit)[1:] == [
        (8, "corrective", "줄일 것"),
        (9, "suggestion", "살필 것"),
        (10, "submission", "낼 것"),
    ]
    first = audit.demands.get(number=8)
    assert (first.raised_by, first.minutes_reference) == ("시연 의원", "제333회 12쪽")
    assert list(first.proposed.all()) == [department]
    told = Event.objects.filter(kind="demand_logged").order_by("number")
    assert [json.loads(each.text)["facts"]["via"] for each in told] == ["sheet"] * 3
    assert {each.actor for each in told} == {secretariat}
    assert FollowUp.objects.filter(demand__audit=audit, standing="not_reported").count() == 4


def test_a_row_that_cannot_be_read_holds_all_of_them_up(audit: Audit, browser: Client) -> None:
    preview = _send(browser, audit, LINES[0], "권고,글,,,")
    assert "고칠 행이 1건 있습니다" in preview.content.decode()
    assert "A3: 구분으로 읽을 수 없습니다" in preview.content.decode()
    assert _confirm(browser, preview).status_code == 200
    assert not audit.demands.exists()


def test_a_text_that_is_there_already_is_logged_only_where_somebody_ticks_it(
    audit: Audit, browser: Client
) -> None:
    make_demand(audit, 1, text="줄일 것")
    preview = _send(browser, audit)
    assert 'value="2" id="row-2">' in preview.content.decode()
    _confirm(browser, preview)
    assert [text for _n, _c, text in _logged(audit)] == ["줄일 것", "살필 것", "낼 것"]


def test_sent_twice_it_is_logged_once(audit: Audit, browser: Client) -> None:
    preview = _send(browser, audit)
    _confirm(browser, preview)
    again = _confirm(browser, preview)
    assert again.headers["Location"] == reverse("demand_sheet", args=[audit.pk])
    assert audit.demands.count() == 3


def test_what_was_logged_meanwhile_moves_the_numbers_and_asks_for_another_look(
    audit: Audit, browser: Client
) -> None:
    preview = _send(browser, audit)
    make_demand(audit, 1)
    answer = _confirm(browser, preview)
    assert answer.headers["Location"] == preview.request["PATH_INFO"]
    assert audit.demands.count() == 1
    _confirm(browser, browser.get(preview.request["PATH_INFO"]))
    assert [number for number, _c, _t in _logged(audit)] == [1, 2, 3, 4]


def test_nothing_ticked_logs_nothing_and_says_so(audit: Audit, browser: Client) -> None:
    page = _confirm(browser, _send(browser, audit), item=[])
    assert "고른 것이 없습니다" in page.content.decode()
    assert not audit.demands.exists()


def test_after_the_transmittal_no_sheet_is_taken_or_sent(audit: Audit, browser: Client) -> None:
    preview = _send(browser, audit)
    Audit.objects.filter(pk=audit.pk).update(transmitted_on=TODAY, transmittal_number="의사과-1")
    for name in ("demand_sheet", "demand_sheet_file"):
        assert browser.get(reverse(name, args=[audit.pk])).status_code == 409
    assert _confirm(browser, preview).status_code == 409
    assert not audit.demands.exists()


def test_a_sheet_of_one_audit_is_not_logged_in_another(audit: Audit, browser: Client) -> None:
    preview = _send(browser, audit)
    token = preview.request["PATH_INFO"].rstrip("/").rsplit("/", 1)[1]
    other = make_audit(2026)
    address = reverse("demand_sheet_preview", args=[other.pk, token])
    assert browser.post(address, {"item": [2], "last": 0}).status_code == 302
    assert not Demand.objects.exists()


def test_too_many_rows_are_refused_on_the_form(
    audit: Audit, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.web.demand_sheet.MOST", 2)
    assert "나누어" in str(_send(browser, audit).context["form"].errors)


def test_the_empty_sheet_can_be_taken(audit: Audit, browser: Client) -> None:
    answer = browser.get(reverse("demand_sheet_file", args=[audit.pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert reverse("demand_sheet", args=[audit.pk]) in (
        browser.get(reverse("demand_log", args=[audit.pk])).content.decode()
    )


def _facts(count: int) -> list[DemandFacts]:
    category = Category.objects.get(code="corrective")
    return [DemandFacts(category, f"요구 {place}") for place in range(count)]


def test_the_action_asks_for_rights_and_for_words(
    audit: Audit, council: Viewer, officer: User, other_clerk: User, as_viewer: AsViewer
) -> None:
    for person, refusal in ((officer, PermissionDenied), (other_clerk, NotVisible)):
        with pytest.raises(refusal):
            log_demands(audit.pk, _facts(1), after=0, by=as_viewer(person))
    with pytest.raises(NotAllowedNow, match="다시 살펴보기"):
        log_demands(audit.pk, _facts(1), after=3, by=council)
    assert not Demand.objects.exists()


@pytest.mark.parametrize("count", [1, 40])
def test_the_statements_do_not_grow_with_the_demands(
    count: int, audit: Audit, council: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    facts = _facts(count)
    with django_assert_num_queries(16):
        log_demands(audit.pk, facts, after=0, by=council)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_log_one_sheet(audit: Audit, council: Viewer) -> None:
    facts = _facts(5)

    def once() -> int:
        try:
            return len(log_demands(audit.pk, facts, after=0, by=council))
        except NotAllowedNow:
            return 0

    assert sorted(at_once(once, partial(once))) == [0, 5]
    assert [number for number, _c, _t in _logged(audit)] == [1, 2, 3, 4, 5]


def test_a_single_demand_is_still_logged_by_the_form(
    audit: Audit, council: Viewer, committee: Committee
) -> None:
    demand = audits.log_demand(audit.pk, _facts(1)[0], by=council)
    assert demand.number == 1
    assert json.loads(Event.objects.get().text)["facts"]["via"] == "form"
