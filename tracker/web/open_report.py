"""What of an official report may be public, field by field: open data and the public page are both made of it.

No names of people, no doubts, no opinion and no words of a check, no reason of a due date: they are not named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tracker.reports.official import Answer, Item, Official


@dataclass(frozen=True)
class Field:
    """A column of the open data: its name in the file, and what it holds."""

    name: str
    meaning: str | Promise


FIELDS: Final[Sequence[Field]] = (
    Field("id", gettext_lazy("요구사항의 고유번호. 정정하여 다시 공개하여도 바뀌지 않습니다.")),
    Field("number", gettext_lazy("연번")),
    Field("category", gettext_lazy("구분 코드")),
    Field("category_label", gettext_lazy("구분")),
    Field("text", gettext_lazy("요구 내용")),
    Field("standing", gettext_lazy("요구사항 전체의 처리상태 코드")),
    Field("department", gettext_lazy("소관부서. 기준일의 이름입니다.")),
    Field("point", gettext_lazy("세부항목")),
    Field("lead", gettext_lazy("주관부서면 true, 협조부서면 false")),
    Field("status", gettext_lazy("부서가 보고한 추진상황 코드")),
    Field("status_label", gettext_lazy("추진상황")),
    Field("verification", gettext_lazy("의회 확인. 처리결과 보고서에는 없습니다.")),
    Field("actions_taken", gettext_lazy("추진내용")),
    Field("plan", gettext_lazy("향후계획")),
    Field("planned_until", gettext_lazy("완료 예정일")),
    Field("reason", gettext_lazy("미반영 사유")),
    Field("receiver", gettext_lazy("이첩 받는 기관")),
    Field("reported_on", gettext_lazy("보고일")),
    Field("due_date", gettext_lazy("처리기한")),
    Field("original_due_date", gettext_lazy("당초 처리기한")),
    Field("overdue", gettext_lazy("기준일에 처리기한이 지났으면 true")),
)


def open_report(report: Official) -> dict[str, Any]:
    """The report as plain values, for the page and for JSON."""
    codes = [column.code for column in report.columns]
    return {
        "audit": {"id": report.audit_id, "year": report.year, "body": report.body, "title": report.audit},
        "paper": report.paper,
        "title": report.title,
        "committee": report.committee,
        "as_of": report.as_of.isoformat(),
        "columns": [{"code": column.code, "label": column.label} for column in report.columns],
        "total": {"label": report.total.label, **_figures(report.total.counts, codes)},
        "rows": [
            {"category": row.code, "label": row.label, **_figures(row.counts, codes)} for row in report.rows
        ],
        "withdrawn": report.withdrawn,
        "items": [
            _item(item, section.label) | {"departments": [_answer(answer) for answer in item.answers]}
            for section in report.sections
            for item in section.items
        ],
        "record": report.record_head,
    }


def rows(report: Official) -> Iterator[list[object]]:
    """The open data as a table in the order of `FIELDS`: a line an answer, one for a demand without any."""
    names = [field.name for field in FIELDS]
    for section in report.sections:
        for item in section.items:
            about = _item(item, section.label)
            for answer in [_answer(each) for each in item.answers] or [{}]:
                told = about | answer
                yield [_cell(told.get(name)) for name in names]


def _item(item: Item, category: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "number": item.number,
        "label": item.label,
        "category": item.category,
        "category_label": category,
        "text": item.text,
        "standing": item.standing,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "department": answer.department,
        "point": answer.point,
        "lead": answer.is_lead,
        "status": answer.status_code,
        "status_label": answer.status,
        "verification": answer.verification,
        "actions_taken": answer.actions_taken,
        "plan": answer.plan,
        "planned_until": _iso(answer.planned_until),
        "reason": answer.reason,
        "receiver": answer.receiver,
        "reported_on": _iso(answer.reported_on),
        "due_date": _iso(answer.due_date),
        "original_due_date": _iso(answer.original_due_date),
        "overdue": answer.is_overdue,
    }


def _figures(counts: Mapping[str, int], codes: Sequence[str]) -> dict[str, int]:
    return {code: counts.get(code, 0) for code in codes}


def _cell(value: object) -> object:
    """Yes and no as in JSON; nothing as an empty cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
