"""Papers and word lists for the readers' tests: small ones in our own words, and the real one if present."""

from __future__ import annotations

import csv
import random
import re
from functools import cache
from pathlib import Path

import pytest

from audits.intake.draft import Draft, Vocabulary
from audits.intake.text import read

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
REPORT = DATA / "2019-audit-results.txt"
needs_real_report = pytest.mark.skipif(
    not REPORT.exists(), reason="the published report is not part of the repository: ../shared/data"
)

WORDINGS = {
    "추진완료": "completed",
    "제출완료": "completed",
    "완료": "completed",
    "추진중": "in_progress",
    "추진예정": "in_progress",
    "검토중": "under_review",
    "추진불가": "not_accepted",
    "미반영": "not_accepted",
    "이첩": "transferred",
}
CATEGORIES = {
    "corrective": ("시정·처리요구사항",),
    "suggestion": ("건의사항",),
    "submission": ("기타(자료제출 등)",),
}
DEPARTMENTS = {
    "교통정책과": ("교통정책과",),
    "교통정책": ("교통정책과",),
    "공원녹지과": ("공원녹지과",),
    "공원녹지": ("공원녹지과",),
    "하천관리과": ("하천관리과",),
    "도서관": ("중앙도서관", "어린이도서관"),
    "상수도사업소": ("상수도사업소",),
}


def vocabulary() -> Vocabulary:
    """The words of an invented council."""
    return Vocabulary(departments=DEPARTMENTS, wordings=WORDINGS, categories=CATEGORIES)


def short_names(name: str) -> set[str]:
    """A department's name as lists write it: whole, and without 담당관 or 과."""
    return {name, name.removesuffix("담당관"), name.removesuffix("과")}


@cache
def real_draft() -> Draft:
    """The published report as read with the organisation of its day."""
    names: dict[str, tuple[str, ...]] = {}
    with (DATA / "organisation.csv").open(encoding="utf-8") as sheet:
        for row in csv.DictReader(sheet):
            if row["as_of"] == "2020-11":
                names |= dict.fromkeys(short_names(row["department"]), (row["department"],))
    return read(REPORT.read_text(encoding="utf-8"), Vocabulary(names, WORDINGS, CATEGORIES))


def letters(text: str) -> str:
    """Everything that is not white space, in order: what no reader may lose."""
    return re.sub(r"\s+", "", text)


SYLLABLES = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호"


def town_report(items: int) -> str:
    """A report of that many items in invented words, each with an answer: about 300 letters an item."""
    chance = random.Random(items)  # noqa: S311
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(3_000)]

    def some(count: int) -> str:
        return " ".join(chance.choices(words, k=count))

    lines = ["2025년도 행정사무감사 처리결과", "시정·처리 요구사항"]
    for number in range(items):
        if number == items // 2:
            lines.append("건 의 사 항")
        lines += [f"○ {some(5)}", some(5), f"{some(4)} 고치기 바람", "(교통정책과)", "□ 추진상황 : 추진완료"]
        lines += ["□ 추진내용", f"◦ {some(9)}", some(4), f"- {some(6)} : ’25. 3월"]
        lines += ["□ 향후계획", f"◦ {some(6)} : ’26. {chance.randint(1, 12)}월"]
    return "\n".join(lines)
