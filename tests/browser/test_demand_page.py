"""A demand in a real browser: on one sheet of paper, on a phone, and on from the list one came from."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from audits.models import Demand, Department, User
from audits.statuses import ReportedStatus as Status
from tests.browser.conftest import Enter
from tests.factories import assign, make_audit, make_demand

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def demands(lists: None, department: Department, neighbour: Department) -> list[Demand]:
    """Three demands, the first of two departments; of the first and the last 완료 is reported."""
    audit = make_audit()
    made = [make_demand(audit, number) for number in (1, 2, 3)]
    for demand in made:
        status = Status.COMPLETED if demand.number != 2 else Status.IN_PROGRESS
        assign(demand, department, status, due=date(2026, 12, 31), lead=demand.number == 1)
    assign(made[0], neighbour, Status.IN_PROGRESS, due=date(2026, 12, 31))
    return made


@pytest.fixture
def reading(demands: list[Demand], secretariat: User, enter: Enter) -> Page:
    """Somebody of the council's office."""
    return enter(secretariat)


def test_a_demand_of_two_departments_is_printed_on_one_page(demands: list[Demand], reading: Page) -> None:
    reading.goto(f"/demands/{demands[0].pk}/")
    paper = reading.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_neither_the_demand_nor_two_of_its_reports_are_wider_than_the_screen(
    width: int, demands: list[Demand], reading: Page
) -> None:
    reading.set_viewport_size({"width": width, "height": 900})
    row = demands[0].assignments.order_by("pk").first()
    assert row
    for path in (f"/demands/{demands[0].pk}/", f"/assignments/{row.pk}/reports/"):
        reading.goto(path)
        assert reading.evaluate("document.documentElement.scrollWidth") <= width, path


def test_from_a_list_one_goes_on_to_the_next_of_that_list_and_back_to_it(
    demands: list[Demand], reading: Page
) -> None:
    reading.goto("/demands/?status=completed")
    reading.locator("main tbody a").first.click()
    reading.wait_for_url(f"**/demands/{demands[0].pk}/*")
    reading.get_by_role("link", name="다음", exact=True).click()
    reading.wait_for_url(f"**/demands/{demands[2].pk}/*")
    expect(reading.get_by_role("link", name="다음", exact=True)).to_have_count(0)
    reading.get_by_role("link", name="목록", exact=True).click()
    reading.wait_for_url("**/demands/?status=completed")


def test_one_button_is_filled_and_the_rest_are_quiet(demands: list[Demand], reading: Page) -> None:
    reading.goto(f"/demands/{demands[2].pk}/")
    expect(reading.locator(".button-primary:visible")).to_have_count(1)
    expect(reading.locator(".possible-groups a").first).to_be_visible()
