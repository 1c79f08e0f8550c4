"""The page of a demand: everything about it comes together, for each reader what they may read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.models import Audit, Demand, Department, Role, Succession, User
from audits.models.people import DEPARTMENT_ROLES
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand, report
from tests.tracker.actions.gates import DONE
from tracker.actions.correct_demand import correct_demand
from tracker.actions.report import report_progress
from tracker.actions.withdraw import withdraw, withdraw_demand
from tracker.models import (
    Assignment,
    Evidence,
    ExtensionRequest,
    Ground,
    Handover,
    Opinion,
    ProgressUpdate,
    Verdict,
    Verification,
    View,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

SignIn = Callable[[User], Client]
AsViewer = Callable[[User], Viewer]
DUE = date(2026, 12, 31)
MOST = 42  # statements of the page for anybody, however much there is to show; the navigation's among them
TEXT = "예산 낭비가 없도록 집행 계획을 세울 것"


@pytest.fixture
def demand(lists: None) -> Demand:
    made = make_demand(make_audit())
    Audit.objects.update(transmitted_on=date(2025, 12, 1), transmittal_number="의사과-77")
    return made


@pytest.fixture
def claimed(demand: Demand, department: Department) -> Assignment:
    return assign(demand, department, Status.COMPLETED, due=DUE, lead=True)


def _page(browser: Client, demand: Demand, **asked: str) -> str:
    answer = browser.get(reverse("demand_detail", args=[demand.pk]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def _reported(assignment: Assignment) -> ProgressUpdate:
    return assignment.updates.get()


def test_a_correction_is_shown_with_both_texts_and_its_reason(
    demand: Demand, claimed: Assignment, secretariat: User, as_viewer: AsViewer, sign_in: SignIn
) -> None:
    correct_demand(demand.pk, TEXT, reason="옮겨 적다 빠뜨림", version=1, by=as_viewer(secretariat))
    page = _page(sign_in(secretariat), demand)
    on = timezone.localdate()
    for words in (f"정정 2판 ({on:%Y. %-m. %-d.})", "예산 낭비가 없도록 할 것", TEXT, "옮겨 적다 빠뜨림"):
        assert words.replace(" 것", "\u00a0것") in page or words in page
    assert "정정 전 본문(1판)에 대한 보고" in page


def test_a_report_filed_after_the_correction_bears_no_mark(
    demand: Demand, claimed: Assignment, secretariat: User, as_viewer: AsViewer, sign_in: SignIn
) -> None:
    correct_demand(demand.pk, TEXT, reason="옮겨 적다 빠뜨림", version=1, by=as_viewer(secretariat))
    ProgressUpdate.objects.update(filed_at=timezone.now() + timedelta(seconds=1))
    assert "정정 전 본문" not in _page(sign_in(secretariat), demand)


def test_a_removed_piece_of_evidence_is_struck_out_with_its_reason(
    demand: Demand, claimed: Assignment, officer: User, sign_in: SignIn
) -> None:
    why = Ground.objects.create(
        demand=demand, assignment=claimed, act="evidence_removed", reason="잘못 붙임", by=officer, on=TODAY
    )
    told = {"assignment": claimed, "update": _reported(claimed), "added_by": officer}
    Evidence.objects.create(**told, document_number="정보정책과-12", removal=why)
    Evidence.objects.create(**told, document_number="정보정책과-34")
    page = _page(sign_in(officer), demand)
    assert "<del>정보정책과-12</del>" in page
    assert "잘못 붙임" in page
    assert "<del>정보정책과-34</del>" not in page


@pytest.fixture
def looked_at(claimed: Assignment, clerk: User) -> Assignment:
    """The clerk has an opinion of the claim; nothing is decided."""
    Opinion.objects.create(
        assignment=claimed,
        update=_reported(claimed),
        view=View.NEEDS_MORE,
        words="실적이 모자람",
        by=clerk,
        on=TODAY,
    )
    return claimed


@pytest.mark.parametrize(
    ("who", "reads"), [("secretariat", True), ("officer", False), ("coordinator", False)]
)
def test_the_opinion_is_the_councils_before_the_verdict(
    who: str,
    reads: bool,
    looked_at: Assignment,
    demand: Demand,
    request: pytest.FixtureRequest,
    sign_in: SignIn,
) -> None:
    assert ("실적이 모자람" in _page(sign_in(request.getfixturevalue(who)), demand)) is reads


def test_after_the_verdict_the_department_reads_opinion_verdict_and_reason(
    looked_at: Assignment, demand: Demand, officer: User, stranger: User, secretariat: User, sign_in: SignIn
) -> None:
    assign(demand, stranger.memberships.get().department)
    Verification.objects.create(
        assignment=looked_at,
        update=_reported(looked_at),
        verdict=Verdict.INSUFFICIENT,
        reason="결과를 알 수 없음",
        by=secretariat,
        on=TODAY,
    )
    page = _page(sign_in(officer), demand)
    assert "실적이 모자람" in page
    assert "결과를 알 수 없음" in page
    other = _page(sign_in(stranger), demand)
    assert "결과를 알 수 없음" not in other


def test_a_request_and_an_offer_that_wait_are_shown(
    demand: Demand, department: Department, neighbour: Department, officer: User, sign_in: SignIn
) -> None:
    held = assign(demand, department, due=DUE, lead=True)
    told = {"assignment": held, "by": officer, "on": TODAY}
    ExtensionRequest.objects.create(
        **told, department=department, wanted=date(2027, 3, 5), due_then=DUE, reason="용역이 늦어짐"
    )
    Handover.objects.create(**told, giver=department, receiver=neighbour, reason="통신과 업무임")
    page = _page(sign_in(officer), demand)
    for words in ("2027. 3. 5.", "용역이 늦어짐", "정보정책과 → 통신과", "통신과 업무임"):
        assert words in page


def test_a_withdrawn_assignment_stays_to_be_read_struck_out(
    demand: Demand,
    claimed: Assignment,
    neighbour: Department,
    secretariat: User,
    officer: User,
    as_viewer: AsViewer,
    sign_in: SignIn,
) -> None:
    other = assign(demand, neighbour)
    withdraw(other.pk, reason="중복 배부", version=None, by=as_viewer(secretariat))
    browser = sign_in(secretariat)
    answer = browser.get(reverse("demand_detail", args=[demand.pk]))
    assert [row["department"] for row in answer.context["assignments"]] == ["정보정책과"]
    page = answer.content.decode()
    assert "<del>통신과</del>" in page
    assert "중복 배부" in page
    seen_by_another = _page(sign_in(officer), demand)
    assert "<del>통신과</del>" in seen_by_another
    assert "중복 배부" not in seen_by_another


def test_a_demand_withdrawn_as_a_whole_says_why_and_offers_nothing(
    demand: Demand, claimed: Assignment, secretariat: User, as_viewer: AsViewer, sign_in: SignIn
) -> None:
    withdraw_demand(demand.pk, reason="조례 폐지", by=as_viewer(secretariat))
    answer = sign_in(secretariat).get(reverse("demand_detail", args=[demand.pk]))
    assert "조례 폐지" in answer.content.decode()
    assert answer.context["ways"] == []


def test_points_are_named_beside_their_departments(
    demand: Demand, department: Department, secretariat: User, sign_in: SignIn
) -> None:
    assign(demand, department, Status.NOT_REPORTED, point="청사 방호")
    assign(demand, department, Status.NOT_REPORTED, lead=True)
    answer = sign_in(secretariat).get(reverse("demand_detail", args=[demand.pk]))
    assert [row["point"] for row in answer.context["assignments"]] == ["", "청사 방호"]
    assert "정보정책과 · 청사 방호" in {way.department for way in answer.context["ways"]}


def _ways(browser: Client, demand: Demand) -> list[str]:
    ways = browser.get(reverse("demand_detail", args=[demand.pk])).context["ways"]
    return [way.label for way in ways if way.url]


def test_a_fixed_text_is_corrected_an_open_one_rewritten(
    demand: Demand, secretariat: User, sign_in: SignIn
) -> None:
    browser = sign_in(secretariat)
    assert "본문 정정" in _ways(browser, demand)
    assert "요구사항 수정" not in _ways(browser, demand)
    Audit.objects.update(transmitted_on=None, transmittal_number="")
    assert "요구사항 수정" in _ways(browser, demand)
    assert "본문 정정" not in _ways(browser, demand)


def test_a_move_is_offered_where_a_reorganisation_leads_on(
    demand: Demand, claimed: Assignment, neighbour: Department, coordinator: User, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    assert "소관 이동" not in _ways(browser, demand)
    Succession.objects.create(
        kind="transfer",
        predecessor=claimed.department,
        successor=neighbour,
        effective_on=date(2026, 1, 1),
    )
    assert "소관 이동" in _ways(browser, demand)


def _fill(demand: Demand, departments: list[Department], officer: User, clerk: User) -> None:
    """An assignment for each department with reports, evidence, a verdict, an opinion and a request."""
    for department in departments:
        held = assign(demand, department, Status.COMPLETED, due=DUE)
        update = report(held, Status.COMPLETED, number=2)
        told = {"assignment": held, "by": officer, "on": TODAY}
        Evidence.objects.create(assignment=held, update=update, document_number="가-1", added_by=officer)
        Verification.objects.create(**told, update=update, verdict=Verdict.INSUFFICIENT, reason="모자람")
        Opinion.objects.create(
            assignment=held, update=update, view=View.ADEQUATE, words="적정", by=clerk, on=TODAY
        )
        ExtensionRequest.objects.create(
            **told, department=department, wanted=date(2027, 1, 5), due_then=DUE, reason="늦음"
        )


@pytest.mark.parametrize("who", ["secretariat", "officer", "coordinator", "clerk"])
def test_the_statements_grow_neither_with_assignments_nor_with_reports_evidence_and_history(
    who: str,
    demand: Demand,
    department: Department,
    neighbour: Department,
    officer: User,
    clerk: User,
    secretariat: User,
    as_viewer: AsViewer,
    request: pytest.FixtureRequest,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    Audit.objects.update(committee=clerk.memberships.get().committee)
    browser = sign_in(request.getfixturevalue(who))
    address = reverse("demand_detail", args=[demand.pk])
    _fill(demand, [department, neighbour], officer, clerk)
    correct_demand(demand.pk, TEXT, reason="까닭", version=1, by=as_viewer(secretariat))
    browser.get(address)
    with django_assert_max_num_queries(MOST) as few:
        browser.get(address)
    more = [Department.objects.create(name=f"{n}과", kind="department", rank=50 + n) for n in range(4)]
    _fill(demand, more, officer, clerk)
    correct_demand(demand.pk, f"{TEXT}.", reason="까닭", version=2, by=as_viewer(secretariat))
    with django_assert_max_num_queries(len(few)):
        assert len(browser.get(address).context["assignments"]) == 6


@pytest.mark.usefixtures("one_gate")
@pytest.mark.parametrize(
    ("who", "way"),
    [("officer", "증빙자료 삭제"), ("head", "부서장 확인"), ("coordinator", "부서장 확인")],
)
def test_the_statements_do_not_grow_with_reports_that_wait_for_the_head(
    who: str,
    way: str,
    demand: Demand,
    department: Department,
    enrol: Callable[..., User],
    as_viewer: AsViewer,
    request: pytest.FixtureRequest,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """Who looks belongs to all the departments, or stands in for the heads that they lack."""
    reader = request.getfixturevalue(who)
    role = reader.memberships.get().role

    def waits(place: Department) -> None:
        if role in DEPARTMENT_ROLES and place != department:
            reader.memberships.create(role=role, department=place, start_on=date(2020, 1, 1))
        row = assign(demand, place, Status.NOT_REPORTED, due=DUE)
        author = as_viewer(enrol(Role.OFFICER, department=place))
        report_progress(row.pk, DONE, version=1, by=author)

    waits(department)
    browser, address = sign_in(reader), reverse("demand_detail", args=[demand.pk])
    browser.get(address)
    with django_assert_max_num_queries(MOST) as few:
        browser.get(address)
    for number in range(3):
        waits(Department.objects.create(name=f"{number}과", kind="department", rank=50 + number))
    with django_assert_max_num_queries(len(few)):
        ways = browser.get(address).context["ways"]
    assert [each.label for each in ways].count(way) == 4
