"""The record of a demand in words: who (role and department of that day, name) did what.

For people who are signed in: the names of officials are for nobody else.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from audits import keyset
from audits.models import Event
from tracker.web.records.kinds import told
from tracker.web.records.names import Entry, Names, names_in, who
from tracker.web.records.words import sentence

PAGE: Final = 50


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
    """Each event as a line, in the order given; at most seven statements, however many events."""
    entries = [(event, json.loads(event.text)) for event in events]
    names = names_in(entry for _event, entry in entries)
    return [line(event, entry, names) for event, entry in entries]


def line(event: Event, entry: Entry, names: Names) -> Line:
    """One event as a line."""
    on = entry["facts"].get("on")
    return Line(
        number=event.number,
        date=event.at,
        on=dt.date.fromisoformat(on) if on else None,
        icon=told(event.kind).icon,
        who=who(event, entry, names),
        what=sentence(event.kind, entry, names),
    )
