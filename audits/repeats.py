"""Which demand says an earlier one again: likeness of texts by their runs of three letters. Pure.

It only proposes (product.md rule 10). Two texts are alike by the share of runs that both have (Dice): what an
official can check with a finger on the page, and no corpus moves it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

RUN: Final = 3  # letters; two are in every other demand, four are broken by each particle
WHOLE: Final = 1_000
# In thousandths. Measured on demands of one department and on pairs reworded for the tests: tests/audits/test_repeats.
ALIKE: Final = 330
MOST_CANDIDATES: Final = 5
SIGNS: Final = re.compile(r"[\W_]+")
SHORTEST: Final = 8  # runs: below that a few common words would decide
# So many texts are gone through one by one faster than an index of the others is made.
FEW: Final = 20

# What demands end and hang together with, and what makes no two of them alike: 방안을 마련할 것, 관리 감독을 철저히.
FORMULA: Final = re.compile(
    r"관리감독을?(?:강화|철저히?)?"
    r"|(?:개선|활용)?(?:방안|대책|계획)(?:을|를)?(?:마련|검토|수립|강구|세울|세워)?"
    r"|(?:노력|추진|검토|마련|수립|강구|시행|조치|개선|강화|확보|제출)?(?:할것|하기바람|하여주기바람|바람|바랍니다|할것임)$"
    r"|지?않도록|[수하되]있?도록|[고어]?있으므로|[고어]?있으니|하므로|철저히|조속히|적극적?으?로?"
)


@dataclass(frozen=True)
class Found:
    """An earlier text like a new one: by their keys, with the likeness in thousandths."""

    new: int
    earlier: int
    score: int


@dataclass(frozen=True)
class Letters:
    """The letters and digits of a text, as they are compared, and where in the text each of them stands."""

    bare: str
    places: tuple[int, ...]

    @cached_property
    def runs(self) -> frozenset[str]:
        """Every run of letters in it."""
        return runs_of(self.bare)


def letters_of(text: str) -> Letters:
    """A text as it is compared: without white space and signs, one form and one case for every letter."""
    found = [
        (small, place)
        for place, letter in enumerate(text)
        for small in _small(letter)
        if not SIGNS.match(small)
    ]
    return Letters("".join(letter for letter, _place in found), tuple(place for _letter, place in found))


def bare(text: str) -> str:
    """The letters alone; quicker than `letters_of`, for texts of which nothing is shown."""
    return SIGNS.sub("", unicodedata.normalize("NFKC", text).lower())


def runs_of(letters: str) -> frozenset[str]:
    """The runs of `RUN` letters in a text without signs, but none that a mere formula is part of."""
    told = FORMULA.sub(" ", letters).split()
    return frozenset(words[start : start + RUN] for words in told for start in range(len(words) - RUN + 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> int:
    """How much of both is the same, in thousandths: 1000 for the same runs, 0 for none."""
    together = len(one) + len(other)
    return 2 * WHOLE * len(one & other) // together if together else 0


def candidates(
    new: Mapping[int, str], earlier: Mapping[int, str], *, alike: int = ALIKE, most: int = MOST_CANDIDATES
) -> list[Found]:
    """For each new text the earlier ones that are alike, the likest first, `most` at most; all by their keys.

    None that is alike is overlooked. The work grows with the texts that share rare runs, not with all pairs: see
    `Index`.
    """
    asked = {key: runs for key, text in new.items() if len(runs := runs_of(bare(text))) >= SHORTEST}
    index = Scan(earlier) if len(asked) <= FEW else Index(earlier)
    found = []
    for key, runs in asked.items():
        alike_to = index.alike(runs, alike)
        alike_to.sort(key=lambda pair: (-pair[1], -pair[0]))
        found += [Found(key, other, score) for other, score in alike_to[:most]]
    return found


class Scan:
    """The earlier texts, gone through one by one: for a few new ones, without making anything first."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._bare = {key: bare(text) for key, text in texts.items()}

    def alike(self, runs: frozenset[str], alike: int) -> list[tuple[int, int]]:
        """Key and likeness of each text that is at least `alike`."""
        least = fewest_shared(len(runs), alike)
        near = [key for key, text in self._bare.items() if sum(run in text for run in runs) >= least]
        scored = ((key, likeness(runs, runs_of(self._bare[key]))) for key in near)
        return [(key, score) for key, score in scored if score >= alike]


class Index:
    """The earlier texts by the runs in them. `steps` counts the places looked at, for who asks what it costs.

    What every demand says (할 것, 바랍니다) is in most of them. To be alike two texts must share a third of their runs
    and more, so of the commonest some can be left out of the question without overlooking anybody: whoever shares
    enough with all of them shares the rest with those that are asked.
    """

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._keys = list(texts)
        self._runs = [runs_of(bare(text)) for text in texts.values()]
        self._at: dict[str, list[int]] = defaultdict(list)
        self.steps = 0
        for place, runs in enumerate(self._runs):
            for run in runs:
                self._at[run].append(place)

    def alike(self, runs: frozenset[str], alike: int) -> list[tuple[int, int]]:
        """Key and likeness of each text that is at least `alike`."""
        least = fewest_shared(len(runs), alike)
        left_out = 2 * least // 3
        rare = sorted((run for run in runs), key=self._commonness)[: len(runs) - left_out]
        shared: Counter[int] = Counter()
        for run in rare:
            places = self._at.get(run, ())
            self.steps += len(places)
            shared.update(places)
        near = [place for place, count in shared.items() if count >= least - left_out]
        self.steps += len(near)
        scored = ((self._keys[place], likeness(runs, self._runs[place])) for place in near)
        return [(key, score) for key, score in scored if score >= alike]

    def _commonness(self, run: str) -> tuple[int, str]:
        return len(self._at.get(run, ())), run


def fewest_shared(runs: int, alike: int) -> int:
    """How many runs a text must share with one of `runs`, whatever its own length, to be `alike`; at least one.

    Likeness is 2s / (a + b) with b >= s, so that s >= a * alike / (2 * 1000 - alike).
    """
    return max(1, -(-runs * alike // (2 * WHOLE - alike)))


@dataclass(frozen=True)
class Passage:
    """A piece of a text, and whether the other text says it too."""

    text: str
    common: bool


def passages(text: str, other: str) -> list[Passage]:
    """The whole of `text`, letters composed, divided where what `other` says too begins and ends."""
    text = unicodedata.normalize("NFC", text)
    found, place = [], 0
    for first, last in _common_spans(text, unicodedata.normalize("NFC", other)):
        found += [Passage(text[place:first], common=False), Passage(text[first:last], common=True)]
        place = last
    return [passage for passage in (*found, Passage(text[place:], common=False)) if passage.text]


def common_words(text: str, other: str, *, most: int = 12) -> list[str]:
    """The passages that both texts have, as `text` writes them, the longest first, each once."""
    words = (" ".join(passage.text.split()) for passage in passages(text, other) if passage.common)
    return sorted(dict.fromkeys(words), key=lambda each: -len(each))[:most]


def _common_spans(text: str, other: str) -> list[tuple[int, int]]:
    """First and last place (excluded) of each passage of `text` that `other` has."""
    mine, theirs = letters_of(text), letters_of(other).runs
    covered = [False] * len(mine.bare)
    for start in range(len(mine.bare) - RUN + 1):
        if mine.bare[start : start + RUN] in theirs:
            covered[start : start + RUN] = [True] * RUN
    return _joined(mine.places, covered)


def _joined(places: Sequence[int], covered: Iterable[bool]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    before = False
    for place, is_covered in zip(places, covered, strict=True):
        if is_covered:
            first = found.pop()[0] if before else place
            found.append((first, place + 1))
        before = is_covered
    return found


def _small(letter: str) -> str:
    return unicodedata.normalize("NFKC", letter).lower()
