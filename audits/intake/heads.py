"""The columns of a table of demands, known by the words of its head, in one row or two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from audits.intake.columns import TOTALS
from audits.intake.fields import ACTIONS, DEPARTMENT, PLAN, STATUS
from audits.intake.grid import GridRow
from audits.intake.lines import key
from audits.intake.own_papers import CHANGES, REPEATED
from audits.intake.sections import Sections
from audits.intake.wordings import Wordings

NUMBER: Final = "number"
CATEGORY: Final = "category"
DEMAND: Final = "demand"
UNTIL: Final = "until"
DUE: Final = "due"
TICK: Final = "tick"
REASON: Final = "reason"
WORDING: Final = "wording"
OTHER: Final = "other"

# 추진상황 and 처리결과 are a status in one office and the whole answer in the next: what stands below decides.
EITHER: Final = "either"

WORDS: Final = {
    NUMBER: "연번 번호 순번 일련번호 순 no 관리번호",
    CATEGORY: "구분 분류 유형 처리구분 지적구분 조치구분 요구구분 종류",
    DEPARTMENT: (
        "부서 부서명 제안부서 소관 소관부서 담당부서 주관부서 처리부서 추진부서 관련부서 관계부서 해당부서 "
        "조치부서 대상부서 수감부서 소관과 담당과 실과 실과명 실과소 실과소명 소관실과 담당실과 "
        "소관국과"
    ),
    STATUS: (
        "상태 추진상태 처리상태 조치상태 이행상태 진행상태 진행상황 추진단계 완료여부 추진여부 "
        "처리여부 조치여부 이행여부"
    ),
    EITHER: (
        "추진상황 처리상황 조치상황 이행상황 추진결과 처리결과 조치결과 이행결과 결과 추진현황 "
        "처리현황 조치현황 이행현황 처리"
    ),
    ACTIONS: (
        "추진내용 조치내용 처리내용 이행내용 추진실적 조치실적 처리실적 이행실적 추진경과 "
        "추진사항 조치사항 처리사항 추진내역 조치내역 처리내역 답변 답변내용 세부추진내용 "
        "주요추진내용 부서보고"
    ),
    PLAN: (
        "계획 추진계획 조치계획 처리계획 향후계획 향후추진계획 향후조치계획 향후처리계획 향후일정 "
        "향후추진일정 향후추진방향 추후계획"
    ),
    UNTIL: (
        "예정일 완료예정 완료예정일 완료예정일자 완료예정월 완료예정시기 완료시기 완료시점 "
        "완료목표 추진시기 추진완료예정일 조치예정일 처리예정일"
    ),
    DUE: "기한 처리기한 추진기한 조치기한 이행기한 완료기한",
    REASON: "사유 미반영사유 불가사유 받는기관",
    WORDING: "원문표기",
    OTHER: "비고 기타 당초처리기한 지적의원 회의록출처 첨부 증빙자료 참고 보고일 의회확인",
}
ROLES: Final = {word: role for role, words in WORDS.items() for word in words.split()}
# A demand is called many things: (행정사무감사) 지적 및 요구사항, 시정요구, 처리요구사항 …
SAYS: Final = r"지적|요구|시정|처리|건의|개선|권고|요청|촉구|주의|정책|자료제출"
DEMAND_HEAD: Final = re.compile(
    rf"(?:\d{{4}}년?도?)?(?:행정사무)?(?:감사|위원회|의회|의원|수감|주요|세부|중점|기타)*(?:결과)?(?:{SAYS})*(?:{SAYS})"
    r"(?:등)?(?:사항|내용|요지|건명|제목|내역)(?:및내용)?|감사결과|시정요구|처리요구|지적요구|요구내용|시정처리요구|건의요구|감사내용|제목|건명"
)
BARE: Final = re.compile(rf"(?:{SAYS})|내용|주요내용|사항|사업명")
TOGETHER: Final = re.compile(r"(.+?)(?:및)?(?:향후추진계획|향후계획|추진계획|조치계획|향후조치계획|향후일정)")
LETTERS: Final = re.compile(r"[^0-9a-z가-힣]")
ASIDE: Final = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
LONGEST: Final = 30
MOST_HEAD_ROWS: Final = 3


@dataclass(frozen=True)
class Column:
    """What stands in a column: its role (empty where nobody knows), its head, and for a tick the wording it ticks."""

    role: str
    head: str
    wording: str = ""


@dataclass(frozen=True)
class Head:
    """The columns of a table, from the left, and the row below the head."""

    columns: tuple[Column, ...]
    below: int
    single: bool = False  # whether all rows below it are one demand

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the columns are, from the left."""
        return tuple(column.role for column in self.columns)

    @property
    def demand(self) -> str:
        """The words above the demands."""
        return next((column.head for column in self.columns if column.role == DEMAND), "")

    def places(self, *roles: str) -> list[int]:
        """The columns of these roles."""
        return [place for place, column in enumerate(self.columns) if column.role in roles]

    def has(self, *roles: str) -> bool:
        """Whether there is a column of one of these roles."""
        return bool(self.places(*roles))


def role(text: str) -> str:
    """What the head `text` says stands below it: a role, `BARE` words count as none; empty for any other text."""
    if len(text) > 3 * LONGEST:
        return ""
    words = _letters(text)
    for name in (words, _letters(ASIDE.sub("", text)), words.replace("및", "")):
        if name in ROLES:
            return ROLES[name]
        if DEMAND_HEAD.fullmatch(name):
            return DEMAND
    together = TOGETHER.fullmatch(words)
    if together and ROLES.get(together[1].removesuffix("및")) in (STATUS, EITHER, ACTIONS):
        return ACTIONS
    return ""


def head_at(rows: Sequence[GridRow], place: int, wordings: Wordings, sections: Sections) -> Head | None:
    """The head of a table of demands that begins in a row; None where none does.

    The name of a category heads its demands.
    """
    if not _may_be_head(rows[place]):
        return None
    columns = [_column(slot.text, wordings) for slot in rows[place].slots]
    columns = [
        replace(column, role=DEMAND) if _names_category(column, sections) else column for column in columns
    ]
    below = place + 1
    while below < min(len(rows), place + MOST_HEAD_ROWS) and _goes_on(rows, below, wordings):
        columns = _refined(columns, rows[below], wordings)
        below += 1
    columns = _with_bare_words(_with_ticks(columns), rows[place])
    return Head(tuple(columns), below) if _is_head(columns) else None


def _names_category(column: Column, sections: Sections) -> bool:
    """Whether a head is the whole name of a category; 기타 alone heads remarks."""
    return (
        column.role in {"", OTHER} and key(column.head) not in ROLES and bool(sections.category(column.head))
    )


def _letters(text: str) -> str:
    return LETTERS.sub("", key(text).lower())


def _may_be_head(row: GridRow) -> bool:
    told = row.told
    return len(told) > 1 and all(len(key(text)) <= LONGEST for _, text in told)


def _column(text: str, wordings: Wordings) -> Column:
    found = role(text)
    if not found and wordings.status(text):
        return Column(TICK, text, text)
    return Column(found, text)


def _goes_on(rows: Sequence[GridRow], place: int, wordings: Wordings) -> bool:
    """Whether a row is a further row of the head: it divides a merged cell above it into columns that are known."""
    row, above = rows[place], rows[place - 1]
    new = [at for at, slot in enumerate(row.slots) if slot.own.strip()]
    if not new or not any(slot.down for slot in row.slots) or not _may_be_head(row):
        return False
    divides = any(above[at].across or above[at + 1].across for at in new)
    return divides and any(_column(row[at].text, wordings).role for at in new)


def _refined(columns: Sequence[Column], row: GridRow, wordings: Wordings) -> list[Column]:
    """The columns with what a further row of the head says of them; a word nobody knows leaves the one above."""
    refined = []
    for at, column in enumerate(columns):
        slot = row[at]
        below = _column(slot.text, wordings)
        if slot.down or not slot.text.strip():
            refined.append(column)
        elif below.role:
            refined.append(below)
        else:
            refined.append(replace(column, head=f"{column.head} {slot.text}"))
    return refined


def _with_ticks(columns: list[Column]) -> list[Column]:
    """One column called 완료 says nobody knows what; several side by side are there to be ticked."""
    if sum(column.role == TICK for column in columns) > 1:
        return columns
    return [replace(column, role="") if column.role == TICK else column for column in columns]


def _with_bare_words(columns: list[Column], row: GridRow) -> list[Column]:
    """A lone 내용 or 시정 heads the demands where nothing else does."""
    if any(column.role == DEMAND for column in columns):
        return columns
    bare = [
        at
        for at, column in enumerate(columns)
        if not column.role and not row[at].across and BARE.fullmatch(_letters(column.head))
    ]
    if len(bare) == 1:
        columns[bare[0]] = replace(columns[bare[0]], role=DEMAND)
    return columns


def _is_head(columns: Sequence[Column]) -> bool:
    """Whether columns are those of demands: no figures (계), at most two of demands, and something beside them."""
    roles = [column.role for column in columns]
    if roles.count(DEMAND) not in (1, 2) or any(
        key(column.head) in {*TOTALS, *CHANGES} for column in columns
    ):
        return False
    answers = {DEPARTMENT, STATUS, EITHER, ACTIONS, PLAN, UNTIL, DUE}
    beside = set(roles) - {DEMAND, OTHER, TICK, ""}
    repeats = any(key(column.head) == REPEATED for column in columns)
    return bool(beside & answers) or (bool(beside) and roles.count(DEMAND) == 1 and not repeats)
