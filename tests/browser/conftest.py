"""A real browser, where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from audits.models import User
from tracker.models import Assignment

PASSWORD: Final = "tongil-anding-7h"
PATIENCE: Final = 30_000  # ms: for a machine that has other work
ARGUMENTS: Final = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Enter = Callable[[User], Page]


def _missing() -> str:
    if not shutil.which("chromium"):
        return "install chromium (Debian: apt-get install chromium)"
    if not shutil.which("fc-list"):
        return "install fontconfig and a Hangul font (Debian: apt-get install fontconfig fonts-noto-cjk)"
    fonts = subprocess.run(["fc-list", ":lang=ko"], capture_output=True, text=True, check=False)
    return "" if fonts.stdout else "install a Hangul font (Debian: apt-get install fonts-noto-cjk)"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; skipped with one line where it is missing, a failure in CI."""
    missing = _missing()
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A fresh window; whatever the page's console complains about fails the test."""
    complaints: list[str] = []
    context = browser.new_context(locale="ko-KR", base_url=live_server.url)
    window = context.new_page()
    window.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    window.on("pageerror", lambda error: complaints.append(str(error)))
    under_way: set[Request] = set()

    def begun(request: Request) -> None:
        under_way.add(request)

    def ended(request: Request) -> None:
        under_way.discard(request)

    window.on("request", begun)
    window.on("requestfinished", ended)
    window.on("requestfailed", ended)
    yield window
    said = list(complaints)
    _quiet(window, under_way)
    context.set_offline(True)  # leaving a form would send its draft once more
    context.close()
    assert said == []


def _quiet(window: Page, under_way: set[Request]) -> None:
    """Wait for what the page still sends: a draft that is being kept would lock rows against the next test."""
    for _each in range(250):
        if not under_way or window.is_closed():
            return
        window.wait_for_timeout(20)


@pytest.fixture
def enter(page: Page) -> Enter:
    """Sign somebody in by the form, as a person would."""

    def sign_in(person: User) -> Page:
        person.set_password(PASSWORD)
        person.save()
        page.goto("/")
        page.get_by_label("전자우편 또는 사번").fill(person.email)
        page.get_by_label("비밀번호").fill(PASSWORD)
        page.get_by_role("button", name="로그인").click()
        page.wait_for_url(lambda address: "/accounts/login/" not in address)
        return page

    return sign_in


@pytest.fixture
def writing(owed: Assignment, officer: User, enter: Enter) -> Page:
    """An officer in front of the form for what the module says is `owed`."""
    page = enter(officer)
    page.goto(f"/assignments/{owed.pk}/report/")
    return page
