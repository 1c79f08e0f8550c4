"""The signs by which an official text is laid out (□ ○ ◦ - · ※ ① 1. 가.), and how deep each bullet stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

BLANK: Final = r"[ \t\u00a0\u2000-\u200b\u3000\ufeff]"

# What opens a bullet. A number counts only before a word, so that 1.5GB, 12. 31. and (11명) open nothing;
# "다." is left out because a sentence that ends in 다. often runs over into a line of its own.
SIGNS: Final = (
    ("square", r"[□■▣◻▢❏]"),
    ("circle", r"[○◯〇●]"),
    ("ring", rf"[◦⚬∘ㅇ]|[oO](?={BLANK})"),
    ("note", r"※"),
    ("example", r"예[)）]"),
    ("arrow", r"[→⇒➔➡☞⇨]"),
    ("triangle", r"[▸‣▶►▷▹➤❖◆◇▪▫]"),
    ("dash", r"[-–—‐‑−](?![-–—‐‑−\s]*$)(?![\d.])"),
    ("dot", r"[·․ㆍ•∙⋅‧・](?!\s*$)"),
    ("star", r"[*＊](?![*\s]*$)"),
    ("circled", r"[①-⑳❶-❿㉮-㉻]"),
    ("bracketed", rf"[(（]\d{{1,2}}[)）](?={BLANK})"),
    ("numbered", r"\d{1,2}[)）](?=\D)"),
    ("counted", rf"\d{{1,2}}\.(?={BLANK}*[^\s\d.])"),
    ("lettered", rf"[가나다라마바사아자차카타파하][)）]|[가나라마바사아자차카타파하]\.(?={BLANK})"),
)
SIGN: Final = re.compile(rf"{BLANK}*(?:" + "|".join(f"(?P<{kind}>{signs})" for kind, signs in SIGNS) + ")")

# A sign of an outer level ends what inner signs opened, even where it was not used before.
ENDS: Final[dict[str, frozenset[str]]] = {
    "square": frozenset(kind for kind, _ in SIGNS),
    "circle": frozenset({"ring", "dash", "dot", "triangle", "note", "star", "arrow", "example"}),
    "ring": frozenset({"dash", "dot", "triangle", "note", "star", "arrow", "example"}),
    "dash": frozenset({"dot", "triangle", "arrow"}),
    "arrow": frozenset({"example", "note"}),
}


@dataclass(frozen=True)
class Bullet:
    """One bullet with the lines that go on from it. `start` is the offset of its first line in the text.

    `kind` is empty for lines before any sign; `depth` counts the bullets it stands under.
    """

    start: int
    text: str
    kind: str
    depth: int
    under_note: bool


class Levels:
    """Depth of one bullet after another, by the signs alone: a sign seen before returns to its level."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def enter(self, kind: str) -> int:
        """Depth of the next bullet, 0 for the outermost."""
        if kind in self._open:
            del self._open[self._open.index(kind) :]
        else:
            while self._open and self._open[-1] in ENDS.get(kind, ()):
                self._open.pop()
        self._open.append(kind)
        return len(self._open) - 1

    @property
    def under_note(self) -> bool:
        """Whether the bullet entered last is a ※ note or stands under one."""
        return "note" in self._open


def kind_of(line: str) -> str:
    """Name of the sign that opens `line` (see SIGNS), empty where none does."""
    found = SIGN.match(line)
    return (found.lastgroup or "") if found else ""


def bullets(text: str) -> Iterator[Bullet]:
    """Bullets of a text in order; lines without a sign belong to the bullet before them."""
    levels = Levels()
    start = offset = depth = 0
    kind = ""
    for line in text.splitlines(keepends=True):
        found = kind_of(line)
        if found:
            if offset > start:
                yield Bullet(start, text[start:offset], kind, depth, levels.under_note)
            start, kind, depth = offset, found, levels.enter(found)
        offset += len(line)
    if offset > start:
        yield Bullet(start, text[start:], kind, depth, levels.under_note)
