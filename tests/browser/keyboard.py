"""A person without a pointer: moves by Tab, acts by Enter, Space and arrows, and sees at every stop where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pytest
from playwright.sync_api import Locator, Page

from audits.models import User
from tests.browser.conftest import PASSWORD

MOST: Final = 140  # stops on the longest page of these ways
# Where the focus is; empty where it is nowhere, and what is wrong with how it shows.
STOP: Final = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return ["", ""];
  const name = here.tagName.toLowerCase() + " " + (here.name || here.id || here.textContent.trim().slice(0, 40));
  const look = (node) => node ? getComputedStyle(node) : null;
  const lined = (style) => style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const label = here.labels?.[0];
  const drawn = [here, label, here.previousElementSibling].some((node) => lined(look(node)));
  // A picker that is a pixel wide is drawn by the label or the button before it.
  const shape = here.offsetWidth < 3 ? label ?? here.previousElementSibling ?? here : here;
  const box = shape.getBoundingClientRect();
  const across = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const seen = [0.1, 0.5, 0.9].some((part) => {
    const met = document.elementFromPoint(across, box.top + box.height * part);
    return met && (shape.contains(met) || met.contains(shape) || label?.contains(met));
  });
  return [name, [drawn ? "" : "no outline", seen ? "" : "out of sight"].filter(Boolean).join(", ")];
}"""


@dataclass
class Keys:
    """One window and its keyboard; nothing here clicks, fills or goes to an address but the first."""

    page: Page

    def enter(self, person: User) -> None:
        """Sign in from the first page."""
        person.set_password(PASSWORD)
        person.save()
        self.page.emulate_media(reduced_motion="reduce")  # a page that glides is not yet where it will stop
        self.page.goto("/")
        self.write("전자우편 또는 사번", person.email)
        self.write("비밀번호", PASSWORD)
        self.press(self.page.get_by_role("button", name="로그인"))
        self.page.wait_for_url(lambda address: "/accounts/login/" not in address)

    def to(self, wanted: Locator, *, back: bool = False) -> None:
        """Tab until `wanted` has the focus; every stop on the way shows that it has it."""
        wanted = wanted.first
        wanted.wait_for(state="attached")
        way: list[str] = []
        while not wanted.evaluate("(node) => node === document.activeElement"):
            if len(way) == MOST or (len(way) > 2 and way[-1] == way[-2] == way[-3]):
                pytest.fail(f"the keyboard does not reach {wanted}: {way}")
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            name, fault = self.page.evaluate(STOP)
            assert not fault, f"{name}: {fault}"
            way.append(name)

    def press(self, wanted: Locator, key: str = "Enter", *, back: bool = False) -> None:
        """Go there and press a key on it."""
        self.to(wanted, back=back)
        self.page.keyboard.press(key)

    def follow(self, name: str, address: str) -> None:
        """Go along a link of the page itself, and be where it leads."""
        self.press(self.page.get_by_role("main").get_by_role("link", name=name))
        self.page.wait_for_url(address)

    def send(self, name: str) -> None:
        """Press a button of the page itself."""
        self.press(self.page.get_by_role("main").get_by_role("button", name=name))

    def write(self, label: str, words: str) -> None:
        """Type into a field that has nothing in it yet."""
        self.to(self.page.get_by_label(label))
        self.page.keyboard.type(words)

    def choose(self, label: str, key: str = "Space") -> None:
        """Tick what stands at a label, or choose it of several by an arrow."""
        self.press(self.page.get_by_label(label), key)

    def pick(self, label: str, option: str) -> None:
        """Choose of a list that drops down, by arrows."""
        chosen = self.page.get_by_label(label)
        self.to(chosen)
        told = "(list) => list.selectedOptions[0].text.trim()"
        before = ""
        while before != (now := str(chosen.evaluate(told))):
            if now == option:
                return
            before = now
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"{label} does not offer {option}")
