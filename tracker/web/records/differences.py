"""Two texts word by word: what stands in both, and what in one alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

WORDS: Final = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Part:
    """Some words of a text; `alone` where the other text does not have them."""

    text: str
    alone: bool


def compared(one: str, other: str) -> tuple[list[Part], list[Part]]:
    """Both texts in parts, in their order; joined again they are the texts. White space alone is no difference."""
    left, right = WORDS.findall(one), WORDS.findall(other)
    found = SequenceMatcher(None, _bare(left), _bare(right), autojunk=False).get_opcodes()
    return (
        list(_parts(left, ((first, last, tag != "equal") for tag, first, last, _i, _j in found))),
        list(_parts(right, ((first, last, tag != "equal") for tag, _i, _j, first, last in found))),
    )


def _bare(words: list[str]) -> list[str]:
    return [word.strip() for word in words]


def _parts(words: list[str], spans: Iterator[tuple[int, int, bool]]) -> Iterator[Part]:
    return (Part("".join(words[first:last]), alone) for first, last, alone in spans if first < last)
