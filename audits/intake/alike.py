"""Texts that say nearly the same, found among thousands without comparing each with each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

FEWEST_LETTERS: Final = 20
GRAM: Final = 3
SAME_SHARE: Final = 0.75
# By how many grams a text is looked up, and how many of those found before it is compared with at each.
SKETCH: Final = 4
MOST_BESIDE: Final = 3
DIGITS: Final = re.compile(r"\d+")
LETTERS: Final = re.compile(r"[^\w]")


def nearly_the_same(texts: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Pairs (later, earlier) of numbers whose texts share at least three of four letter triples.

    Short texts, and texts that differ in a number, are never called the same. The work grows with the length of
    all texts together.
    """
    seen: dict[str, tuple[int, ...]] = {}
    kept: dict[int, _Letters] = {}
    for number, text in texts.items():
        letters = LETTERS.sub("", text)
        if len(letters) < FEWEST_LETTERS:
            continue
        grams = {letters[at : at + GRAM] for at in range(len(letters) - GRAM + 1)}
        kept[number] = _Letters(letters, len(grams))
        sketch = sorted(grams)[:SKETCH]
        beside = dict.fromkeys(other for gram in sketch for other in seen.get(gram, ()))
        for other in beside:
            if _alike(grams, kept[other]) and DIGITS.findall(text) == DIGITS.findall(texts[other]):
                yield number, other
                break
        for gram in sketch:
            seen[gram] = (*seen.get(gram, ())[1 - MOST_BESIDE :], number)


@dataclass(frozen=True, slots=True)
class _Letters:
    """A text as it is kept for those that follow: its letters, and how many triples they have.

    The triples of thousands of texts would take ten times the memory of the texts themselves.
    """

    letters: str
    grams: int


def _alike(grams: set[str], other: _Letters) -> bool:
    """Whether they share enough: over as soon as too many triples are missing from the other letters."""
    shorter, longer = sorted((len(grams), other.grams))
    if shorter < SAME_SHARE * longer:
        return False
    # Shared of all is at least SAME_SHARE just where shared is at least that part of the sum.
    may_miss = len(grams) - SAME_SHARE * (len(grams) + other.grams) / (1 + SAME_SHARE)
    missing = 0
    for gram in grams:
        if gram not in other.letters:
            missing += 1
            if missing > may_miss:
                return False
    return True
