"""Pictures of pages by Chromium, each signed in as somebody of the demo."""

from __future__ import annotations

import io
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import dist
from typing import Final
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tools.screens.table import HIGH, NOBODY, Picture

ARGUMENTS: Final = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-quic", "--no-first-run"]
COLOURS: Final = 128
TALLEST: Final = 6000

NameOf = Callable[[str], str]


class CannotPicture(Exception):
    """What stands in the way, in words."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of this machine. Raises CannotPicture."""
    program = shutil.which("chromium")
    if program is None:
        raise CannotPicture("chromium is missing (Debian: apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Camera:
    """Signs everybody in once and keeps them signed in; `name_of` tells the name of the address a link leads to."""

    browser: Browser
    base: str
    password: str
    name_of: NameOf
    cookies: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    def taken(self, picture: Picture, height: int | None = None) -> bytes:
        """The picture as a small PNG; up to `height` where its own does not count. Raises CannotPicture."""
        context = self._seat(picture)
        try:
            page = context.new_page()
            self._go(page, picture)
            return small(_shot(page, picture, height or picture.height))
        finally:
            context.close()

    def _seat(self, picture: Picture) -> BrowserContext:
        """A fresh window of that size, as that person, in that contrast."""
        context = self.browser.new_context(
            locale="ko-KR",
            timezone_id="Asia/Seoul",
            base_url=self.base,
            viewport={"width": picture.width, "height": 900},
            reduced_motion="reduce",
        )
        if picture.person != NOBODY:
            context.add_cookies(self._cookies_of(picture.person))  # type: ignore[arg-type]
        if picture.contrast == HIGH:
            context.add_cookies([{"name": "contrast", "value": "high", "url": self.base}])
        return context

    def _cookies_of(self, person: str) -> list[dict[str, object]]:
        if person not in self.cookies:
            context = self.browser.new_context(locale="ko-KR", base_url=self.base)
            page = context.new_page()
            page.goto("/")
            page.get_by_label("전자우편 또는 사번").fill(f"{person}@demo.example")
            page.get_by_label("비밀번호").fill(self.password)
            page.get_by_role("button", name="로그인").click()
            page.wait_for_url(lambda address: "/accounts/login/" not in address)
            self.cookies[person] = [dict(cookie) for cookie in context.cookies()]
            context.close()
        return self.cookies[person]

    def _go(self, page: Page, picture: Picture) -> None:
        page.goto(picture.path)
        for wanted in picture.follow:
            links = page.eval_on_selector_all("main a[href]", "found => found.map(each => each.href)")
            leading = [link for link in links if self.name_of(urlsplit(link).path) == wanted]
            if not leading:
                raise CannotPicture(f"{picture.name}: no link on {page.url} leads to {wanted}")
            page.goto(leading[0])
        page.evaluate("document.fonts.ready")


def _shot(page: Page, picture: Picture, height: int) -> bytes:
    if picture.part:
        box = page.locator(picture.part).first.bounding_box()
        if box is None:
            raise CannotPicture(f"{picture.name}: nothing on {page.url} is {picture.part}")
        top, bottom = box["y"], box["y"] + min(box["height"], height)
        left, width = box["x"], box["width"]
    else:
        whole = page.evaluate("document.documentElement.scrollHeight")
        top, bottom, left, width = 0, min(whole, height), 0, picture.width
    clip = {"x": left, "y": top, "width": width, "height": bottom - top}
    return page.screenshot(full_page=True, clip=clip, animations="disabled")  # type: ignore[arg-type]


def small(png: bytes) -> bytes:
    """The same picture with few colours: the common ones as they are, and of the rare ones those most apart.

    Red says more than grey, and a grey that turns beige says something that nobody meant.
    """
    image = Image.open(io.BytesIO(png)).convert("RGB")
    dots = list(zip(*[iter(image.tobytes())] * 3, strict=True))
    counted = Counter(dots)
    common = [colour for colour, _count in counted.most_common(COLOURS // 2)]
    apart = image.quantize(
        COLOURS - COLOURS // 2, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    flat = [channel for colour in common for channel in colour]
    flat += (apart.getpalette() or [])[: 3 * (COLOURS - COLOURS // 2)]
    kept = list(zip(*[iter(flat)] * 3, strict=True))
    # Pillow's own search for the nearest is a rough one: white would not stay white.
    nearest = {colour: min(range(len(kept)), key=lambda at: dist(kept[at], colour)) for colour in counted}
    few = Image.frombytes("P", image.size, bytes(map(nearest.__getitem__, dots)))
    few.putpalette(flat)
    written = io.BytesIO()
    few.save(written, "PNG", optimize=True)
    return written.getvalue()
