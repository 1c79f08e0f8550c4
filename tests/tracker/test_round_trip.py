"""Our own papers, written and read back: the same demands, categories, departments, answers and counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from audits.intake import reader
from audits.intake.draft import Draft, DraftItem, Vocabulary
from tests.audits.intake.papers import WORDINGS
from tests.tracker.exports import officials
from tracker.exports import hwpx, xlsx
from tracker.reports.official import Official

VOCABULARY = Vocabulary(
    departments={name: (name,) for name in officials.DEPARTMENTS},
    wordings={**WORDINGS, "완료(계속추진)": "completed", "미보고": "not_reported"},
    categories={code: (label,) for code, label in officials.CATEGORIES.items()},
)
TEXTS = (
    "차도와 보도의 경계를 다시 살피고\n턱을 낮추기 바람",
    "하천 둔치의 조명을 늘리기 바람(2027년까지)",
    "도서관 책 구입비를 연도별로 밝히기 바람",
    "공원 안내판의 글씨를 크게 하기 바람",
    "1인 가구 조사를 해마다 하기 바람",
    "행정 자료를 표로 내기 바람",
    "교육장 임대 계약서 사본 제출",
)


def papers() -> list[Official]:
    """Demands that differ, each with one answer to the whole of it: a draft has no more."""
    items = [
        replace(item, text=text, answers=(replace(item.answers[0], point=""),))
        for item, text in zip(officials.items(), TEXTS, strict=True)
    ]
    return [officials.result(items), officials.inspection(items)]


def page(report: Official) -> bytes:
    with override("ko"):
        paper = render_to_string("tracker/official/paper.html", {"report": report})
    return f'<!doctype html><html><meta charset="utf-8"><body>{paper}</body></html>'.encode()


def squeezed(text: str) -> str:
    return re.sub(r"[ \n]+", " ", text)


def told(item: DraftItem, *, wording: bool) -> tuple[object, ...]:
    """What has to be the same; how deep a line is indented is a matter of the form."""
    answer = sorted(filter(None, squeezed(item.actions_taken).split("□ ")))
    said = item.wording if wording else ""
    return (
        item.number,
        item.category,
        item.text,
        item.departments,
        item.status,
        said,
        answer,
        squeezed(item.plan),
        item.planned_until,
    )


def wanted(report: Official, *, wording: bool, colon: bool) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for number, item in enumerate(report.items, start=1):
        answer = item.answers[0]
        parts = [squeezed(answer.actions_taken)] if answer.actions_taken else []
        parts += [f"사유 {answer.reason}"] if answer.reason else []
        parts += [f"받는 기관{':' * colon} {answer.receiver}"] if answer.receiver else []
        day = answer.planned_until if isinstance(answer.planned_until, date) else None
        found.append(
            (
                number,
                item.category,
                item.text,
                (answer.department,),
                answer.status_code,
                (answer.wording or answer.status) if wording else "",
                sorted(parts),
                squeezed(answer.plan),
                day,
            )
        )
    return found


def stripped(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple([part.strip() for part in cell] if isinstance(cell, list) else cell for cell in row)


@pytest.mark.parametrize(
    ("write", "form", "wording", "colon"),
    [(xlsx.written, "xlsx", True, False), (hwpx.written, "hwpx", False, False), (page, "html", False, True)],
    ids=["xlsx", "hwpx", "html"],
)
@pytest.mark.parametrize("report", papers(), ids=["처리결과 보고서", "이행점검 보고서"])
def test_what_a_paper_says_is_read_back(
    report: Official, write: Callable[[Official], bytes], form: str, *, wording: bool, colon: bool
) -> None:
    read = reader.read(write(report), "보고서", VOCABULARY)
    assert read.form == form
    assert [stripped(told(item, wording=wording)) for item in read.draft.items] == [
        stripped(row) for row in wanted(report, wording=wording, colon=colon)
    ]
    _counts_agree(read.draft, report)


def _counts_agree(draft: Draft, report: Official) -> None:
    """The 총괄 of the file is the one that was written, and what was read adds up to it."""
    assert draft.declared
    counts = report.total.counts
    assert (draft.declared.total.total, draft.declared.total.completed) == (
        counts["total"],
        counts["completed"],
    )
    assert draft.differences == ()
