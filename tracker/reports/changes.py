"""What became of demands since an entry of the record: what a councillor is told, and may read anyway.

Filed reports that say something new, the council's own findings, dates, and whose duty it is: no draft, no report
at a gate, no doubt.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Max

from audits.models import Event

TOLD: Final = frozenset(
    {"reported", "claimed", "claim_taken_back", "verified", "returned", "contradicted"}
    | {"reopened", "assigned", "handover_accepted", "handover_settled", "moved", "withdrawn"}
    | {"extension_granted", "due_date_set", "calendar_adjusted", "demand_corrected", "demand_withdrawn"}
    | {"decision_recorded"}
)


@dataclass(frozen=True, slots=True)
class Change:
    """The newest of what became of one demand: an entry's number and kind, and the demand as lists name it."""

    number: int
    kind: str
    at: datetime
    demand_id: int
    year: int
    demand_number: int
    category: str
    raised_by: str
    committee: int | None
    priority: bool


def changes_since(number: int, audits: Collection[int] | None = None) -> list[Change]:
    """The newest change of each demand after the entry `number`, the newest first; one statement.

    Of `audits` alone, where they are given. Whoever was told up to a later entry leaves out what has a smaller number.
    """
    demand = ("demand_id", "demand__audit__year", "demand__number", "demand__category__short_label")
    concerned = ("demand__raised_by", "demand__audit__committee", "demand__is_priority")
    after = Event.objects.filter(number__gt=number, kind__in=TOLD, demand__isnull=False)
    if audits is not None:
        after = after.filter(demand__audit__in=audits)
    newest = after.order_by("demand_id", "-number").distinct("demand_id")
    found = newest.values_list("number", "kind", "at", *demand, *concerned)
    return sorted((Change(*row) for row in found), key=lambda change: -change.number)


def number_at(moment: datetime) -> int:
    """The newest entry of the record before `moment`, 0 where there is none; one statement."""
    return Event.objects.filter(at__lt=moment).aggregate(newest=Max("number"))["newest"] or 0
