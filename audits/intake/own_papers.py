"""What our own papers say beside demands and answers, so that they can be read back: days, labels, asides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

DAY: Final = r"\d{4}\.\s?\d{1,2}\.\s?\d{1,2}\."
UNTIL: Final = re.compile(rf"(?P<before>(?:□\s?향후계획)?)\s*[(（]?완료 예정일\s?:?\s?(?P<day>{DAY})[)）]?")
ASIDE: Final = re.compile(
    rf"(?:※ )?(?P<name>처리기한|보고일)\s?:?\s?{DAY}.{{0,60}}|(?P<again>재지적)\s?:\s.{{1,300}}"
)
# Why nothing was done, and who has it now: parts of an answer that end where the next heading begins.
WHY: Final = re.compile(r"□\s?(?:사유|받는 기관)\s?(?:[:：].*)?")
# What stands where nobody has a demand, and where the one above goes on.
NOBODY: Final = re.compile(r"[(（]?(?:배부 전|소관 없음)[)）]?")
AGAIN: Final = re.compile(r".{1,20}\s(?:계속|\(계속\))")
LABEL: Final = re.compile(r"(?:[가-힣]{1,8}\s)?(\d{1,4})[.)]\s+(?=\S)")
# Columns of the annex of changes, whose demands stand above already.
CHANGES: Final = frozenset({"지난보고", "이번보고", "변동"})
REPEATED: Final = "재지적"


@dataclass(frozen=True)
class Said:
    """The words of a cell without what is no part of them: the day of 완료 예정일, and what was passed over."""

    words: str
    until: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()


def said(words: str) -> Said:
    """The words of a cell, line by line; only whole lines are taken out."""
    kept: list[str] = []
    until: list[str] = []
    passed_over: list[str] = []
    for line in words.split("\n"):
        bare = line.strip()
        if found := UNTIL.fullmatch(bare):
            until.append(found["day"])
            kept += [found["before"]] if found["before"] else []
        elif aside := ASIDE.fullmatch(bare):
            passed_over.append(aside["name"] or aside["again"])
        elif not NOBODY.fullmatch(bare):
            kept.append(line)
    return Said("\n".join(kept), tuple(until), tuple(passed_over))


def is_empty(words: str) -> bool:
    """Whether a cell of demands says nothing but that the demand above goes on."""
    return not words.strip() or bool(AGAIN.fullmatch(words.strip()))


def without_labels(texts: Sequence[str]) -> list[str] | None:
    """Demands without the running numbers before them (시정 3., 1.); None where they do not all run on."""
    found = [LABEL.match(text) for text in texts]
    numbers = [int(one[1]) for one in found if one]
    if not texts or len(numbers) != len(texts) or numbers[0] != 1:
        return None
    if any(later not in {earlier + 1, 1} for earlier, later in pairwise(numbers)):
        return None
    return [text[one.end() :] for text, one in zip(texts, found, strict=True) if one]
