"""Every cell of the grid, twice: by the rule that decides it, and by the act itself on a real assignment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pytest

from audits.errors import NotAllowedNow
from audits.statuses import ReportedStatus as Status
from tests.lifecycle.grid import GRID, STAGES
from tests.lifecycle.scene import DONE, LETTER, NO_CHANGE, PROGRESS, Scene
from tests.lifecycle.town import SPLIT_DAY
from tracker.actions import hand_over, verify
from tracker.actions.approve import approve
from tracker.actions.correct_demand import correct_demand
from tracker.actions.due_dates import adjust_calendar, set_first_due_date
from tracker.actions.evidence import Piece, add_evidence, remove_evidence
from tracker.actions.extension import Extension, grant
from tracker.actions.move import move
from tracker.actions.name_lead import name_lead
from tracker.actions.name_officer import name_officer
from tracker.actions.opinion import record_opinion
from tracker.actions.receive import receive
from tracker.actions.refuse_extension import refuse
from tracker.actions.remind import remind
from tracker.actions.reopen import reopen
from tracker.actions.request_extension import cancel_request, request_extension
from tracker.actions.send_back import send_back
from tracker.actions.settle_handover import settle
from tracker.actions.submit import submit
from tracker.actions.withdraw import withdraw
from tracker.lifecycle import Act, Fact, Report, next_stage
from tracker.models import Stage

pytestmark = pytest.mark.django_db

LATER: Final = date(2026, 12, 18)
Rule = tuple[Act | Report, Sequence[Fact]]


@dataclass(frozen=True)
class Cell:
    """How a row of the grid is asked: by these rules one after the other, and by `do` on what `ready` prepared."""

    row: str
    rules: Sequence[Rule]
    do: Callable[[Scene, int], object]
    ready: Callable[[Scene], object] = lambda _scene: None


HEAD: Final = (Act.APPROVE, [Fact.AWAITS_HEAD])
COORDINATOR: Final = (Act.SUBMIT, [Fact.AWAITS_COORDINATOR])
OFFERED: Final = [Fact.HANDOVER_OFFERED]
REFUSED: Final = [Fact.HANDOVER_REFUSED]
ASKED: Final = [Fact.EXTENSION_ASKED, Fact.DATED]
CELLS: Final = (
    Cell("receive", [(Act.RECEIVE, [])], lambda s, _: receive([s.pk], by=s.by("officer a"))),
    Cell("file progress", [(Report.PROGRESS, [])], lambda s, _: s.report(PROGRESS)),
    Cell("file no change", [(Report.NO_CHANGE, [])], lambda s, _: s.report(NO_CHANGE)),
    Cell("file claim", [(Report.CLAIM, [])], lambda s, _: s.report(DONE)),
    Cell(
        "ask approval",
        [(Act.RECEIVE, [])],
        lambda s, _: s.report(PROGRESS),
        lambda s: s.town.set_gates("head"),
    ),
    Cell(
        "send back",
        [(Act.SEND_BACK, [Fact.AWAITS_HEAD])],
        lambda s, _: send_back(s.pk, version=s.version, reason="내역이 빠짐", by=s.by("head a")),
        lambda s: s.waits("head"),
    ),
    Cell(
        "approve progress",
        [HEAD, (Report.PROGRESS, [])],
        lambda s, _: approve(s.pk, version=s.version, by=s.by("head a")),
        lambda s: s.waits("head"),
    ),
    Cell(
        "approve claim",
        [HEAD, (Report.CLAIM, [])],
        lambda s, _: approve(s.pk, version=s.version, by=s.by("head a")),
        lambda s: s.waits("head", Status.COMPLETED),
    ),
    Cell(
        "submit progress",
        [COORDINATOR, (Report.PROGRESS, [])],
        lambda s, _: submit(s.pk, LETTER, version=s.version, by=s.by("coordinator")),
        lambda s: s.waits("coordinator"),
    ),
    Cell(
        "submit claim",
        [COORDINATOR, (Report.CLAIM, [])],
        lambda s, _: submit(s.pk, LETTER, version=s.version, by=s.by("coordinator")),
        lambda s: s.waits("coordinator", Status.COMPLETED),
    ),
    Cell("confirm", [(Act.CONFIRM, [])], lambda s, _: s.confirm()),
    Cell("return", [(Act.RETURN, [])], lambda s, _: s.give_back("내역이 빠짐")),
    Cell(
        "contradict",
        [(Act.CONTRADICT, [])],
        lambda s, _: verify.contradict(
            s.pk,
            update_id=s.newest,
            version=s.version,
            reason="현장과 다름",
            found="점검표가 없음",
            decision_id=s.town.decision.pk,
            by=s.by("clerk"),
        ),
    ),
    Cell(
        "record opinion",
        [(Act.RECORD_OPINION, [])],
        lambda s, _: record_opinion(
            s.pk, update_id=s.newest, view="adequate", words="적정함", by=s.by("clerk")
        ),
    ),
    Cell(
        "reopen",
        [(Act.REOPEN, [])],
        lambda s, _: reopen(s.pk, version=s.version, reason="다시 드러남", by=s.by("clerk")),
    ),
    Cell(
        "request extension",
        [(Act.REQUEST_EXTENSION, [Fact.DATED])],
        lambda s, _: request_extension(s.pk, wanted=LATER, reason="공사가 늦어짐", by=s.by("officer a")),
    ),
    Cell(
        "grant",
        [(Act.GRANT, ASKED)],
        lambda s, _: grant(s.pk, Extension(LATER), version=s.version, by=s.by("clerk")),
        lambda s: s.asks_for_time(),
    ),
    Cell(
        "grant unasked",
        [(Act.GRANT_UNASKED, [Fact.DATED])],
        lambda s, _: grant(
            s.pk, Extension(LATER, "회기가 미뤄짐"), version=s.version, by=s.by("secretariat")
        ),
    ),
    Cell(
        "refuse",
        [(Act.REFUSE, ASKED)],
        lambda s, request: refuse(request, reason="더 미룰 수 없음", by=s.by("clerk")),
        lambda s: s.asks_for_time(),
    ),
    Cell(
        "cancel request",
        [(Act.CANCEL_REQUEST, ASKED)],
        lambda s, request: cancel_request(request, by=s.by("officer a")),
        lambda s: s.asks_for_time(),
    ),
    Cell(
        "adjust calendar",
        [(Act.ADJUST_CALENDAR, [Fact.ON_HOLIDAY])],
        lambda s, _: adjust_calendar(s.pk, version=s.version, by=s.by("secretariat")),
        lambda s: s.is_due_on_a_holiday(),
    ),
    Cell(
        "set first due date",
        [(Act.SET_FIRST_DUE_DATE, [])],
        lambda s, _: set_first_due_date(s.pk, LATER, version=s.version, by=s.by("clerk")),
        lambda s: s.has_no_due_date(),
    ),
    Cell(
        "offer handover",
        [(Act.OFFER_HANDOVER, [])],
        lambda s, _: hand_over.offer(
            s.pk, s.town.departments["d"].pk, reason="업무 이관", by=s.by("officer a")
        ),
    ),
    Cell(
        "accept handover",
        [(Act.ACCEPT_HANDOVER, OFFERED)],
        lambda s, offer: hand_over.accept(offer, version=s.version, by=s.by("officer d")),
        lambda s: s.is_offered(),
    ),
    Cell(
        "refuse handover",
        [(Act.REFUSE_HANDOVER, OFFERED)],
        lambda s, offer: hand_over.refuse_offer(offer, reason="우리 일이 아님", by=s.by("officer d")),
        lambda s: s.is_offered(),
    ),
    Cell(
        "cancel handover",
        [(Act.CANCEL_HANDOVER, OFFERED)],
        lambda s, offer: hand_over.cancel_offer(offer, by=s.by("officer a")),
        lambda s: s.is_offered(),
    ),
    Cell(
        "settle, it moves",
        [(Act.SETTLE_HANDOVER, REFUSED)],
        lambda s, offer: settle(
            offer, moves=True, reason="분장 규칙", version=s.version, by=s.by("coordinator")
        ),
        lambda s: s.is_offered(refused=True),
    ),
    Cell(
        "settle, it stays",
        [],  # the rule says where it would go; that it stays is the act's own
        lambda s, offer: settle(
            offer, moves=False, reason="분장 규칙", version=s.version, by=s.by("coordinator")
        ),
        lambda s: s.is_offered(refused=True),
    ),
    Cell(
        "name lead",
        [(Act.NAME_LEAD, [])],
        lambda s, _: name_lead(s.pk, version=s.version, by=s.by("coordinator")),
        lambda s: s.is_led_by_another(),
    ),
    Cell(
        "name officer",
        [(Act.NAME_OFFICER, [])],
        lambda s, _: name_officer(s.pk, s.town.people["officer a"].pk, by=s.by("head a")),
    ),
    Cell("remind", [(Act.REMIND, [])], lambda s, _: remind(s.pk, by=s.by("clerk"))),
    Cell(
        "move",
        [(Act.MOVE, [])],
        lambda s, _: move(
            s.pk, s.town.successions["a"], by=s.town.by("coordinator", SPLIT_DAY), reason="분장 규칙"
        ),
    ),
    Cell(
        "add evidence",
        [(Act.ADD_EVIDENCE, [])],
        lambda s, _: add_evidence(
            s.pk, [Piece(url="https://example.org/a")], version=s.version, by=s.by("officer a")
        ),
    ),
    Cell(
        "remove evidence",
        [(Act.REMOVE_EVIDENCE, [])],
        lambda s, piece: remove_evidence(piece, reason="잘못 올림", version=s.version, by=s.by("officer a")),
        lambda s: s.has_evidence(),
    ),
    Cell(
        "correct demand",
        [(Act.CORRECT_DEMAND, [])],
        lambda s, _: correct_demand(
            s.town.demand.pk, "고친 본문", reason="오기", version=1, by=s.by("secretariat")
        ),
    ),
    Cell(
        "withdraw",
        [(Act.WITHDRAW, [])],
        lambda s, _: withdraw(
            s.pk,
            reason="중복",
            version=s.version,
            by=s.by("secretariat"),
            new_lead_id=s.town.duties["two"],
        ),
    ),
)
every_cell = pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.row)
every_stage = pytest.mark.parametrize("stage", STAGES)


def test_every_row_of_the_grid_is_asked() -> None:
    assert [cell.row for cell in CELLS] == list(GRID)
    assert set(STAGES) == set(Stage)


@every_stage
@every_cell
def test_the_rule_leads_where_the_grid_says(cell: Cell, stage: str) -> None:
    right = GRID[cell.row].after(stage)
    if right is None:
        with pytest.raises(NotAllowedNow, match="먼저 할 일"):
            _follow(cell.rules or [(Act.SETTLE_HANDOVER, REFUSED)], stage)
    elif cell.rules:
        assert _follow(cell.rules, stage) == right


def _follow(rules: Sequence[Rule], stage: str) -> str:
    for act, facts in rules:
        stage = next_stage(act, stage, facts)
    return stage


@every_stage
@every_cell
def test_the_act_leads_where_the_grid_says(cell: Cell, stage: str, scene: Scene) -> None:
    row = GRID[cell.row]
    scene.reach(stage)
    prepared = cell.ready(scene)
    number = prepared if isinstance(prepared, int) else 0
    before, version = scene.look(), scene.version
    if row.after(stage) is None:
        with pytest.raises(NotAllowedNow):
            cell.do(scene, number)
        assert scene.look() == before
        return
    cell.do(scene, number)
    assert scene.row.stage == row.after(stage)
    assert scene.told(before[1]) == row.told(stage)
    assert scene.version - version == (row.bumps and stage not in row.silent)


def test_no_act_is_missing_in_the_grid() -> None:
    acts = {act for cell in CELLS for act, _facts in cell.rules if isinstance(act, Act)}
    of_the_assignment = acts | {Act.NAME_ONESELF, Act.APPROVE_BY_NUMBER, Act.REPORT, Act.REPORT_FROM_PAPER}
    of_the_audit = {
        Act.SET_UP_AUDIT,
        Act.LOG_DEMAND,
        Act.TRANSMIT,
        Act.IMPORT_PUBLISHED,
        Act.ASSIGN,
        Act.SET_LATER_DUE_DATE,
        Act.MARK_PRIORITY,
        Act.RECORD_MEETING,
        Act.OPEN_ROUND,
        Act.CLOSE_ROUND,
        Act.CHANGE_COMMITTEE,
        Act.FREEZE_REPORT,
        Act.PUBLISH,
        Act.DECIDE_REPEAT,
    }
    assert of_the_assignment | of_the_audit == set(Act)
