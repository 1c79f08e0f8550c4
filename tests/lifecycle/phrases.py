"""Acts and what goes before them, as phrases: each says what is usual, and takes what is to be otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from tests.conftest import TODAY
from tests.lifecycle.scene import Scene
from tests.lifecycle.town import SPLIT_DAY
from tracker.actions import hand_over, verify
from tracker.actions.approve import approve
from tracker.actions.correct_demand import correct_demand
from tracker.actions.evidence import remove_evidence
from tracker.actions.extension import Extension, grant
from tracker.actions.letter import Letter
from tracker.actions.move import move
from tracker.actions.name_officer import name_officer
from tracker.actions.refuse_extension import refuse
from tracker.actions.reopen import reopen
from tracker.actions.report import Words
from tracker.actions.request_extension import request_extension
from tracker.actions.send_back import send_back
from tracker.actions.settle_handover import settle
from tracker.actions.submit import submit
from tracker.actions.withdraw import withdraw
from tracker.models import Evidence

Act = Callable[[Scene, Any], object]
LATER: Final = Extension(date(2026, 12, 18), "회기가 미뤄짐")


def reports(words: Words) -> Act:
    """A report in these words."""
    return lambda scene, _: scene.report(words)


def returns(**other: Any) -> Act:
    """보완 요구."""

    def act(s: Scene, _: Any) -> object:
        asked: dict[str, Any] = {
            "update_id": s.newest,
            "version": s.version,
            "reason": "내역이 빠짐",
            "by": s.by("clerk"),
        }
        return verify.return_claim(s.pk, **asked | {"reason": "내역이 빠짐"} | other)

    return act


def contradicts(decision: str = "decision", **other: Any) -> Act:
    """사실과 다름, on the decision of this name."""

    def act(s: Scene, _: Any) -> object:
        asked: dict[str, Any] = {"update_id": s.newest, "version": s.version, "by": s.by("clerk")}
        words = {"reason": "현장과 다름", "found": "점검표가 없음"}
        decided = getattr(s.town, decision).pk if decision else None
        return verify.contradict(s.pk, **asked | words | {"decision_id": decided} | other)

    return act


def approves(who: str, **other: Any) -> Act:
    """부서장 확인."""
    return lambda s, _: approve(s.pk, version=s.version, by=s.by(who), **other)


def sends_back(who: str = "head a", reason: str = "내역이 빠짐") -> Act:
    """반려."""
    return lambda s, _: send_back(s.pk, version=s.version, reason=reason, by=s.by(who))


def submits(letter: Letter) -> Act:
    """의회 제출."""
    return lambda s, _: submit(s.pk, letter, version=s.version, by=s.by("coordinator"))


def asks(wanted: date = LATER.until, reason: str = "공사가 늦어짐") -> Act:
    """기한 연장 요청."""
    return lambda s, _: request_extension(s.pk, wanted=wanted, reason=reason, by=s.by("officer a"))


def grants(extension: Extension = LATER, who: str = "secretariat") -> Act:
    """연장."""
    return lambda s, _: grant(s.pk, extension, version=s.version, by=s.by(who))


def refuses(who: str = "clerk", reason: str = "더 미룰 수 없음") -> Act:
    """연장 불승인."""
    return lambda s, request: refuse(request, reason=reason, by=s.by(who))


def offers(receiver: str = "d", reason: str = "업무 이관") -> Act:
    """소관 변경 요청."""
    return lambda s, _: hand_over.offer(
        s.pk, s.town.departments[receiver].pk, reason=reason, by=s.by("officer a")
    )


def settles(days: int = 0, reason: str = "분장 규칙") -> Act:
    """소관 조정, so many days later."""
    return lambda s, offer: settle(
        offer,
        moves=True,
        reason=reason,
        version=s.version,
        by=s.town.by("coordinator", TODAY + timedelta(days=days)),
    )


def moves(step: str = "a", on: date = SPLIT_DAY, reason: str = "분장 규칙") -> Act:
    """소관 이동."""
    return lambda s, _: move(s.pk, s.town.successions[step], by=s.town.by("coordinator", on), reason=reason)


def corrects(text: str = "고친 본문", reason: str = "오기") -> Act:
    """정정."""
    return lambda s, _: correct_demand(
        s.town.demand.pk, text, reason=reason, version=1, by=s.by("secretariat")
    )


def withdraws(heir: str = "two", reason: str = "중복") -> Act:
    """철회."""
    return lambda s, _: withdraw(
        s.pk,
        reason=reason,
        version=s.version,
        by=s.by("secretariat"),
        new_lead_id=s.town.duties.get(heir),
    )


def removes(reason: str = "잘못 올림") -> Act:
    """증빙자료 삭제 of the piece that was prepared."""
    return lambda s, piece: remove_evidence(piece, reason=reason, version=s.version, by=s.by("officer a"))


def names(officer: str) -> Act:
    """담당자 지정."""
    return lambda s, _: name_officer(s.pk, s.town.people[officer].pk, by=s.by("head a"))


def reopens(**other: Any) -> Act:
    """종결 취소."""
    return lambda s, _: reopen(s.pk, version=s.version, by=s.by("clerk"), **{"reason": "다시 드러남"} | other)


def at(stage: str) -> Callable[[Scene], None]:
    """The assignment at a stage."""
    return lambda scene: scene.reach(stage)


def waiting(gate: str, **how: Any) -> Callable[[Scene], None]:
    """A report waits at a gate."""

    def ready(scene: Scene) -> None:
        scene.reach("working")
        scene.waits(gate, **how)

    return ready


def extended_once(scene: Scene) -> None:
    """A first extension was granted."""
    grants()(scene, None)


def piece_of_a_claim(scene: Scene, *, beside: bool) -> int:
    """A piece of a claim that came back, alone or `beside` another."""
    scene.reach("returned")
    pieces = Evidence.objects.filter(update=scene.newest)
    if beside:
        Evidence.objects.create(assignment=scene.row, update_id=scene.newest, url="https://example.org/b")
    return pieces.order_by("id").values_list("pk", flat=True)[0]


def removed_once(scene: Scene, piece: int) -> int:
    """The piece was taken away before."""
    removes()(scene, piece)
    return piece
