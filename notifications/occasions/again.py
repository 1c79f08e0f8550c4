"""What comes up once more: everybody who was to be told of it had left, and somebody else is there now."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from notifications.audiences import Audiences
from notifications.models import Occasion, OccasionState, Reason
from notifications.occasions.holding import Look
from notifications.occasions.later import Later
from notifications.occasions.table import Due

LOOK_BACK: Final = timedelta(days=14)
GONE: Final = (Reason.LEFT, Reason.HANDED_OVER)
Occurrence = tuple[int, str, str]  # assignment, kind, period


def missing(on: date) -> list[Due]:
    """Occasions of the last 14 days of which nobody was told, because all had left, and that still hold on `on`.

    Only where there is somebody now who was not to be told before: the unique key would refuse the others. Two
    statements where nothing is to be told again, else twelve at most.
    """
    lost = {(row.assignment_id, row.kind, row.period): row for row in _lost(on)}
    if not lost:
        return []
    rows = list(lost.values())
    look, later = Look.at(rows, on), Later.than(rows)
    holding = [row for row in rows if not look.against(row) and not later.replaces(row)]
    if not holding:
        return []
    audiences, known = Audiences.load(on), _known(holding)
    found = {(row.assignment_id, row.kind, row.period): look.due(row) for row in holding}
    return [
        due
        for occurrence, due in found.items()
        if {told.key for told in audiences.of(due)} - known[occurrence]
    ]


def _lost(on: date) -> QuerySet[Occasion]:
    """A row of each occurrence of which every row was skipped because its reader was gone."""
    since = timezone.make_aware(datetime.combine(on - LOOK_BACK, time.min))
    # By the key alone, backwards: the rows of two weeks are all that is read of a table that only grows.
    older = Occasion.objects.filter(planned_at__lt=since).order_by("-pk").values_list("pk", flat=True)
    rows = Occasion.objects.filter(pk__gt=older.first() or 0, state=OccasionState.SKIPPED, reason__in=GONE)
    others = Occasion.objects.filter(
        assignment=OuterRef("assignment"), kind=OuterRef("kind"), period=OuterRef("period")
    )
    return rows.exclude(Exists(others.exclude(state=OccasionState.SKIPPED, reason__in=GONE))).in_order()


def _known(rows: list[Occasion]) -> dict[Occurrence, set[str]]:
    """Whom each occurrence was for before; one statement."""
    found = Occasion.objects.filter(
        assignment__in={row.assignment_id for row in rows},
        kind__in={row.kind for row in rows},
        period__in={row.period for row in rows},
    )
    known: dict[Occurrence, set[str]] = defaultdict(set)
    for assignment, kind, period, key in found.values_list("assignment_id", "kind", "period", "key"):
        known[assignment, kind, period].add(key)
    return known
