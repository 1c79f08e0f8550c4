"""The sheet in which demands are written down, filled in and read as a report: the same demands."""

from __future__ import annotations

import io

import openpyxl

from audits.intake import reader
from audits.models import Audit, Category
from tests.audits.intake.papers import vocabulary
from tracker.exports.demand_form import HEAD_ROW, demand_form
from tracker.sheets import demands


def test_demands_written_in_the_form_are_read_as_an_adopted_list() -> None:
    audit = Audit(year=2026, body="정보국")
    categories = [
        Category(code="suggestion", label="건의사항"),
        Category(code="corrective", label="시정·처리요구사항"),
    ]
    book = openpyxl.load_workbook(io.BytesIO(demand_form(audit, categories)))
    assert book.active
    rows = (
        ("건의사항", "보도를 정비하고\n턱을 낮추기 바람", "홍길동", "제3차, 12쪽", "교통정책과"),
        ("시정·처리요구사항", "=화단을 늘리기 바람", "", "", "공원녹지과, 하천관리과"),
    )
    for number, row in enumerate(rows, start=HEAD_ROW + 1):
        for head, words in zip(demands.HEADS, row, strict=True):
            book.active.cell(number, demands.HEADS.index(head) + 1, words).data_type = "s"
    stored = io.BytesIO()
    book.save(stored)
    read = reader.read(stored.getvalue(), "요구사항.xlsx", vocabulary())
    assert [(item.number, item.category, item.text, item.departments) for item in read.draft.items] == [
        (1, "suggestion", "보도를 정비하고\n턱을 낮추기 바람", ("교통정책과",)),
        (2, "corrective", "=화단을 늘리기 바람", ("공원녹지과", "하천관리과")),
    ]
    assert not read.draft.has_statuses
    assert [problem.message for problem in read.draft.problems] == [
        "불러오지 않은 칸이 있습니다: 지적 의원(1건), 회의록 출처(1건)."
    ]
