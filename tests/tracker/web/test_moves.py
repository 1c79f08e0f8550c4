"""The page on which a person says where work went after a reorganisation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audits.models import Department, DepartmentKind, Event, Role, Succession, SuccessionKind, User
from tests.conftest import Enrol
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment, Stay

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
LIST = "/moves/"
DAY = timezone.localdate() - timedelta(days=30)


@pytest.fixture
def held(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department, point="통신망", on=DAY - timedelta(days=9))


@pytest.fixture
def heir(department: Department) -> Department:
    return Department.objects.create(
        name="데이터정책과", kind=DepartmentKind.DEPARTMENT, rank=11, valid_from=DAY
    )


@pytest.fixture
def transfer(department: Department, neighbour: Department) -> Succession:
    return _step(SuccessionKind.TRANSFER, department, neighbour, "사물인터넷")


def _step(
    kind: SuccessionKind, predecessor: Department, successor: Department | None, duties: str = ""
) -> Succession:
    if kind != SuccessionKind.TRANSFER:
        Department.objects.filter(pk=predecessor.pk).update(valid_until=DAY)
    return Succession.objects.create(
        kind=kind, predecessor=predecessor, successor=successor, effective_on=DAY, duties=duties
    )


def _rows(client: Client) -> list[dict[str, Any]]:
    return [row for group in client.get(LIST).context["departments"] for row in group["rows"]]


def _options(client: Client) -> list[list[str]]:
    return [[option["label"] for option in row["options"]] for row in _rows(client)]


def _choose(client: Client, step: str, held: Assignment, to: str, **more: object) -> Any:
    sent = {"step": step, f"to-{held.pk}": to, f"version-{held.pk}": 1, "reason": "사무 분장"} | more
    return client.post(LIST, sent)


def test_a_transfer_offers_its_receiver_with_its_duties_and_to_stay_and_nothing_is_preselected(
    held: Assignment, transfer: Succession, coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    assert _options(browser) == [["업무 이관 → 통신과 (사물인터넷)", "그대로 둠"]]
    assert [row["chosen"] for row in _rows(browser)] == [""]
    page = browser.get(LIST).content.decode()
    assert "받는 업무: 사물인터넷" in page
    assert "통신망" in page


def test_beside_a_transfer_the_renames_target_is_preselected_and_nothing_can_stay(
    held: Assignment,
    transfer: Succession,
    department: Department,
    heir: Department,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    rename = _step(SuccessionKind.RENAME, department, heir)
    browser = sign_in(coordinator)
    assert _options(browser) == [["업무 이관 → 통신과 (사물인터넷)", "명칭 변경 → 데이터정책과"]]
    assert [row["chosen"] for row in _rows(browser)] == [f"step-{rename.pk}"]


def test_a_split_preselects_nothing(
    held: Assignment,
    department: Department,
    neighbour: Department,
    heir: Department,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    _step(SuccessionKind.SPLIT, department, neighbour)
    _step(SuccessionKind.SPLIT, department, heir)
    browser = sign_in(coordinator)
    assert _options(browser) == [["분리 → 통신과", "분리 → 데이터정책과"]]
    assert [row["chosen"] for row in _rows(browser)] == [""]
    assert "소관 없음" in browser.get(LIST).content.decode()


def test_what_was_chosen_is_shown_before_it_is_done_and_then_done(
    held: Assignment, transfer: Succession, neighbour: Department, secretariat: User, sign_in: SignIn
) -> None:
    browser, to = sign_in(secretariat), f"step-{transfer.pk}"
    preview = _choose(browser, "preview", held, to)
    assert (preview.context["done"], preview.context["refused"]) == (1, 0)
    assert "→ 통신과" in preview.content.decode()
    assert not Event.objects.exists()
    done = _choose(browser, "do", held, to)
    assert "처리 1건" in done.content.decode()
    held.refresh_from_db()
    assert held.department == neighbour
    assert _rows(browser) == []


def test_what_stays_is_asked_no_more(
    held: Assignment, transfer: Succession, coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    _choose(browser, "do", held, "stay")
    assert Stay.objects.get().reason == "사무 분장"
    assert _rows(browser) == []


def test_what_can_no_longer_be_done_is_said_beside_it(
    held: Assignment, transfer: Succession, coordinator: User, sign_in: SignIn
) -> None:
    answer = _choose(sign_in(coordinator), "do", held, f"step-{transfer.pk}", **{f"version-{held.pk}": 7})
    assert (answer.context["done"], answer.context["refused"]) == (0, 1)
    assert answer.context["rows"][0]["why_not"]


@pytest.mark.parametrize(
    ("changed", "words"), [({"reason": " "}, "입력한 내용을 확인"), ({"to": ""}, "고른 것이 없습니다")]
)
def test_without_a_reason_or_a_choice_nothing_is_done_and_what_was_said_is_still_there(
    changed: dict[str, str],
    words: str,
    held: Assignment,
    transfer: Succession,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    sent = {"to": "stay", "reason": "사무 분장"} | changed
    answer = _choose(sign_in(coordinator), "do", held, sent["to"], reason=sent["reason"])
    page = answer.content.decode()
    assert words in page
    assert not Stay.objects.exists()
    assert ("selected" in page) == bool(sent["to"])


def test_who_goes_back_from_the_preview_finds_what_was_chosen(
    held: Assignment, transfer: Succession, coordinator: User, sign_in: SignIn
) -> None:
    page = _choose(sign_in(coordinator), "change", held, "stay").content.decode()
    assert 'value="stay" selected' in page
    assert "사무 분장" in page


@pytest.mark.parametrize("to", ["step-x", "step-", "department", "nonsense-1", "step-9999999999"])
def test_what_no_page_of_ours_sends_is_refused(
    to: str, held: Assignment, transfer: Succession, coordinator: User, sign_in: SignIn
) -> None:
    assert _choose(sign_in(coordinator), "do", held, to).status_code == 400


def test_what_a_closed_department_left_may_go_to_any_department_of_today(
    held: Assignment,
    department: Department,
    neighbour: Department,
    heir: Department,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    _step(SuccessionKind.CLOSED, department, None)
    browser = sign_in(coordinator)
    assert _options(browser) == [["데이터정책과", "통신과"]]
    _choose(browser, "do", held, f"department-{neighbour.pk}")
    held.refresh_from_db()
    assert held.department == neighbour


def test_what_went_outside_says_how_it_goes_on(
    held: Assignment, department: Department, enrol: Enrol, coordinator: User, sign_in: SignIn
) -> None:
    outside = Department.objects.create(name="시연진흥원", kind=DepartmentKind.OFFICE, rank=90, external=True)
    _step(SuccessionKind.TRANSFER, department, outside, "정보화 교육")
    browser = sign_in(coordinator)
    page = browser.get(LIST).content.decode()
    assert "업무가 밖으로 옮겨 갔습니다: 시연진흥원. 소관부서가 이첩으로 보고하고 의회가 확인합니다." in page
    assert _options(browser) == [["그대로 둠"]]
    form = reverse("report_form", args=[held.pk])
    assert form not in page
    both = enrol(Role.COORDINATOR)
    both.memberships.create(role=Role.HEAD, department=department, start_on=DAY)
    assert form in sign_in(both).get(LIST).content.decode()


def test_where_the_successor_has_the_same_already_the_way_is_to_withdraw_one(
    held: Assignment,
    department: Department,
    neighbour: Department,
    coordinator: User,
    secretariat: User,
    sign_in: SignIn,
) -> None:
    assign(held.demand, neighbour, point=held.point)
    _step(SuccessionKind.MERGE, department, neighbour)
    page = sign_in(coordinator).get(LIST).content.decode()
    assert "받는 부서가 같은 요구사항을 이미 맡고 있습니다: 통신과" in page
    way = reverse("assignment_act", args=[held.pk, "withdrawal"])
    assert way not in page
    assert way in sign_in(secretariat).get(LIST).content.decode()


def test_departments_stand_in_their_order_with_how_many_wait(
    department: Department, neighbour: Department, heir: Department, coordinator: User, sign_in: SignIn
) -> None:
    audit, before = make_audit(), DAY - timedelta(days=9)
    assign(make_demand(audit, 1), neighbour, on=before)
    assign(make_demand(audit, 2), department, on=before)
    assign(make_demand(audit, 3), department, on=before)
    assign(make_demand(audit, 4), None, on=before)
    for giver in (department, neighbour):
        _step(SuccessionKind.TRANSFER, giver, heir)
    groups = sign_in(coordinator).get(LIST).context["departments"]
    assert [(group["name"], group["count"], group["gone"]) for group in groups] == [
        ("정보정책과", 2, False),
        ("통신과", 1, False),
        ("부서가 정해지지 않음", 1, True),
    ]


def test_many_come_in_pages_with_the_same_number_of_statements(
    department: Department, transfer: Succession, coordinator: User, sign_in: SignIn
) -> None:
    audit, browser, counts = make_audit(), sign_in(coordinator), []
    for numbers in (range(1, 4), range(4, 61)):
        for number in numbers:
            assign(make_demand(audit, number), department, on=DAY - timedelta(days=9))
        browser.get(LIST)
        with CaptureQueriesContext(connection) as sent:
            page = browser.get(LIST)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 16
    second = browser.get(LIST + page.context["next_url"])
    assert [len(each.context["departments"][0]["rows"]) for each in (page, second)] == [50, 10]
    assert second.context["departments"][0]["count"] == 60


@pytest.mark.parametrize("who", ["coordinator", "secretariat"])
def test_the_first_page_says_what_waits_and_the_navigation_leads_there(
    who: str,
    held: Assignment,
    transfer: Succession,
    neighbour: Department,
    request: pytest.FixtureRequest,
    sign_in: SignIn,
) -> None:
    assign(make_demand(make_audit(2024)), None)
    browser = sign_in(request.getfixturevalue(who))
    page = browser.get("/", follow=True).content.decode()
    assert "소관 없음 1건" in page
    assert "소관 1건: 함께 옮길지" in page
    assert LIST in page.split("<main")[0]


def test_where_nothing_waits_nothing_is_said_but_the_page_is_there(
    held: Assignment, coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    page = browser.get("/", follow=True).content.decode()
    assert LIST not in page.split("</nav>")[-1]
    assert "소관을 정할 것이 없습니다" in browser.get(LIST).content.decode()


def test_departments_hear_nothing_of_it(
    held: Assignment, transfer: Succession, officer: User, sign_in: SignIn
) -> None:
    browser = sign_in(officer)
    assert LIST not in browser.get("/", follow=True).content.decode()
    assert browser.get(LIST).status_code == 403


def test_on_the_demands_page_too_what_nobody_took_over_goes_to_any_department_of_today(
    held: Assignment, department: Department, neighbour: Department, coordinator: User, sign_in: SignIn
) -> None:
    _step(SuccessionKind.CLOSED, department, None)
    browser, url = sign_in(coordinator), reverse("assignment_act", args=[held.pk, "move"])
    assert url in browser.get(reverse("demand_detail", args=[held.demand_id])).content.decode()
    form = browser.get(url).context["form"]
    assert list(form.fields) == ["department", "reason"]
    assert [name for _pk, name in form.fields["department"].choices][1:] == ["통신과"]
    browser.post(url, {"version": 1, "department": neighbour.pk, "reason": "사무 분장"})
    held.refresh_from_db()
    assert held.department == neighbour


def test_on_the_demands_page_a_step_is_chosen_where_one_leads_on(
    held: Assignment, transfer: Succession, neighbour: Department, coordinator: User, sign_in: SignIn
) -> None:
    browser, url = sign_in(coordinator), reverse("assignment_act", args=[held.pk, "move"])
    assert list(browser.get(url).context["form"].fields) == ["step", "reason"]
    browser.post(url, {"version": 1, "step": transfer.pk, "reason": "사무 분장"})
    held.refresh_from_db()
    assert held.department == neighbour
