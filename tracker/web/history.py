"""The record of a demand in words: who (role and department of that day, name) did what, newest first.

For people who are signed in: the names of officials are for nobody else.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from audits.models import Department, DepartmentToken, Event, Membership, Succession, User
from audits.statuses import ReportedStatus
from audits.web.fields import DayField

ICONS: Final = {
    "demand_logged": "document",
    "demand_rewritten": "corrected",
    "imported": "document",
    "moved": "branch",
    "audit_transmitted": "assigned",
    "assigned": "assigned",
    "received": "note",
    "reported": "in_progress",
    "reported_no_change": "in_progress",
    "claimed": "completed",
    "claim_taken_back": "insufficient",
}


@dataclass(frozen=True)
class Line:
    """One line of a timeline; `on` is the office's day of the act where it differs from the day of entry."""

    number: int
    date: dt.datetime
    on: dt.date | None
    icon: str
    who: str
    what: str


@dataclass(frozen=True)
class _Names:
    departments: Mapping[int, str]
    successions: Mapping[int, Succession]
    people: Mapping[int, User]
    systems: Mapping[int, str]


def lines(events: Iterable[Event]) -> list[Line]:
    """Each event as a line, in the order given; at most five statements, however many events."""
    told = [(event, json.loads(event.text)) for event in events]
    names = _names(told)
    return [_line(event, entry, names) for event, entry in told]


def _line(event: Event, entry: dict[str, Any], names: _Names) -> Line:
    say = _SAY.get(event.kind, _plain)
    on = entry["facts"].get("on")
    return Line(
        number=event.number,
        date=event.at,
        on=dt.date.fromisoformat(on) if on else None,
        icon=ICONS.get(event.kind, "document"),
        who=_who(event, entry, names),
        what=say(event, entry, names),
    )


def _who(event: Event, entry: dict[str, Any], names: _Names) -> str:
    """A person as what they were on the day, a department's own system, or nobody: a rule."""
    system = names.systems.get(entry["facts"].get("token"))
    if system:
        return _("연계시스템(%(department)s)") % {"department": system}
    person = names.people.get(event.actor_id or 0)
    return _as_of(person, timezone.localdate(event.at)) if person else _("시스템")


def _as_of(person: User, day: dt.date) -> str:
    held = [str(membership) for membership in person.memberships.all() if membership.in_force(day)]
    return f"{', '.join(held)} · {person.name}" if held else person.name


def _logged(_event: Event, entry: dict[str, Any], _names: _Names) -> str:
    line = entry["facts"].get("line")
    return _("요구사항 등록 · 원문 %(line)s번째 줄") % {"line": line} if line else _("요구사항 등록")


def _rewritten(_event: Event, _entry: dict[str, Any], _names: _Names) -> str:
    return _("이송 전 수정")


def _created(_event: Event, _entry: dict[str, Any], _names: _Names) -> str:
    return _("감사 등록")


def _transmitted(_event: Event, entry: dict[str, Any], _names: _Names) -> str:
    facts = entry["facts"]
    return _("이송 · 이송일 %(on)s · 처리기한 %(due)s") % {
        "on": _day(facts["on"]),
        "due": _day(facts["due_date"]),
    }


def _assigned(_event: Event, entry: dict[str, Any], names: _Names) -> str:
    values = entry["values"]
    return _("부서 배부: %(department)s(%(part)s) · 처리기한 %(due)s") % {
        "department": _department(entry, names),
        "part": _("주관") if values["lead"] else _("협조"),
        "due": _day(values["due_date"]),
    }


def _received(_event: Event, entry: dict[str, Any], names: _Names) -> str:
    return _("접수 확인: %(department)s") % {"department": _department(entry, names)}


def _reported(_event: Event, entry: dict[str, Any], names: _Names) -> str:
    told = {"department": _department(entry, names), "status": _status(entry)}
    return _("처리상황 보고: %(department)s · %(status)s") % told


def _unchanged(_event: Event, entry: dict[str, Any], names: _Names) -> str:
    told = {"department": _department(entry, names), "status": _status(entry)}
    return _("변동 없음 보고: %(department)s · %(status)s") % told


def _claimed(_event: Event, entry: dict[str, Any], names: _Names) -> str:
    told = {"department": _department(entry, names), "status": _status(entry)}
    return _("종결 보고: %(department)s · %(status)s, 의회 확인 대기") % told


def _taken_back(_event: Event, entry: dict[str, Any], names: _Names) -> str:
    return _("종결 보고를 거두어들임: %(department)s") % {"department": _department(entry, names)}


def _department(entry: dict[str, Any], names: _Names) -> str:
    return names.departments.get(entry["values"]["department"]) or _("소관 없음")


def _status(entry: dict[str, Any]) -> str:
    values = entry["values"]
    return _("완료(계속 추진)") if values["continues"] else str(ReportedStatus(values["status"]).label)


def _day(iso: str | None) -> str:
    return str(DayField().prepare_value(dt.date.fromisoformat(iso))) if iso else _("기한 미지정")


def _imported(_event: Event, entry: dict[str, Any], names: _Names) -> str:
    values = entry["values"]
    return _("공개된 보고서에서 불러옴: %(department)s · %(status)s") % {
        "department": names.departments.get(values["department"], _("소관 없음")),
        "status": ReportedStatus(values["status"]).label,
    }


def _moved(_event: Event, entry: dict[str, Any], names: _Names) -> str:
    facts = entry["facts"]
    step = names.successions.get(facts["succession"])
    return _("소관 이동(%(kind)s): %(before)s → %(after)s%(assumed)s") % {
        "kind": step.get_kind_display() if step else _("조직개편"),
        "before": names.departments.get(facts["from"], "–"),
        "after": names.departments.get(facts["to"], "–"),
        "assumed": _(" · 시행일 추정") if step and step.assumed else "",
    }


def _plain(_event: Event, _entry: dict[str, Any], _names: _Names) -> str:
    return _("그 밖의 처리")


_SAY: Final[dict[str, Callable[[Event, dict[str, Any], _Names], str]]] = {
    "demand_logged": _logged,
    "imported": _imported,
    "moved": _moved,
    "audit_created": _created,
    "demand_rewritten": _rewritten,
    "audit_transmitted": _transmitted,
    "assigned": _assigned,
    "received": _received,
    "reported": _reported,
    "reported_no_change": _unchanged,
    "claimed": _claimed,
    "claim_taken_back": _taken_back,
}


def _names(told: list[tuple[Event, dict[str, Any]]]) -> _Names:
    departments = {
        value
        for _event, entry in told
        for value in (entry["values"].get("department"), entry["facts"].get("from"), entry["facts"].get("to"))
        if value
    }
    tokens = {entry["facts"]["token"] for _event, entry in told if entry["facts"].get("token")}
    systems = DepartmentToken.objects.filter(pk__in=tokens).values_list("pk", "department__name")
    successions = {entry["facts"]["succession"] for _event, entry in told if "succession" in entry["facts"]}
    return _Names(
        departments=dict(Department.objects.filter(pk__in=departments).values_list("pk", "name")),
        successions=Succession.objects.in_bulk(successions),
        people=_people({event.actor_id for event, _entry in told if event.actor_id}),
        systems=dict(systems),
    )


def _people(pks: Collection[int]) -> dict[int, User]:
    """People with their memberships, two statements."""
    held = Membership.objects.select_related("department", "committee").order_by("id")
    return User.objects.prefetch_related(Prefetch("memberships", held)).in_bulk(pks)
