"""The HTML part of a mail as it is read."""

from __future__ import annotations

import re
from html.parser import HTMLParser


class _Reader(HTMLParser):
    """What a mail program shows: lines, and after each link where it leads."""

    LINES = frozenset({"p", "h1", "h2", "tr", "br", "li", "body"})

    def __init__(self) -> None:
        super().__init__()
        self.shown = ""
        self.visible = False
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.visible = self.visible or tag == "body"
        self.shown += "\n" if tag in self.LINES or (tag == "a" and "open" in str(attrs)) else ""
        if tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.shown += f" [{self.links.pop()}] "
        self.shown += "\n" if tag in self.LINES else ""

    def handle_data(self, data: str) -> None:
        self.shown += " ".join(data.split("\n")) if self.visible else ""


def as_shown(html: str) -> str:
    """What somebody reads of a mail's HTML: its lines, and after each link where it leads."""
    reader = _Reader()
    reader.feed(html)
    lines = (re.sub(r"\s+", " ", line).strip() for line in reader.shown.split("\n"))
    return "".join(f"{line}\n" for line in lines if line)
