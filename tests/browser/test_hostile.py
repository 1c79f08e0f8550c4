"""People in a hurry, windows left open, slow lines, files nobody should send: nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from audits.models import Department, User
from tests.browser.conftest import PASSWORD, Enter
from tests.factories import assign, make_audit, make_demand
from tracker.models import Assignment, ProgressUpdate, ReportDraft, SavedView, StoredFile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lists")]

WORDS = "- 절차를 고침"
DROP = """(files) => {
  const brought = new DataTransfer();
  for (const [name, size] of files) {
    const sign = new TextEncoder().encode("%PDF-1.4 %%EOF");
    brought.items.add(new File([sign, new Uint8Array(size)], name, { type: "application/pdf" }));
  }
  document.querySelector("[data-uploads]").dispatchEvent(
    new DragEvent("drop", { dataTransfer: brought, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def owed(department: Department) -> Assignment:
    """What the officer's department owes."""
    return assign(make_demand(make_audit()), department)


@pytest.fixture
def plain(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A window without scripts."""
    with browser.new_context(locale="ko-KR", base_url=live_server.url, java_script_enabled=False) as context:
        yield context.new_page()


@pytest.fixture
def store(settings: Any, tmp_path: Any) -> None:
    """An empty store of files."""
    settings.FILES_ROOT = tmp_path / "store"


def _sign_in(page: Page, person: User) -> None:
    person.set_password(PASSWORD)
    person.save()
    page.get_by_label("전자우편 또는 사번").fill(person.email)
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("button", name="로그인").click()


def _fill(page: Page) -> None:
    page.get_by_label("추진 중 하고 있음").check()
    page.get_by_label("추진내용").fill(WORDS)
    page.get_by_label("완료 예정일").fill("2099. 12. 31.")
    page.get_by_label("향후계획").fill("- 점검")


def _reports() -> int:
    """How many there are beside the one that the assignment came with."""
    return ProgressUpdate.objects.count() - 1


def test_a_button_pressed_twice_on_a_slow_line_sends_once(writing: Page) -> None:
    sent: list[str] = []

    def late(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
            writing.wait_for_timeout(700)
        route.continue_()

    _fill(writing)
    writing.route("**/report/", late)
    writing.get_by_role("button", name="의회에 보고").dblclick()
    expect(writing.get_by_text("보고하였습니다: 추진 중.")).to_be_visible()
    assert (len(sent), _reports()) == (1, 1)
    assert not ReportDraft.objects.exists()


def test_who_goes_back_after_sending_leaves_nothing_behind(writing: Page) -> None:
    _fill(writing)
    writing.get_by_role("button", name="의회에 보고").click()
    expect(writing.get_by_text("보고하였습니다: 추진 중.")).to_be_visible()
    writing.go_back()
    expect(writing.get_by_role("heading", level=1)).to_have_text("처리상황 보고")
    writing.goto("/todo/")
    expect(writing.get_by_role("heading", level=1)).to_have_text("내 할 일")
    assert _reports() == 1
    assert not ReportDraft.objects.exists()


def test_the_same_form_in_two_windows_reports_once(writing: Page, owed: Assignment) -> None:
    with writing.context.new_page() as other:
        other.goto(writing.url)
        for page in (other, writing):
            _fill(page)
            page.get_by_role("button", name="의회에 보고").click()
            expect(page.get_by_text("보고하였습니다: 추진 중.")).to_be_visible()
    assert _reports() == 1
    assert not ReportDraft.objects.exists()


def test_fifty_files_and_one_too_large_are_dropped_at_once(writing: Page, store: None) -> None:
    files = [(f"붙임 {number}.pdf", 100) for number in range(1, 51)]
    writing.evaluate(DROP, [*files, ("큰 도면.pdf", 30 * 1024 * 1024)])
    expect(writing.locator(".file-refused")).to_contain_text("파일이 20MB보다 큽니다.")
    expect(writing.locator("input[name=upload]")).to_have_count(50)
    assert StoredFile.objects.count() == 50


def test_a_name_that_is_no_name_is_shown_as_words_and_kept_clean(writing: Page, store: None) -> None:
    bad = ["<img src=x onerror=alert(1)>.pdf", "..\\..\\비밀 .pdf", "보고\u202efdp.pdf", f"{'가' * 250}.pdf"]
    writing.evaluate(DROP, [(name, 100) for name in bad])
    expect(writing.locator("input[name=upload]")).to_have_count(4)
    names = list(StoredFile.objects.order_by("pk").values_list("name", flat=True))
    assert not any("\u202e" in name or "\\" in name or "/" in name for name in names), names
    writing.set_viewport_size({"width": 390, "height": 844})
    assert writing.evaluate("document.documentElement.scrollWidth") == 390


def test_a_text_that_is_too_long_is_never_cut_without_a_word(writing: Page) -> None:
    field = writing.get_by_label("추진내용")
    field.focus()
    rows = "".join(
        f"<tr><td>{number}번 구간</td><td>보도를 고치고 다시 점검함</td></tr>" for number in range(1500)
    )
    field.evaluate(
        """(field, html) => {
          const clipboard = new DataTransfer();
          clipboard.setData("text/html", html);
          field.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
        }""",
        f"<table>{rows}</table>",
    )
    assert field.input_value().rstrip().endswith("1499번 구간\t보도를 고치고 다시 점검함")
    writing.get_by_label("추진 중 하고 있음").check()
    writing.get_by_role("button", name="의회에 보고").click()
    expect(writing.locator(".error-summary")).to_contain_text("20000자까지")
    assert field.input_value().rstrip().endswith("1499번 구간\t보도를 고치고 다시 점검함")
    assert _reports() == 0


def test_a_word_of_thousands_of_letters_is_sent_and_read_on_a_phone(writing: Page) -> None:
    writing.set_viewport_size({"width": 390, "height": 844})
    _fill(writing)
    writing.get_by_label("추진내용").fill("A" * 9_000 + "가" * 9_000)
    writing.get_by_role("button", name="의회에 보고").click()
    expect(writing.get_by_text("보고하였습니다: 추진 중.")).to_be_visible()
    assert writing.evaluate("document.documentElement.scrollWidth") == 390


def test_a_view_of_a_department_that_never_was_opens_without_it_and_says_so(
    owed: Assignment, secretariat: User, enter: Enter
) -> None:
    SavedView.objects.create(
        owner=secretariat, name="없어진 부서", query="department=987654&status=in_progress"
    )
    page = enter(secretariat)
    page.goto("/demands/")
    page.locator("details.drop summary", has_text="보기").click()
    page.get_by_role("link", name="없어진 부서").click()
    expect(page.get_by_text("지금은 없는 조건을 빼고 열었습니다: 부서")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_the_secretariat_looks_at_what_it_would_do_to_several_without_a_script(
    owed: Assignment, department: Department, secretariat: User, plain: Page
) -> None:
    assign(make_demand(owed.demand.audit, 2), department)
    plain.goto("/demands/")
    _sign_in(plain, secretariat)
    plain.get_by_label("요구 내용, 부서, 처리상황 찾기").fill("정보정책과")
    plain.get_by_role("button", name="찾기").click()
    for number in (1, 2):
        plain.get_by_label(f"시정 {number} 정보정책과 선택").check()
    plain.get_by_role("button", name="기한 연장").click()
    plain.get_by_label("새 처리기한").fill("2091. 3. 30.")
    plain.get_by_label("사유").fill("예산 확보")
    plain.get_by_role("button", name="미리 보기").click()
    expect(plain.get_by_text("처리할 것 ").first).to_be_visible()


def test_an_officer_works_on_a_phone_from_the_menu_to_the_council(
    owed: Assignment, officer: User, enter: Enter
) -> None:
    page = enter(officer)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_text("메뉴", exact=True).click()
    page.locator(".menu").get_by_role("link", name="내 할 일").click()
    page.get_by_role("link", name="처리상황 보고").first.click()
    _fill(page)
    page.get_by_role("button", name="의회에 보고").click()
    expect(page.get_by_text("보고하였습니다: 추진 중.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_councillor_reads_the_folded_list_and_one_page_on_a_phone(
    owed: Assignment, councillor: User, enter: Enter
) -> None:
    page = enter(councillor)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_text("메뉴", exact=True).click()
    page.locator(".menu").get_by_role("link", name="처리요구사항").click()
    page.wait_for_url("**/demands/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("[data-row-link]").first.click()
    page.wait_for_url("**/demands/*/**")
    page.goto(f"/demands/{owed.demand_id}/sheet/")
    expect(page.get_by_role("heading", name="요구 내용")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
