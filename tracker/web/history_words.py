"""What the history of a demand says of each kind of event: a symbol and a sentence.

A table is data: `TOLD` is read top to bottom. The words in a sentence are those of `Words`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.gates import Gate
from audits.models import Succession, User
from audits.statuses import ReportedStatus
from audits.web.fields import DayField
from tracker.models import Conclusion, Decision

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Names:
    """What the ids in the entries of one page stand for."""

    departments: Mapping[int, str]
    successions: Mapping[int, Succession]
    decisions: Mapping[int, Decision]
    people: Mapping[int, User]
    systems: Mapping[int, str]


@dataclass(frozen=True)
class Told:
    """How a kind is told: the symbol before it, and the sentence."""

    icon: str
    sentence: str | Promise


TOLD: Final[Mapping[str, Told]] = {
    "audit_created": Told("document", gettext_lazy("감사 등록")),
    "document_kept": Told("document", gettext_lazy("원문 보관")),
    "demand_logged": Told("document", gettext_lazy("요구사항 등록%(line)s")),
    "demand_rewritten": Told("corrected", gettext_lazy("이송 전 수정")),
    "audit_transmitted": Told("assigned", gettext_lazy("이송 · 이송일 %(on)s · 처리기한 %(due_date)s")),
    "imported": Told("document", gettext_lazy("공개된 보고서에서 불러옴: %(department)s · %(status)s")),
    "demand_corrected": Told("corrected", gettext_lazy("정정 %(version)s판%(whom)s")),
    "demand_withdrawn": Told("close", gettext_lazy("요구사항 철회%(decided)s")),
    "priority_marked": Told("info", gettext_lazy("중점관리 %(priority)s")),
    "meeting_recorded": Told("calendar", gettext_lazy("위원회 회의 등록 · 회의일 %(held_on)s")),
    "decision_recorded": Told(
        "calendar", gettext_lazy("위원회 결정 등록: %(conclusion)s · 회의일 %(held_on)s")
    ),
    "assigned": Told("assigned", gettext_lazy("부서 배부: %(department)s(%(part)s) · 처리기한 %(due)s")),
    "lead_named": Told("assigned", gettext_lazy("%(part)s부서 지정: %(department)s")),
    "received": Told("note", gettext_lazy("접수 확인: %(department)s")),
    "officer_named": Told("note", gettext_lazy("담당자 지정: %(department)s · %(officer)s")),
    "reminder_requested": Told("clock", gettext_lazy("처리 촉구: %(department)s")),
    "approval_asked": Told("note", gettext_lazy("부서장 확인 요청: %(department)s")),
    "report_approved": Told("note", gettext_lazy("부서장 확인%(by_number)s: %(department)s")),
    "report_sent_back": Told("insufficient", gettext_lazy("반려(%(gate)s): %(department)s")),
    "report_submitted": Told("assigned", gettext_lazy("의회 제출: %(department)s · 제출일 %(letter_on)s")),
    "reported": Told("in_progress", gettext_lazy("처리상황 보고: %(department)s · %(status)s")),
    "reported_no_change": Told("in_progress", gettext_lazy("변동 없음 보고: %(department)s · %(status)s")),
    "claimed": Told("completed", gettext_lazy("종결 보고: %(department)s · %(status)s, 의회 확인 대기")),
    "claim_taken_back": Told("insufficient", gettext_lazy("종결 보고를 거두어들임: %(department)s")),
    "evidence_added": Told("document", gettext_lazy("증빙자료 첨부: %(department)s · %(pieces)s건")),
    "evidence_removed": Told("document", gettext_lazy("증빙자료 삭제: %(department)s")),
    "opinion_recorded": Told("note", gettext_lazy("검토의견 작성: %(department)s")),
    "verified": Told("confirmed", gettext_lazy("이행 확인: %(department)s · %(status)s")),
    "returned": Told("insufficient", gettext_lazy("보완 요구: %(department)s")),
    "contradicted": Told("contradicted", gettext_lazy("사실과 다름: %(department)s%(decided)s")),
    "reopened": Told("insufficient", gettext_lazy("종결 취소: %(department)s%(decided)s")),
    "due_date_set": Told("calendar", gettext_lazy("처리기한 지정: %(department)s · %(due_date)s")),
    "calendar_adjusted": Told("calendar", gettext_lazy("휴일 조정: %(department)s · %(before)s → %(after)s")),
    "extension_requested": Told(
        "calendar", gettext_lazy("기한 연장 요청: %(department)s · 희망 기한 %(wanted)s")
    ),
    "extension_granted": Told(
        "calendar",
        gettext_lazy("연장 승인(%(number)s차): %(department)s · %(before)s → %(after)s%(decided)s"),
    ),
    "extension_refused": Told("calendar", gettext_lazy("연장 불승인: %(department)s%(decided)s")),
    "extension_cancelled": Told("calendar", gettext_lazy("기한 연장 요청 취소: %(department)s")),
    "extension_lapsed": Told("calendar", gettext_lazy("종결 보고로 기한 연장 요청 소멸: %(department)s")),
    "handover_offered": Told("branch", gettext_lazy("소관 변경 요청: %(from)s → %(to)s")),
    "handover_accepted": Told("branch", gettext_lazy("인수: %(from)s → %(to)s")),
    "handover_refused": Told("branch", gettext_lazy("인수 불가: %(from)s → %(to)s")),
    "handover_cancelled": Told("branch", gettext_lazy("소관 변경 요청 취소: %(from)s → %(to)s")),
    "handover_settled": Told("branch", gettext_lazy("총괄부서 조정: %(from)s → %(to)s · %(settled)s")),
    "moved": Told("branch", gettext_lazy("소관 이동(%(step)s): %(from)s → %(to)s%(assumed)s")),
    "withdrawn": Told("close", gettext_lazy("철회: %(department)s%(decided)s%(lapsed)s")),
}
UNKNOWN: Final = Told("document", gettext_lazy("그 밖의 처리"))
LAPSES: Final[Mapping[str, str | Promise]] = {
    "update": gettext_lazy("제출 전 보고"),
    "request": gettext_lazy("기한 연장 요청"),
    "offer": gettext_lazy("소관 변경 요청"),
}


def sentence(kind: str, entry: Entry, names: Names) -> str:
    """What an entry of the record says."""
    return str(TOLD.get(kind, UNKNOWN).sentence) % Words(entry, names)


def icon(kind: str) -> str:
    """The symbol of a kind of event."""
    return TOLD.get(kind, UNKNOWN).icon


class Words(dict[str, str]):
    """The words of one entry, each made when a sentence asks for it."""

    def __init__(self, entry: Entry, names: Names) -> None:
        super().__init__()
        self.values_then, self.facts, self.rows = entry["values"], entry["facts"], entry["rows"]
        self.names = names

    def __missing__(self, word: str) -> str:
        return WORDS[word](self) if word in WORDS else _day(self.facts.get(word))


def _day(iso: str | None) -> str:
    return str(DayField().prepare_value(dt.date.fromisoformat(iso))) if iso else _("기한 미지정")


def _department(words: Words) -> str:
    return words.names.departments.get(words.values_then.get("department")) or _("소관 없음")


def _named(fact: str) -> Callable[[Words], str]:
    return lambda words: words.names.departments.get(words.facts.get(fact), "–")


def _fact(name: str) -> Callable[[Words], str]:
    return lambda words: str(words.facts.get(name, ""))


def _status(words: Words) -> str:
    if words.values_then["continues"]:
        return _("완료(계속 추진)")
    return str(ReportedStatus(words.values_then["status"]).label)


def _decided(words: Words) -> str:
    """The committee's decision that was named, by the day of its meeting (product.md rule 7)."""
    decision = words.names.decisions.get(words.facts.get("decision"))
    held_on = DayField().prepare_value(decision.meeting.held_on) if decision else ""
    return _(" · 위원회 결정(회의일 %(day)s)") % {"day": held_on} if held_on else ""


def _officer(words: Words) -> str:
    person = words.names.people.get(words.facts["officer"])
    return person.name if person else "–"


def _step(words: Words) -> str:
    step = words.names.successions.get(words.facts["succession"])
    return step.get_kind_display() if step else _("조직개편")


def _assumed(words: Words) -> str:
    step = words.names.successions.get(words.facts["succession"])
    return _(" · 시행일 추정") if step and step.assumed else ""


def _lapsed(words: Words) -> str:
    found = ", ".join(str(label) for fact, label in LAPSES.items() if fact in words.facts)
    return _(" · 함께 소멸: %(what)s") % {"what": found} if found else ""


def _line(words: Words) -> str:
    line = words.facts.get("line")
    return _(" · 원문 %(line)s번째 줄") % {"line": line} if line else ""


def _gate(words: Words) -> str:
    return _("부서장 확인") if words.facts.get("gate") == Gate.HEAD else _("의회 제출")


WORDS: Final[Mapping[str, Callable[[Words], str]]] = {
    "department": _department,
    "whom": lambda words: f": {_department(words)}" if "department" in words.values_then else "",
    "part": lambda words: _("주관") if words.values_then["lead"] else _("협조"),
    "status": _status,
    "due": lambda words: _day(words.values_then["due_date"]),
    "from": _named("from"),
    "to": _named("to"),
    "number": _fact("number"),
    "version": _fact("version"),
    "line": _line,
    "officer": _officer,
    "gate": _gate,
    "by_number": lambda words: _("(결재문서번호로 갈음)") if words.facts.get("by_number") else "",
    "pieces": lambda words: str(sum(kind == "evidence" for kind, *_rest in words.rows)),
    "conclusion": lambda words: str(Conclusion(words.facts["conclusion"]).label),
    "priority": lambda words: _("지정") if words.facts.get("is_priority") else _("해제"),
    "settled": lambda words: _("인수") if words.facts.get("moved") else _("소관 유지"),
    "decided": _decided,
    "step": _step,
    "assumed": _assumed,
    "lapsed": _lapsed,
}
