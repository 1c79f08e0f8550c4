"""What the page of 기록 점검 says: a sentence a clerk understands, and the rows that are wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from django.urls import reverse
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.models import CheckKind, CheckState, RecordCheck
from tracker import access
from tracker.fault_words import Problem, what, where

# A symbol of the sprite, a class of the style sheet, and how loud it is said.
LOOKS: Final[Mapping[str, tuple[str, str, str]]] = {
    CheckState.RUNNING: ("clock", "st", "info"),
    CheckState.WHOLE: ("confirmed", "st st-confirmed", "success"),
    CheckState.ALTERED: ("late", "alarm is-bad", "error"),
    CheckState.FAILED: ("doubt", "alarm is-doubt", "warning"),
}


@dataclass(frozen=True)
class Compared:
    """What came of holding a 기록 확인값 against the record: how loud, and what is said."""

    kind: str
    text: str

    @classmethod
    def same(cls, number: int) -> Self:
        """The entry is the one that was seen."""
        words = _(
            "같습니다. 처리 이력 %(number)s번은 이 값을 받은 때와 같습니다. 그 앞의 이력은 점검 결과를 보십시오."
        )
        return cls("success", words % {"number": number})

    @classmethod
    def differs(cls, number: int) -> Self:
        """There is another entry under this number."""
        words = _("다릅니다. 처리 이력 %(number)s번이 이 값을 받은 뒤에 바뀌었습니다. 바로 알려 주십시오.")
        return cls("error", words % {"number": number})

    @classmethod
    def missing(cls, number: int) -> Self:
        """The record ends before it, or has a gap."""
        words = _("처리 이력 %(number)s번이 없습니다. 이력이 지워졌습니다. 바로 알려 주십시오.")
        return cls("error", words % {"number": number})

    @classmethod
    def unreadable(cls) -> Self:
        """It is no such value."""
        return cls(
            "warning", _("기록 확인값으로 읽을 수 없습니다. 번호:64자리 값 전체를 붙여 넣어 주십시오.")
        )


def look(check: RecordCheck) -> dict[str, str]:
    """Symbol, class and loudness of a check's state."""
    icon, style, loud = LOOKS[check.state]
    return {"icon": icon, "look": style, "loud": loud}


def in_a_sentence(check: RecordCheck) -> str:
    """What came of a check."""
    return _SENTENCES[CheckState(check.state)](check)


def reads_matter(viewer: Viewer) -> bool:
    """Whether what is wrong is told with the words of the matter; an administrator reads no demands."""
    return access.may_read(viewer, access.Right.READ_DEMANDS)


def problems(check: RecordCheck, viewer: Viewer) -> list[dict[str, Any]]:
    """What is wrong, row by row; with the words and a way to the demand for whoever sees all demands.

    An administrator sees kinds and numbers alone. One statement at most.
    """
    found: list[Problem] = check.found.get("problems", [])
    if not reads_matter(viewer):
        return [_bare(problem) for problem in found]
    demands = _demands(found, viewer)
    return [
        _bare(problem) | {"message": problem["message"], "url": _url(problem, demands)} for problem in found
    ]


def _bare(problem: Problem) -> dict[str, Any]:
    exact = f"{problem['table']} {problem['id']}" if problem["table"] else ""
    return {"what": what(problem), "where": where(problem), "exact": exact, "event": problem["event"]}


def _demands(found: list[Problem], viewer: Viewer) -> dict[int, int]:
    """The demand of each assignment among the rows."""
    assignments = [problem["id"] for problem in found if problem["table"] == "assignment"]
    if not assignments:
        return {}
    rows = access.visible_to(viewer).filter(pk__in=assignments)
    return dict(rows.values_list("pk", "demand"))


def _url(problem: Problem, demands: Mapping[int, int]) -> str:
    """Where a row can be looked at; empty where it has no page, or is gone."""
    row = problem["id"]
    demand = demands.get(row) if problem["table"] == "assignment" else row
    if problem["table"] not in {"assignment", "demand", "followup"} or not demand:
        return ""
    return reverse("demand_detail", args=[demand])


def _whole(check: RecordCheck) -> str:
    if check.kind == CheckKind.DERIVED:
        same = _("이상 없음. 집계값이 모두 소관에서 셈한 값과 같습니다(요구사항 %(demands)s건).")
        return str(same % check.found)
    words = _(
        "이상 없음. 처리 이력 %(events)s건, 그 이력이 말하는 자료 %(rows)s건, 파일 %(files)s건이 기록된 그대로입니다."
    )
    return str(words % check.found)


def _altered(check: RecordCheck) -> str:
    count = len(check.found["problems"]) + check.found["left_out"]
    if check.kind == CheckKind.DERIVED:
        return _("집계값이 소관에서 셈한 값과 다릅니다: %(count)s건.") % {"count": count}
    return _(
        "처리 이력이 바뀐 흔적이 있습니다: %(count)s건. 시스템관리자와 의회사무처에 바로 알려 주십시오."
    ) % {"count": count}


def _running(_check: RecordCheck) -> str:
    return _("점검하고 있습니다.")


def _failed(_check: RecordCheck) -> str:
    return _("점검을 끝내지 못하였습니다. 바뀌었는지는 알 수 없습니다.")


_SENTENCES: Final[Mapping[CheckState, Callable[[RecordCheck], str]]] = {
    CheckState.RUNNING: _running,
    CheckState.WHOLE: _whole,
    CheckState.ALTERED: _altered,
    CheckState.FAILED: _failed,
}
