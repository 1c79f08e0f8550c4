"""Two texts word by word: what stands in both, and what in one alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

MOST_PAIRS: Final = 200_000
WORDS: Final = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Part:
    """Some words of a text; `alone` where the other text does not have them."""

    text: str
    alone: bool


def compared(one: str, other: str) -> tuple[list[Part], list[Part]]:
    """Both texts in parts, in their order; joined again they are the texts. White space alone is no difference."""
    left, right = WORDS.findall(one), WORDS.findall(other)
    one_bare, other_bare = _bare(left), _bare(right)
    # A long table says the same few words thousands of times; each pair of them would be looked at again and again.
    crowded = _pairs(one_bare, other_bare) > MOST_PAIRS
    found = SequenceMatcher(None, one_bare, other_bare, autojunk=crowded).get_opcodes()
    return (
        list(_parts(left, ((first, last, tag != "equal") for tag, first, last, _i, _j in found))),
        list(_parts(right, ((first, last, tag != "equal") for tag, _i, _j, first, last in found))),
    )


def _pairs(one: list[str], other: list[str]) -> int:
    """How often a word of one text meets the same word in the other."""
    counted = Counter(other)
    return sum(times * counted[word] for word, times in Counter(one).items())


def _bare(words: list[str]) -> list[str]:
    return [word.strip() for word in words]


def _parts(words: list[str], spans: Iterator[tuple[int, int, bool]]) -> Iterator[Part]:
    return (Part("".join(words[first:last]), alone) for first, last, alone in spans if first < last)
