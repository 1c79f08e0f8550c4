"""A form that is sent empty comes back with what is wrong: said at once, by the field, and to whoever cannot see it."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.sync_api import Page, expect

from audits.models import Committee, Department, User
from tests.browser.conftest import Enter
from tests.browser.seeing import faults

pytestmark = pytest.mark.django_db(transaction=True)

# Whose form stands where.
FORMS: Final = {
    "secretariat": ("/audits/new/", "/meetings/new/", "/imports/", "/committees/new/", "/departments/list/"),
    "administrator": ("/people/new/", "/people/postings/"),
}
# Every control that is wrong says so, and names where its error is written.
UNTOLD: Final = """() => [...document.querySelectorAll("main [aria-invalid=true]")]
  .filter((field) => {
    const named = field.closest("fieldset[aria-describedby]") ?? field;
    const told = (named.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id));
    return !told.some((node) => node?.classList.contains("errors") && node.textContent.trim());
  })
  .map((field) => field.name)"""


def _send(page: Page, path: str) -> None:
    """Send the form of a page as it comes, past what a browser would refuse by itself."""
    page.goto(path)
    page.locator("main form:has(.button-primary)").evaluate("form => { form.noValidate = true; }")
    page.locator("main form .button-primary").click()


@pytest.mark.parametrize("who", FORMS)
def test_what_is_wrong_is_announced_focused_and_tied_to_its_field(
    who: str,
    enter: Enter,
    lists: None,
    committee: Committee,
    department: Department,
    request: pytest.FixtureRequest,
) -> None:
    page = enter(request.getfixturevalue(who))
    for path in FORMS[who]:
        _send(page, path)
        summary = page.locator(".error-summary[role=alert]")
        expect(summary, path).to_be_focused()
        expect(page.locator("main [aria-invalid=true]").first, path).to_be_attached()
        assert page.evaluate(UNTOLD) == [], path
        assert faults(page) == [], path
        summary.get_by_role("link").first.click()
        assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true", path


def test_a_sign_in_that_fails_is_announced(page: Page, db: None) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("전자우편 또는 사번").fill("nobody@demo.example")
    page.get_by_label("비밀번호").fill("wrong")
    page.get_by_role("button", name="로그인").click()
    expect(page.locator("[role=alert]")).to_be_focused()
    assert faults(page) == []


def test_a_person_who_is_new_reaches_what_is_written_by_the_skip_link(
    secretariat: User, enter: Enter
) -> None:
    page = enter(secretariat)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
