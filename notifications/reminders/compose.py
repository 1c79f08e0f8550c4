"""Occasions of the mails in hand as what each reader is told: worst first, at most 50 items, then counts.

Of a demand a mail has its own text, shortened, and never what somebody wrote about it: a reason, a report, a refusal
is read where it stands, by whoever may.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from audits.models import DemandVersion, Role
from audits.models.demand import demand_label
from audits.statuses import ReportedStatus
from notifications.models import Notification, Occasion, OccasionKind
from notifications.phrases import MOST_ITEMS, audit_of, shortened
from notifications.recipients import Recipient
from notifications.reminders.content import Group, Item, Reminder
from notifications.reminders.links import item_url, page_url
from notifications.reminders.notes import Notes
from notifications.reminders.readers import readers
from tracker import reports
from tracker.models import Assignment

ORDER: Final[Mapping[str, int]] = {kind: place for place, kind in enumerate(OccasionKind)}
LAST: Final = date.max  # without a due date, after every date

Standing = Mapping[Notification, Sequence[Occasion]]


@dataclass(frozen=True)
class _Place:
    """Where an assignment stands among others: 중점관리 first, then by due date."""

    priority: bool
    due: date | None


@dataclass(frozen=True)
class _Row:
    """What is said of one assignment, whoever reads it."""

    pk: int
    demand: int
    year: int
    number: int
    category: str
    department: str | None
    status: str


@dataclass(frozen=True)
class _Facts:
    """What all mails in hand have in common."""

    on: date
    anchor: str
    places: Mapping[int, _Place]
    rows: Mapping[int, _Row]
    texts: Mapping[int, str]
    notes: Notes


def reminders(standing: Standing, on: date) -> dict[int, Reminder]:
    """What each mail tells of its occasions on `on`, by the mail's id; whose reader is gone has none.

    Twelve statements at most, whatever the number.
    """
    if not standing:
        return {}
    places = _places(each.assignment_id for some in standing.values() for each in some)
    ordered = {row: _in_order(some, places) for row, some in standing.items()}
    listed = [each for some in ordered.values() for each in some[:MOST_ITEMS]]
    facts = _facts(listed, [each for some in ordered.values() for each in some], places, on)
    found = readers(list(standing), on)
    return {
        row.pk: _reminder(row, found[row.pk], some, facts) for row, some in ordered.items() if row.pk in found
    }


def _places(assignments: Iterable[int]) -> dict[int, _Place]:
    found = Assignment.objects.filter(pk__in=set(assignments))
    rows = found.values_list("pk", "demand__is_priority", "due_date")
    return {pk: _Place(priority, due) for pk, priority, due in rows}


def _in_order(occasions: Sequence[Occasion], places: Mapping[int, _Place]) -> list[Occasion]:
    """Worst kind first, within a kind 중점관리 and then most days late; an assignment once in a kind."""

    def place(each: Occasion) -> tuple[int, bool, date, int]:
        at = places[each.assignment_id]
        return ORDER[each.kind], not at.priority, at.due or LAST, each.assignment_id

    newest = {(each.kind, each.assignment_id): each for each in sorted(occasions, key=lambda each: each.pk)}
    return sorted(newest.values(), key=place)


def _facts(
    listed: Sequence[Occasion], carried: Sequence[Occasion], places: Mapping[int, _Place], on: date
) -> _Facts:
    """Of those `listed` everything, of all that are `carried` what is counted."""
    found = Assignment.objects.filter(pk__in={each.assignment_id for each in listed})
    of_demand = ("demand_id", "demand__audit__year", "demand__number", "demand__category__short_label")
    columns = ("pk", *of_demand, "department__name", "reported_status")
    rows = {row.pk: row for row in (_Row(*values) for values in found.values_list(*columns))}
    versions = DemandVersion.objects.current().filter(demand__in={row.demand for row in rows.values()})
    return _Facts(
        on=on,
        anchor=reports.record_head(),
        places=places,
        rows=rows,
        texts={pk: shortened(text) for pk, text in versions.values_list("demand_id", "text")},
        notes=Notes.load(carried, {pk: place.due for pk, place in places.items()}),
    )


def _reminder(row: Notification, to: Recipient, occasions: Sequence[Occasion], facts: _Facts) -> Reminder:
    by_kind: dict[OccasionKind, list[Occasion]] = defaultdict(list)
    for each in occasions:
        by_kind[OccasionKind(each.kind)].append(each)
    left, groups = MOST_ITEMS, []
    with translation.override(to.language):
        for kind, some in by_kind.items():
            items = tuple(_item(each, facts) for each in some[:left])
            left -= len(items)
            groups.append(Group(kind, items, len(some), page_url(kind), _most_late(some, facts)))
        instead = _instead(occasions)
    return Reminder(to, facts.on, facts.anchor, tuple(groups), row.resend_of_id is not None, instead)


def _due(occasion: Occasion, facts: _Facts) -> date | None:
    """By when an occasion asks for something: a round for its report, else an assignment for what it is."""
    return facts.notes.round_due(occasion) or facts.places[occasion.assignment_id].due


def _most_late(occasions: Sequence[Occasion], facts: _Facts) -> int | None:
    """The most days late of all of them, listed or not (negative: the fewest days left)."""
    return max(((facts.on - due).days for each in occasions if (due := _due(each, facts))), default=None)


def _item(occasion: Occasion, facts: _Facts) -> Item:
    row = facts.rows[occasion.assignment_id]
    kind = OccasionKind(occasion.kind)
    due = _due(occasion, facts)
    return Item(
        label=demand_label(row.category, row.number),
        audit=audit_of(row.year),
        text=facts.texts.get(row.demand, ""),
        department=row.department or _("소관 없음"),
        status=str(ReportedStatus(row.status).label),
        due=due,
        late=(facts.on - due).days if due else None,
        note=facts.notes.of(occasion),
        url=item_url(kind, row.pk, row.demand),
        round=facts.notes.round_name(occasion),
        granted=facts.notes.granted(occasion),
    )


def _instead(occasions: Sequence[Occasion]) -> str:
    """Whose place the reader takes, where somebody is missing."""
    missing = {each.instead_of for each in occasions if each.instead_of}
    return " · ".join(str(role.label) for role in Role if role in missing)
