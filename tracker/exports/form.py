"""작성 서식: the outstanding items of a round, or of everything somebody holds, to be filled in and sent back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.intake.child import MOST_ROWS
from audits.models import Audit, DemandVersion, Department
from audits.models.demand import demand_label
from tracker import access, pending
from tracker.exports.workbook import heading, lay_out, new_sheet, protect, put, saved, write
from tracker.lifecycle import WAITING
from tracker.models import Assignment, ProgressUpdate, ReportingRound
from tracker.models.assignment import AssignmentQuerySet
from tracker.sheets import columns
from tracker.sheets.columns import Answer

HEAD_ROW: Final = 3
MOST: Final = MOST_ROWS - HEAD_ROW - 97  # what is read again, with room for rows that people add
NOTE: Final = (
    "흰 칸만 적습니다. 지난 보고의 글이 미리 적혀 있으며, 고치지 않은 행은 보고하지 않습니다. 바뀐 것이 없음을 "
    "보고하려면 추진상황에서 ‘변동 없음’을 고릅니다. 완료에는 증빙자료(결재문서번호나 링크, 한 줄에 하나)가, "
    "미반영에는 사유가, 이첩에는 받는 기관이 필요합니다. 완료 예정일 예: 2026. 12. 4. 또는 ’26. 12월"
)
WIDTHS: Final = {
    columns.LABEL: 9,
    columns.AUDIT: 16,
    columns.DEMAND: 46,
    columns.DEPARTMENT: 16,
    columns.BEFORE: 13,
    columns.STATUS: 12,
    columns.ACTIONS: 50,
    columns.PLAN: 40,
    columns.UNTIL: 14,
    columns.REASON: 24,
    columns.RECEIVER: 16,
    columns.EVIDENCE: 28,
}


@dataclass(frozen=True)
class Wanted:
    """Which items: of a round's audit, of an audit, of one department; empty means all that is outstanding."""

    round: ReportingRound | None = None
    audit: Audit | None = None
    department: Department | None = None


@dataclass(frozen=True)
class Form:
    """A sheet of `count` items. `own`: all of them are held by the departments of who took it."""

    title: str
    items: Sequence[Any]
    asked: ReportingRound | None
    own: bool

    @property
    def count(self) -> int:
        """How many items it has."""
        return len(self.items)


def form(wanted: Wanted, viewer: Viewer) -> Form:
    """What the sheet would hold, in 건제순 and then by number; one statement.

    Raises PermissionDenied, and NotAllowedNow for a round that is over and where there are more items than a sheet
    takes.
    """
    access.require_reading(viewer, access.Right.TAKE_FORMS)
    if wanted.round and not wanted.round.is_open:
        told = _("진행 중인 보고 회차가 아닙니다(%(name)s). 회차 없이 감사를 골라 내려받아 주십시오.")
        raise NotAllowedNow(told % {"name": wanted.round.name})
    found = access.gathered(viewer).outstanding()
    if audit := wanted.round.audit if wanted.round else wanted.audit:
        found = found.filter(demand__audit=audit)
    if wanted.department:
        found = found.filter(department=wanted.department)
    items = list(_in_order(found)[: MOST + 1])
    if len(items) > MOST:
        told = _("%(most)d건이 넘어 한 서식에 담을 수 없습니다. 부서나 감사를 골라 나누어 내려받아 주십시오.")
        raise NotAllowedNow(told % {"most": MOST})
    own = all(item.department_id in viewer.department_ids for item in items)
    return Form(_title(items, wanted.round, viewer.on), items, wanted.round, own)


def written(wanted: Form, viewer: Viewer) -> bytes:
    """The sheet as an XLSX file; three statements more, however many items."""
    texts = DemandVersion.objects.texts(item.demand for item in wanted.items)
    newest = _newest(wanted.items, viewer)
    book, sheet = new_sheet(columns.TITLE)
    with override("ko"):
        heading(sheet, wanted.title, NOTE, columns.HEADS, row=HEAD_ROW)
        for row, item in enumerate(wanted.items, start=HEAD_ROW + 1):
            _write_item(sheet, row, item, texts[item.demand_id], newest.get(item.pk))
    _offer_statuses(sheet, len(wanted.items))
    lay_out(sheet, WIDTHS, columns.HEADS)
    for head in columns.HIDDEN:
        sheet.column_dimensions[_letter(head)].hidden = True
    sheet.freeze_panes = f"B{HEAD_ROW + 1}"
    protect(sheet)
    _write_facts(book.create_sheet(columns.FACTS), wanted, viewer)
    return saved(book)


def _in_order(found: AssignmentQuerySet) -> AssignmentQuerySet:
    told = pending.with_facts(found).select_related("demand__audit", "demand__category", "department")
    return told.order_by(
        F("department__rank").asc(nulls_last=True),
        "department__name",
        "-demand__audit__year",
        "demand__audit_id",
        "demand__number",
        "id",
    )


def _newest(items: Sequence[Assignment], viewer: Viewer) -> dict[int, ProgressUpdate]:
    filed = access.visible_updates(viewer).filter(assignment__in=items, filed_at__isnull=False)
    rows = filed.order_by("assignment_id", "-number").distinct("assignment_id")
    return {update.assignment_id: update for update in rows}


def _title(items: Sequence[Assignment], asked: ReportingRound | None, on: date) -> str:
    """처리상황 보고 · the audit · the round and its day · the department · the day it was taken."""
    audits: dict[int, Audit] = {item.demand.audit_id: item.demand.audit for item in items}
    departments = {item.department_id: item.department for item in items}
    parts = [columns.TITLE]
    if asked:
        parts += [str(asked.audit), f"{asked.name}(기한 {_day(asked.due_on)})"]
    elif len(audits) == 1:
        parts += [str(audit) for audit in audits.values()]
    if len(departments) == 1:
        parts += [department.name for department in departments.values() if department]
    return " · ".join([*parts, f"내려받은 날 {_day(on)}"])


def _write_item(
    sheet: Worksheet, row: int, item: Assignment, text: str, before: ProgressUpdate | None
) -> None:
    """One row: what is known, what was said last, and the hidden cells that tie it to its item."""
    answer = answer_of(before)
    known = _known(item, text, before)
    for head in columns.LOCKED:
        write(sheet, row, _place(head), known[head])
    for head, value in _prefilled(answer).items():
        write(sheet, row, _place(head), value, locked=value == columns.TOO_LONG)
    identity = [known[head] for head in columns.IDENTITY]
    put(sheet, row, _place(columns.ID), item.pk)
    put(sheet, row, _place(columns.VERSION), item.version)
    put(sheet, row, _place(columns.SEAL), columns.seal(item.pk, item.version, identity, answer))


def answer_of(update: ProgressUpdate | None) -> Answer:
    """What a report says, as the sheet carries it: in place of words that no cell can hold stands `TOO_LONG`."""
    if update is None:
        return Answer()
    answer = Answer.of(update)
    return replace(
        answer,
        actions_taken=_held(answer.actions_taken),
        plan=_held(answer.plan),
        reason=_held(answer.reason),
    )


def _held(text: str) -> str:
    return text if len(text) <= columns.LONGEST_CELL else columns.TOO_LONG


def _known(item: Any, text: str, before: ProgressUpdate | None) -> Mapping[str, str]:
    demand = item.demand
    return {
        columns.LABEL: demand_label(demand.category.short_label, demand.number),
        columns.AUDIT: str(demand.audit),
        columns.CATEGORY: demand.category.label,
        columns.DEMAND: text,
        columns.POINT: item.point,
        columns.DEPARTMENT: item.department.name if item.department else "",
        columns.DUE: _day(item.due_date) or "기한 미지정",
        columns.STAGE: _stage(item),
        columns.BEFORE: f"{before.get_status_display()} · {_day(before.reported_on)}" if before else "",
    }


def _stage(item: Any) -> str:
    gate = pending.GATES.get(item.pending_gate)
    return " · ".join([str(item.get_stage_display()), *([str(WAITING[gate])] if gate else [])])


def _prefilled(answer: Answer) -> Mapping[str, str]:
    return {
        columns.STATUS: columns.status_labels().get(answer.state, ""),
        columns.ACTIONS: answer.actions_taken,
        columns.PLAN: answer.plan,
        columns.UNTIL: _day(answer.planned_until),
        columns.REASON: answer.reason,
        columns.RECEIVER: answer.receiver,
        columns.EVIDENCE: "",
    }


def _offer_statuses(sheet: Worksheet, count: int) -> None:
    """The statuses to choose from; another word can be typed, because the council has words of its own."""
    offered = DataValidation(
        type="list",
        formula1=f'"{",".join(columns.status_labels().values())}"',
        allow_blank=True,
        errorStyle="warning",
        errorTitle=columns.STATUS,
        error="목록에 없는 말입니다. 의회의 표기표에 있는 말만 읽을 수 있습니다.",
        showErrorMessage=True,
    )
    letter = _letter(columns.STATUS)
    offered.add(f"{letter}{HEAD_ROW + 1}:{letter}{HEAD_ROW + max(count, 1)}")
    sheet.add_data_validation(offered)


def _write_facts(sheet: Worksheet, wanted: Form, viewer: Viewer) -> None:
    """The hidden sheet: what this is, for which round, of which day, for whom, and with which items."""
    asked = str(wanted.asked.pk) if wanted.asked else ""
    told = [("서식", columns.FORM), ("보고 회차", asked), ("내려받은 날", viewer.on.isoformat())]
    for row, (name, value) in enumerate([*told, ("내려받은 사람", str(viewer.user.pk))], start=1):
        put(sheet, row, 1, name)
        put(sheet, row, 2, value)
    first = len(told) + 2
    put(sheet, first, 1, columns.ITEMS)
    for row, item in enumerate(wanted.items, start=first + 1):
        put(sheet, row, 1, item.pk)
    sheet.sheet_state = "hidden"
    protect(sheet)


def _place(head: str) -> int:
    return columns.HEADS.index(head) + 1


def _letter(head: str) -> str:
    return get_column_letter(_place(head))


def _day(day: date | None) -> str:
    return f"{day:%Y. %-m. %-d.}" if day else ""
