"""Which act leads where, and what a demand's assignments add up to (lifecycle.md §4-6). Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.errors import NotAllowedNow
from audits.statuses import CLOSING
from audits.statuses import ReportedStatus as Status
from tracker.models.states import OPEN, OUTSTANDING, Stage, Verdict


class Act(StrEnum):
    """What people do with audits, demands and assignments; who may is `access.ALLOWED`."""

    SET_UP_AUDIT = "set_up_audit"
    LOG_DEMAND = "log_demand"
    TRANSMIT = "transmit"
    IMPORT_PUBLISHED = "import_published"
    ASSIGN = "assign"
    SET_LATER_DUE_DATE = "set_later_due_date"
    CORRECT_DEMAND = "correct_demand"
    WITHDRAW = "withdraw"
    MARK_PRIORITY = "mark_priority"
    RECORD_MEETING = "record_meeting"
    RECEIVE = "receive"
    NAME_OFFICER = "name_officer"
    NAME_ONESELF = "name_oneself"
    NAME_LEAD = "name_lead"
    REPORT = "report"
    REPORT_FROM_PAPER = "report_from_paper"
    ADD_EVIDENCE = "add_evidence"
    REMOVE_EVIDENCE = "remove_evidence"
    APPROVE = "approve"
    APPROVE_BY_NUMBER = "approve_by_number"
    SEND_BACK = "send_back"
    SUBMIT = "submit"
    CONFIRM = "confirm"
    RETURN = "return"
    CONTRADICT = "contradict"
    RECORD_OPINION = "record_opinion"
    REOPEN = "reopen"
    REQUEST_EXTENSION = "request_extension"
    CANCEL_REQUEST = "cancel_request"
    GRANT = "grant"
    GRANT_UNASKED = "grant_unasked"
    REFUSE = "refuse"
    ADJUST_CALENDAR = "adjust_calendar"
    SET_FIRST_DUE_DATE = "set_first_due_date"
    OFFER_HANDOVER = "offer_handover"
    ACCEPT_HANDOVER = "accept_handover"
    REFUSE_HANDOVER = "refuse_handover"
    CANCEL_HANDOVER = "cancel_handover"
    SETTLE_HANDOVER = "settle_handover"
    MOVE = "move"
    REMIND = "remind"
    OPEN_ROUND = "open_round"
    CLOSE_ROUND = "close_round"
    CHANGE_COMMITTEE = "change_committee"
    FREEZE_REPORT = "freeze_report"
    PUBLISH = "publish"
    DECIDE_REPEAT = "decide_repeat"


class Report(StrEnum):
    """The three kinds of report, which lead to different stages."""

    PROGRESS = "progress"
    NO_CHANGE = "no_change"
    CLAIM = "claim"


class Fact(StrEnum):
    """What stands beside the stage of an assignment, at most one of each kind (lifecycle.md §1)."""

    AWAITS_HEAD = "awaits_head"
    AWAITS_COORDINATOR = "awaits_coordinator"
    EXTENSION_ASKED = "extension_asked"
    HANDOVER_OFFERED = "handover_offered"
    HANDOVER_REFUSED = "handover_refused"
    HANDOVER_UNANSWERED = "handover_unanswered"
    DATED = "dated"
    ON_HOLIDAY = "on_holiday"


PENDING_UPDATE: Final = frozenset({Fact.AWAITS_HEAD, Fact.AWAITS_COORDINATOR})
PENDING_HANDOVER: Final = frozenset({Fact.HANDOVER_OFFERED, Fact.HANDOVER_REFUSED})
LIVE: Final = frozenset(Stage) - {Stage.WITHDRAWN}


@dataclass(frozen=True)
class Rule:
    """One act: its button, where it leads from each stage, what has to stand beside it and what must not.

    `needs`: one of these facts. `first` is what has to be done first where none of them is there, by stage or by
    the fact that is missing.
    """

    label: str | Promise
    leads: Mapping[Stage, Stage]
    needs: frozenset[Fact] = frozenset()
    refused_by: frozenset[Fact] = frozenset()
    first: str | Promise = ""


def _stays(stages: Collection[Stage], **other: Stage) -> dict[Stage, Stage]:
    """The same stage for each of `stages`, but for those named."""
    changed = {Stage(name): stage for name, stage in other.items()}
    return {stage: stage for stage in stages} | changed


_WORKING: Final = {"assigned": Stage.WORKING}
_RECEIVED: Final = OPEN - {Stage.ASSIGNED}  # a report stands for the receipt, so none waits before it
_ASK_EXTENSION: Final = gettext_lazy("기한 연장 요청")
_ASK_HANDOVER: Final = gettext_lazy("소관 변경 요청")
_REPORT: Final = gettext_lazy("처리상황 보고")

RULES: Final[Mapping[Act | Report, Rule]] = {
    Act.RECEIVE: Rule(gettext_lazy("접수 확인"), _stays(OPEN, **_WORKING)),
    Report.PROGRESS: Rule(
        _REPORT, _stays(OUTSTANDING, **_WORKING, claimed=Stage.WORKING), refused_by=PENDING_UPDATE
    ),
    Report.NO_CHANGE: Rule(
        gettext_lazy("변동 없음 보고"), _stays({Stage.WORKING, Stage.RETURNED}), refused_by=PENDING_UPDATE
    ),
    Report.CLAIM: Rule(
        gettext_lazy("종결 보고"),
        dict.fromkeys(OPEN, Stage.CLAIMED),
        refused_by=PENDING_UPDATE | PENDING_HANDOVER,
    ),
    Act.REPORT_FROM_PAPER: Rule(gettext_lazy("문서로 받은 보고 등록"), _stays(OPEN, **_WORKING)),
    Act.NAME_OFFICER: Rule(gettext_lazy("담당자 지정"), _stays(OUTSTANDING)),
    Act.NAME_ONESELF: Rule(gettext_lazy("담당자 지정"), _stays(OUTSTANDING)),
    Act.NAME_LEAD: Rule(gettext_lazy("주관부서 지정"), _stays(LIVE)),
    Act.ADD_EVIDENCE: Rule(gettext_lazy("증빙자료 첨부"), _stays(OPEN)),
    Act.REMOVE_EVIDENCE: Rule(gettext_lazy("증빙자료 삭제"), _stays(OUTSTANDING)),
    Act.APPROVE: Rule(
        gettext_lazy("부서장 확인"), _stays(_RECEIVED), needs=frozenset({Fact.AWAITS_HEAD}), first=_REPORT
    ),
    Act.APPROVE_BY_NUMBER: Rule(
        gettext_lazy("부서장 확인(결재문서번호)"),
        _stays(_RECEIVED),
        needs=frozenset({Fact.AWAITS_HEAD}),
        first=_REPORT,
    ),
    Act.SEND_BACK: Rule(gettext_lazy("반려"), _stays(_RECEIVED), needs=PENDING_UPDATE, first=_REPORT),
    Act.SUBMIT: Rule(
        gettext_lazy("의회 제출"),
        _stays(_RECEIVED),
        needs=frozenset({Fact.AWAITS_COORDINATOR}),
        first=gettext_lazy("부서장 확인"),
    ),
    Act.CONFIRM: Rule(gettext_lazy("이행 확인"), {Stage.CLAIMED: Stage.CLOSED}),
    Act.RETURN: Rule(gettext_lazy("보완 요구"), {Stage.CLAIMED: Stage.RETURNED}),
    Act.CONTRADICT: Rule(gettext_lazy("사실과 다름"), {Stage.CLAIMED: Stage.RETURNED}),
    Act.RECORD_OPINION: Rule(gettext_lazy("검토의견 작성"), _stays({Stage.CLAIMED})),
    Act.REOPEN: Rule(gettext_lazy("종결 취소"), {Stage.CLOSED: Stage.RETURNED}),
    Act.REQUEST_EXTENSION: Rule(
        _ASK_EXTENSION,
        _stays(OUTSTANDING),
        needs=frozenset({Fact.DATED}),
        refused_by=frozenset({Fact.EXTENSION_ASKED}),
        first=gettext_lazy("처리기한 지정"),
    ),
    Act.CANCEL_REQUEST: Rule(
        gettext_lazy("연장 요청 취소"),
        _stays(OUTSTANDING),
        needs=frozenset({Fact.EXTENSION_ASKED}),
        first=_ASK_EXTENSION,
    ),
    Act.GRANT: Rule(
        gettext_lazy("연장 승인"),
        _stays(OUTSTANDING),
        needs=frozenset({Fact.EXTENSION_ASKED}),
        first=_ASK_EXTENSION,
    ),
    Act.GRANT_UNASKED: Rule(
        gettext_lazy("기한 연장"),
        _stays(OUTSTANDING),
        needs=frozenset({Fact.DATED}),
        refused_by=frozenset({Fact.EXTENSION_ASKED}),
        first=gettext_lazy("처리기한 지정"),
    ),
    Act.REFUSE: Rule(
        gettext_lazy("연장 불승인"),
        _stays(OUTSTANDING),
        needs=frozenset({Fact.EXTENSION_ASKED}),
        first=_ASK_EXTENSION,
    ),
    Act.ADJUST_CALENDAR: Rule(
        gettext_lazy("휴일 조정"),
        _stays(OUTSTANDING),
        needs=frozenset({Fact.ON_HOLIDAY}),
        first=gettext_lazy("휴일 등록"),
    ),
    Act.SET_FIRST_DUE_DATE: Rule(
        gettext_lazy("처리기한 지정"), _stays(OPEN), refused_by=frozenset({Fact.DATED})
    ),
    Act.OFFER_HANDOVER: Rule(_ASK_HANDOVER, _stays(OUTSTANDING), refused_by=PENDING_HANDOVER),
    Act.ACCEPT_HANDOVER: Rule(
        gettext_lazy("인수"),
        _stays(OUTSTANDING, **_WORKING),
        needs=frozenset({Fact.HANDOVER_OFFERED}),
        first=_ASK_HANDOVER,
    ),
    Act.REFUSE_HANDOVER: Rule(
        gettext_lazy("인수 불가"),
        _stays(OUTSTANDING),
        needs=frozenset({Fact.HANDOVER_OFFERED}),
        first=_ASK_HANDOVER,
    ),
    Act.CANCEL_HANDOVER: Rule(
        gettext_lazy("소관 변경 요청 취소"), _stays(OUTSTANDING), needs=PENDING_HANDOVER, first=_ASK_HANDOVER
    ),
    Act.SETTLE_HANDOVER: Rule(
        gettext_lazy("소관 조정"),
        _stays(OUTSTANDING, **_WORKING),
        needs=frozenset({Fact.HANDOVER_REFUSED, Fact.HANDOVER_UNANSWERED}),
        first=gettext_lazy("받는 부서의 회신"),
    ),
    Act.MOVE: Rule(gettext_lazy("소관 이동"), _stays(OPEN)),
    Act.REMIND: Rule(gettext_lazy("처리 촉구"), _stays(OUTSTANDING)),
    Act.CORRECT_DEMAND: Rule(gettext_lazy("정정"), _stays(Stage)),
    Act.WITHDRAW: Rule(gettext_lazy("철회"), dict.fromkeys(LIVE, Stage.WITHDRAWN)),
}

WAITING: Final[Mapping[Fact, str | Promise]] = {
    Fact.AWAITS_HEAD: gettext_lazy("부서장 확인 대기"),
    Fact.AWAITS_COORDINATOR: gettext_lazy("의회 제출 대기"),
    Fact.EXTENSION_ASKED: gettext_lazy("기한 연장 요청 중"),
    Fact.HANDOVER_OFFERED: gettext_lazy("소관 변경 요청 중"),
    Fact.HANDOVER_REFUSED: gettext_lazy("소관 조정 대기"),
    Fact.DATED: gettext_lazy("처리기한 있음"),
}
_ENDS: Final[Mapping[Fact, str | Promise]] = {
    Fact.AWAITS_HEAD: gettext_lazy("부서장 확인"),
    Fact.AWAITS_COORDINATOR: gettext_lazy("의회 제출"),
    Fact.EXTENSION_ASKED: gettext_lazy("연장 승인"),
    Fact.HANDOVER_OFFERED: gettext_lazy("인수"),
    Fact.HANDOVER_REFUSED: gettext_lazy("소관 조정"),
    Fact.DATED: _ASK_EXTENSION,
}
FIRST: Final[Mapping[Stage, str | Promise]] = {
    Stage.ASSIGNED: gettext_lazy("접수 확인"),
    Stage.CLAIMED: gettext_lazy("의회의 이행 확인"),
    Stage.CLOSED: gettext_lazy("종결 취소"),
    Stage.WITHDRAWN: gettext_lazy("새 배부"),
}


def kind_of(status: str, *, no_change: bool) -> Report:
    """Which kind of report `status` makes."""
    if no_change:
        return Report.NO_CHANGE
    return Report.CLAIM if status in CLOSING else Report.PROGRESS


def next_stage(act: Act | Report, stage: str, facts: Collection[Fact] = ()) -> Stage:
    """Stage after `act` (lifecycle.md §5). Raises NotAllowedNow, naming what has to be done first."""
    rule, before = RULES[act], Stage(stage)
    if before not in rule.leads:
        raise _refusal(rule, before.label, FIRST.get(before, _REPORT))
    if hindrance := next((fact for fact in Fact if fact in rule.refused_by and fact in facts), None):
        raise _refusal(rule, WAITING[hindrance], _ENDS[hindrance])
    if rule.needs and not rule.needs & set(facts):
        raise _refusal(rule, before.label, rule.first)
    return rule.leads[before]


def after_report(
    kind: Report, stage: str, facts: Collection[Fact] = (), *, returned_before: bool = False
) -> Stage:
    """Stage after a filed report. Raises NotAllowedNow.

    Taking back a claim leads to `returned` where an earlier claim was returned or reopened, else to `working`.
    """
    after = next_stage(kind, stage, facts)
    if kind == Report.PROGRESS and stage == Stage.CLAIMED and returned_before:
        return Stage.RETURNED
    return after


def _refusal(rule: Rule, state: object, first: object) -> NotAllowedNow:
    told = {"act": rule.label, "state": state, "first": first}
    return NotAllowedNow(
        _("%(act)s: 지금 상태(%(state)s)에서는 처리할 수 없습니다. 먼저 할 일: %(first)s") % told
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
