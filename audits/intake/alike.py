"""Texts that say nearly the same, found among thousands without comparing each with each."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
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
    seen: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=MOST_BESIDE))
    grams: dict[int, frozenset[str]] = {}
    for number, text in texts.items():
        letters = LETTERS.sub("", text)
        if len(letters) < FEWEST_LETTERS:
            continue
        own = frozenset(letters[at : at + GRAM] for at in range(len(letters) - GRAM + 1))
        sketch = sorted(own)[:SKETCH]
        beside = dict.fromkeys(other for gram in sketch for other in seen[gram])
        for other in beside:
            if _alike(own, grams[other]) and DIGITS.findall(text) == DIGITS.findall(texts[other]):
                yield number, other
                break
        grams[number] = own
        for gram in sketch:
            seen[gram].append(number)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter, longer = sorted((len(one), len(other)))
    if shorter < SAME_SHARE * longer:
        return False
    shared = len(one & other)
    return shared >= SAME_SHARE * (len(one) + len(other) - shared)
