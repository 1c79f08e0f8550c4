"""What 한글 writes before a paragraph by itself: numbers and signs that an HWPX has in its header, not its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from audits.intake.xml_parts import parse

LEVELS: Final = 10
SYLLABLES: Final = "가나다라마바사아자차카타파하"
JAMO: Final = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
CIRCLED_SYLLABLES: Final = "㉮㉯㉰㉱㉲㉳㉴㉵㉶㉷㉸㉹㉺㉻"
PLACE: Final = re.compile(r"\^(\d{1,2}|[nN])")
ROMAN: Final = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


@dataclass(frozen=True)
class _Level:
    """How one level of a numbering is written: from which number, in which signs, in which words (`^1.`)."""

    start: int
    signs: str
    words: str


@dataclass(frozen=True)
class _Head:
    """What a paragraph's shape says of its head: NUMBER, OUTLINE or BULLET, of which list, at which level."""

    kind: str
    of: str
    level: int


@dataclass
class Heads:
    """The heads of one document; numbers count on as paragraphs are met."""

    shapes: dict[str, _Head] = field(default_factory=dict)
    levels: dict[tuple[str, int], _Level] = field(default_factory=dict)
    bullets: dict[str, str] = field(default_factory=dict)
    outline: str = ""
    _counts: dict[str, list[int]] = field(default_factory=dict)

    def before(self, shape: str) -> str:
        """What stands before the next paragraph of this shape, with a blank behind it; mostly nothing."""
        head = self.shapes.get(shape)
        if head is None:
            return ""
        if head.kind == "BULLET":
            return f"{self.bullets[head.of]} " if self.bullets.get(head.of) else ""
        of = head.of if head.kind == "NUMBER" else self.outline
        level = self.levels.get((of, head.level))
        return self._numbered(of, head.level, level) if level else ""

    def _numbered(self, of: str, place: int, level: _Level) -> str:
        counts = self._counts.setdefault(of, [0] * LEVELS)
        counts[place] = counts[place] + 1 if counts[place] else level.start
        counts[place + 1 :] = [0] * (LEVELS - place - 1)

        def written(found: re.Match[str]) -> str:
            if not found[1].isdigit():
                return ".".join(str(count or 1) for count in counts[: place + 1])
            named = int(found[1]) - 1
            signs = self.levels.get((of, named), level).signs
            return _written(counts[named] or 1, signs) if 0 <= named < LEVELS else found[0]

        words = PLACE.sub(written, level.words)
        return f"{words} " if words.strip() else ""


def read(header: bytes) -> Heads:
    """The heads that `Contents/header.xml` describes."""
    heads = Heads()
    _Header(heads).read(header)
    return heads


class _Header:
    """One way through a header, which may be long: only lists and the heads of shapes are kept."""

    def __init__(self, heads: Heads) -> None:
        self._heads = heads
        self._shape = self._list = ""
        self._level: tuple[int, Mapping[str, str]] | None = None
        self._words: list[str] = []
        self._begins: Mapping[str, Callable[[Mapping[str, str]], None]] = {
            "paraPr": self._shape_begins,
            "heading": self._heading,
            "numbering": self._list_begins,
            "paraHead": self._level_begins,
            "bullet": self._bullet,
        }

    def read(self, header: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parse(parser, header)

    def _begin(self, name: str, told: dict[str, str]) -> None:
        begins = self._begins.get(name.rpartition(":")[2])
        if begins:
            begins(told)

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "paraHead" and self._level and self._list:
            level, told = self._level
            start = _number(told.get("start"), 1)
            self._heads.levels[self._list, level - 1] = _Level(
                start, told.get("numFormat", ""), "".join(self._words)
            )
            self._level = None
        elif name.rpartition(":")[2] in {"numbering", "bullet"}:
            self._list = ""

    def _text(self, text: str) -> None:
        if self._level:
            self._words.append(text)

    def _shape_begins(self, told: Mapping[str, str]) -> None:
        self._shape = told.get("id", "")

    def _heading(self, told: Mapping[str, str]) -> None:
        kind, level = told.get("type", "NONE"), _number(told.get("level"), 0)
        if kind in {"NUMBER", "OUTLINE", "BULLET"} and 0 <= level < LEVELS:
            self._heads.shapes[self._shape] = _Head(kind, told.get("idRef", ""), level)

    def _list_begins(self, told: Mapping[str, str]) -> None:
        self._list = told.get("id", "")

    def _level_begins(self, told: Mapping[str, str]) -> None:
        level = _number(told.get("level"), 0)
        if 1 <= level <= LEVELS and self._list:
            self._level, self._words = (level, told), []

    def _bullet(self, told: Mapping[str, str]) -> None:
        self._list = ""
        self._heads.bullets[told.get("id", "")] = told.get("char", "").strip()


def _number(told: str | None, otherwise: int) -> int:
    return int(told) if told and told.isdecimal() and len(told) < 6 else otherwise


def _written(count: int, signs: str) -> str:
    """A number in the signs of its list; in digits where the list's signs are not known or come to an end."""
    rows = {
        "HANGUL_SYLLABLE": SYLLABLES,
        "HANGUL_JAMO": JAMO,
        "CIRCLED_DIGIT": CIRCLED,
        "CIRCLED_HANGUL_SYLLABLE": CIRCLED_SYLLABLES,
        "LATIN_CAPITAL": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "LATIN_SMALL": "abcdefghijklmnopqrstuvwxyz",
    }
    row = rows.get(signs, "")
    if count <= len(row):
        return row[count - 1]
    if signs in {"ROMAN_CAPITAL", "ROMAN_SMALL"} and count < 40:
        roman = _roman(count)
        return roman if signs == "ROMAN_CAPITAL" else roman.lower()
    return str(count)


def _roman(count: int) -> str:
    told = ""
    for worth, sign in ROMAN:
        while count >= worth:
            told, count = told + sign, count - worth
    return told
