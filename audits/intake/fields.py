"""The headings of an answer: □ 추진상황, □ 추진내용, □ 향후계획, in the ways offices write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from audits.intake.lines import plain, squeezed
from audits.intake.wordings import Wordings

STATUS: Final = "status"
ACTIONS: Final = "actions_taken"
PLAN: Final = "plan"
DEPARTMENT: Final = "department"

# A heading for actions and plan together opens the actions: nobody can tell where the plan begins.
NAMES: Final = {
    STATUS: "추진상황 처리상황 조치상황 이행상황 추진상태 처리상태 조치상태 추진여부 처리여부 조치여부 이행여부",
    ACTIONS: "추진내용 추진실적 추진경과 조치내용 조치결과 조치사항 처리내용 처리결과 이행내용 이행실적 이행결과",
    PLAN: "향후계획 향후추진계획 향후조치계획 향후일정 향후추진일정 향후추진방향 추후계획",
    DEPARTMENT: "소관부서 담당부서 주관부서 처리부서 추진부서 관련부서 소관실과 담당실과 부서명",
}
TOGETHER: Final = ("및향후추진계획", "및향후계획")
FIELDS: Final = {name: field for field, names in NAMES.items() for name in names.split()} | {
    name + plan: ACTIONS for name in NAMES[ACTIONS].split() for plan in TOGETHER
}
SPACED: Final = "|".join(r"\s{0,3}".join(name) for name in sorted(FIELDS, key=len, reverse=True))
HEADING: Final = re.compile(
    rf"(?P<mark>[□■▣◻▢❏ㅁ○◯●◦◆◇▶▷\[【<〈]?)\s{{0,4}}(?P<name>{SPACED})\s{{0,4}}[\]】>〉]?\s?(?P<colon>[:∶︰]?)\s*(?P<rest>.*)"
)
SQUARES: Final = frozenset("□■▣◻▢❏ㅁ◆◇▶▷[【<〈")


@dataclass(frozen=True)
class Heading:
    """A heading of an answer; `rest` is what stands beside it.

    `marked` tells whether it has its □. A heading that is not `sure` is one only where its place allows no other.
    """

    field: str
    rest: str
    marked: bool
    sure: bool


def heading(line: str, wordings: Wordings) -> Heading | None:
    """The heading that `line` is, or None.

    After □ the name stands alone, before a colon or before parentheses. Without □ it stands alone, or it is
    추진상황 with a colon and its wording; with a wording nobody knows, or another name with words behind its
    colon, only the place can tell.
    """
    found = HEADING.match(plain(line))
    if not found:
        return None
    field = FIELDS[squeezed(found["name"])]
    rest = line[found.start("rest") :]
    colon, marked = bool(found["colon"]), found["mark"] in SQUARES
    known = field == STATUS and bool(wordings.status(rest))
    if marked:
        return Heading(field, rest, marked, True) if known or colon or rest[:1] in ("", "(", "（") else None
    if field in (STATUS, DEPARTMENT):
        return Heading(field, rest, marked, known or field == DEPARTMENT) if known or colon else None
    if rest:
        return Heading(field, rest, marked, False) if colon and not found["mark"] else None
    return Heading(field, rest, marked, True)
