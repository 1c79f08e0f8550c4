"""The record of a demand in words: who (role or department name of that day) did what, newest first."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from audits.models import Department, Event, Succession, User
from audits.statuses import ReportedStatus

ICONS: Final = {"demand_logged": "document", "imported": "document", "moved": "branch"}


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
    people: Mapping[int, str]


def lines(events: Iterable[Event]) -> list[Line]:
    """Each event as a line, in the order given; three statements, however many events."""
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
        who=names.people.get(event.actor_id or 0) or _("시스템"),
        what=say(event, entry, names),
    )


def _logged(_event: Event, entry: dict[str, Any], _names: _Names) -> str:
    return _("요구사항 등록 · 원문 %(line)s번째 줄") % {"line": entry["facts"].get("line") or "–"}


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


def _plain(event: Event, _entry: dict[str, Any], _names: _Names) -> str:
    return event.kind


_SAY: Final[dict[str, Callable[[Event, dict[str, Any], _Names], str]]] = {
    "demand_logged": _logged,
    "imported": _imported,
    "moved": _moved,
}


def _names(told: list[tuple[Event, dict[str, Any]]]) -> _Names:
    departments = {
        value
        for _event, entry in told
        for value in (entry["values"].get("department"), entry["facts"].get("from"), entry["facts"].get("to"))
        if value
    }
    successions = {entry["facts"]["succession"] for _event, entry in told if "succession" in entry["facts"]}
    return _Names(
        departments=dict(Department.objects.filter(pk__in=departments).values_list("pk", "name")),
        successions=Succession.objects.in_bulk(successions),
        people=dict(
            User.objects.filter(pk__in={event.actor_id for event, _ in told if event.actor_id}).values_list(
                "pk", "name"
            )
        ),
    )
