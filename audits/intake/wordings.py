"""The office's own words for a status, by the council's table alone (product.md §3). Never a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from audits.intake.lines import key

# What may surround a status and says nothing about it: quotation marks, a full stop, the month of it.
AROUND: Final = "‘’'\"“”.·:-"
DATE_BESIDE: Final = re.compile(r"[(（][\d.,’‘'년월일~]{1,40}[)）]\Z")
# 추진상황 as boxes to tick: □ 완료 ■ 추진 중. What is ticked, and what only could have been.
BOX: Final = re.compile(r"(?P<box>[□▢◻■▣☑☒✔✓√])")
TICKED: Final = frozenset("■▣☑☒✔✓√")
# No wording is longer; what is longer is not looked at more closely.
LONGEST: Final = 120


class Wordings:
    """The council's wordings; white space, full-width forms and what stands around a word do not count."""

    def __init__(self, wordings: Mapping[str, str]) -> None:
        self._statuses = {key(word): status for word, status in wordings.items()}

    def status(self, wording: str) -> str:
        """Status a wording stands for, empty for one nobody knows. Of boxes the one that is ticked counts."""
        if len(wording) > LONGEST:
            return ""
        words = key(wording).strip(AROUND)
        return (
            self._statuses.get(words)
            or self._statuses.get(DATE_BESIDE.sub("", words))
            or self._statuses.get(_ticked(words), "")
        )

    @staticmethod
    def in_boxes(line: str) -> str:
        """Of a line of boxes (□ 완료 ■ 추진 중) the ticked word, empty where not just one is ticked."""
        return _ticked(key(line)) if len(line) <= LONGEST else ""

    def knows(self, words: str) -> bool:
        """Whether `words` are a wording just as they stand."""
        return key(words) in self._statuses

    def names_of(self, status: str) -> list[str]:
        """The wordings that stand for `status`, without white space."""
        return [word for word, of_status in self._statuses.items() if of_status == status]


def _ticked(words: str) -> str:
    """The one word behind a ticked box where several stand, empty for anything else."""
    _, *parts = BOX.split(words)
    ticked = [word for box, word in zip(parts[::2], parts[1::2], strict=True) if box in TICKED]
    return ticked[0].strip(AROUND + ",/") if len(ticked) == 1 and len(parts) > 2 else ""
