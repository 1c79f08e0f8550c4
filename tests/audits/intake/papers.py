"""Papers and word lists for the readers' tests: small ones in our own words, and the real one if present."""

from __future__ import annotations

import csv
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
