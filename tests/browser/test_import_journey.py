"""A secretary brings last year's report in, and looks at what became of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from audits.models import Audit, Department, User
from tests.browser.conftest import Enter
from tests.tracker.actions.test_import_demands import REPORT

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_report_is_uploaded_looked_at_confirmed_and_found_again(
    secretariat: User, department: Department, neighbour: Department, enter: Enter, tmp_path: Path
) -> None:
    file = tmp_path / "보고서.txt"
    file.write_text(REPORT, encoding="utf-8")
    page = enter(secretariat)

    page.get_by_role("link", name="보고서 불러오기").first.click()
    page.get_by_label("보고서 파일").set_input_files(file)
    page.get_by_label("감사 연도").fill("2025")
    page.get_by_label("감사대상기관").fill("정보국")
    page.get_by_label("보고 기준일").fill("2025. 12. 1.")
    page.get_by_role("button", name="읽고 살펴보기").click()

    expect(page.get_by_role("heading", name="불러온 내용 살펴보기")).to_be_visible()
    assert not Audit.objects.exists()
    page.get_by_role("button", name="불러오기 확정").click()

    expect(page.get_by_role("heading", name="처리결과 총괄표")).to_be_visible()
    page.get_by_role("link", name="4", exact=True).first.click()
    expect(page.locator("table tbody tr")).to_have_count(5)

    page.get_by_label("요구 내용, 부서, 처리상황 찾기").fill("통신망점검")
    page.get_by_role("button", name="찾기").click()
    expect(page.locator("mark").first).to_have_text("통신망 점검")
    page.locator("table tbody a").first.click()
    expect(page.get_by_role("heading", name="처리 이력")).to_be_visible()


def test_high_contrast_stays_chosen(secretariat: User, enter: Enter) -> None:
    page = enter(secretariat)
    page.get_by_role("button", name="고대비").click()
    expect(page.locator("html")).to_have_attribute("data-contrast", "high")
    page.goto("/audits/")
    expect(page.locator("html")).to_have_attribute("data-contrast", "high")


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_no_page_is_wider_than_the_screen(width: int, secretariat: User, enter: Enter) -> None:
    page = enter(secretariat)
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/demands/", "/audits/", "/imports/", "/departments/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
