"""Sentences put together again that a narrow table cell broke into lines.

A break stands for a space, unless it fell inside a word. Two things tell: the next line opens with what
opens no word (a particle, an ending), or the document itself writes the two halves as one word elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from audits.intake.lines import Line

# How much of a document is looked through for its way of writing words: enough, and quickly done.
EVIDENCE: Final = 100_000

WORD: Final = re.compile(r"[가-힣]{4,}")
PAIR: Final = re.compile(r"(?<![가-힣])([가-힣]{2,}) (?=([가-힣]{2}))")
# The longest beginning of a word that is compared.
LONGEST: Final = 16
LAST_WORD: Final = re.compile(r"[가-힣]{2,}\Z")
FIRST_WORD: Final = re.compile(r"[가-힣]+")
NO_GAP_AFTER: Final = re.compile(r"[(（\[·․ㆍ∙/]\Z")
NO_GAP_BEFORE: Final = re.compile(r"[)）\],.]")
ENDS_A_CLAUSE: Final = re.compile(r"[.,:;!?。]\Z")

# Particles that cannot stand alone; 이, 도, 만, 보다 can, and are left out.
PARTICLE: Final = re.compile(
    r"[은는을를와과의에가들]|들[이을은의]|들에게|에서[는도]?|에[는도만]|에게[는도]?|으로[는도서써]?|로[서써]|까지[는도]?"
    r"|부터는?|조차|마저|밖에|이[나며고]|이라[는고도]|이므로|이지만|임에도|적인|적이고|적으로|처럼"
)
AFTER_CONSONANT: Final = re.compile(r"[은을과]")
AFTER_VOWEL: Final = re.compile(r"[는를와가]")
NO_NOUN: Final = re.compile(r"(?:[을를은는에로게서히야며면]|도록)\Z")

# Forms of 하다 and 되다 that go with the noun before them: 고려/하여, 우려/되는, but 제공 / 안되는.
VERB: Final = re.compile(
    r"(?:하|되)(?:는|는데|고|며|면|기|기를|기로|길|지|지만|도록|므로|게|거나|려는|시기|였음|였음에도|였으나|였으며)|하여|하여야|하되"
    r"|되어|되어야|되었음|되었으나|되었으며|한|할|함|해|해야|했음|했으나|된|될|됨|됐음|시켜|시키고|시키는|시킬"
)
PERHAPS_NO_NOUN: Final = re.compile(r"[이가도만고지]\Z")
STEM: Final = re.compile(r"[어아워려겨져]\Z")
AFTER_STEM: Final = re.compile(r"[질져진짐]|지[는고]|지도록")


class Rejoiner:
    """Joins broken lines, with the whole document as evidence of how it writes its words."""

    def __init__(self, lines: Iterable[Line]) -> None:
        document = "\n".join(line.text for line in lines)[:EVIDENCE]
        words = set(WORD.findall(document))
        self._beginnings = {
            word[:length] for word in words for length in range(4, min(len(word), LONGEST) + 1)
        }
        self._pairs = {(pair[1], pair[2]) for pair in PAIR.finditer(document)}

    def joined(self, lines: Iterable[str]) -> str:
        """One text of several broken lines. Nothing but white space is added or left out."""
        whole = ""
        parts: list[str] = []
        for line in lines:
            if parts:
                parts.append(self.gap(whole, line))
            parts.append(line)
            whole = line
        return "".join(parts)

    def gap(self, left: str, right: str) -> str:
        """What stood where `left` broke before `right`: a space, or nothing."""
        if NO_GAP_AFTER.search(left) or NO_GAP_BEFORE.match(right):
            return ""
        before, after = LAST_WORD.search(left[-40:]), FIRST_WORD.match(right)
        if not before or not after:
            goes_on = after and not ENDS_A_CLAUSE.search(left) and _is_particle(left, after[0])
            return "" if goes_on else " "
        return "" if self._is_one_word(before[0], after[0]) else " "

    def _is_one_word(self, before: str, after: str) -> bool:
        if _is_particle(before, after) or (AFTER_STEM.fullmatch(after) and STEM.search(before)):
            return True
        is_verb = VERB.fullmatch(after)
        if is_verb and not NO_NOUN.search(before) and not PERHAPS_NO_NOUN.search(before):
            return True
        return self._is_written_as_one(before, after)

    def _is_written_as_one(self, before: str, after: str) -> bool:
        """Whether the document writes these halves as one word elsewhere, and nowhere as two."""
        beginning = after[:2]
        return before + beginning in self._beginnings and (before, beginning) not in self._pairs


def _is_particle(before: str, word: str) -> bool:
    """Whether `word` is a particle and fits the letter before it (은 after a consonant, 는 after a vowel)."""
    if not PARTICLE.fullmatch(word):
        return False
    letter = before[-1:]
    closed = "가" <= letter <= "힣" and (ord(letter) - ord("가")) % 28 != 0
    if AFTER_CONSONANT.fullmatch(word) and not closed:
        return False
    return not (AFTER_VOWEL.fullmatch(word) and closed)
