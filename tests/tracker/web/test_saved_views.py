"""보기: filters of the list that somebody keeps under a name, for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audits.models import Department, Event, User
from tests.factories import assign, make_audit, make_demand
from tracker.actions import saved_views
from tracker.models import Assignment, SavedView

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
LATE = "overdue=on&order=due_date"


@pytest.fixture
def held(lists: None, department: Department, neighbour: Department) -> None:
    audit = make_audit()
    assign(make_demand(audit, 1), department)
    assign(make_demand(audit, 2), neighbour)


def _save(browser: Client, name: str, question: str = LATE, step: str = "") -> Any:
    return browser.post(f"{reverse('demand_views')}?{question}", {"name": name, "step": step}, follow=True)


def _own(browser: Client) -> list[str]:
    return [each["label"] for each in browser.get(reverse("demand_list")).context["views"]["own"]]


def test_filters_are_kept_under_a_name_and_opened_again(
    held: None, secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    answer = _save(browser, "늦은 것")
    assert answer.redirect_chain[-1][0] == f"/demands/?{LATE}"
    view = SavedView.objects.get()
    assert (view.owner, view.name, view.query) == (secretariat, "늦은 것", LATE)
    opened = browser.get(reverse("demand_view", args=[view.pk]))
    assert opened.headers["Location"] == f"/demands/?{LATE}"
    assert browser.get(f"/demands/?{LATE}").context["views"]["now"] == "늦은 것"
    assert not Event.objects.exists()


def test_neither_a_page_of_the_list_nor_anything_else_is_kept_with_it(
    held: None, secretariat: User, sign_in: SignIn
) -> None:
    _save(sign_in(secretariat), "늦은 것", "overdue=on&cursor=abc&audit=&other=1")
    assert SavedView.objects.get().query == "overdue=on"


def test_a_name_that_there_is_asks_before_it_gives_way(
    held: None, secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    _save(browser, "늦은 것")
    page = _save(browser, "늦은 것", "priority=on")
    assert page.context["taken"]
    assert "같은 이름의 보기가 이미 있습니다" in page.content.decode()
    assert SavedView.objects.get().query == LATE
    _save(browser, "늦은 것", "priority=on", step="replace")
    assert SavedView.objects.get().query == "priority=on"


def test_thirty_are_kept_and_no_more(held: None, secretariat: User, sign_in: SignIn) -> None:
    browser = sign_in(secretariat)
    for number in range(saved_views.MOST):
        SavedView.objects.create(owner=secretariat, name=f"보기 {number}", query=LATE)
    page = _save(browser, "하나 더")
    assert "30개까지 저장합니다" in page.content.decode()
    assert SavedView.objects.count() == saved_views.MOST
    _save(browser, "보기 3", "priority=on", step="replace")
    assert SavedView.objects.get(name="보기 3").query == "priority=on"


def test_each_of_two_people_has_views_of_their_own_under_the_same_name(
    held: None, secretariat: User, clerk: User, client: Client
) -> None:
    for person, question in ((secretariat, LATE), (clerk, "priority=on")):
        client.force_login(person)
        _save(client, "늘 보는 것", question)
        assert _own(client) == ["늘 보는 것"]
    foreign = SavedView.objects.get(owner=secretariat)
    for name in ("demand_view", "demand_view_change"):
        assert client.get(reverse(name, args=[foreign.pk])).status_code == 404
        assert client.get(reverse(name, args=[foreign.pk + 1000])).status_code == 404
    for sent in ({"name": "다른 이름"}, {"step": "delete"}):
        assert client.post(reverse("demand_view_change", args=[foreign.pk]), sent).status_code == 404
    assert SavedView.objects.get(owner=secretariat).name == "늘 보는 것"


def test_a_view_is_renamed_and_deleted(held: None, secretariat: User, sign_in: SignIn) -> None:
    browser = sign_in(secretariat)
    _save(browser, "하나")
    _save(browser, "둘", "priority=on")
    address = reverse("demand_view_change", args=[SavedView.objects.get(name="하나").pk])
    clash = browser.post(address, {"name": "둘"})
    assert "같은 이름의 보기가 이미 있습니다" in clash.content.decode()
    browser.post(address, {"name": "셋"})
    assert sorted(_own(browser)) == ["둘", "셋"]
    browser.post(address, {"step": "delete"})
    assert _own(browser) == ["둘"]


def test_a_view_of_what_there_is_no_more_says_so_and_opens_all_the_same(
    held: None, department: Department, secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    _save(browser, "우리 부서", f"department={department.pk}&order=due_date")
    Assignment.objects.filter(department=department).update(department=None)
    Assignment.objects.all().first()
    opened = browser.get(reverse("demand_view", args=[SavedView.objects.get().pk]), follow=True)
    assert opened.redirect_chain[-1][0] == "/demands/?order=due_date"
    assert "지금은 없는 조건을 빼고 열었습니다: 부서" in opened.content.decode()
    assert browser.get(reverse("demand_views")).status_code == 200


def test_who_reads_no_demands_keeps_no_views(administrator: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    assert browser.get(reverse("demand_views")).status_code == 403
    assert _save(browser, "늦은 것").status_code == 403
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("secretariat", ["기한 경과", "이번 주 마감", "확인 대기", "담당자 없음", "소관 없음", "중점관리"]),
        ("clerk", ["기한 경과", "이번 주 마감", "확인 대기", "중점관리"]),
        ("coordinator", ["기한 경과", "이번 주 마감", "담당자 없음", "소관 없음", "중점관리"]),
        ("officer", ["기한 경과", "이번 주 마감", "담당자 없음", "중점관리"]),
        ("councillor", ["기한 경과", "이번 주 마감", "중점관리"]),
    ],
)
def test_each_role_finds_the_views_it_has_a_use_for(
    who: str, labels: list[str], held: None, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    browser = sign_in(request.getfixturevalue(who))
    views = browser.get(reverse("demand_list")).context["views"]["built_in"]
    assert [str(view["label"]) for view in views] == labels
    for view in views:
        page = browser.get(view["url"])
        assert page.status_code == 200
        assert page.context["views"]["now"] == view["label"]
