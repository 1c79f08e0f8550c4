"""Answers whose words go with another demand's text far more than with their own demand's.

Only rare words count: those that few demands use. A doubt names both numbers and the words it rests on, and is
raised only where the answer shares far less with its own demand.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

WORD: Final = re.compile(r"[가-힣]{2,12}|[A-Za-z][A-Za-z0-9\-]{1,15}")
PARTICLE: Final = re.compile(
    r"(?:에서는|에서도|에게는|으로써|으로서|이라는|하도록|하기를|하여야|하였음|되도록|에서|에게|으로|부터|까지|처럼|하여|하고|하기|하는|하지|되는|되어"
    r"|되고|했음|은|는|이|가|을|를|의|에|로|와|과|도|만|들|한|할|함|된|될|됨)\Z"
)
# Words of every demand and answer: they tell nothing of what it is about.
EVERYWHERE: Final = (
    "추진 계획 완료 바람 조치 검토 사업 관리 운영 개선 실시 수립 마련 강화 정비 점검 지속 예정 관련 대한 위한 필요",
    "적극 철저 노력 방안 대책 향후 현황 내용 결과 확인 시행 처리 요구 제출 자료 시정 건의 사항 경우 있음 없음 다양",
    "통해 통한 따라 따른 위해 대해 등을 해당 부서",
)
COMMON: Final = frozenset(word for line in EVERYWHERE for word in line.split())
RARE: Final = 3  # demands that use a word at most, for it to count
FEWEST_WORDS: Final = 4
FEWEST_OF_DEMAND: Final = 0.25  # share of the other demand's words that the answer has
# Far more: so many times the weight of what it shares with its own demand, which never counts as nothing.
FAR_MORE: Final = 3
LEAST_OF_OWN: Final = 0.25
MOST_ANSWER: Final = 4_000  # letters of an answer that are looked at


@dataclass(frozen=True)
class Stray:
    """The answer of `number` that seems to be one to `other`, and the words both have in common."""

    number: int
    other: int
    words: tuple[str, ...]


def stray_answers(demands: Mapping[int, str], answers: Mapping[int, str]) -> Iterator[Stray]:
    """The answers that seem to belong to another demand. The same answer under several demands is another doubt."""
    reader = _Reader(demands)
    often = Counter(answers.values())
    for number, answer in answers.items():
        if answer.strip() and often[answer] == 1 and (stray := reader.stray(number, answer[:MOST_ANSWER])):
            yield stray


class _Reader:
    """Knows which demand uses which words. A word weighs less, the more demands use it."""

    def __init__(self, demands: Mapping[int, str]) -> None:
        self._words = {number: _stems(text) for number, text in demands.items()}
        self._used = Counter(stem for stems in self._words.values() for stem in stems)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for number, stems in self._words.items():
            for stem in stems:
                if self._used[stem] <= RARE:
                    self._by_word[stem].append(number)

    def stray(self, number: int, answer: str) -> Stray | None:
        """The demand to which an answer seems to belong instead, None where its own is as good."""
        own = self._weight([stem for stem in self._words[number] if stem in answer])
        shared: dict[int, dict[str, None]] = defaultdict(dict)
        for stem in _stems(answer):
            for beginning in (stem[:length] for length in range(2, len(stem) + 1)):
                for other in self._by_word.get(beginning, ()):
                    shared[other][beginning] = None
        shared.pop(number, None)
        other = max(shared, key=lambda one: (self._weight(shared[one]), -one), default=0)
        words = tuple(shared.get(other, ()))
        if len(words) < max(FEWEST_WORDS, FEWEST_OF_DEMAND * len(self._words.get(other, ()))):
            return None
        far_more = self._weight(words) >= FAR_MORE * max(own, LEAST_OF_OWN)
        return Stray(number, other, words) if far_more else None

    def _weight(self, stems: Iterable[str]) -> float:
        return sum(1 / self._used[stem] for stem in stems)


def _stems(text: str) -> dict[str, None]:
    """The telling words of a text without their particles, each once, in order."""
    stems: dict[str, None] = {}
    for word in WORD.findall(text):
        stem = PARTICLE.sub("", word) if len(word) > 2 else word
        stem = stem if len(stem) > 1 else word
        if stem not in COMMON:
            stems[stem] = None
    return stems
