"""Other ways to look at the main pages: enlarged, with colours of one's own, without motion, on paper."""

from __future__ import annotations

import pytest

from audits.models import Committee, Demand, Department, User
from audits.statuses import ReportedStatus
from tests.browser.conftest import Enter
from tests.browser.seeing import faults
from tests.factories import assign, make_audit, make_demand

pytestmark = pytest.mark.django_db(transaction=True)

SMALLEST = 320  # px; what is left of 1280 at 400 % (WCAG 1.4.10)
MOVING = """() => [...document.querySelectorAll("*")].filter((node) => {
  const style = getComputedStyle(node);
  return style.animationName !== "none" || style.scrollBehavior === "smooth"
    || style.transitionDuration.split(",").some((lasts) => parseFloat(lasts) > 0);
}).length"""
INVISIBLE = """() => [...document.querySelectorAll(".button, input, select, textarea")]
  .filter((node) => node.getClientRects().length > 0 && node.type !== "hidden")
  .filter((node) => node.matches(".button, select, textarea, input[type=text], input[type=search]"))
  .filter((node) => getComputedStyle(node).borderTopStyle === "none").length"""
INK = r"""() => [...document.querySelectorAll("main *")]
  .filter((node) => node.getClientRects().length > 0 && node.closest("svg") === null)
  .filter((node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()))
  .map((node) => getComputedStyle(node).color.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0))
  .filter((light) => light > 600).length"""


@pytest.fixture
def paths(lists: None, committee: Committee, department: Department) -> list[str]:
    """The main pages of somebody in the council, with something on each."""
    audit = make_audit(committee=committee)
    rows: list[Demand] = [make_demand(audit, number) for number in (1, 2)]
    assign(rows[0], department, ReportedStatus.IN_PROGRESS)
    claim = assign(rows[1], department, ReportedStatus.COMPLETED)
    return [
        "/",
        "/demands/",
        f"/demands/{rows[1].pk}/",
        f"/verification/{claim.pk}/",
        f"/audits/{audit.pk}/",
        "/components/",
    ]


def test_nothing_is_cut_off_at_four_times_the_size(paths: list[str], secretariat: User, enter: Enter) -> None:
    page = enter(secretariat)
    page.set_viewport_size({"width": SMALLEST, "height": 640})
    for path in paths:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALLEST, path


def test_with_colours_of_ones_own_controls_keep_their_edges(
    paths: list[str], secretariat: User, enter: Enter
) -> None:
    page = enter(secretariat)
    page.emulate_media(forced_colors="active")
    for path in paths:
        page.goto(path)
        assert page.evaluate(INVISIBLE) == 0, path
        assert faults(page) == [], path


def test_whoever_wants_no_motion_gets_none(paths: list[str], secretariat: User, enter: Enter) -> None:
    page = enter(secretariat)
    page.emulate_media(reduced_motion="reduce")
    for path in paths:
        page.goto(path)
        assert page.evaluate(MOVING) == 0, path


def test_paper_is_dark_on_white_and_without_the_frame_whatever_the_contrast(
    paths: list[str], secretariat: User, enter: Enter
) -> None:
    page = enter(secretariat)
    page.get_by_role("button", name="고대비").click()
    page.emulate_media(media="print")
    for path in paths:
        page.goto(path)
        shown = page.locator(".top, .side, .foot, .pager, .skip").filter(visible=True)
        assert shown.count() == 0, path
        assert page.evaluate(INK) == 0, path
