"""Pages of 소관 변경: asked, answered, settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer, viewer
from audits.models import Department, Role, User
from tests.cluster import as_owner
from tests.factories import assign, make_audit, make_demand
from tracker.actions.hand_over import offer, refuse_offer
from tracker.models import Assignment, Handover, HandoverState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
LIST = "/handovers/"


@pytest.fixture
def held(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department, due=date(2029, 3, 28))


@pytest.fixture
def ours(officer: User) -> Viewer:
    return viewer(officer, timezone.localdate())


@pytest.fixture
def offered(held: Assignment, neighbour: Department, ours: Viewer) -> Handover:
    return offer(held.pk, neighbour.pk, reason="통신망 업무임", by=ours)


def _url(row: Assignment, name: str) -> str:
    return reverse("assignment_act", args=[row.pk, name])


def _ways(client: Client) -> list[list[str]]:
    return [[way["label"] for way in row["ways"]] for row in client.get(LIST).context["rows"]]


def test_an_officer_offers_a_duty_to_another_department(
    held: Assignment, department: Department, neighbour: Department, officer: User, sign_in: SignIn
) -> None:
    browser, url = sign_in(officer), _url(held, "offer-handover")
    choices = [name for _pk, name in browser.get(url).context["form"].fields["receiver"].choices][1:]
    assert choices == ["통신과"]
    browser.post(url, {"version": 1, "receiver": neighbour.pk, "reason": "통신망 업무임"})
    assert Handover.objects.get().receiver == neighbour


def test_the_receiver_is_told_at_the_top_of_its_work_and_takes_over(
    offered: Handover, held: Assignment, neighbour: Department, stranger: User, sign_in: SignIn
) -> None:
    browser = sign_in(stranger)
    work = browser.get(reverse("work")).content.decode()
    assert "1건" in work
    assert LIST in work
    assert _ways(browser) == [["인수", "인수 불가"]]
    url = _url(held, "accept-handover")
    assert "통신망 업무임" in browser.get(url).content.decode()
    browser.post(url, {"version": 1, "offer": offered.pk})
    held.refresh_from_db()
    assert held.department == neighbour
    assert LIST not in browser.get(reverse("work")).content.decode().split("<main")[1]


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("officer", True),
        ("stranger", True),
        ("coordinator", True),
        ("secretariat", True),
        ("councillor", False),
    ],
)
def test_why_it_is_offered_is_told_to_who_has_to_do_with_it(
    who: str, told: bool, offered: Handover, held: Assignment, request: pytest.FixtureRequest, sign_in: SignIn
) -> None:
    """Whoever reads the demand sees that it is offered, and to whom."""
    browser = sign_in(request.getfixturevalue(who))
    page = browser.get(reverse("demand_detail", args=[held.demand_id])).content.decode()
    assert "정보정책과 → 통신과" in page
    assert ("통신망 업무임" in page) == told


def test_the_receiver_reads_the_demand_and_not_what_was_reported(
    offered: Handover, held: Assignment, stranger: User, sign_in: SignIn
) -> None:
    page = sign_in(stranger).get(reverse("demand_detail", args=[held.demand_id])).content.decode()
    assert "예산 낭비" in page
    assert "계획 수립" not in page


def test_the_receiver_refuses_with_a_reason_and_the_coordinator_settles(
    offered: Handover,
    held: Assignment,
    neighbour: Department,
    stranger: User,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    sign_in(stranger).post(
        _url(held, "refuse-handover"), {"version": 1, "offer": offered.pk, "reason": "우리 일이 아님"}
    )
    browser = sign_in(coordinator)
    assert _ways(browser) == [["소관 조정", "요청 취소"]]
    url = _url(held, "settle-handover")
    assert "우리 일이 아님" in browser.get(url).content.decode()
    sent = {"version": 1, "offer": offered.pk, "decision": "moves", "reason": "직제상 통신과"}
    browser.post(url, sent)
    held.refresh_from_db()
    assert held.department == neighbour


def test_the_coordinator_lets_it_stay(
    offered: Handover, held: Assignment, department: Department, coordinator: User, sign_in: SignIn
) -> None:
    with as_owner():
        Handover.objects.update(on=timezone.localdate() - timedelta(days=30))
    sent = {"version": 1, "offer": offered.pk, "decision": "stays", "reason": "본래 업무"}
    sign_in(coordinator).post(_url(held, "settle-handover"), sent)
    offered.refresh_from_db()
    held.refresh_from_db()
    assert (offered.state, held.department) == (HandoverState.SETTLED, department)


def test_the_giver_takes_its_offer_back(
    offered: Handover, held: Assignment, officer: User, sign_in: SignIn
) -> None:
    browser = sign_in(officer)
    assert _ways(browser) == [["요청 취소"]]
    browser.post(_url(held, "cancel-handover"), {"version": 1, "offer": offered.pk})
    assert _ways(browser) == []


def test_what_needs_settling_comes_first(
    offered: Handover,
    held: Assignment,
    department: Department,
    neighbour: Department,
    ours: Viewer,
    stranger: User,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    today = timezone.localdate()
    rows = [assign(make_demand(held.demand.audit, number), department) for number in (2, 3)]
    silent, refused = [offer(row.pk, neighbour.pk, reason="통신망", by=ours) for row in rows]
    with as_owner():
        Handover.objects.filter(pk=silent.pk).update(on=today - timedelta(days=20))
        Handover.objects.filter(pk=offered.pk).update(on=today - timedelta(days=1))
    refuse_offer(refused.pk, reason="아님", by=viewer(stranger, today))
    found = sign_in(coordinator).get(LIST).context["rows"]
    assert [(row["label"], row["state"]) for row in found] == [
        ("시정 2", "회신 없음 · 20일째"),
        ("시정 3", "인수 불가"),
        ("시정 1", ""),
    ]


def test_a_department_sees_its_own_offers_and_no_others(
    offered: Handover,
    neighbour: Department,
    bureau: Department,
    enrol: Callable[..., User],
    sign_in: SignIn,
) -> None:
    third = Department.objects.create(name="민원과", kind="department", rank=30, bureau=bureau)
    assert _ways(sign_in(enrol(Role.OFFICER, department=third))) == []


def test_the_list_of_offers_takes_the_same_statements_for_one_as_for_many(
    held: Assignment,
    department: Department,
    neighbour: Department,
    ours: Viewer,
    stranger: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(2, 8):
        row = assign(make_demand(held.demand.audit, number), department)
        offer(row.pk, neighbour.pk, reason="통신망", by=ours)
    browser = sign_in(stranger)
    with django_assert_max_num_queries(11):
        assert len(browser.get(LIST).context["rows"]) == 6


@pytest.mark.parametrize("who", ["councillor", "secretariat", "clerk"])
def test_who_has_no_part_in_it_has_no_list(who: str, request: pytest.FixtureRequest, sign_in: SignIn) -> None:
    assert sign_in(request.getfixturevalue(who)).get(LIST).status_code == 403


def test_an_offer_to_a_department_that_is_gone_says_so_and_can_be_called_back(
    offered: Handover, neighbour: Department, officer: User, sign_in: SignIn
) -> None:
    Department.objects.filter(pk=neighbour.pk).update(valid_until=timezone.localdate())
    (row,) = sign_in(officer).get(LIST).context["rows"]
    assert row["state"] == "받는 부서가 없어짐"
    assert [way["label"] for way in row["ways"]] == ["요청 취소"]
