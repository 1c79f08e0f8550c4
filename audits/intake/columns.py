"""The words for a number in a 총괄 table or a sentence: the product's names of statuses, and the council's wordings."""

from __future__ import annotations

import re
from typing import Final

from audits.intake.lines import key
from audits.intake.totals import LABELS, STATUSES, TOTAL
from audits.intake.wordings import Wordings

TOTALS: Final = ("계", "총계", "합계", "소계", "총", "건수", "총건수", "전체")
SHORT: Final = {"추진": "in_progress", "검토": "under_review"}
LONGEST_HEAD: Final = 120


class Columns:
    """Which number a word stands for: `total` or a status; 추진불가 and its like by the council's table alone."""

    def __init__(self, wordings: Wordings) -> None:
        self._names = (
            dict.fromkeys(TOTALS, TOTAL) | SHORT | {key(LABELS[status]): status for status in STATUSES}
        )
        for status in STATUSES:
            self._names |= dict.fromkeys(wordings.names_of(status), status)
        longest_first = sorted(self._names, key=len, reverse=True)
        self._name = re.compile("|".join(map(re.escape, longest_first)))

    def meaning(self, words: str) -> str:
        """What a cell of a head names, empty where nobody knows."""
        return self._names.get(key(words).removesuffix("건"), "")

    def all_in(self, words: str) -> tuple[str, ...] | None:
        """Columns of a head whose cells run together (계완료추진중), None where it is no head or repeats one."""
        if len(words) > LONGEST_HEAD:
            return None
        names = self._name.findall(words)
        columns = tuple(self._names[name] for name in names)
        whole = "".join(names) == words and len(set(columns)) == len(columns)
        return columns if whole else None

    def beginning(self, words: str) -> str:
        """The status that the squeezed `words` begin with, empty where they begin with none."""
        found = self._name.match(words)
        meant = self._names[found[0]] if found else ""
        return "" if meant == TOTAL else meant
