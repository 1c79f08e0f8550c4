"""From the first page to the work: one button, or one number."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from audits.access import viewer
from audits.models import Committee, Department, User
from audits.statuses import ReportedStatus as Status
from tests.browser.conftest import PASSWORD, Enter
from tests.conftest import BEGAN_ON
from tests.factories import assign, make_audit, make_demand
from tracker.actions.rounds import open_round
from tracker.models import Assignment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("one_day")]


@pytest.fixture
def claim(lists: None, committee: Committee, department: Department) -> Assignment:
    """A claim that waits, beside something owed."""
    audit = make_audit(committee=committee)
    assign(make_demand(audit, 2), department, due=BEGAN_ON + timedelta(days=2))
    return assign(make_demand(audit, 1), department, Status.COMPLETED)


def test_the_secretariat_is_in_the_queue_by_the_one_button(
    claim: Assignment, secretariat: User, enter: Enter
) -> None:
    page = enter(secretariat)
    expect(page.get_by_role("heading", level=1)).to_have_text("2025년도 행정사무감사")
    page.get_by_role("link", name="이행 확인 시작").click()
    page.wait_for_url(f"**/verification/{claim.pk}/")


def test_the_coordinator_reaches_who_has_not_reported(
    claim: Assignment, coordinator: User, enter: Enter
) -> None:
    open_round(
        claim.demand.audit_id,
        name="1차 보고",
        due_on=BEGAN_ON + timedelta(days=9),
        by=viewer(coordinator, BEGAN_ON),
    )
    page = enter(coordinator)
    silent = page.get_by_role("region", name="아직 보고하지 않은 부서")
    expect(silent).to_contain_text("정보정책과")
    silent.get_by_role("link", name="1건").click()
    page.wait_for_url("**/demands/?round=*")
    expect(page.locator(".clamp")).to_have_count(1)


def test_an_audit_is_chosen_without_a_script_and_a_phone_folds_what_is_long(
    claim: Assignment, secretariat: User, browser: Browser, live_server: LiveServer
) -> None:
    make_demand(make_audit(2024), 1)
    secretariat.set_password(PASSWORD)
    secretariat.save()
    for script in (False, True):
        context = browser.new_context(
            locale="ko-KR",
            base_url=live_server.url,
            java_script_enabled=script,
            viewport={"width": 390, "height": 844},
        )
        page = context.new_page()
        page.goto("/")
        page.get_by_label("전자우편 또는 사번").fill(secretariat.email)
        page.get_by_label("비밀번호").fill(PASSWORD)
        page.get_by_role("button", name="로그인").click()
        expect(page.locator("details.fold-phone[open]")).to_have_count(0 if script else 5)
        page.get_by_label("감사 고르기").select_option(label="2024 정보국")
        page.get_by_role("button", name="보기", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("2024년도 행정사무감사")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        context.close()
