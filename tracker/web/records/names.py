"""What the ids in entries of the record stand for: loaded for a page of them, never one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from audits.models import (
    Category,
    Committee,
    Department,
    DepartmentToken,
    Event,
    Membership,
    Succession,
    User,
    Wording,
)
from tracker.models import Decision, ReportingRound

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Names:
    """Names by id. A department's is that of the day: a rename is another row, which later entries name."""

    departments: Mapping[int, str] = field(default_factory=dict)
    successions: Mapping[int, Succession] = field(default_factory=dict)
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    people: Mapping[int, User] = field(default_factory=dict)
    systems: Mapping[int, str] = field(default_factory=dict)
    memberships: Mapping[int, Membership] = field(default_factory=dict)
    committees: Mapping[int, str] = field(default_factory=dict)
    rounds: Mapping[int, str] = field(default_factory=dict)
    categories: Mapping[int, str] = field(default_factory=dict)
    wordings: Mapping[int, str] = field(default_factory=dict)


def names_in(entries: Iterable[Entry]) -> Names:
    """What these entries name; eleven statements at most, and none for what none of them names."""
    told = list(entries)
    departments = _ids(told, "values", "department") | _ids(told, "facts", "department", "from", "to")
    people = (
        _ids(told, "facts", "officer", "away") | _ids(told, "values", "officer") | _subjects(told, "user")
    )
    tokens = _ids(told, "facts", "token") | _subjects(told, "departmenttoken")
    places = Membership.objects.select_related("user", "department", "committee")
    rows = Department.objects.filter(pk__in=departments | _subjects(told, "department"))
    systems = DepartmentToken.objects.filter(pk__in=tokens).values_list("pk", "department__name")
    return Names(
        departments=dict(rows.values_list("pk", "name")),
        successions=Succession.objects.in_bulk(_ids(told, "facts", "succession")),
        decisions=Decision.objects.select_related("meeting").in_bulk(_ids(told, "facts", "decision")),
        people=with_seats(people | {entry["by"] for entry in told if entry["by"]}),
        systems=dict(systems),
        memberships=places.in_bulk(_subjects(told, "membership")),
        committees=_named(Committee, _committees(told)),
        rounds=_named(ReportingRound, _subjects(told, "reportinground") | _ids(told, "facts", "round")),
        categories=_texts(Category, _subjects(told, "category"), "label"),
        wordings=_texts(Wording, _subjects(told, "wording"), "text"),
    )


def who(event: Event, entry: Entry, names: Names) -> str:
    """A person as what they were on the day, a department's own system, or nobody: a rule."""
    system = names.systems.get(entry["facts"].get("token"))
    if system:
        return _("연계시스템(%(department)s)") % {"department": system}
    person = names.people.get(event.actor_id or 0)
    return as_of(person, timezone.localdate(event.at)) if person else _("시스템")


def as_of(person: User, day: dt.date) -> str:
    """A person with role and department of `day`. Reads the memberships with their departments."""
    held = [str(membership) for membership in person.memberships.all() if membership.in_force(day)]
    return f"{', '.join(held)} · {person.name}" if held else person.name


def with_seats(pks: Collection[int]) -> dict[int, User]:
    """People by id with all that they are or were (`as_of`); two statements, none for nobody."""
    held = Membership.objects.select_related("department", "committee").order_by("id")
    return User.objects.prefetch_related(Prefetch("memberships", held)).in_bulk(pks)


def _named(model: type[Committee | ReportingRound], pks: Collection[int]) -> dict[int, str]:
    """What rows are called, by id; no statement for none."""
    return {pk: row.name for pk, row in model._default_manager.in_bulk(pks).items()} if pks else {}


def _texts(model: type[Category | Wording], pks: Collection[int], column: str) -> dict[int, str]:
    """What rows say in a column, by id; no statement for none."""
    return dict(model._default_manager.filter(pk__in=pks).values_list("pk", column)) if pks else {}


def _committees(told: Collection[Entry]) -> set[int]:
    """Committees that entries are about or name; an audit goes from one to another, a committee to its successor."""
    between = [entry for entry in told if entry["subject"][0] in {"audit", "committee"}]
    named = _ids(told, "facts", "committee") | _ids(told, "values", "committee")
    return _subjects(told, "committee") | named | _ids(between, "facts", "from", "to")


def _ids(told: Iterable[Entry], part: str, *names: str) -> set[int]:
    """The ids under these names in a part of the entries; a day under the same name is none."""
    found = (entry[part].get(name) for entry in told for name in names)
    return {each for each in found if isinstance(each, int) and each}


def _subjects(told: Iterable[Entry], kind: str) -> set[int]:
    """The ids of the subjects of one kind."""
    return {entry["subject"][1] for entry in told if entry["subject"][0] == kind}
