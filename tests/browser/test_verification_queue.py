"""The council checks claim after claim, by keys or with a pointer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from audits.models import Committee, Department, User
from audits.statuses import ReportedStatus as Status
from tests.browser.conftest import PASSWORD, Enter
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment, Verification

pytestmark = pytest.mark.django_db(transaction=True)

SAVE = ".verdict-save"


@pytest.fixture
def claims(lists: None, committee: Committee, department: Department) -> list[Assignment]:
    """Three claims that wait, in the order of their numbers."""
    audit = make_audit(committee=committee)
    return [assign(make_demand(audit, n), department, Status.COMPLETED) for n in (1, 2, 3)]


def _at(page: Page, row: Assignment) -> None:
    page.wait_for_url(f"**/verification/{row.pk}/")


def test_a_clerk_goes_through_the_queue_by_keys_alone(
    claims: list[Assignment], clerk: User, enter: Enter
) -> None:
    page = enter(clerk)
    page.goto("/verification/")
    page.keyboard.press("n")
    _at(page, claims[1])
    page.keyboard.press("p")
    _at(page, claims[0])

    page.keyboard.press("1")
    expect(page.locator(SAVE)).to_have_text("이행 확인하고 다음", use_inner_text=True)
    page.keyboard.press("Control+Enter")
    _at(page, claims[1])
    expect(page.get_by_text("시정 1: 저장하였습니다(이행 확인).")).to_be_visible()

    page.keyboard.press("2")
    page.keyboard.type("3번 표의 실적이 없음 n")
    expect(page.get_by_label("사유")).to_have_value("3번 표의 실적이 없음 n")
    expect(page.locator(SAVE)).to_have_text("보완 요구하고 다음", use_inner_text=True)
    page.keyboard.press("Control+Enter")
    _at(page, claims[2])
    told = Verification.objects.order_by("id").values_list("verdict", "reason")
    assert list(told) == [("confirmed", ""), ("insufficient", "3번 표의 실적이 없음 n")]


def test_each_choice_shows_what_it_needs(claims: list[Assignment], secretariat: User, enter: Enter) -> None:
    page = enter(secretariat)
    page.goto(f"/verification/{claims[0].pk}/")
    found, reason = page.get_by_label("확인한 내용"), page.get_by_label("사유")
    for key, shown in (("1", (False, False)), ("2", (False, True)), ("3", (True, True))):
        page.locator("h1").click()
        page.keyboard.press(key)
        expect(found).to_be_visible(visible=shown[0])
        expect(reason).to_be_visible(visible=shown[1])
    page.keyboard.press("Control+Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_role("radio", name="사실과 다름")).to_be_checked()
    assert not Verification.objects.exists()


def test_a_phrase_is_put_into_the_reason_and_can_be_changed(
    claims: list[Assignment], secretariat: User, enter: Enter
) -> None:
    page = enter(secretariat)
    page.goto(f"/verification/{claims[0].pk}/")
    page.get_by_role("radio", name="보완 요구").check()
    page.get_by_role("button", name="증빙자료 부족").click()
    page.keyboard.press("End")
    page.keyboard.type(" 12월까지 주십시오.")
    page.get_by_role("button", name="보완 요구하고 다음").click()
    _at(page, claims[1])
    assert Verification.objects.get().reason.endswith("붙여 주십시오. 12월까지 주십시오.")


def test_single_letters_can_be_switched_off(
    claims: list[Assignment], secretariat: User, enter: Enter
) -> None:
    page = enter(secretariat)
    page.goto(f"/verification/{claims[0].pk}/")
    page.get_by_label("한 글자 단축키 사용").uncheck()
    page.locator("h1").click()
    for key in ("2", "n"):
        page.keyboard.press(key)
    _at(page, claims[0])
    expect(page.locator("[name=verdict]:checked")).to_have_count(0)


def test_the_queue_works_without_a_script(
    claims: list[Assignment], secretariat: User, browser: Browser, live_server: LiveServer
) -> None:
    secretariat.set_password(PASSWORD)
    secretariat.save()
    context = browser.new_context(locale="ko-KR", base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/verification/")
    page.get_by_label("전자우편 또는 사번").fill(secretariat.email)
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("button", name="로그인").click()
    page.get_by_role("radio", name="보완 요구").check()
    page.get_by_role("button", name="같은 답").click()
    expect(page.get_by_label("사유")).to_have_value(
        "다른 요구사항과 답이 같습니다. 이 요구사항에 대하여 한 일을 따로 적어 주십시오."
    )
    page.get_by_role("button", name="보완 요구하고 다음").click()
    _at(page, claims[1])
    page.get_by_role("link", name="다음", exact=True).click()
    _at(page, claims[2])
    expect(page.locator("[data-keys]").first).to_be_hidden()
    context.close()
