"""Entries of the record in full: the sentence, the demand and department of the day, what changed, what it left."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from audits.access import Viewer
from audits.models import Demand, Event
from tracker import access
from tracker.web.demands import label
from tracker.web.records import fields
from tracker.web.records.fields import Change, Left
from tracker.web.records.lines import Line, line
from tracker.web.records.names import Entry, Names, names_in


@dataclass(frozen=True)
class About:
    """The demand that an entry is about, as people name it."""

    label: str
    audit: str
    url: str


@dataclass(frozen=True)
class Told:
    """One entry. The links lead to histories that the viewer may open, and are empty elsewhere."""

    kind: str
    line: Line
    about: About | None
    department: str
    changes: list[Change]
    left: list[Left]
    hash: str
    person_url: str = ""
    department_url: str = ""


def entries(events: Sequence[Event], viewer: Viewer) -> list[Told]:
    """Each event in full, in the order given; ten statements at most, however many events."""
    told = [(event, json.loads(event.text)) for event in events]
    before = {number: json.loads(text) for number, text in fields.texts_before(events).items()}
    names = names_in([*(entry for _event, entry in told), *before.values()])
    demands = _demands(events)
    open_departments = access.readable_departments(
        viewer, {pk for _event, entry in told if (pk := _held(entry))}
    )
    return [
        Told(
            kind=event.kind,
            line=line(event, entry, names),
            about=demands.get(event.demand_id or 0),
            department=names.departments.get(_held(entry) or 0, ""),
            changes=fields.changes(entry, before.get(event.number, NO_ENTRY)["values"], names),
            left=fields.left(entry),
            hash=event.hash,
            person_url=_person_url(entry, names, viewer),
            department_url=_department_url(_held(entry), open_departments),
        )
        for event, entry in told
    ]


NO_ENTRY: Mapping[str, Any] = {"values": {}}


def _held(entry: Entry) -> int | None:
    """The department of the day: who held the assignment after the act."""
    found: int | None = entry["values"].get("department") if entry["subject"][0] == "assignment" else None
    return found


def _demands(events: Sequence[Event]) -> dict[int, About]:
    pks = {event.demand_id for event in events if event.demand_id}
    found = Demand.objects.filter(pk__in=pks).select_related("audit", "category")
    return {
        demand.pk: About(label(demand), str(demand.audit), reverse("demand_detail", args=[demand.pk]))
        for demand in found
    }


def _person_url(entry: Entry, names: Names, viewer: Viewer) -> str:
    """Of the person who acted; a system's act is not the act of whoever answers for its key."""
    person = None if "token" in entry["facts"] else names.people.get(entry["by"] or 0)
    if person is None or not access.reads_acts_of(viewer, person):
        return ""
    return reverse("person_history", args=[person.pk])


def _department_url(department_id: int | None, readable: frozenset[int]) -> str:
    return reverse("department_history", args=[department_id]) if department_id in readable else ""
