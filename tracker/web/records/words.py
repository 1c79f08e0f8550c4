"""The sentence for one entry of the record: the table's (`kinds.TOLD`), with the words of this entry in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.gates import Gate
from audits.models import CommitteeChange, RepeatState
from audits.statuses import ReportedStatus
from audits.web.fields import DayField
from tracker.models import Conclusion, Paper
from tracker.web.records.kinds import told
from tracker.web.records.names import Entry, Names

LAPSES: Final[Mapping[str, str | Promise]] = {
    "update": gettext_lazy("제출 전 보고"),
    "request": gettext_lazy("기한 연장 요청"),
    "offer": gettext_lazy("소관 변경 요청"),
}


TRIED: Final[Mapping[str, Promise]] = {
    "accepted": gettext_lazy("메일 서버가 받음"),
    "refused": gettext_lazy("메일 서버가 받지 않음"),
    "timed_out": gettext_lazy("대답 없음"),
    "unreachable": gettext_lazy("연결하지 못함"),
    "uncertain": gettext_lazy("받았는지 알 수 없음"),
    "held": gettext_lazy("보내지 않음"),
}
FREQUENCIES: Final[Mapping[str, Promise]] = {
    "daily": gettext_lazy("매일(근무일)"),
    "weekly": gettext_lazy("매주"),
    "none": gettext_lazy("받지 않음"),
}


def sentence(kind: str, entry: Entry, names: Names) -> str:
    """What an entry of the record says."""
    return str(told(kind).sentence) % Words(entry, names)


def status_words(values: Mapping[str, object]) -> str:
    """What a department reports, from the state of an assignment."""
    if values["continues"]:
        return _("완료(계속 추진)")
    return str(ReportedStatus(str(values["status"])).label)


def day_words(iso: str | None) -> str:
    """A day of the record as pages write it; a moment stands for its day. Without one: 기한 미지정."""
    return str(DayField().prepare_value(dt.date.fromisoformat(iso[:10]))) if iso else _("기한 미지정")


class Words(dict[str, str]):
    """The words of one entry, each made when a sentence asks for it."""

    def __init__(self, entry: Entry, names: Names) -> None:
        super().__init__()
        self.values_then, self.facts, self.rows = entry["values"], entry["facts"], entry["rows"]
        self.subject: int = entry["subject"][1]
        self.names = names

    def __missing__(self, word: str) -> str:
        return WORDS[word](self) if word in WORDS else day_words(self.facts.get(word))


def _department(words: Words) -> str:
    return words.names.departments.get(words.values_then.get("department")) or _("소관 없음")


def _named(fact: str) -> Callable[[Words], str]:
    return lambda words: words.names.departments.get(words.facts.get(fact), "–")


def _fact(name: str) -> Callable[[Words], str]:
    return lambda words: str(words.facts.get(name, ""))


def _decided(words: Words) -> str:
    """The committee's decision that was named, by the day of its meeting (product.md rule 7)."""
    decision = words.names.decisions.get(words.facts.get("decision"))
    held_on = DayField().prepare_value(decision.meeting.held_on) if decision else ""
    return _(" · 위원회 결정(회의일 %(day)s)") % {"day": held_on} if held_on else ""


def _officer(words: Words) -> str:
    person = words.names.people.get(words.facts["officer"])
    return person.name if person else "–"


def _away(words: Words) -> str:
    """Whom a deputy stands in for."""
    person = words.names.people.get(words.facts.get("away", 0))
    return person.name if person else "–"


def _person(words: Words) -> str:
    """Whom an act on a person or a membership is about."""
    place = words.names.memberships.get(words.subject)
    person = place.user if place else words.names.people.get(words.subject)
    return person.name if person else "–"


def _step(words: Words) -> str:
    """By which step of a reorganisation; without one somebody gave it what had no owner."""
    step = words.names.successions.get(words.facts["succession"])
    return step.get_kind_display() if step else _("소관 없음")


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


def _change(words: Words) -> str:
    """What became of a committee; one that was founded by mistake was ended."""
    kind = words.facts.get("kind")
    return str(CommitteeChange(kind).label) if kind in CommitteeChange.values else _("등록 취소")


def _followed(words: Words) -> str:
    successor = words.names.committees.get(words.facts.get("to"))
    return f" → {successor}" if successor else ""


def _committee(fact: str) -> Callable[[Words], str]:
    return lambda words: words.names.committees.get(words.facts.get(fact)) or _("위원회 없음")


def _repeat(words: Words) -> str:
    """What was decided about a pair of demands; of which earlier one is for those who see both."""
    state = words.facts.get("state")
    return str(RepeatState(state).label) if state in RepeatState.values else "–"


def _report(words: Words) -> str:
    """Which of the two papers, and of which round where it closed one."""
    paper = str(words.facts.get("paper", ""))
    label = str(Paper(paper).label) if paper in Paper.values else _("확정 보고서")
    return " · ".join(part for part in (label, words.names.rounds.get(words.facts.get("round") or 0)) if part)


def _frequency(words: Words) -> str:
    """How often somebody wants the digest, by the code that `notifications` gives it."""
    return str(FREQUENCIES.get(str(words.facts.get("frequency")), "–"))


def _wording(words: Words) -> str:
    """A word of a document with the status it stood for; one that was removed, by its status alone."""
    text = words.names.wordings.get(words.subject)
    status = str(ReportedStatus(str(words.values_then["status"])).label)
    return f"‘{text}’({status})" if text else status


WORDS: Final[Mapping[str, Callable[[Words], str]]] = {
    "department": _department,
    "repeat": _repeat,
    "category": lambda words: words.names.categories.get(words.subject, "–"),
    "wording": _wording,
    "tried": lambda words: str(TRIED.get(str(words.facts.get("result")), "–")),
    "whom": lambda words: f": {_department(words)}" if "department" in words.values_then else "",
    "part": lambda words: _("주관") if words.values_then["lead"] else _("협조"),
    "status": lambda words: status_words(words.values_then),
    "due": lambda words: day_words(words.values_then["due_date"]),
    "from": _named("from"),
    "to": _named("to"),
    "frequency": _frequency,
    "number": _fact("number"),
    "version": _fact("version"),
    "period": _fact("period"),
    "entries": _fact("entries"),
    "count": _fact("count"),
    "month": lambda words: day_words(words.facts.get("month")).rsplit(" ", 1)[0],
    "line": _line,
    "officer": _officer,
    "away": _away,
    "person": _person,
    "seat": lambda words: str(words.names.memberships.get(words.subject, "–")),
    "from_day": lambda words: day_words(words.facts.get("from")),
    "holder": lambda words: words.names.systems.get(words.subject, "–"),
    "committee": lambda words: words.names.committees.get(words.facts.get("committee") or words.subject, "–"),
    "committee_from": _committee("from"),
    "committee_to": _committee("to"),
    "change": _change,
    "followed": _followed,
    "round": lambda words: words.names.rounds.get(words.facts.get("round") or words.subject, "–"),
    "report": _report,
    # Of an earlier entry: a round's report is frozen as of the day it is closed.
    "as_of": lambda words: day_words(words.facts.get("as_of") or words.facts.get("on")),
    "until_then": lambda words: day_words(words.values_then.get("due_on")),
    "itself": lambda words: words.names.departments.get(words.subject, "–"),
    "notifications": lambda words: str(len(words.facts.get("notifications", ()))),
    "superseded": _fact("superseded"),
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
