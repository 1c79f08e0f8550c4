"""Nothing stays silent: what lists mark, find and put first; 중점관리 from its button to the digest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from audits.models import Audit, Demand, Department, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand, report
from tests.tracker.api.conftest import Caller
from tracker.models import Assignment
from tracker.web import demands as page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
LIST, WORK = "/demands/", "/todo/"


@pytest.fixture
def audit(lists: None) -> Audit:
    return make_audit()


@pytest.fixture
def silent(audit: Audit, department: Department) -> list[Assignment]:
    """Not received, reported 변동 없음 three times, planned for last month, and one that is as it should be."""
    today = timezone.localdate()
    a_month_ago, long_ago = today - timedelta(days=30), today - timedelta(days=60)
    rows = [
        assign(make_demand(audit, 1), department, Status.NOT_REPORTED, on=a_month_ago, point="가. 점검표"),
        assign(make_demand(audit, 2), department),
        assign(make_demand(audit, 3), department, planned_until=a_month_ago, reported_on=long_ago),
        assign(make_demand(audit, 4), department),
    ]
    for number in (2, 3, 4):
        report(rows[1], Status.IN_PROGRESS, number=number, no_change=True)
    return rows


def _labels(client: Client, **asked: str) -> list[str]:
    return [row["label"] for row in client.get(LIST, asked).context["rows"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"not_received": "on"}, ["시정 1"]),
        ({"unchanged": "3"}, ["시정 2"]),
        ({"unchanged": "1"}, ["시정 2"]),
        ({"plan_passed": "on"}, ["시정 3"]),
        ({"unchanged": "7"}, []),
    ],
)
@pytest.mark.parametrize("who", ["secretariat", "coordinator"])
def test_the_list_finds_those_of_which_nothing_new_is_heard(
    who: str,
    asked: dict[str, str],
    found: list[str],
    silent: list[Assignment],
    request: pytest.FixtureRequest,
    sign_in: SignIn,
) -> None:
    assert _labels(sign_in(request.getfixturevalue(who)), **asked) == found


def test_lists_mark_them_in_words(silent: list[Assignment], officer: User, sign_in: SignIn) -> None:
    browser = sign_in(officer)
    for address in (LIST, WORK):
        told = browser.get(address).content.decode()
        assert told.count("미접수</span>") == 1
        assert told.count("변동 없음 3회 연속") == 1
        assert told.count("완료 예정일 지남 <time") == 1


def test_the_demand_says_how_often_in_a_row(
    silent: list[Assignment], secretariat: User, sign_in: SignIn
) -> None:
    told = sign_in(secretariat).get(f"/demands/{silent[1].demand_id}/").content.decode()
    assert "3회 연속" in told
    assert "회 연속" not in sign_in(secretariat).get(f"/demands/{silent[2].demand_id}/").content.decode()


def test_a_councillor_is_neither_told_nor_helped_to_find_plans_gone_by(
    silent: list[Assignment], councillor: User, sign_in: SignIn
) -> None:
    browser = sign_in(councillor)
    assert "완료 예정일 지남" not in browser.get(LIST).content.decode()
    assert len(_labels(browser, plan_passed="on")) == 4


def test_once_is_no_row(audit: Audit, department: Department, secretariat: User, sign_in: SignIn) -> None:
    report(assign(make_demand(audit), department), Status.IN_PROGRESS, number=2, no_change=True)
    assert "회 연속</span>" not in sign_in(secretariat).get(LIST).content.decode()


# 중점관리


def _first(*rows: Assignment) -> None:
    Demand.objects.filter(assignments__in=rows).update(is_priority=True)


@pytest.mark.parametrize("order", ["number", "due_date"])
def test_priority_stands_first_in_the_list_and_only_there(
    order: str, silent: list[Assignment], secretariat: User, sign_in: SignIn
) -> None:
    _first(silent[2], silent[3])
    browser = sign_in(secretariat)
    assert _labels(browser, order=order) == ["시정 3", "시정 4", "시정 1", "시정 2"]
    assert _labels(browser, priority="on") == ["시정 3", "시정 4"]
    assert _labels(browser, not_received="on") == ["시정 1"]
    assert browser.get(LIST).content.decode().count('<span class="tag">중점관리</span>') == 2


def test_the_first_page_has_priority_first_however_one_comes_back_to_it(
    audit: Audit, department: Department, secretariat: User, sign_in: SignIn
) -> None:
    rows = [assign(make_demand(audit, number), department) for number in range(1, 29)]
    _first(rows[27])
    browser = sign_in(secretariat)
    first = browser.get(LIST)
    second = browser.get(LIST + first.context["next_url"])
    again = browser.get(LIST + second.context["previous_url"])
    labels = [[row["label"] for row in answer.context["rows"]] for answer in (first, second, again)]
    assert labels[0][0] == "시정 28"
    assert labels[1] == ["시정 26", "시정 27"]
    assert labels[2] == labels[0]


def test_where_too_many_are_first_the_rest_is_a_link_away(
    silent: list[Assignment], secretariat: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "MOST_FIRST", 1)
    _first(silent[2], silent[3])
    browser = sign_in(secretariat)
    answer = browser.get(LIST, {"audit": str(silent[0].demand.audit_id)})
    assert [row["label"] for row in answer.context["rows"]] == ["시정 3", "시정 1", "시정 2"]
    all_of_them = browser.get(LIST + answer.context["priority_url"]).context["rows"]
    assert [row["label"] for row in all_of_them] == ["시정 3", "시정 4"]


def test_priority_is_a_group_of_its_own_at_the_head_of_the_work(
    silent: list[Assignment], officer: User, sign_in: SignIn
) -> None:
    today = timezone.localdate()
    for row, days in zip(silent, (-3, 40, -9, 90), strict=True):
        Assignment.objects.filter(pk=row.pk).update(
            due_date=today + timedelta(days=days), original_due_date=today + timedelta(days=days)
        )
    _first(silent[3])
    rows = sign_in(officer).get(WORK).context["rows"]
    assert [row["label"] for row in rows] == ["시정 4", "시정 3", "시정 1", "시정 2"]
    headings = [(row["heading"]["label"], row["heading"]["count"]) for row in rows if row["heading"]]
    assert headings == [("중점관리", 1), ("기한 경과", 2), ("다음 주부터 마감", 1)]


def test_the_council_marks_a_demand_on_a_page_that_asks_once(
    silent: list[Assignment], secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    demand = silent[0].demand_id
    address = f"/demands/{demand}/priority/"
    detail = browser.get(f"/demands/{demand}/").content.decode()
    assert f'href="{address}"' in detail
    asked = browser.get(address).content.decode()
    assert asked.count("button-primary") == 1
    assert browser.post(address, {"priority": "on"}).status_code == 302
    assert Demand.objects.get(pk=demand).is_priority
    assert "중점관리 해제" in browser.get(address).content.decode()
    assert browser.post(address, {"priority": "off"}).status_code == 302
    assert not Demand.objects.get(pk=demand).is_priority
    assert browser.post(address, {"priority": "maybe"}).status_code == 400


def test_a_department_is_not_asked_what_comes_first(
    silent: list[Assignment], officer: User, sign_in: SignIn
) -> None:
    assert sign_in(officer).get(f"/demands/{silent[0].demand_id}/priority/").status_code == 403


def test_the_api_says_what_has_priority_finds_it_and_keeps_its_order(
    silent: list[Assignment], secretariat: User, sign_in: SignIn
) -> None:
    caller = Caller({}, sign_in(secretariat))
    marked = silent[2].demand_id
    assert caller.post(f"demands/{marked}/priority/", {"priority": True}).json()["priority"] is True
    lines = caller.get("assignments/").json()["results"]
    assert [(line["number"], line["priority"]) for line in lines] == [
        (1, False),
        (2, False),
        (3, True),
        (4, False),
    ]
    assert [line["number"] for line in caller.get("assignments/?priority=true").json()["results"]] == [3]
    assert [line["number"] for line in caller.get("demands/?priority=true").json()["results"]] == [3]


def test_a_part_of_a_compound_demand_is_named_with_its_department(
    silent: list[Assignment], officer: User, sign_in: SignIn
) -> None:
    browser = sign_in(officer)
    for address in (LIST, WORK, f"/demands/{silent[0].demand_id}/"):
        assert "가. 점검표" in browser.get(address).content.decode()
