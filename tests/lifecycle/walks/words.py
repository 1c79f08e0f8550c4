"""Who mostly does what, and the words that the model's short forms stand for."""

from __future__ import annotations

from typing import Any, Final

from tests.lifecycle.law import Said
from tests.lifecycle.machine import MOSTLY, people
from tracker.actions.evidence import Piece
from tracker.actions.report import Words

DEPARTMENT: Final = people("its officer", "its officer", "its head", "secretariat and officer a")
HEAD: Final = people("its head", "its head", "its officer", "coordinator")
COORDINATOR: Final = people("coordinator", "coordinator and head b")
RECEIVER: Final = people("its receiver")
COUNCIL: Final = people("secretariat", "clerk", "secretariat and officer a", "clerk and officer b")
SECRETARIAT: Final = people("secretariat")

CLOSING: Final = ("completed", "completed", "not_accepted", "transferred")
PROGRESS: Final = ("in_progress", "under_review")
SAID: Final = (
    *(Said("progress", status, whole) for status in PROGRESS * 2 for whole in MOSTLY),
    *(Said("claim", status, whole) for status in CLOSING for whole in MOSTLY),
    *(Said("claim", "completed", continues=True) for _ in PROGRESS),
)
NO_CHANGE: Final = Said("no change")
FIRST_TEXT: Final = "예산 낭비가 없도록 할 것"
NEEDS: Final[dict[str, dict[str, Any]]] = {
    "completed": {"evidence": [Piece(document_number="정보정책과-12")]},
    "not_accepted": {"reason": "법령에 맞지 않음"},
    "transferred": {"receiver": "도교육청"},
}


def words(said: Said) -> Words:
    """A report in words; one that is not `whole` lacks what its status needs."""
    if said.kind == "no change":
        return Words(no_change=True)
    needs = NEEDS.get(said.status, {"plan": "- 점검"})
    return Words(
        status=said.status,
        actions_taken="- 점검표를 만듦" if said.kind == "claim" else "",
        continues=said.continues,
        **needs if said.whole else {},
    )


def reason(given: bool) -> str:
    """Words, or white space."""
    return "까닭이 있음" if given else " "


def text_of(version: int) -> str:
    """What the demand says in a version of it."""
    return FIRST_TEXT if version == 1 else f"고친 본문 {version}"
