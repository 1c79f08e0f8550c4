"""A reorganisation on a telephone: written in rows, looked at, confirmed; nothing stands out of the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from audits.models import Department, Succession, User
from tests.browser.conftest import Enter
from tests.factories import assign, make_audit, make_demand

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("lists")]


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_rename_and_a_closing_are_recorded_on_a_telephone(
    coordinator: User,
    officer: User,
    stranger: User,
    department: Department,
    neighbour: Department,
    enter: Enter,
) -> None:
    assign(make_demand(make_audit()), department)
    page = enter(coordinator)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/departments/")
    page.get_by_role("main").get_by_role("link", name="조직개편", exact=True).click()
    page.get_by_role("link", name="조직개편 등록").click()
    page.locator("#id_effective_on").fill("2026. 7. 1.")
    page.locator("#id_basis").fill("조례 개정")
    first, second = (page.get_by_role("group", name=f"{number}번째 줄") for number in (1, 2))
    first.get_by_label("종류").select_option(label="명칭 변경")
    first.get_by_label("앞선 부서").first.select_option(label="정보정책과")
    first.get_by_label("새 부서 이름").fill("디지털과")
    second.get_by_label("종류").select_option(label="폐지")
    second.get_by_label("앞선 부서").first.select_option(label="통신과")
    _fits(page)
    page.get_by_role("button", name="줄 더하기").click()
    expect(page.get_by_role("group", name="6번째 줄")).to_be_visible()
    expect(page.get_by_role("group", name="1번째 줄").get_by_label("새 부서 이름")).to_have_value("디지털과")
    page.get_by_role("button", name="살펴보기", exact=True).click()
    expect(page.get_by_text("소속이 없어지는 사람 1명")).to_be_visible()
    _fits(page)
    page.get_by_role("button", name="조직개편 확정").click()
    expect(page.get_by_text("이동한 소관 1건, 함께 옮긴 소속 1건", exact=False)).to_be_visible()
    _fits(page)
    assert Succession.objects.count() == 2
