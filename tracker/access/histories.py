"""Whose history somebody reads: a person's acts, and what happened while a department held it.

What is about a demand, an audit or a meeting is shown to whoever sees that today, and to nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Case, Exists, F, JSONField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Department, Event, Membership, Role, User
from tracker.access.sight import (
    book_committees,
    visible_audits,
    visible_demands,
    visible_rounds,
    visible_snapshots,
    visible_to,
)
from tracker.access.table import COUNCIL, OVERSEES, Right, may_read
from tracker.models import Meeting, Tenure

# What the administrator's own affairs are about. Whatever is not named here tells of demands, or might.
OF_THE_HOUSE: Final = frozenset(
    {
        "accesscheck",
        "category",
        "committee",
        "department",
        "departmenttoken",
        "holiday",
        "membership",
        "office",
        "succession",
        "user",
        "wording",
    }
)
COUNCILS_OWN: Final = "source"  # who raised a demand and where the minutes say so (`Demand.FOLLOWED`)


def visible_acts(viewer: Viewer, person: User) -> QuerySet[Event]:
    """What a person did, as far as the viewer may know, in no order. Raises NotVisible for whom it is nothing.

    The secretariat: all. Oneself: what one sees today. The head of a department: what was done for it by its people.
    The administrator: acts on people, keys and settings; that somebody worked on a demand, and when, is content.
    """
    if not reads_acts_of(viewer, person):
        raise NotVisible
    acts = Event.objects.filter(actor=person)
    if Role.SECRETARIAT in viewer.roles:
        return acts
    seen = Q(subject_kind__in=OF_THE_HOUSE, demand=None) if _knows_the_house(viewer, person) else Q(pk__in=())
    if viewer.user.pk == person.pk:
        return acts.filter(seen | _visible_today(viewer))
    if viewer.headed_ids:
        seen |= Q(pk__in=_done_for(viewer, acts).values("pk"))
    return acts.filter(seen)


def reads_acts_of(viewer: Viewer, person: User) -> bool:
    """Whether the viewer may open a person's acts at all. Reads the person's `memberships`."""
    if viewer.scopes is not None:
        return False
    return (
        _knows_the_house(viewer, person)
        or Role.SECRETARIAT in viewer.roles
        or any(each.department_id in viewer.headed_ids for each in person.memberships.all())
    )


def visible_department_events(viewer: Viewer, department: Department) -> QuerySet[Event]:
    """What happened to assignments while a department held them, of those that the viewer sees today, in no order.

    Told by the event itself, which names the holder: the days of a hold may be set later than what was done.
    Raises NotVisible for whom the department's history is nothing.
    """
    if department.pk not in readable_departments(viewer, {department.pk}):
        raise NotVisible
    return _held_by(frozenset({department.pk}), viewer)


def readable_departments(viewer: Viewer, asked: set[int]) -> frozenset[int]:
    """Of which of these departments the viewer may open the history; one statement at most.

    The secretariat and the coordinator, clerks (of their committee's demands), and who belongs to the department or
    to one that came after it.
    """
    if viewer.scopes is not None:
        return frozenset()
    if viewer.roles & (OVERSEES | COUNCIL):
        return frozenset(asked)
    if not viewer.department_ids or asked <= viewer.department_ids:
        return frozenset(asked & viewer.department_ids)
    return frozenset(asked & viewer.with_former_departments)


def _knows_the_house(viewer: Viewer, person: User) -> bool:
    return viewer.user.pk == person.pk or Role.SYSADMIN in viewer.roles


def _visible_today(viewer: Viewer) -> Q:
    """Entries about demands, audits, documents, meetings and rounds that the viewer sees."""
    if not may_read(viewer, Right.READ_DEMANDS):
        return Q(pk__in=())
    demands = visible_demands(viewer)
    meetings = Meeting.objects.filter(committee__in=book_committees(viewer).values("pk"))
    return (
        Q(demand__in=demands.values("pk"))
        | Q(subject_kind="audit", subject_id__in=visible_audits(viewer).values("pk"))
        | Q(subject_kind="document", subject_id__in=demands.filter(document__isnull=False).values("document"))
        | Q(subject_kind="meeting", subject_id__in=meetings.values("pk"))
        | Q(subject_kind="reportinground", subject_id__in=visible_rounds(viewer).values("pk"))
        | Q(subject_kind="snapshot", subject_id__in=visible_snapshots(viewer).values("pk"))
    )


def _done_for(viewer: Viewer, acts: QuerySet[Event]) -> QuerySet[Event]:
    """Acts on what a department of this head held, by somebody who belonged to it on that day."""
    then = Membership.objects.filter(
        Q(end_on=None) | Q(end_on__gt=OuterRef("at__date")),
        user=OuterRef("actor"),
        department__in=viewer.headed_ids,
        start_on__lte=OuterRef("at__date"),
    )
    return _held_by(viewer.headed_ids, viewer).filter(Exists(then), pk__in=acts.values("pk"))


def _held_by(department_ids: frozenset[int], viewer: Viewer) -> QuerySet[Event]:
    """Entries on assignments of these departments, of those that the viewer sees; with the act that took one away."""
    held = Tenure.objects.filter(
        department__in=department_ids, assignment__in=visible_to(viewer).values("pk")
    )
    told = Event.objects.filter(subject_kind="assignment", subject_id__in=held.values("assignment"))
    then = Q(entry__values__department__in=department_ids) | Q(entry__facts__from__in=department_ids)
    # Nearly all of these are the department's own. Asked plainly, the database expects next to none of them and may
    # read all to sort them; asked so, it goes back from the newest and stops when the page is full.
    return told.annotate(entry=Cast(F("text"), JSONField())).filter(
        Case(When(then, then=Value(True)), default=Value(False))
    )


def reads_whole_entry(viewer: Viewer, entry: Mapping[str, Any]) -> bool:
    """Whether the viewer may have the stored text of an entry: who raised a demand is for the council alone.

    The record holds a hash of it, and of a name out of a short list a hash is no secret.
    """
    if may_read(viewer, Right.SEE_COUNCIL_FACTS):
        return True
    states = [entry["values"], *(state for _kind, _pk, state in entry["states"])]
    return not any(COUNCILS_OWN in state for state in states)


def readable_values(viewer: Viewer, values: Mapping[str, Any]) -> dict[str, Any]:
    """The state that an entry tells, without what `reads_whole_entry` keeps back."""
    whole = may_read(viewer, Right.SEE_COUNCIL_FACTS)
    return {name: value for name, value in values.items() if whole or name != COUNCILS_OWN}
