"""Titles that divide a report by category, and the headings its pages repeat."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from audits.intake.lines import plain

NUMBERING: Final = re.compile(
    r"^(?:[□■▣◆◈▶▷●○❏]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX]{1,4}[.)]|제?\d{1,2}[.)절장편]|\(\d{1,2}\)|[①-⑳]|[가-하][.)])\s*"
)
COUNT: Final = re.compile(r"[(（:：]?\s?(?:총|계)?\s?\d[\d,]{0,6}\s?건\s?[)）]?\s*$")
SEPARATORS: Final = re.compile(r"[^가-힣A-Za-z0-9]")
# What a heading repeated on every page says besides the category: the columns of the table below it.
COLUMNS: Final = re.compile(
    r"(?:조치결과|처리결과|추진결과|조치내역|조치계획|처리현황|처리상황|추진상황|향후추진계획|향후계획|추진계획|결과|현황)+$"
)
LONGEST: Final = 60


@dataclass(frozen=True)
class Title:
    """A line that names a category. With `columns` it heads a page and may stand inside an answer."""

    category: str
    columns: bool


class Sections:
    """The categories of a council, known by the words of the vocabulary however they are spaced."""

    def __init__(self, categories: Mapping[str, tuple[str, ...]]) -> None:
        self._labels = {code: words[0] for code, words in categories.items() if words}
        self._codes = {
            name: code for code, words in categories.items() for word in words for name in _names(word)
        }
        self._any = re.compile("|".join(map(re.escape, self._codes)) or r"(?!)")

    def category(self, label: str) -> str:
        """Code of the category `label` names, empty where it names none."""
        letters = _letters(label)
        return self._codes.get(letters) or self._codes.get(letters.removesuffix("사항"), "")

    def label(self, code: str) -> str:
        """The category as the council calls it, empty for none."""
        return self._labels.get(code, "")

    def abbreviated(self, label: str) -> str:
        """Code of the category a sentence means by `label`, also shortened (시정요구, 건의); empty where unsure.

        A short form begins like one category's name and skips syllables of it, but no other's.
        """
        if code := self.category(label):
            return code
        letters = _letters(label)
        if len(letters) < 2:
            return ""
        meant = {code for name, code in self._codes.items() if _shortens(letters, name)}
        return meant.pop() if len(meant) == 1 else ""

    def title(self, line: str) -> Title | None:
        """What category the line opens, None for any other line."""
        if len(line) > LONGEST or not self._any.search(_letters(line)):
            return None
        label = COUNT.sub("", NUMBERING.sub("", plain(line), count=1))
        if code := self.category(label):
            return Title(code, columns=False)
        code = self.category(COLUMNS.sub("", _letters(label)))
        return Title(code, columns=True) if code else None


def _letters(label: str) -> str:
    """Letters and digits of a label: 시정 및 처리, 시정·처리 and 시정처리 are the same words."""
    return SEPARATORS.sub("", plain(label)).replace("및", "")


def _shortens(letters: str, name: str) -> bool:
    """Whether `letters` are the first two of `name` and more of it in their order."""
    rest = iter(name)
    return name[:2] == letters[:2] and all(letter in rest for letter in letters)


def _names(word: str) -> set[str]:
    """Ways a title may name what is known as `word`: whole, or by the part before or in its parentheses."""
    before, _, inside = word.replace("（", "(").replace("）", ")").partition("(")
    inside = inside.rstrip(") ")
    return {letters for name in (word, before, inside, inside + before) if (letters := _letters(name))}
