"""Which act leads where, and what a demand's assignments add up to (lifecycle.md §4-6). Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from audits.errors import NotAllowedNow
from audits.statuses import CLOSING
from audits.statuses import ReportedStatus as Status
from tracker.models.states import Stage, Verdict


class Act(StrEnum):
    """What people do with audits, demands and assignments; who may is `access.ALLOWED`."""

    SET_UP_AUDIT = "set_up_audit"
    LOG_DEMAND = "log_demand"
    TRANSMIT = "transmit"
    IMPORT_PUBLISHED = "import_published"
    ASSIGN = "assign"
    SET_LATER_DUE_DATE = "set_later_due_date"
    RECEIVE = "receive"
    REPORT = "report"
    MOVE = "move"


class Report(StrEnum):
    """The three kinds of report, which lead to different stages."""

    PROGRESS = "progress"
    NO_CHANGE = "no_change"
    CLAIM = "claim"


AFTER_RECEIPT: Final[Mapping[Stage, Stage]] = {
    Stage.ASSIGNED: Stage.WORKING,
    Stage.WORKING: Stage.WORKING,
    Stage.RETURNED: Stage.RETURNED,
    Stage.CLAIMED: Stage.CLAIMED,
}

AFTER_REPORT: Final[Mapping[tuple[Report, Stage], Stage]] = {
    (Report.PROGRESS, Stage.ASSIGNED): Stage.WORKING,
    (Report.PROGRESS, Stage.WORKING): Stage.WORKING,
    (Report.PROGRESS, Stage.RETURNED): Stage.RETURNED,
    (Report.PROGRESS, Stage.CLAIMED): Stage.WORKING,
    (Report.NO_CHANGE, Stage.WORKING): Stage.WORKING,
    (Report.NO_CHANGE, Stage.RETURNED): Stage.RETURNED,
    (Report.CLAIM, Stage.ASSIGNED): Stage.CLAIMED,
    (Report.CLAIM, Stage.WORKING): Stage.CLAIMED,
    (Report.CLAIM, Stage.RETURNED): Stage.CLAIMED,
    (Report.CLAIM, Stage.CLAIMED): Stage.CLAIMED,
}

FIRST: Final[Mapping[Stage, str]] = {
    Stage.ASSIGNED: "접수 확인",
    Stage.CLAIMED: "의회의 이행 확인",
    Stage.CLOSED: "종결 취소",
    Stage.WITHDRAWN: "새 배부",
}


def kind_of(status: str, *, no_change: bool) -> Report:
    """Which kind of report `status` makes."""
    if no_change:
        return Report.NO_CHANGE
    return Report.CLAIM if status in CLOSING else Report.PROGRESS


def after_receipt(stage: str) -> Stage:
    """Stage after a confirmed receipt; the same where it was confirmed before. Raises NotAllowedNow."""
    if Stage(stage) not in AFTER_RECEIPT:
        raise _refusal("접수 확인", Stage(stage))
    return AFTER_RECEIPT[Stage(stage)]


def after_report(kind: Report, stage: str, *, returned_before: bool = False) -> Stage:
    """Stage after a filed report; raises NotAllowedNow, naming what has to be done first.

    Taking back a claim leads to `returned` where an earlier claim was returned, else to `working`.
    """
    before = Stage(stage)
    if (kind, before) not in AFTER_REPORT:
        raise _refusal("변동 없음 보고" if kind == Report.NO_CHANGE else "처리상황 보고", before)
    if kind == Report.PROGRESS and before == Stage.CLAIMED and returned_before:
        return Stage.RETURNED
    return AFTER_REPORT[kind, before]


def _refusal(act: str, stage: Stage) -> NotAllowedNow:
    return NotAllowedNow(
        f"{act}: 지금 상태({stage.label})에서는 처리할 수 없습니다. 먼저 할 일: {FIRST.get(stage, '처리상황 보고')}"
    )


def standing(statuses: Collection[str]) -> Status:
    """Standing of a demand from the reported statuses of its live assignments; the first line that fits."""
    found = {Status(status) for status in statuses}
    if not found:
        return Status.NOT_REPORTED
    if len(found) == 1:
        return found.pop()
    unfinished = found & {Status.NOT_REPORTED, Status.UNDER_REVIEW}
    if Status.IN_PROGRESS in found or (Status.COMPLETED in found and unfinished):
        return Status.IN_PROGRESS
    rest = (Status.UNDER_REVIEW, Status.NOT_REPORTED, Status.NOT_ACCEPTED)
    return next((status for status in rest if status in found), Status.TRANSFERRED)


def verification(verdicts: Collection[str]) -> Verdict:
    """The council's check of a demand from that of its live assignments: the worst that is there."""
    found = {Verdict(verdict) for verdict in verdicts}
    for verdict in (Verdict.CONTRADICTED, Verdict.INSUFFICIENT, Verdict.AWAITING):
        if verdict in found:
            return verdict
    return Verdict.CONFIRMED if found == {Verdict.CONFIRMED} else Verdict.NONE
