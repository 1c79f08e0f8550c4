"""Reports of many demands, in invented words: as every form writes them, and as text to read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from audits.intake.draft import Vocabulary
from audits.statuses import ReportedStatus
from tools.bench.words import Writer
from tracker.models import Paper
from tracker.reports.official import Answer, Column, Figures, Item, Official, Section

ON: Final = date(2026, 6, 30)
STATUS: Final = ReportedStatus.IN_PROGRESS
WORDING: Final = "추진 중"
CATEGORY: Final = ("correction", "시정·처리요구사항")
DEPARTMENTS: Final = 40


def official(count: int) -> Official:
    """A report of `count` demands, each with one answer."""
    writer = Writer(seed=5)
    names = writer.names(DEPARTMENTS, "과")
    items = [_item(writer, number, names[number % DEPARTMENTS]) for number in range(1, count + 1)]
    columns = [Column("total", "계"), Column(STATUS.value, WORDING)]
    counts = {"total": count, STATUS.value: count}
    return Official(
        paper=Paper.RESULT,
        title="2025년도 행정사무감사 처리결과 보고서",
        audit="2025년도 행정사무감사 가온시",
        body="가온시",
        committee="",
        as_of=ON,
        is_frozen=True,
        columns=columns,
        total=Figures("", "계", counts),
        rows=[Figures(*CATEGORY, counts)],
        sections=[Section(*CATEGORY, items)],
        department_columns=columns,
        departments=_departments(names, count),
        withdrawn=0,
        record_head="1:0",
    )


def published(count: int) -> tuple[str, Vocabulary]:
    """The text of such a report as an office would publish it, and the words to read it with."""
    writer = Writer(seed=6)
    names = writer.names(DEPARTMENTS, "과")
    lines = ["2025년도 행정사무감사 처리결과", CATEGORY[1], ""]
    for number in range(1, count + 1):
        lines += [
            f"{number}. {writer.demand()} ({names[number % DEPARTMENTS]})",
            f"□ 추진상황 : {WORDING}",
            "□ 추진내용",
            *_bullets(writer.answer(100, 200)),
            "□ 향후계획",
            *_bullets(writer.answer(100, 101)),
        ]
    words = Vocabulary(
        departments={name: (name,) for name in names},
        wordings={"추진중": STATUS.value},
        categories={CATEGORY[0]: (CATEGORY[1],)},
    )
    return "\n".join(lines), words


def _bullets(text: str) -> Sequence[str]:
    return [line.replace("- ", "○ ", 1) for line in text.split("\n")]


def _item(writer: Writer, number: int, department: str) -> Item:
    answer = Answer(
        department=department,
        point="",
        is_lead=True,
        status_code=STATUS.value,
        status=WORDING,
        wording="",
        actions_taken=writer.answer(100, 500),
        plan=writer.answer(100, 300),
        planned_until=ON,
        reason="",
        receiver="",
        reported_on=ON,
        due_date=ON,
        original_due_date=ON,
        is_overdue=False,
    )
    return Item(number, number, f"시정 {number}", CATEGORY[0], writer.demand(), STATUS.value, [answer])


def _departments(names: Sequence[str], count: int) -> Sequence[Figures]:
    held = [count // DEPARTMENTS + (place < count % DEPARTMENTS) for place in range(DEPARTMENTS)]
    return [Figures(name, name, {"total": n, STATUS.value: n}) for name, n in zip(names, held, strict=True)]
