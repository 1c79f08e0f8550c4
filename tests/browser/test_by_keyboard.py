"""The main path of each role by keyboard alone: from signing in to what that person came for."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from audits.access import viewer
from audits.gates import Gates
from audits.models import Audit, Committee, Demand, Department, Membership, Office, Role, User
from audits.statuses import ReportedStatus as Status
from tests.browser.keyboard import Keys
from tests.conftest import BEGAN_ON, Enrol
from tests.factories import assign, make_audit, make_demand
from tests.tracker.web.gates import file
from tracker.actions.rounds import open_round
from tracker.models import Assignment, ProgressUpdate, Stage, Verification

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lists", "one_day")]

FAR = date(2090, 12, 29)
LETTER = {"transmitted_on": date(2026, 11, 2), "transmittal_number": "의사과-77"}


@pytest.fixture
def keys(page: Page) -> Keys:
    """A window without a pointer, wide enough for all that may stand beside a list."""
    page.set_viewport_size({"width": 1440, "height": 900})
    return Keys(page)


@pytest.fixture
def claims(committee: Committee, department: Department) -> list[Assignment]:
    """Two claims that wait."""
    audit = make_audit(committee=committee)
    return [assign(make_demand(audit, number), department, Status.COMPLETED) for number in (1, 2)]


def test_the_secretariat_filters_the_list_and_looks_at_what_it_would_do_to_what_it_ticked(
    secretariat: User, department: Department, neighbour: Department, keys: Keys
) -> None:
    audit = make_audit()
    for number in range(1, 5):
        holder = department if number < 4 else neighbour
        assign(make_demand(audit, number, f"보도 {number}구간을 고칠 것"), holder, due=FAR)
    keys.enter(secretariat)
    page = keys.page
    keys.press(page.get_by_role("navigation", name="주 메뉴").get_by_role("link", name="처리요구사항"))
    page.wait_for_url("**/demands/")
    keys.press(page.get_by_role("link", name="찾기로 바로가기"))
    keys.write("요구 내용, 부서, 처리상황 찾기", "정보정책과")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(3)
    keys.choose("시정 1 정보정책과 선택")
    keys.choose("시정 3 정보정책과 선택")
    expect(page.get_by_text("2건 골랐습니다")).to_be_visible()
    keys.press(page.get_by_role("button", name="기한 연장"), back=True)
    page.wait_for_url("**/demands/bulk/extension/**")
    keys.write("새 처리기한", "2091. 3. 30.")
    keys.write("사유", "예산 확보")
    keys.send("미리 보기")
    expect(page.get_by_text("처리할 것 2건, 처리할 수 없는 것 0건")).to_be_visible()


def test_the_secretariat_confirms_a_claim_and_is_at_the_next(
    claims: list[Assignment], secretariat: User, keys: Keys
) -> None:
    keys.enter(secretariat)
    keys.follow("이행 확인 시작", f"**/verification/{claims[0].pk}/")
    keys.choose("이행 확인 보고한 대로 되어 있음")
    keys.press(keys.page.locator(".verdict-save"))
    keys.page.wait_for_url(f"**/verification/{claims[1].pk}/")
    assert Verification.objects.get().verdict == "confirmed"


def test_a_clerk_returns_a_claim_with_a_phrase_and_words_of_their_own(
    claims: list[Assignment], clerk: User, keys: Keys
) -> None:
    keys.enter(clerk)
    keys.follow("이행 확인 시작", f"**/verification/{claims[0].pk}/")
    keys.choose("이행 확인 보고한 대로 되어 있음")
    keys.page.keyboard.press("ArrowDown")
    expect(keys.page.get_by_role("radio", name="보완 요구")).to_be_checked()
    keys.send("증빙자료 부족")
    expect(keys.page.get_by_label("사유")).to_be_focused()
    keys.page.keyboard.press("Control+End")
    keys.page.keyboard.type(" 12월까지 주십시오.")
    keys.press(keys.page.locator(".verdict-save"))
    keys.page.wait_for_url(f"**/verification/{claims[1].pk}/")
    assert Verification.objects.get().reason.endswith("붙여 주십시오. 12월까지 주십시오.")


def test_the_coordinator_distributes_what_came(
    coordinator: User, department: Department, neighbour: Department, keys: Keys
) -> None:
    audit = make_audit()
    Audit.objects.filter(pk=audit.pk).update(**LETTER)
    demand = make_demand(audit)
    keys.enter(coordinator)
    keys.follow("부서 배부", f"**/audits/{audit.pk}/distribution/")
    keys.follow("부서 고르기", f"**/demands/{demand.pk}/distribution/")
    keys.choose("정보정책과")
    keys.send("부서 배부")
    expect(keys.page.get_by_text("요구사항 1건, 소관 1건")).to_be_visible()
    assert Assignment.objects.get().department == department


def test_the_coordinator_finds_in_a_round_who_has_not_reported(
    coordinator: User, department: Department, keys: Keys
) -> None:
    row = assign(make_demand(make_audit()), department, Status.NOT_REPORTED)
    by = viewer(coordinator, BEGAN_ON)
    made = open_round(row.demand.audit_id, name="1차 보고", due_on=BEGAN_ON + timedelta(days=9), by=by)
    keys.enter(coordinator)
    keys.press(keys.page.get_by_role("navigation", name="주 메뉴").get_by_role("link", name="보고 회차"))
    keys.page.wait_for_url("**/rounds/")
    keys.follow("1차 보고", f"**/rounds/{made.pk}/")
    keys.follow("정보정책과", "**/demands/?**")
    expect(keys.page.locator("tbody tr")).to_have_count(1)


def test_an_officer_confirms_receipt_and_reports_with_the_number_of_a_letter_as_evidence(
    officer: User, department: Department, keys: Keys
) -> None:
    row = assign(make_demand(make_audit()), department, Status.NOT_REPORTED)
    keys.enter(officer)
    keys.press(keys.page.get_by_role("navigation", name="주 메뉴").get_by_role("link", name="내 할 일"))
    keys.page.wait_for_url("**/todo/")
    keys.send("접수 확인")
    keys.follow("처리상황 보고", f"**/assignments/{row.pk}/report/")
    keys.choose("검토 중 정하는 중", "ArrowDown")
    keys.page.keyboard.press("ArrowDown")
    expect(keys.page.get_by_label("완료 증빙자료 필요")).to_be_checked()
    keys.write("추진내용", "- 절차를 고침")
    keys.write("증빙자료 1", "정보정책과-12(2026. 11. 20.)")
    keys.send("의회에 보고")
    expect(keys.page.get_by_text("의회의 이행 확인을 기다립니다.")).to_be_visible()
    assert row.evidence.get().document_number.startswith("정보정책과-12")


def test_a_head_confirms_a_report(officer: User, head: User, department: Department, keys: Keys) -> None:
    office = Office.current()
    office.gates = Gates.HEAD
    office.save()
    update = file(assign(make_demand(make_audit()), department), officer)
    keys.enter(head)
    keys.press(keys.page.locator(".next").get_by_role("link", name="부서장 확인"))
    keys.page.wait_for_url("**/approvals/**")
    keys.send("부서장 확인")
    expect(keys.page.get_by_text("부서장 확인을 마쳤습니다.")).to_be_visible()
    assert ProgressUpdate.objects.get(pk=update.pk).filed_at is not None


def test_a_councillor_opens_what_they_raised_and_its_one_page(
    committee: Committee, department: Department, enrol: Enrol, keys: Keys
) -> None:
    member = enrol(Role.COUNCILLOR, name="홍길동", committee=committee)
    demand = make_demand(make_audit(committee=committee), 1, "낡은 장비를 바꿀 것")
    Demand.objects.filter(pk=demand.pk).update(raised_by="홍길동 의원")
    assign(demand, department, due=BEGAN_ON + timedelta(days=40))
    keys.enter(member)
    keys.follow("낡은 장비를 바꿀 것", f"**/demands/{demand.pk}/**")
    keys.press(keys.page.get_by_role("navigation", name="주 메뉴").get_by_role("link", name="시작"))
    keys.page.wait_for_url(lambda address: address.endswith("/"))
    keys.follow("한 장 보기", f"**/demands/{demand.pk}/sheet/**")
    expect(keys.page.get_by_role("heading", name="요구 내용")).to_be_visible()


def test_the_administrator_names_the_council_and_adds_a_person(
    administrator: User, department: Department, keys: Keys
) -> None:
    keys.enter(administrator)
    page = keys.page
    keys.press(page.get_by_role("link", name="처음 설정"))
    page.wait_for_url("**/setup/")
    keys.press(page.locator("#step-council .setup-acts a"))
    page.wait_for_url("**/setup/council/**")
    for label, words in (
        ("의회 이름", "가람시의회"),
        ("대수", "제9대"),
        ("임기 시작일", "2026. 7. 1."),
        ("임기 마지막 날", "2030. 6. 30."),
    ):
        keys.write(label, words)
    keys.send("저장")
    page.wait_for_url("**/setup/")
    assert Office.current().full_name == "제9대 가람시의회"

    keys.press(page.get_by_role("navigation", name="주 메뉴").get_by_role("link", name="사람과 소속"))
    page.wait_for_url("**/people/")
    keys.follow("사람 등록", "**/people/new/**")
    keys.write("이름", "시연 새사람")
    keys.write("전자우편", "new@demo.example")
    keys.pick("역할", "담당자")
    keys.pick("부서", "정보정책과")
    keys.send("사람 등록")
    page.wait_for_url(re.compile(r"/people/\d+/$"))
    made = Membership.objects.get(user__email="new@demo.example")
    assert (made.role, made.department) == (Role.OFFICER, department)


def test_what_is_ahead_of_the_focus_is_behind_it_again(
    claims: list[Assignment], secretariat: User, keys: Keys
) -> None:
    """Nothing traps: from the last stop of a page back to its first, by Shift+Tab alone."""
    keys.enter(secretariat)
    keys.to(keys.page.get_by_role("main").get_by_role("link").last)
    keys.to(keys.page.locator(".skip").first, back=True)
    keys.page.keyboard.press("Enter")
    expect(keys.page.get_by_role("main")).to_be_focused()
    assert not Assignment.objects.exclude(stage=Stage.CLAIMED).exists()
