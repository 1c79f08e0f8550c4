"""What the record brings: acts of which somebody is told, each entry read once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import orjson
from django.db.models import Exists, OuterRef

from audits import record
from audits.models import Event
from notifications.models import Occasion, Reading
from notifications.models import OccasionKind as Kind
from notifications.occasions.table import Due, round_period
from tracker import rounds
from tracker.models import Assignment, ProgressUpdate, ReportingRound

BATCH: Final = 20_000  # entries a call; what is beyond them is read by the next one
ASSIGNMENT: Final = "assignment"


@dataclass(frozen=True)
class Leads:
    """What an entry about an assignment leads to.

    `place` names the fact that names the department told; empty: whose duty it is now. `period` is made of the
    entry's number, so that each act is an occasion of its own.
    """

    kind: Kind
    place: str = ""
    period: str = "{number}"


LEADS: Final[Mapping[str, Sequence[Leads]]] = {
    "assigned": (Leads(Kind.ASSIGNED),),
    "reminder_requested": (Leads(Kind.URGED),),
    "approval_asked": (Leads(Kind.APPROVAL_ASKED),),
    "report_sent_back": (Leads(Kind.SENT_BACK),),
    "returned": (Leads(Kind.RETURNED),),
    "contradicted": (Leads(Kind.RETURNED),),
    "reopened": (Leads(Kind.RETURNED),),
    "verified": (Leads(Kind.CONFIRMED),),
    "extension_requested": (Leads(Kind.EXTENSION_ASKED),),
    "extension_granted": (Leads(Kind.EXTENSION_DECIDED),),
    "extension_refused": (Leads(Kind.EXTENSION_DECIDED),),
    "handover_offered": (Leads(Kind.HANDOVER_OFFERED, "to"),),
    "handover_accepted": (Leads(Kind.HANDOVER_SETTLED, "from"),),
    "handover_settled": (Leads(Kind.HANDOVER_SETTLED, "from"), Leads(Kind.HANDOVER_SETTLED, "to")),
    # Who settles it is told as if nobody had answered; by the offer's own number that is told of its silence.
    "handover_refused": (
        Leads(Kind.HANDOVER_SETTLED, "from"),
        Leads(Kind.HANDOVER_UNANSWERED, "to", "{number}:refused"),
    ),
    "moved": (Leads(Kind.HANDOVER_SETTLED),),
}
ROUNDS: Final = frozenset({"round_opened", "round_changed"})


@dataclass(frozen=True)
class _Entry:
    number: int
    kind: str
    actor_id: int | None
    subject_id: int
    facts: Mapping[str, Any]


def read(on: date) -> list[Due]:
    """What the entries brought that were not read before; they count as read with the transaction of the caller.

    Numbers become visible in their order, because whoever appends holds the record's head until the end of its
    transaction. So nothing can appear behind the last number read, and one number is all there is to remember. Where
    nothing was read yet, reading begins behind the present head: nothing older is told. Nine statements at most,
    whatever the number of entries.
    """
    reading = Reading.objects.select_for_update().filter(pk=1).first() or _begun(on)
    until = min(record.head()[0], reading.number + BATCH)
    if until <= reading.number:
        return []
    entries = _entries(reading.number, until)
    Reading.objects.filter(pk=1).update(number=until)
    return [*_about_assignments(entries, on), *_about_rounds(entries, on)]


def _begun(on: date) -> Reading:
    """The row, begun by whoever comes first, and locked."""
    Reading.objects.get_or_create(pk=1, defaults={"number": record.head()[0], "begun_on": on})
    return Reading.objects.select_for_update().get(pk=1)


def _entries(after: int, until: int) -> list[_Entry]:
    """The entries in (after, until] of which somebody is told, in order; one statement.

    What was imported from a published report and went on by rule with it tells nobody.
    """
    imported = Event.objects.filter(
        subject_kind=ASSIGNMENT, subject_id=OuterRef("subject_id"), kind="imported", at=OuterRef("at")
    )
    found = Event.objects.filter(number__gt=after, number__lte=until, kind__in=[*LEADS, *ROUNDS])
    rows = found.exclude(Exists(imported), kind="moved").order_by("number")
    columns = ("number", "kind", "actor_id", "subject_id", "text")
    return [
        _Entry(number, kind, actor, subject, orjson.loads(text)["facts"])
        for number, kind, actor, subject, text in rows.values_list(*columns)
    ]


def _about_assignments(entries: Sequence[_Entry], on: date) -> Iterator[Due]:
    """An occasion for each entry; of several of a kind about one duty of a department only the last is current."""
    about = [entry for entry in entries if entry.kind in LEADS]
    if not about:
        return
    duties = _duties({entry.subject_id for entry in about})
    authors = _authors(about)
    found = [
        replace(
            duties[entry.subject_id],
            kind=leads.kind,
            period=leads.period.format(number=entry.number),
            on=on,
            department_id=entry.facts[leads.place] if leads.place else duties[entry.subject_id].department_id,
            person_id=authors.get(entry.facts.get("update")) if leads.kind == Kind.SENT_BACK else None,
            actor_id=entry.actor_id,
            event=entry.number,
        )
        for entry in about
        for leads in LEADS[entry.kind]
    ]
    newest = {_same(due): due.event for due in found}
    yield from (replace(due, passed=due.event != newest[_same(due)]) for due in found)


def _same(due: Due) -> tuple[object, ...]:
    return due.assignment_id, due.kind, due.department_id


def _duties(assignment_ids: Collection[int]) -> dict[int, Due]:
    """Whose each assignment is now, by its id; one statement."""
    rows = Assignment.objects.filter(pk__in=assignment_ids)
    columns = ("pk", "department_id", "officer_id", "demand__audit__committee_id")
    return {row[0]: _duty(*row) for row in rows.values_list(*columns)}


def _duty(assignment: int, department: int | None, officer: int | None, committee: int | None) -> Due:
    return Due(
        kind=Kind.ASSIGNED,
        assignment_id=assignment,
        period="",
        on=date.min,
        department_id=department,
        officer_id=officer,
        committee_id=committee,
    )


def _authors(entries: Sequence[_Entry]) -> dict[int | None, int | None]:
    """Who wrote each report that was sent back, by the report; one statement, none where there is none."""
    updates = [entry.facts["update"] for entry in entries if entry.kind == "report_sent_back"]
    if not updates:
        return {}
    return dict(ProgressUpdate.objects.filter(pk__in=updates).values_list("pk", "author_id"))


def _about_rounds(entries: Sequence[_Entry], on: date) -> Iterator[Due]:
    """An occasion for every assignment that still owes a report in a round that was opened or has another day.

    Another name alone tells nobody. Three statements at most, however many rounds and assignments.
    """
    last = {entry.subject_id: entry for entry in entries if entry.kind in ROUNDS}
    if not last:
        return
    open_rounds = {row.pk: row for row in ReportingRound.objects.open().filter(pk__in=last)}
    periods = {round_period(pk, row.due_on): pk for pk, row in open_rounds.items()}
    told = Occasion.objects.filter(kind=Kind.ROUND_OPENED, period__in=periods)
    new = periods.keys() - set(told.values_list("period", flat=True).distinct())
    asking = [open_rounds[periods[period]] for period in new]
    if not asking:
        return
    asked: Any = rounds.of_open_rounds(
        Assignment.objects.filter(demand__audit__in=[row.audit_id for row in asking])
    )
    owing = asked.filter(
        open_round__in=[row.pk for row in asking], round_state=rounds.RoundState.NOT_REPORTED
    ).order_by("pk")
    columns = ("open_round", "pk", "department_id", "officer_id", "demand__audit__committee_id")
    for pk, *duty in owing.values_list(*columns):
        entry = last[pk]
        yield replace(
            _duty(*duty),
            kind=Kind.ROUND_OPENED,
            period=round_period(pk, open_rounds[pk].due_on),
            on=on,
            actor_id=entry.actor_id,
            event=entry.number,
        )
