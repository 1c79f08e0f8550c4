"""Korean texts of real length from words that do not exist: nouns of random syllables in the office's grammar."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Final

SYLLABLES: Final = (
    "가나다라마바사아자차카타파하거너더러머버서어저도로모보소오조두루무부수우주단산선안전진강남당망반상장정홍"
)
DEMANDED: Final = ("할 것.", "하도록 할 것.", "하는 방안을 검토할 것.", "하고 그 결과를 보고할 것.")
ANSWERED: Final = ("하였음.", "하고 있음.", "할 계획임.", "하기로 협의하였음.")
POOL: Final = 2000  # sentences of each kind; texts are put together from them


def random_of(seed: int, purpose: str) -> Random:
    """A source of chance of its own for each purpose, the same for the same seed."""
    return Random(f"{seed}/{purpose}")  # noqa: S311 (texts and dates, no secrets)


@dataclass
class Writer:
    """Writes texts by one seed; two writers of the same seed write the same."""

    seed: int
    chance: Random = field(init=False)
    demands: list[str] = field(init=False)
    answers: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """Lay in the sentences."""
        self.chance = random_of(self.seed, "words")
        self.demands = [self._sentence(DEMANDED) for _ in range(POOL)]
        self.answers = ["- " + self._sentence(ANSWERED) for _ in range(POOL)]

    def demand(self) -> str:
        """A demand of 100 to 400 letters, in one paragraph."""
        return self._text(self.demands, " ", 100, 400)

    def answer(self, least: int, most: int) -> str:
        """What a department reports, `least` to `most` letters, a line a sentence; at least 100 apart."""
        return self._text(self.answers, "\n", least, most)

    def names(self, count: int, ending: str) -> list[str]:
        """As many different names as asked for, with the same ending."""
        found: dict[str, None] = {}
        while len(found) < count:
            found[self._noun() + ending] = None
        return list(found)

    def _text(self, sentences: list[str], between: str, least: int, most: int) -> str:
        chosen = self.chance.choice(sentences)
        wanted = self.chance.randrange(least, most)
        while len(chosen) < wanted:
            longer = chosen + between + self.chance.choice(sentences)
            if len(longer) > most:
                return chosen if len(chosen) >= least else longer[:most]
            chosen = longer
        return chosen

    def _sentence(self, endings: tuple[str, ...]) -> str:
        parts = [f"{_with(self._noun(), '과', '와')} {_with(self._noun(), '을', '를')} {self._noun()}하고"]
        if self.chance.random() < 0.6:
            parts.append(f"{self._noun()} {_with(self._noun(), '이', '가')} {self._noun()}되도록")
        parts.append(f"{_with(self._noun(), '을', '를')} {self._noun()}{self.chance.choice(endings)}")
        return " ".join(parts)

    def _noun(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=self.chance.randrange(2, 5)))


def _with(noun: str, after_consonant: str, after_vowel: str) -> str:
    """The noun with the particle that its last syllable asks for."""
    return noun + (after_consonant if (ord(noun[-1]) - ord("가")) % 28 else after_vowel)
