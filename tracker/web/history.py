"""The record of a demand in words: who (role and department of that day, name) did what, newest first.

For people who are signed in: the names of officials are for nobody else.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from audits import keyset
from audits.models import Department, DepartmentToken, Event, Membership, Succession, User
from tracker.models import Decision
from tracker.web import history_words
from tracker.web.history_words import Names

PAGE: Final = 50
Told = list[tuple[Event, dict[str, Any]]]


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
class Page:
    """Part of a history: its lines, and cursors for the parts beside it, empty where there is none."""

    lines: list[Line]
    next: str
    previous: str


def page(events: QuerySet[Event], cursor: str, *, question: str) -> Page:
    """The lines of `events` after a cursor, newest first. Raises BadRequest for a cursor of another question."""
    found = keyset.page(events, ["-number"], size=PAGE, cursor=cursor, question=f"history:{question}")
    return Page(lines(found.rows), found.next, found.previous)


def lines(events: Iterable[Event]) -> list[Line]:
    """Each event as a line, in the order given; at most six statements, however many events."""
    told = [(event, json.loads(event.text)) for event in events]
    names = _names(told)
    return [_line(event, entry, names) for event, entry in told]


def _line(event: Event, entry: dict[str, Any], names: Names) -> Line:
    on = entry["facts"].get("on")
    return Line(
        number=event.number,
        date=event.at,
        on=dt.date.fromisoformat(on) if on else None,
        icon=history_words.icon(event.kind),
        who=_who(event, entry, names),
        what=history_words.sentence(event.kind, entry, names),
    )


def _who(event: Event, entry: dict[str, Any], names: Names) -> str:
    """A person as what they were on the day, a department's own system, or nobody: a rule."""
    system = names.systems.get(entry["facts"].get("token"))
    if system:
        return _("연계시스템(%(department)s)") % {"department": system}
    person = names.people.get(event.actor_id or 0)
    return _as_of(person, timezone.localdate(event.at)) if person else _("시스템")


def _as_of(person: User, day: dt.date) -> str:
    held = [str(membership) for membership in person.memberships.all() if membership.in_force(day)]
    return f"{', '.join(held)} · {person.name}" if held else person.name


def _names(told: Told) -> Names:
    tokens = _ids(told, "facts", "token")
    systems = DepartmentToken.objects.filter(pk__in=tokens).values_list("pk", "department__name")
    departments = _ids(told, "values", "department") | _ids(told, "facts", "from", "to")
    actors = {event.actor_id for event, _entry in told if event.actor_id}
    return Names(
        departments=dict(Department.objects.filter(pk__in=departments).values_list("pk", "name")),
        successions=Succession.objects.in_bulk(_ids(told, "facts", "succession")),
        decisions=Decision.objects.select_related("meeting").in_bulk(_ids(told, "facts", "decision")),
        people=_people(actors | _ids(told, "facts", "officer")),
        systems=dict(systems),
    )


def _ids(told: Told, part: str, *names: str) -> set[int]:
    """The ids under these names in a part of the entries."""
    return {entry[part][name] for _event, entry in told for name in names if entry[part].get(name)}


def _people(pks: Collection[int]) -> dict[int, User]:
    """People with their memberships, two statements."""
    held = Membership.objects.select_related("department", "committee").order_by("id")
    return User.objects.prefetch_related(Prefetch("memberships", held)).in_bulk(pks)
