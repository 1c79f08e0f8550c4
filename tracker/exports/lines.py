"""The official report as a table: a line an assignment, for spreadsheets and CSV alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Paper
from tracker.reports.official import Answer, Item, Official, Section

Cell = str | int | date | None


@dataclass(frozen=True)
class Line:
    """One assignment of a demand; without an answer nobody has the demand. `standing` is the demand's, in words."""

    section: Section
    item: Item
    answer: Answer | None
    standing: str


@dataclass(frozen=True)
class Head:
    """A column: what it is called, how wide it is in letters, what it says of a line."""

    label: str | Promise
    width: int
    cell: Callable[[Line], Cell]


def heads(report: Official) -> Sequence[Head]:
    """The columns of this paper; only the council's says what was checked."""
    checked = CHECK if report.paper == Paper.INSPECTION else ()
    return (*CLAIM, *checked, *REST)


def lines(report: Official, section: Section) -> Iterator[Line]:
    """The lines of a section in its order; a demand that nobody has is a line as well, so that none is missing."""
    words = standings(report)
    for item in section.items:
        standing = item.standing_label or words.get(item.standing, item.standing)
        for answer in item.answers or (None,):
            yield Line(section, item, answer, standing)


def standings(report: Official) -> Mapping[str, str]:
    """What the 총괄 calls each standing of a demand."""
    return {column.code: column.label for column in report.columns}


def _of_answer(name: str) -> Callable[[Line], Cell]:
    return lambda line: getattr(line.answer, name) if line.answer else ""


def _part(line: Line) -> str:
    if line.answer is None:
        return _("배부 전")
    return _("주관") if line.answer.is_lead else _("협조")


def _due(line: Line) -> Cell:
    if line.answer is None:
        return ""
    return line.answer.due_date or _("기한 미지정")


def _late(line: Line) -> str:
    return _("기한 경과") if line.answer and line.answer.is_overdue else ""


def _doubts(line: Line) -> str:
    return "\n".join(line.answer.doubts) if line.answer else ""


CLAIM: Final[Sequence[Head]] = (
    Head(gettext_lazy("연번"), 9, lambda line: line.item.label),
    Head(gettext_lazy("구분"), 16, lambda line: line.section.label),
    Head(gettext_lazy("요구 내용"), 46, lambda line: line.item.text),
    Head(gettext_lazy("소관부서"), 16, _of_answer("department")),
    Head(gettext_lazy("주관·협조"), 9, _part),
    Head(gettext_lazy("세부항목"), 14, _of_answer("point")),
    Head(gettext_lazy("처리상태"), 10, lambda line: line.standing),
    Head(gettext_lazy("추진상황"), 12, _of_answer("status")),
    Head(gettext_lazy("원문 표기"), 11, _of_answer("wording")),
    Head(gettext_lazy("추진내용"), 52, _of_answer("actions_taken")),
    Head(gettext_lazy("향후계획"), 40, _of_answer("plan")),
    Head(gettext_lazy("완료 예정일"), 13, _of_answer("planned_until")),
    Head(gettext_lazy("사유"), 24, _of_answer("reason")),
    Head(gettext_lazy("받는 기관"), 16, _of_answer("receiver")),
    Head(gettext_lazy("보고일"), 13, _of_answer("reported_on")),
)
CHECK: Final[Sequence[Head]] = (
    Head(gettext_lazy("의회 확인"), 12, _of_answer("verification")),
    Head(gettext_lazy("확인 내용"), 40, _of_answer("found")),
    Head(gettext_lazy("확인 필요 사항"), 40, _doubts),
)
REST: Final[Sequence[Head]] = (
    Head(gettext_lazy("당초 처리기한"), 13, _of_answer("original_due_date")),
    Head(gettext_lazy("처리기한"), 13, _due),
    Head(gettext_lazy("기한 경과"), 10, _late),
    Head(gettext_lazy("재지적"), 18, lambda line: "\n".join(line.item.repeats)),
    Head(gettext_lazy("고유번호"), 10, lambda line: line.item.id),
)
