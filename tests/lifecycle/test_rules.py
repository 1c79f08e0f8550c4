"""Each act's rule by itself, against lifecycle.md written out by hand: stages, what waits, words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import pytest

from audits.errors import NotAllowedNow
from tests.lifecycle.grid import NO, SAME, STAGES, Cells
from tracker import lifecycle
from tracker.lifecycle import Act, Fact, Report
from tracker.models import Stage


@dataclass(frozen=True)
class Law:
    """An act: its word, where it leads, of which facts one has to stand beside it, which may not, and what is first."""

    word: str
    cells: Cells
    needs: tuple[str, ...] = ()
    hindered: tuple[str, ...] = ()
    first: str = ""

    def after(self, stage: str) -> str | None:
        """The stage afterwards; None where the stage does not allow it."""
        cell = self.cells[STAGES.index(stage)]
        return stage if cell == SAME else cell


OUTSTANDING: Final[Cells] = (SAME, SAME, SAME, NO, NO, NO)
OPEN: Final[Cells] = (SAME, SAME, SAME, SAME, NO, NO)
RECEIVES: Final[Cells] = ("working", SAME, SAME, NO, NO, NO)
GATE: Final[Cells] = (NO, SAME, SAME, SAME, NO, NO)
HEAD, COORDINATOR, ASKED = "awaits_head", "awaits_coordinator", "extension_asked"
OFFERED, REFUSED, UNANSWERED = "handover_offered", "handover_refused", "handover_unanswered"
DATED, HOLIDAY = "dated", "on_holiday"
GATES: Final = (HEAD, COORDINATOR)
HANDOVER: Final = (OFFERED, REFUSED)
REPORT, EXTENSION, TO_HAND_OVER = "처리상황 보고", "기한 연장 요청", "소관 변경 요청"
LAW: Final[Mapping[Act | Report, Law]] = {
    Act.RECEIVE: Law("접수 확인", ("working", SAME, SAME, SAME, NO, NO)),
    Report.PROGRESS: Law(REPORT, ("working", SAME, SAME, "working", NO, NO), hindered=GATES),
    Report.NO_CHANGE: Law("변동 없음 보고", (NO, SAME, SAME, NO, NO, NO), hindered=GATES),
    Report.CLAIM: Law("종결 보고", (*("claimed",) * 4, NO, NO), hindered=GATES + HANDOVER),
    Act.REPORT_FROM_PAPER: Law("문서로 받은 보고 등록", ("working", SAME, SAME, SAME, NO, NO)),
    Act.NAME_OFFICER: Law("담당자 지정", OUTSTANDING),
    Act.NAME_ONESELF: Law("담당자 지정", OUTSTANDING),
    Act.NAME_LEAD: Law("주관부서 지정", (SAME, SAME, SAME, SAME, SAME, NO)),
    Act.ADD_EVIDENCE: Law("증빙자료 첨부", OPEN),
    Act.REMOVE_EVIDENCE: Law("증빙자료 삭제", OUTSTANDING),
    Act.APPROVE: Law("부서장 확인", GATE, needs=(HEAD,), first=REPORT),
    Act.APPROVE_BY_NUMBER: Law("부서장 확인(결재문서번호)", GATE, needs=(HEAD,), first=REPORT),
    Act.SEND_BACK: Law("반려", GATE, needs=GATES, first=REPORT),
    Act.SUBMIT: Law("의회 제출", GATE, needs=(COORDINATOR,), first="부서장 확인"),
    Act.CONFIRM: Law("이행 확인", (NO, NO, NO, "closed", NO, NO)),
    Act.RETURN: Law("보완 요구", (NO, NO, NO, "returned", NO, NO)),
    Act.CONTRADICT: Law("사실과 다름", (NO, NO, NO, "returned", NO, NO)),
    Act.RECORD_OPINION: Law("검토의견 작성", (NO, NO, NO, SAME, NO, NO)),
    Act.REOPEN: Law("종결 취소", (NO, NO, NO, NO, "returned", NO)),
    Act.REQUEST_EXTENSION: Law(
        EXTENSION, OUTSTANDING, needs=(DATED,), hindered=(ASKED,), first="처리기한 지정"
    ),
    Act.CANCEL_REQUEST: Law("연장 요청 취소", OUTSTANDING, needs=(ASKED,), first=EXTENSION),
    Act.GRANT: Law("연장 승인", OUTSTANDING, needs=(ASKED,), first=EXTENSION),
    Act.GRANT_UNASKED: Law(
        "기한 연장", OUTSTANDING, needs=(DATED,), hindered=(ASKED,), first="처리기한 지정"
    ),
    Act.REFUSE: Law("연장 불승인", OUTSTANDING, needs=(ASKED,), first=EXTENSION),
    Act.ADJUST_CALENDAR: Law("휴일 조정", OUTSTANDING, needs=(HOLIDAY,), first="휴일 등록"),
    Act.SET_FIRST_DUE_DATE: Law("처리기한 지정", OPEN, hindered=(DATED,)),
    Act.OFFER_HANDOVER: Law(TO_HAND_OVER, OUTSTANDING, hindered=HANDOVER),
    Act.ACCEPT_HANDOVER: Law("인수", RECEIVES, needs=(OFFERED,), first=TO_HAND_OVER),
    Act.REFUSE_HANDOVER: Law("인수 불가", OUTSTANDING, needs=(OFFERED,), first=TO_HAND_OVER),
    Act.CANCEL_HANDOVER: Law("소관 변경 요청 취소", OUTSTANDING, needs=HANDOVER, first=TO_HAND_OVER),
    Act.SETTLE_HANDOVER: Law("소관 조정", RECEIVES, needs=(REFUSED, UNANSWERED), first="받는 부서의 회신"),
    Act.MOVE: Law("소관 이동", OPEN),
    Act.REMIND: Law("처리 촉구", OUTSTANDING),
    Act.CORRECT_DEMAND: Law("정정", (SAME,) * 6),
    Act.WITHDRAW: Law("철회", (*("withdrawn",) * 5, NO)),
}
# How a hindrance is called, and what ends it.
CALLED: Final = {
    HEAD: ("부서장 확인 대기", "부서장 확인"),
    COORDINATOR: ("의회 제출 대기", "의회 제출"),
    ASKED: ("기한 연장 요청 중", "연장 승인"),
    OFFERED: ("소관 변경 요청 중", "인수"),
    REFUSED: ("소관 조정 대기", "소관 조정"),
    DATED: ("처리기한 있음", EXTENSION),
}
FIRST: Final = {
    "assigned": ("접수 전", "접수 확인"),
    "working": ("처리 중", REPORT),
    "returned": ("보완 요구", REPORT),
    "claimed": ("확인 대기", "의회의 이행 확인"),
    "closed": ("종결", "종결 취소"),
    "withdrawn": ("철회", "새 배부"),
}
every_act = pytest.mark.parametrize("act", LAW, ids=str)


def _circumstances() -> Iterator[tuple[str, ...]]:
    """Nothing beside the stage, each fact alone, each two together, and everything at once."""
    facts = (HEAD, COORDINATOR, ASKED, OFFERED, REFUSED, UNANSWERED, DATED, HOLIDAY)
    for size in (0, 1, 2, len(facts)):
        yield from combinations(facts, size)


def _answer(act: Act | Report, stage: str, facts: Collection[str]) -> str:
    """The stage afterwards, or the sentence that refuses."""
    try:
        return lifecycle.next_stage(act, stage, [Fact(fact) for fact in facts])
    except NotAllowedNow as refusal:
        return str(refusal)


def _right(law: Law, stage: str, facts: Collection[str]) -> str:
    state, first = FIRST[stage]
    after = law.after(stage)
    if after is not None:
        hindrance = next((fact for fact in law.hindered if fact in facts), None)
        if hindrance:
            state, first = CALLED[hindrance]
        elif not law.needs or set(law.needs) & set(facts):
            return after
        else:
            first = law.first
    return f"{law.word}: 지금 상태({state})에서는 처리할 수 없습니다. 먼저 할 일: {first}"


def test_every_rule_has_its_law() -> None:
    assert set(lifecycle.RULES) == set(LAW)
    assert {str(fact) for fact in Fact} == {fact for facts in _circumstances() for fact in facts}


def test_every_act_has_its_word_though_it_may_never_be_refused() -> None:
    assert {act: str(rule.label) for act, rule in lifecycle.RULES.items()} == {
        act: law.word for act, law in LAW.items()
    }


@every_act
def test_an_act_leads_where_the_law_says_or_is_refused_with_what_has_to_come_first(act: Act | Report) -> None:
    asked = [(stage, facts) for stage in STAGES for facts in _circumstances()]
    found = {(stage, facts): _answer(act, stage, facts) for stage, facts in asked}
    assert found == {(stage, facts): _right(LAW[act], stage, facts) for stage, facts in asked}


@every_act
def test_nothing_beside_the_stage_is_the_same_as_not_saying(act: Act | Report) -> None:
    for stage in STAGES:
        try:
            after = str(lifecycle.next_stage(act, stage))
        except NotAllowedNow as refusal:
            after = str(refusal)
        assert after == _right(LAW[act], stage, ())


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("kind", Report)
@pytest.mark.parametrize("returned_before", [False, True])
def test_only_a_claim_that_is_taken_back_remembers_an_earlier_return(
    kind: Report, stage: str, returned_before: bool
) -> None:
    right = LAW[kind].after(stage)
    if right is None:
        with pytest.raises(NotAllowedNow):
            lifecycle.after_report(kind, stage, returned_before=returned_before)
        return
    taken_back = kind == Report.PROGRESS and stage == Stage.CLAIMED
    after = lifecycle.after_report(kind, stage, returned_before=returned_before)
    assert after == ("returned" if taken_back and returned_before else right)
    assert lifecycle.after_report(kind, stage) == right


def test_a_report_is_refused_by_what_waits_however_it_leads() -> None:
    with pytest.raises(NotAllowedNow, match="부서장 확인 대기"):
        lifecycle.after_report(Report.PROGRESS, "claimed", [Fact.AWAITS_HEAD], returned_before=True)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("not_reported", Report.PROGRESS),
        ("under_review", Report.PROGRESS),
        ("in_progress", Report.PROGRESS),
        ("completed", Report.CLAIM),
        ("not_accepted", Report.CLAIM),
        ("transferred", Report.CLAIM),
    ],
)
def test_the_status_says_which_kind_of_report_it_is_unless_nothing_changed(status: str, kind: Report) -> None:
    assert lifecycle.kind_of(status, no_change=False) == kind
    assert lifecycle.kind_of(status, no_change=True) == Report.NO_CHANGE


def test_whoever_shows_what_waits_calls_it_as_the_refusal_does() -> None:
    assert {str(fact): str(words) for fact, words in lifecycle.WAITING.items()} == {
        fact: state for fact, (state, _end) in CALLED.items()
    }


def test_a_pending_report_waits_at_a_gate_and_a_pending_handover_is_offered_or_refused() -> None:
    assert set(GATES) == lifecycle.PENDING_UPDATE
    assert set(HANDOVER) == lifecycle.PENDING_HANDOVER
    assert set(STAGES) - {"withdrawn"} == lifecycle.LIVE
