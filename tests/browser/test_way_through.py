"""A demand goes the whole way: logged, transmitted, distributed, received, reported, and waiting to be checked."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from audits.models import Audit, Department, User
from tests.browser.conftest import PASSWORD, Enter
from tests.factories import assign, make_audit, make_demand
from tracker.models import ProgressUpdate, ReportDraft

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "민원 처리 지연의 까닭을 밝히고 고칠 것"


def _leave(page: Page) -> None:
    page.get_by_role("button", name="로그아웃").click()
    page.wait_for_url("**/accounts/login/**")


def _set_up_and_transmit(page: Page) -> None:
    page.goto("/audits/")
    page.get_by_role("link", name="감사 등록").click()
    page.get_by_label("감사 연도").fill("2026")
    page.get_by_label("감사대상기관").fill("정보국")
    page.get_by_label("처리 기간", exact=False).first.fill("60")
    page.get_by_label("처리 기간 단위").select_option(label="일")
    page.get_by_role("button", name="감사 등록").click()

    page.get_by_role("link", name="요구사항 등록").first.click()
    page.get_by_label("시정·처리요구사항").check()
    page.get_by_label("요구 내용").fill(TEXT)
    page.get_by_role("button", name="등록하고 마침").click()

    page.get_by_role("link", name="이송", exact=True).click()
    page.get_by_label("이송 문서번호").fill("의사과-77")
    page.get_by_role("button", name="살펴보기").click()
    expect(page.get_by_text("요구사항 1건을 이송합니까?")).to_be_visible()
    page.get_by_role("button", name="이송", exact=True).click()
    expect(page.get_by_text("이송하였습니다.")).to_be_visible()


def _distribute(page: Page) -> None:
    page.goto("/audits/")
    page.get_by_role("link", name="배부 전 1건").click()
    page.get_by_role("link", name="부서 배부").click()
    page.get_by_role("link", name="부서 고르기").click()
    page.get_by_label("정보정책과").check()
    page.get_by_role("button", name="부서 배부").click()
    expect(page.get_by_text("요구사항 1건, 소관 1건")).to_be_visible()


def _receive_and_report(page: Page) -> None:
    page.goto("/todo/")
    expect(page.get_by_role("heading", name="내 할 일")).to_be_visible()
    page.get_by_role("button", name="접수 확인").click()
    page.get_by_role("link", name="처리상황 보고").click()
    page.get_by_label("추진내용").fill("- 지연 원인을 밝히고 절차를 고침")
    page.get_by_label("완료 증빙자료 필요").check()
    page.get_by_role("button", name="의회에 보고").click()
    expect(page.locator("[data-focus]")).to_be_focused()
    expect(page.get_by_text("완료 보고에는 증빙자료").first).to_be_visible()
    page.get_by_label("증빙자료 1").fill("정보정책과-12(2026. 11. 20.)")
    page.get_by_role("button", name="의회에 보고").click()
    expect(page.get_by_text("의회의 이행 확인을 기다립니다.")).to_be_visible()


def test_a_demand_goes_the_whole_way_from_the_log_to_the_summary(
    secretariat: User, coordinator: User, officer: User, department: Department, enter: Enter
) -> None:
    page = enter(secretariat)
    _set_up_and_transmit(page)
    _leave(page)
    _distribute(enter(coordinator))
    _leave(page)
    _receive_and_report(enter(officer))
    page.goto("/todo/?tab=awaiting")
    expect(page.get_by_role("link", name=TEXT)).to_be_visible()
    _leave(page)

    enter(secretariat)
    page.goto("/demands/?verification=awaiting")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.goto("/audits/")
    page.get_by_role("link", name="총괄표").first.click()
    total = page.locator("table").first.locator("tr.total td")
    expect(total.nth(0)).to_have_text("1")
    expect(total.nth(1)).to_have_text("1")


@pytest.fixture
def writing(lists: None, department: Department, officer: User, enter: Enter) -> Page:
    """An officer in front of the form."""
    page = enter(officer)
    assign(make_demand(make_audit()), department)
    page.goto("/todo/")
    page.get_by_role("link", name="처리상황 보고").first.click()
    return page


def test_what_belongs_to_a_status_is_asked_for_when_it_is_chosen(writing: Page) -> None:
    reason = writing.get_by_label("사유", exact=True)
    expect(reason).to_be_hidden()
    writing.get_by_label("미반영 사유 필요").check()
    expect(reason).to_be_visible()


def test_the_form_is_written_and_sent_without_a_script(
    lists: None, department: Department, officer: User, browser: Browser, live_server: LiveServer
) -> None:
    owed = assign(make_demand(make_audit()), department)
    officer.set_password(PASSWORD)
    officer.save()
    context = browser.new_context(locale="ko-KR", base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/assignments/{owed.pk}/report/")
    page.get_by_label("전자우편 또는 사번").fill(officer.email)
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("button", name="로그인").click()
    page.get_by_label("완료 증빙자료 필요").check()
    page.get_by_label("추진내용").fill("- 절차를 고침")
    page.get_by_label("증빙자료 1").fill("정보정책과-12")
    page.get_by_role("button", name="한 줄 더").click()
    page.get_by_label("증빙자료 2").fill("https://example.org/a")
    page.get_by_role("button", name="임시 저장", exact=True).click()
    expect(page.get_by_text("임시 저장하였습니다.")).to_be_visible()
    page.get_by_role("button", name="의회에 보고").click()
    expect(page.get_by_text("의회의 이행 확인을 기다립니다.")).to_be_visible()
    context.close()
    assert owed.evidence.count() == 2


def test_what_is_written_is_kept_by_itself(writing: Page) -> None:
    writing.clock.install()
    writing.reload()
    writing.get_by_label("추진내용").fill("- 쓰는 중")
    writing.get_by_label("완료 예정일").fill("’26. 12월")
    writing.clock.run_for(21_000)
    expect(writing.get_by_text("2026. 12. 31.(목)까지로 읽었습니다")).to_be_visible()
    assert ReportDraft.objects.get().fields["actions_taken"] == "- 쓰는 중"
    assert ProgressUpdate.objects.count() == 1


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_no_page_of_work_is_wider_than_the_screen(width: int, writing: Page) -> None:
    writing.set_viewport_size({"width": width, "height": 900})
    for path in ("/todo/", "/todo/?tab=former", "/todo/receipt/", writing.url, f"{writing.url}no-change/"):
        writing.goto(path)
        assert writing.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_no_page_of_distribution_is_wider_than_the_screen(
    width: int, lists: None, coordinator: User, department: Department, enter: Enter
) -> None:
    audit = make_audit()
    Audit.objects.filter(pk=audit.pk).update(transmitted_on=date(2026, 11, 2), transmittal_number="의사과-77")
    demand = make_demand(audit)
    demand.proposed.add(department)
    page = enter(coordinator)
    page.set_viewport_size({"width": width, "height": 900})
    here = f"/audits/{audit.pk}"
    for path in (
        f"{here}/overview/",
        f"{here}/distribution/",
        f"{here}/distribution/proposed/",
        f"/demands/{demand.pk}/distribution/",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
