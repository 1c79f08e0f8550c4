"""One act on the rows ticked in the list: looked at first, done one by one, told one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from audits.models import Audit, Department, Event, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment, Ground, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
DUE = date(2026, 12, 31)
REASON = "대상 사업이 없어짐"


@pytest.fixture
def rows(lists: None, department: Department) -> list[Assignment]:
    audit = make_audit()
    return [assign(make_demand(audit, number), department, due=DUE) for number in (1, 2, 3)]


@pytest.fixture
def browser(secretariat: User, sign_in: SignIn) -> Client:
    return sign_in(secretariat)


def _address(name: str) -> str:
    return reverse("bulk", args=[name])


def _items(page: Any) -> list[str]:
    return [item.value for item in page.context["items"]]


def _post(browser: Client, name: str, step: str, items: list[str], **said: object) -> Any:
    return browser.post(_address(name), {"item": items, "step": step} | said)


def _stages(rows: list[Assignment]) -> list[str]:
    return [Assignment.objects.get(pk=row.pk).stage for row in rows]


def _said(page: Any) -> list[tuple[bool, str]]:
    return [(row["outcome"].done, row["outcome"].why_not) for row in page.context["rows"]]


def test_rows_are_ticked_looked_at_and_withdrawn_with_one_reason(
    rows: list[Assignment], browser: Client
) -> None:
    chosen = browser.get(_address("withdrawal"), {"pk": [rows[0].pk, rows[1].pk]})
    items = _items(chosen)
    assert items == [f"{row.pk}:1" for row in rows[:2]]
    preview = _post(browser, "withdrawal", "preview", items, reason=REASON)
    assert [done for done, _why in _said(preview)] == [True, True]
    assert f"사유: {REASON}" in preview.content.decode()
    assert not Event.objects.exists()
    done = _post(browser, "withdrawal", "do", items, reason=REASON)
    assert (done.context["done"], done.context["refused"]) == (2, 0)
    assert _stages(rows) == [Stage.WITHDRAWN, Stage.WITHDRAWN, Stage.WORKING]
    assert set(Ground.objects.values_list("reason", flat=True)) == {REASON}
    assert Event.objects.filter(kind="withdrawn").count() == 2


def test_what_is_refused_says_why_in_the_preview_and_in_the_result_and_the_others_go_on(
    rows: list[Assignment], neighbour: Department, browser: Client
) -> None:
    Assignment.objects.filter(pk=rows[1].pk).update(is_lead=True)
    assign(rows[1].demand, neighbour)
    items = [f"{row.pk}:1" for row in rows]
    for step in ("preview", "do"):
        page = _post(browser, "withdrawal", step, items, reason=REASON)
        assert [done for done, _why in _said(page)] == [True, False, True]
        assert "주관부서" in _said(page)[1][1]
        assert "주관부서" in page.content.decode()
    assert _stages(rows) == [Stage.WITHDRAWN, Stage.WORKING, Stage.WITHDRAWN]


def test_the_same_form_sent_twice_does_nothing_twice(rows: list[Assignment], browser: Client) -> None:
    items = [f"{row.pk}:1" for row in rows]
    extension = {"until": "2027. 3. 31.", "reason": "용역 계약이 늦어짐"}
    first = _post(browser, "extension", "do", items, **extension)
    again = _post(browser, "extension", "do", items, **extension)
    assert (first.context["done"], again.context["done"]) == (3, 0)
    assert Event.objects.filter(kind="extension_granted").count() == 3
    assert set(Assignment.objects.values_list("due_date", flat=True)) == {date(2027, 3, 31)}


def test_who_looked_at_an_older_state_does_nothing_to_that_row(
    rows: list[Assignment], browser: Client
) -> None:
    Assignment.objects.filter(pk=rows[0].pk).update(version=2)
    page = _post(browser, "withdrawal", "do", [f"{row.pk}:1" for row in rows[:2]], reason=REASON)
    assert [done for done, _why in _said(page)] == [False, True]
    assert "먼저 저장" in _said(page)[0][1]


def test_without_a_reason_nothing_is_looked_at(rows: list[Assignment], browser: Client) -> None:
    page = _post(browser, "withdrawal", "do", [f"{rows[0].pk}:1"], reason=" ")
    assert list(page.context["form"].errors) == ["reason"]
    assert _stages(rows[:1]) == [Stage.WORKING]


def test_demands_nobody_has_yet_are_given_to_departments_together(
    department: Department, neighbour: Department, coordinator: User, sign_in: SignIn
) -> None:
    audit = make_audit()
    Audit.objects.update(transmitted_on=DUE, transmittal_number="의사과-1", default_due_date=DUE)
    demands = [make_demand(audit, number) for number in (1, 2)]
    assign(demands[0], neighbour, lead=True)
    browser = sign_in(coordinator)
    listed = browser.get(reverse("demand_list"), {"stage": "undistributed"})
    assert [act.name for act in listed.context["bulk"]] == ["assignment"]
    items = _items(browser.get(_address("assignment"), {"pk": [demand.pk for demand in demands]}))
    page = _post(browser, "assignment", "do", items, departments=[department.pk])
    assert [done for done, _why in _said(page)] == [False, True]
    assert [row.department for row in demands[1].assignments.all()] == [department]
    assert "부서 배부" in page.content.decode()


def test_a_row_that_is_not_visible_is_not_named(
    rows: list[Assignment], other_clerk: User, sign_in: SignIn
) -> None:
    browser = sign_in(other_clerk)
    assert _items(browser.get(_address("extension"), {"pk": [rows[0].pk]})) == []
    page = _post(browser, "extension", "do", [f"{rows[0].pk}:1"], until="2027. 3. 31.", reason="까닭")
    assert [row["label"] for row in page.context["rows"]] == ["–"]
    assert page.context["done"] == 0


@pytest.mark.parametrize(
    ("who", "acts"),
    [
        ("secretariat", ["extension", "withdrawal"]),
        ("clerk", ["extension"]),
        ("coordinator", []),
        ("officer", []),
    ],
)
def test_the_list_offers_what_one_may_do_with_its_rows(
    who: str, acts: list[str], rows: list[Assignment], request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    page = sign_in(request.getfixturevalue(who)).get(reverse("demand_list"))
    assert [act.name for act in page.context["bulk"]] == acts
    reminds = who != "officer"
    assert page.context.get("urge_url", "") == (reverse("urge") if reminds else "")
    assert ('name="pk"' in page.content.decode()) is (reminds and bool(page.context["rows"]))


@pytest.mark.parametrize("name", ["withdrawal", "extension", "assignment"])
def test_officers_do_nothing_in_bulk(name: str, officer: User, sign_in: SignIn) -> None:
    assert sign_in(officer).get(_address(name)).status_code == 403


def test_an_unknown_act_and_a_bent_form_are_refused(browser: Client) -> None:
    assert browser.get(_address("nothing")).status_code == 404
    assert browser.get(_address("withdrawal"), {"pk": "x"}).status_code == 400
    assert _post(browser, "withdrawal", "do", ["1:x"], reason=REASON).status_code == 400


def test_more_than_two_hundred_are_refused_whole(rows: list[Assignment], browser: Client) -> None:
    items = [f"{pk}:1" for pk in range(rows[0].pk, rows[0].pk + 201)]
    page = _post(browser, "withdrawal", "do", items, reason=REASON)
    assert page.context["too_many"] == 200
    assert not Event.objects.exists()


def test_the_page_that_asks_takes_the_same_statements_for_one_row_as_for_many(
    rows: list[Assignment],
    department: Department,
    browser: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser.get(_address("withdrawal"), {"pk": rows[0].pk})
    with django_assert_max_num_queries(13) as few:
        browser.get(_address("withdrawal"), {"pk": rows[0].pk})
    more = [assign(make_demand(rows[0].demand.audit, n), department, Status.COMPLETED) for n in range(10, 25)]
    with django_assert_max_num_queries(len(few)):
        page = browser.get(_address("withdrawal"), {"pk": [row.pk for row in [*rows, *more]]})
    assert len(page.context["rows"]) == 18
