"""Every page of the house, looked at as people look: by rules of WCAG 2.2 AA, in high contrast, on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pytest
from django.test import TransactionTestCase, override_settings
from playwright.sync_api import Browser, Page
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from notifications.identity import OUTBOX
from tests.browser import house as houses
from tests.browser.house import Here, House
from tests.browser.seeing import BETWEEN, MODES, Mode, arm, faults, set_mode, too_wide
from tests.browser.ways import NOBODY

pytestmark = pytest.mark.django_db  # so that there is a database; what is planted stays for the whole file

LIST_LIMIT: Final = 100 * 1024
# Addresses that answer a GET and that no walk looks at: why.
ELSEWHERE: Final[Mapping[str, str]] = {
    "assignment_act verification": "its act is done on the page of the queue, verification_claim",
    "demand_view": "leads on to the list as it was kept",
    "evidence_file": "a file",
    "healthz": "plain words for machines",
    "mail_sample_html": "a mail as it is sent, without a page around it",
    "outbox_html": "a mail as it was sent, without a page around it",
    "own_people": "leads on to the page of one's department",
    "verification": "leads on to the claim that waits longest",
}

See = Callable[[Here, Mode, Sequence[int]], list[str]]


@pytest.fixture(scope="module")
def house(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, pytestconfig: pytest.Config
) -> Iterator[House]:
    """The demo, planted for this file and emptied after it, and the walk through it; at night through all of it."""
    demo = override_settings(
        DEMO=True, DEMO_PASSWORD=houses.PASSWORD, EMAIL_BACKEND=OUTBOX, SEND_AT_ANY_HOUR=True
    )
    with django_db_blocker.unblock(), demo:
        try:
            houses.plant()
            yield houses.walk(whole=pytestconfig.option.markexpr == "nightly")
        finally:
            TransactionTestCase()._fixture_teardown()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def server(house: House) -> Iterator[LiveServer]:
    """Serves that demo."""
    live = LiveServer("localhost")
    with override_settings(ALLOWED_HOSTS=["localhost", "testserver"]):
        yield live
    live.stop()


@dataclass
class Window:
    """A browser of somebody of one role, as it stands."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    mode: Mode | None = None


@pytest.fixture(scope="module")
def see(house: House, server: LiveServer, browser: Browser) -> Iterator[See]:
    """Go to a page as its role in a mode, and then to other widths; answers all that is wrong there."""
    windows: dict[str, Window] = {}

    def window(role: str) -> Window:
        if role not in windows:
            context = browser.new_context(locale="ko-KR", base_url=server.url)
            if role != NOBODY:
                context.add_cookies([{"name": "sessionid", "value": house.sessions[role], "url": server.url}])
            windows[role] = Window(context.new_page())
            arm(windows[role].page, windows[role].complaints)
        return windows[role]

    def look(here: Here, mode: Mode, widths: Sequence[int]) -> list[str]:
        there = window(here.role)
        there.complaints.clear()
        if there.mode != mode:
            set_mode(there.page, mode, server.url)
            there.mode = mode
        there.page.goto(here.path)
        expected = ["Failed to load resource"] if here.key == "404" else []
        found = faults(there.page)
        if widths:
            found += too_wide(there.page, widths)
            there.mode = None
        told = [each for each in there.complaints if not any(words in each for words in expected)]
        return [f"{here} {mode}: {fault}" for fault in [*found, *told]]

    yield look
    for there in windows.values():
        there.page.context.close()


def test_every_page_is_without_fault_in_one_mode_at_least(house: House, see: See) -> None:
    found = []
    for place, key in enumerate(house.keys()):
        as_seen = house.of(key)
        width = BETWEEN[place % len(BETWEEN)]
        found += see(as_seen[place % len(as_seen)], MODES[place % len(MODES)], [width])
    assert "\n".join(found) == ""


def test_the_first_page_of_every_role_is_without_fault_in_every_mode(house: House, see: See) -> None:
    starts = house.of("start")
    assert {here.role for here in starts} == set(houses.ROLES)
    found = [fault for here in starts for mode in MODES for fault in see(here, mode, BETWEEN)]
    assert "\n".join(found) == ""


def test_every_address_is_met_on_the_walk_or_named_with_a_reason(house: House) -> None:
    assert houses.addresses() - house.met() == set(ELSEWHERE)


def test_no_list_is_a_heavy_page(house: House) -> None:
    heavy = {key: size for key, size in house.sizes.items() if "_list" in key and size > LIST_LIMIT}
    assert heavy == {}
    assert "demand_list" in house.sizes


@pytest.mark.nightly
@pytest.mark.parametrize("mode", MODES, ids=str)
@pytest.mark.parametrize("role", [*houses.ROLES, NOBODY])
def test_every_page_is_without_fault_for_every_role_in_every_mode(
    role: str, mode: Mode, house: House, see: See
) -> None:
    there = [here for (each, _key), here in house.pages.items() if each == role]
    found = [fault for here in there for fault in see(here, mode, BETWEEN)]
    assert "\n".join(found) == ""
