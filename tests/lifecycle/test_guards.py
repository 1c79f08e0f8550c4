"""What each act asks for beyond its stage, guard by guard: what lacks it is refused, what has it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits.errors import NotAllowedNow, SamePerson, Stale
from audits.statuses import ReportedStatus as Status
from tests.cluster import as_owner
from tests.conftest import TODAY
from tests.lifecycle.phrases import (
    LATER,
    Act,
    approves,
    asks,
    at,
    contradicts,
    corrects,
    extended_once,
    grants,
    moves,
    names,
    offers,
    piece_of_a_claim,
    refuses,
    removes,
    reopens,
    reports,
    returns,
    sends_back,
    settles,
    submits,
    waiting,
    withdraws,
)
from tests.lifecycle.scene import DONE, LETTER, NO_CHANGE, PROGRESS, Scene
from tests.lifecycle.town import DUE
from tracker.actions import hand_over
from tracker.actions.due_dates import set_first_due_date
from tracker.actions.extension import Extension
from tracker.actions.letter import Letter
from tracker.actions.opinion import record_opinion
from tracker.actions.remind import remind
from tracker.actions.report import Words
from tracker.actions.request_extension import request_extension
from tracker.models import Evidence

pytestmark = pytest.mark.django_db

NOT_LATER: Final = Extension(DUE, "회기가 미뤄짐")


@dataclass(frozen=True)
class Guard:
    """One thing that is asked for: `wrong` lacks it and is refused so, `right` is the same act with it."""

    name: str
    ready: Callable[[Scene], Any]
    wrong: Act
    refusal: type[Exception]
    right: Act


WITHOUT_A_REASON: Final = [
    ("send back", waiting("head"), sends_back(reason=" "), sends_back()),
    ("return", at("claimed"), returns(reason=" "), returns()),
    ("contradict", at("claimed"), contradicts(reason=" "), contradicts()),
    ("reopen", at("closed"), reopens(reason=" "), reopens()),
    ("request extension", at("working"), asks(reason=" "), asks()),
    ("grant unasked", at("working"), grants(replace(LATER, reason="")), grants()),
    ("refuse", Scene.asks_for_time, refuses(reason=" "), refuses()),
    ("offer handover", at("working"), offers(reason=" "), offers()),
    ("settle", lambda s: s.is_offered(refused=True), settles(reason=" "), settles()),
    ("move", at("working"), moves(reason=" "), moves()),
    ("remove evidence", Scene.has_evidence, removes(reason=" "), removes()),
    ("correct demand", at("working"), corrects(reason=" "), corrects()),
    ("withdraw", at("working"), withdraws(reason=" "), withdraws()),
]
MISSING: Final = Words(status="completed", actions_taken="- 점검을 마침")
NOT_ACCEPTED: Final = Words(status="not_accepted", actions_taken="- 검토함", reason="법령에 맞지 않음")
TRANSFERRED: Final = Words(status="transferred", actions_taken="- 보냄", receiver="도교육청")
NINE_DAYS_LATER: Final = replace(LATER, until=LATER.until + timedelta(days=9))
GUARDS: Final = (
    *(
        Guard(f"{name}: a reason", ready, wrong, ValidationError, right)
        for name, ready, wrong, right in WITHOUT_A_REASON
    ),
    Guard(
        "report: words",
        at("working"),
        reports(Words(status="in_progress")),
        ValidationError,
        reports(PROGRESS),
    ),
    Guard("completed: evidence", at("working"), reports(MISSING), ValidationError, reports(DONE)),
    Guard(
        "not accepted: a reason",
        at("working"),
        reports(replace(NOT_ACCEPTED, reason=" ")),
        ValidationError,
        reports(NOT_ACCEPTED),
    ),
    Guard(
        "transferred: a receiver",
        at("working"),
        reports(replace(TRANSFERRED, receiver=" ")),
        ValidationError,
        reports(TRANSFERRED),
    ),
    Guard(
        "transferred: outside",
        at("working"),
        reports(replace(TRANSFERRED, receiver="시연  b과")),
        ValidationError,
        reports(TRANSFERRED),
    ),
    Guard("no change: a report before", lambda _: None, reports(NO_CHANGE), NotAllowedNow, reports(PROGRESS)),
    Guard("report: none waits", waiting("head"), reports(PROGRESS), NotAllowedNow, sends_back()),
    Guard("claim: no offer is open", Scene.is_offered, reports(DONE), NotAllowedNow, reports(PROGRESS)),
    Guard(
        "approve: by another",
        waiting("head", author="head a"),
        approves("head a"),
        SamePerson,
        approves("coordinator"),
    ),
    Guard(
        "approve: by the head", waiting("head"), approves("coordinator"), PermissionDenied, approves("head a")
    ),
    Guard(
        "approve by number: by another",
        waiting("head"),
        approves("officer a", document_number="가-1"),
        SamePerson,
        approves("secretariat and officer a", document_number="가-1"),
    ),
    Guard(
        "send back: by another",
        waiting("head", author="head a"),
        sends_back(),
        SamePerson,
        sends_back("coordinator"),
    ),
    Guard(
        "submit: a number",
        waiting("coordinator"),
        submits(Letter(TODAY, " ")),
        ValidationError,
        submits(LETTER),
    ),
    Guard(
        "submit: a day that has come",
        waiting("coordinator"),
        submits(Letter(TODAY + timedelta(days=1), "기획과-12")),
        ValidationError,
        submits(LETTER),
    ),
    Guard("verify: the newest", at("claimed"), returns(update_id=0), Stale, returns()),
    Guard("verify: the version", at("claimed"), returns(version=0), Stale, returns()),
    Guard(
        "contradict: what was found", at("claimed"), contradicts(found=" "), ValidationError, contradicts()
    ),
    Guard("contradict: a decision", at("claimed"), contradicts(""), ValidationError, contradicts()),
    Guard(
        "contradict: its own decision",
        at("claimed"),
        contradicts("other_decision"),
        ValidationError,
        contradicts(),
    ),
    Guard(
        "return: a later day",
        at("claimed"),
        returns(extension=NOT_LATER),
        ValidationError,
        returns(extension=LATER),
    ),
    Guard(
        "reopen: a later day",
        at("closed"),
        reopens(extension=NOT_LATER),
        ValidationError,
        reopens(extension=LATER),
    ),
    Guard("request: a later day", at("working"), asks(wanted=DUE), ValidationError, asks()),
    Guard("request: none waits", Scene.asks_for_time, asks(), NotAllowedNow, refuses()),
    Guard("request: a date", Scene.has_no_due_date, asks(), NotAllowedNow, reports(PROGRESS)),
    Guard("grant: a later day", at("working"), grants(NOT_LATER), ValidationError, grants()),
    Guard("grant unasked: by the secretariat", at("working"), grants(who="clerk"), NotAllowedNow, grants()),
    Guard(
        "remove: not the last",
        lambda s: piece_of_a_claim(s, beside=False),
        removes(),
        NotAllowedNow,
        reports(PROGRESS),
    ),
    Guard(
        "name officer: of the department",
        at("working"),
        names("officer b"),
        ValidationError,
        names("officer a"),
    ),
    Guard("offer: to another", at("working"), offers("a"), ValidationError, offers()),
    Guard("offer: to one that is there", at("working"), offers("f"), ValidationError, offers()),
    Guard("offer: to one without it", at("working"), offers("b"), ValidationError, offers()),
    Guard("offer: none is open", Scene.is_offered, offers(), NotAllowedNow, reports(PROGRESS)),
    Guard(
        "settle: after five working days", Scene.is_offered, settles(days=6), NotAllowedNow, settles(days=7)
    ),
    Guard("move: from its department", at("working"), moves("c"), NotAllowedNow, moves()),
    Guard("move: when the day has come", at("working"), moves(on=TODAY), NotAllowedNow, moves()),
    Guard(
        "correct: another text",
        at("working"),
        corrects("예산 낭비가 없도록 할 것"),
        ValidationError,
        corrects(),
    ),
    Guard("withdraw: another lead", at("working"), withdraws(heir=""), ValidationError, withdraws()),
)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_what_an_act_asks_for(guard: Guard, scene: Scene) -> None:
    prepared = guard.ready(scene)
    before = scene.look()
    with pytest.raises(guard.refusal):
        guard.wrong(scene, prepared)
    assert scene.look() == before
    guard.right(scene, prepared)
    assert scene.look() != before


def test_the_second_extension_rests_on_a_decision(scene: Scene) -> None:
    extended_once(scene)
    before = scene.look()
    with pytest.raises(ValidationError, match="2차 연장부터"):
        grants(NINE_DAYS_LATER)(scene, None)
    assert scene.look() == before
    grants(replace(NINE_DAYS_LATER, decision_id=scene.town.decision.pk))(scene, None)
    assert scene.row.due_date == NINE_DAYS_LATER.until
    assert scene.row.original_due_date == DUE


def test_whoever_asked_for_more_time_does_not_grant_or_refuse_it(scene: Scene) -> None:
    request = request_extension(
        scene.pk, wanted=LATER.until, reason="공사", by=scene.by("secretariat and officer a")
    )
    for act in (grants(who="secretariat and officer a"), refuses(who="secretariat and officer a")):
        with pytest.raises(SamePerson):
            act(scene, request.pk)
    grants(who="secretariat")(scene, request.pk)


def test_a_due_date_is_first_set_only_where_there_is_none(scene: Scene) -> None:
    def sets(day: date) -> object:
        return set_first_due_date(scene.pk, day, version=scene.version, by=scene.by("clerk"))

    with pytest.raises(NotAllowedNow):
        sets(LATER.until)
    scene.has_no_due_date()
    with pytest.raises(ValidationError):
        sets(TODAY - timedelta(days=1))
    sets(LATER.until)
    assert (scene.row.due_date, scene.row.original_due_date) == (LATER.until, LATER.until)


def test_a_claim_whose_evidence_was_lost_at_the_gate_is_not_approved(scene: Scene) -> None:
    waiting("head", status=Status.COMPLETED)(scene)
    with as_owner():
        Evidence.objects.filter(update__gate="head").update(update=None)
    with pytest.raises(NotAllowedNow, match="증빙자료"):
        approves("head a")(scene, None)


def test_a_claim_is_not_approved_while_an_offer_is_open(scene: Scene) -> None:
    waiting("head", status=Status.COMPLETED)(scene)
    offer = scene.is_offered()
    with pytest.raises(NotAllowedNow, match="인수"):
        approves("head a")(scene, None)
    hand_over.cancel_offer(offer, by=scene.by("officer a"))
    approves("head a")(scene, None)


def test_an_offer_is_not_taken_by_a_department_that_holds_the_demand_by_now(scene: Scene) -> None:
    offer = scene.is_offered()
    other = Scene(scene.town, "two")
    taken = hand_over.offer(
        other.pk, scene.town.departments["d"].pk, reason="업무 이관", by=scene.by("clerk and officer b")
    )
    hand_over.accept(taken.pk, version=None, by=scene.by("officer d"))
    with pytest.raises(NotAllowedNow, match="이미 맡고"):
        hand_over.accept(offer, version=None, by=scene.by("officer d"))


def test_a_department_is_reminded_once_a_day(scene: Scene) -> None:
    remind(scene.pk, by=scene.by("clerk"))
    with pytest.raises(NotAllowedNow, match="이미 촉구"):
        remind(scene.pk, by=scene.by("secretariat"))
    remind(scene.pk, by=scene.town.by("secretariat", TODAY + timedelta(days=1)))


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [({"words": " "}, ValidationError), ({"view": "?"}, ValidationError), ({"update_id": 0}, Stale)],
)
def test_an_opinion_has_words_and_is_about_the_newest_claim(
    fault: dict[str, Any], refusal: type[Exception], scene: Scene
) -> None:
    scene.reach("claimed")
    asked: dict[str, Any] = {
        "update_id": scene.newest,
        "view": "adequate",
        "words": "적정함",
        "by": scene.by("clerk"),
    }
    with pytest.raises(refusal):
        record_opinion(scene.pk, **asked | fault)
    record_opinion(scene.pk, **asked)
