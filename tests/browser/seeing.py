"""How a page is looked at: in which mode, by what rules, and what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import Page

AXE: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# No rule of these tags reads style sheets as text; axe would fetch all of them anew for each page.
ASKED: Final = json.dumps(
    {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False}
)
# What else axe finds, page by page, is a hundred kilobytes that nobody reads.
RUN: Final = f"async () => window.axe ? (await axe.run({ASKED})).violations : null"

# What no rule of axe asks, answered in the page itself.
LOOK: Final = """() => {
  const said = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (node) => node.getClientRects().length > 0;
  if (all("h1").length !== 1) said.push(`${all("h1").length} h1`);
  if (!document.title.trim() || document.title.trim().startsWith("·")) said.push("no title");
  if (!document.documentElement.lang) said.push("no lang");
  if (all("main").length !== 1) said.push("no main");
  if (all("header").filter(shown).length < 1) said.push("no header");
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide > 0) said.push(`${wide} px too wide`);
  const ways = all("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]");
  if (!ways[0]?.matches(".skip[href='#main']")) said.push("the skip link is not first");
  if (all("[tabindex]").some((node) => node.tabIndex > 0)) said.push("a focus order of its own");
  const primary = all(".button-primary").filter(shown);
  if (primary.length > 1) said.push(`${primary.length} filled buttons`);
  return said;
}"""


@dataclass(frozen=True)
class Mode:
    """One way of looking."""

    name: str
    width: int
    contrast: str = "standard"

    def __str__(self) -> str:
        return self.name


# Widths between those of the modes: a desk's small screen, half of a large one, a tablet, half of that desk's.
BETWEEN: Final = (1366, 1280, 1120, 901, 820, 641)
MODES: Final = (Mode("light", 1440), Mode("contrast", 1440, "high"), Mode("phone", 390))


def arm(page: Page, complaints: list[str]) -> None:
    """Bring axe to every page, and note what one says in its console and whom else it asks.

    A refused script or style is among what is said.
    """
    page.add_init_script(AXE)
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: complaints.extend(_elsewhere(asked.url, page.url)))


def _elsewhere(url: str, here: str) -> list[str]:
    own = here == "about:blank" or urlsplit(url).netloc in {urlsplit(here).netloc, ""}
    return [] if own else [f"asks {url}"]


def set_mode(page: Page, mode: Mode, url: str) -> None:
    """Make a window what the mode says."""
    page.set_viewport_size({"width": mode.width, "height": 900})
    page.context.add_cookies([{"name": "contrast", "value": mode.contrast, "url": url}])


def too_wide(page: Page, widths: Iterable[int] = BETWEEN) -> list[str]:
    """At which of these widths a page is wider than its window; the window stays at the last one."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        beyond = page.evaluate("document.documentElement.scrollWidth") - width
        found += [f"{beyond} px wider than {width}"] if beyond > 0 else []
    return found


def faults(page: Page) -> list[str]:
    """All that is wrong with the page as it stands, in words."""
    found = page.evaluate(RUN)
    if found is None:
        page.evaluate(AXE)
        found = page.evaluate(RUN)
    return [*page.evaluate(LOOK), *(_violation(each) for each in found)]


def _violation(found: dict[str, Any]) -> str:
    where = "; ".join(
        f"{node['html'][:120]} ({' '.join(each['message'] for each in node['any'])[:160]})"
        for node in found["nodes"][:3]
    )
    return f"{found['id']} ×{len(found['nodes'])}: {where}"
