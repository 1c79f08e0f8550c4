"""The list by keys alone: filtered, walked, ticked, acted on, and the keys looked up."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from audits.models import Department, User
from tests.browser.conftest import Enter
from tests.factories import assign, make_audit, make_demand
from tracker.models import SavedView

pytestmark = pytest.mark.django_db(transaction=True)

DUE = date(2090, 12, 29)


@pytest.fixture
def rows(lists: None, department: Department, neighbour: Department) -> None:
    audit = make_audit()
    for number in range(1, 6):
        holder = department if number < 5 else neighbour
        assign(make_demand(audit, number, f"보도 {number}구간을 고칠 것"), holder, due=DUE)


def _ticked(page: Page) -> list[bool]:
    return [box.is_checked() for box in page.locator('tbody [name="pk"]').all()]


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent"))


def test_a_list_is_filtered_walked_ticked_and_acted_on_by_keys_alone(
    rows: None, secretariat: User, enter: Enter
) -> None:
    page = enter(secretariat)
    page.goto("/demands/")
    page.keyboard.press("/")
    page.keyboard.type("정보정책과")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(4)
    assert "=&" not in page.url
    page.wait_for_load_state()  # the keys come with the script

    page.locator("h1").click()
    for key in ("j", "x", "j", "j", "x", "k"):
        page.keyboard.press(key)
    assert "2구간" in _focused(page)
    assert _ticked(page) == [True, False, True, False]
    expect(page.get_by_text("2건 골랐습니다")).to_be_visible()

    page.keyboard.press("Escape")
    assert _ticked(page) == [False] * 4
    expect(page.get_by_role("button", name="기한 연장")).to_be_hidden()

    page.get_by_label("이 쪽 모두 고르기").focus()
    page.keyboard.press("Space")
    assert _ticked(page) == [True] * 4
    page.get_by_role("button", name="기한 연장").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/demands/bulk/extension/**")
    page.get_by_label("새 처리기한").fill("2091. 3. 30.")
    page.get_by_label("사유").fill("예산 확보")
    page.get_by_role("button", name="미리 보기").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("처리할 것 4건, 처리할 수 없는 것 0건")).to_be_visible()
    page.get_by_role("link", name="취소").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/demands/?q=**")
    expect(page.locator("tbody tr")).to_have_count(4)


def test_the_keys_of_the_page_are_looked_up_and_the_focus_comes_back(
    rows: None, secretariat: User, enter: Enter
) -> None:
    page = enter(secretariat)
    page.goto("/demands/")
    page.keyboard.press("j")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="단축키")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("heading", name="고르기")).to_be_visible()
    expect(dialog.get_by_role("heading", name="이행 확인")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert "1구간" in _focused(page)
    page.get_by_label("한 글자 단축키 사용").uncheck()
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="단축키 모두").click()
    expect(dialog).to_be_visible()


def test_a_bureau_ticks_what_is_below_it_and_stands_alone_in_the_address(
    rows: None, bureau: Department, secretariat: User, enter: Enter
) -> None:
    page = enter(secretariat)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/demands/?order=due_date")
    page.get_by_label("정보국").check()
    expect(page.get_by_label("통신과", exact=True)).to_be_checked()
    page.get_by_role("button", name="부서 적용").click()
    page.wait_for_url(f"**/demands/?order=due_date&department={bureau.pk}")
    expect(page.get_by_text("정보국 · 아래 2곳")).to_be_visible()
    page.get_by_label("통신과", exact=True).uncheck()
    expect(page.get_by_label("정보국")).not_to_be_checked()
    page.get_by_role("button", name="부서 적용").click()
    expect(page.locator("tbody tr")).to_have_count(4)


def test_a_view_is_kept_and_opened_from_the_menu(rows: None, secretariat: User, enter: Enter) -> None:
    page = enter(secretariat)
    page.goto("/demands/?q=5구간")
    menu = page.locator("details.drop", has_text="검색조건 저장")
    menu.locator("summary").click()
    page.get_by_role("link", name="검색조건 저장").click()
    page.get_by_label("보기 이름").fill("다섯째 구간")
    page.get_by_role("button", name="검색조건 저장").click()
    expect(menu.locator("summary")).to_contain_text("다섯째 구간")
    assert SavedView.objects.get().query.startswith("q=")
    page.goto("/demands/")
    page.locator("details.drop summary", has_text="보기").click()
    page.get_by_role("link", name="다섯째 구간").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("details.drop summary", has_text="보기").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="내 보기 고치기")).to_be_hidden()
