"""What is written is never lost: fields that are left, windows that close, people who are signed out or overtaken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from audits.access import viewer
from audits.models import Department, User
from tests.browser.conftest import PASSWORD, Enter
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tracker.actions.report import Words, report_progress
from tracker.models import Assignment, ProgressUpdate, ReportDraft

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "- 절차를 고침"


@pytest.fixture
def owed(lists: None, department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department)


@pytest.fixture
def quiet(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A window whose console may complain: it writes there what was refused to somebody signed out."""
    with browser.new_context(locale="ko-KR", base_url=live_server.url) as context:
        yield context.new_page()


def _sign_in(page: Page, person: User) -> None:
    person.set_password(PASSWORD)
    person.save()
    page.get_by_label("전자우편 또는 사번").fill(person.email)
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("button", name="로그인").click()


def _saved(page: Page) -> Locator:
    return page.locator("[data-saved]")


def test_what_is_written_is_kept_when_a_field_is_left(writing: Page) -> None:
    writing.get_by_label("추진내용").fill(WORDS)
    writing.get_by_label("향후계획").focus()
    expect(_saved(writing)).to_contain_text("저장됨. 나가도 남아 있습니다")
    assert ReportDraft.objects.get().fields["actions_taken"] == WORDS
    expect(writing.locator("[data-changed] ins")).to_contain_text("절차를 고침")


def test_what_is_written_is_kept_when_the_page_is_left_in_the_middle_of_a_field(writing: Page) -> None:
    writing.get_by_label("추진내용").fill(WORDS)
    writing.goto("/todo/")
    writing.go_back()
    expect(writing.get_by_label("추진내용")).to_have_value(WORDS)
    expect(_saved(writing)).to_contain_text("저장됨")
    assert ReportDraft.objects.get().fields["actions_taken"] == WORDS


def test_who_is_signed_out_writes_on_after_signing_in_again(
    quiet: Page, owed: Assignment, officer: User
) -> None:
    quiet.goto(f"/assignments/{owed.pk}/report/")
    _sign_in(quiet, officer)
    quiet.get_by_label("추진내용").fill(WORDS)
    quiet.get_by_label("향후계획").focus()
    expect(_saved(quiet)).to_contain_text("저장됨")
    quiet.context.clear_cookies()
    quiet.get_by_label("향후계획").fill("- 점검")
    quiet.get_by_label("추진내용").focus()
    expect(quiet.get_by_text("로그인이 풀렸습니다.")).to_be_visible()
    quiet.get_by_role("link", name="다시 로그인").click()
    _sign_in(quiet, officer)
    expect(quiet.get_by_label("추진내용")).to_have_value(WORDS)
    expect(quiet.get_by_label("향후계획")).to_have_value("- 점검")
    expect(_saved(quiet)).to_contain_text("저장됨")
    assert ReportDraft.objects.get().fields["plan"] == "- 점검"


def test_nobody_else_finds_what_was_left_in_the_window(
    quiet: Page, owed: Assignment, officer: User, head: User
) -> None:
    quiet.goto(f"/assignments/{owed.pk}/report/")
    _sign_in(quiet, officer)
    expect(quiet.get_by_label("추진내용")).to_be_visible()
    quiet.context.clear_cookies()
    quiet.get_by_label("추진내용").fill(WORDS)
    quiet.get_by_label("향후계획").focus()
    expect(quiet.get_by_text("로그인이 풀렸습니다.")).to_be_visible()
    quiet.get_by_role("link", name="다시 로그인").click()
    _sign_in(quiet, head)
    expect(quiet.get_by_label("추진내용")).to_have_value("")


def test_a_report_sent_from_the_field_last_written_leaves_no_draft_behind(writing: Page) -> None:
    writing.get_by_label("추진 중 하고 있음").check()
    writing.get_by_label("완료 예정일").fill("2099. 12. 31.")
    writing.get_by_label("향후계획").fill("- 점검")
    writing.get_by_label("추진내용").fill(WORDS)
    writing.get_by_role("button", name="의회에 보고").click()
    expect(writing.get_by_text("보고하였습니다: 추진 중.")).to_be_visible()
    assert ProgressUpdate.objects.count() == 2
    assert not ReportDraft.objects.exists()


def test_a_day_picked_from_the_calendar_is_typed_and_read_back(writing: Page) -> None:
    expect(writing.get_by_role("button", name="달력")).to_be_visible()
    writing.locator("[data-day]").evaluate(
        "(day) => { day.value = '2099-12-04'; day.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    expect(writing.get_by_label("완료 예정일")).to_have_value("2099. 12. 4.")
    expect(writing.locator("[data-echo]")).to_have_text("2099. 12. 4.(금)까지로 읽었습니다")


def test_two_people_at_once_lose_nothing_and_choose_heading_by_heading(
    quiet: Page, owed: Assignment, officer: User, head: User
) -> None:
    quiet.goto(f"/assignments/{owed.pk}/report/")
    _sign_in(quiet, officer)
    quiet.get_by_label("추진 중 하고 있음").check()
    quiet.get_by_label("추진내용").fill(WORDS)
    quiet.get_by_label("향후계획").fill("- 담당자의 계획")
    theirs = Words(status="in_progress", actions_taken="- 부서장이 먼저 적음", plan="- 부서장의 계획")
    report_progress(owed.pk, theirs, version=owed.version, by=viewer(head, TODAY))
    quiet.get_by_role("button", name="의회에 보고").click()
    expect(quiet.locator("h1")).to_have_text("두 내용 견주어 보기")
    expect(quiet.locator(".alert[data-focus]")).to_be_focused()
    quiet.get_by_role("group", name="향후계획: 남길 것").get_by_label("지금 있는 것").check()
    quiet.get_by_role("button", name="고른 대로 이어 쓰기").click()
    expect(quiet.get_by_label("추진내용")).to_have_value(WORDS)
    expect(quiet.get_by_label("향후계획")).to_have_value("- 부서장의 계획")


def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus."""
    for _press in range(80):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {wanted}")


def test_a_report_goes_from_the_list_of_work_to_the_council_by_keyboard_alone(
    owed: Assignment, officer: User, enter: Enter
) -> None:
    page = enter(officer)
    page.goto("/todo/")
    _tab_to(page, page.get_by_role("link", name="처리상황 보고").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/")
    _tab_to(page, page.get_by_label("검토 중 정하는 중"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("추진 중 하고 있음")).to_be_checked()
    for field, words in (("추진내용", WORDS), ("향후계획", "- 점검"), ("완료 예정일", "2099. 12. 31.")):
        _tab_to(page, page.get_by_label(field))
        page.keyboard.type(words)
    _tab_to(page, page.get_by_role("button", name="의회에 보고"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("보고하였습니다: 추진 중.")).to_be_visible()
    assert ProgressUpdate.objects.count() == 2
