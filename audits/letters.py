"""Texts as they are searched: letters and digits alone, written one way. Pure.

`tracker` has the same rule in the database (`husok_bare`), where the texts are; a test holds the two together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

# What is no letter and no digit once a text is composed (NFKC): signs, white space, marks that joined no letter.
SIGNS: Final = (
    r"[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u00d7\u00f7\u02b0-\u036f\u115f\u1160\u11a7\u2000-\u2bff\u2e00-\u2e7f"
    r"\u3000-\u3004\u3008-\u3020\u302a-\u303f\u3099-\u30a0\u30fb\ue000-\uf8ff\ufe00-\ufe6f\ufeff-\uff65"
    r"\uffe0-\uffff\U0001f000-\U0001faff\U000e0000-\U0010ffff]+"
)
_SIGNS: Final = re.compile(SIGNS)
_LETTERS: Final = re.compile("[^" + SIGNS.removeprefix("["))
# What nearly all texts are written with; nothing of it joins what stands before it.
_EACH_ALONE: Final = re.compile(r"[\u0000-\u02ff\u2000-\u20cf\u2100-\u2bff\u3001-\u3020\uac00-\ud7a3]*")
# Capital letters with exactly one small one: Latin, Greek, Cyrillic.
CAPITALS: Final = {
    code: chr(code).lower()
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x530))
    if len(chr(code).lower()) == 1 and chr(code).lower() != chr(code)
}
_JAMO: Final = range(0x1160, 0x1200)  # vowels and final consonants, which join the letter before them


def bare(words: str) -> str:
    """The letters and digits of `words`: composed, of one width, small. White space and signs do not count."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", words).translate(CAPITALS))


def places(words: str) -> tuple[str, list[tuple[int, int]]]:
    """`bare(words)`, and for each of its letters where in `words` it is written: first place, and the one behind."""
    if _EACH_ALONE.fullmatch(words) and unicodedata.is_normalized("NFKC", words):
        runs = _LETTERS.finditer(words.translate(CAPITALS))
        return bare(words), [(at, at + 1) for run in runs for at in range(*run.span())]
    letters: list[str] = []
    found: list[tuple[int, int]] = []
    for first, last in _written(words):
        told = bare(words[first:last])
        letters.append(told)
        found.extend([(first, last)] * len(told))
    return "".join(letters), found


def _written(words: str) -> Iterator[tuple[int, int]]:
    """The letters of `words` with the marks that are composed into them."""
    first = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or not _joins(words[at]):
            yield first, at
            first = at


def _joins(letter: str) -> bool:
    """Whether it is composed into the letter before it."""
    if letter < "\u0300":
        return False
    base = unicodedata.normalize("NFKD", letter)[:1]
    return unicodedata.combining(base) > 0 or ord(base) in _JAMO
