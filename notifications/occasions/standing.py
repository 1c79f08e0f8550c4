"""What the state of things brings: not received, without owner or officer, an offer that nobody answers.

Whatever stands so is told once, also where it began before anybody was told of anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from notifications import ladder
from notifications.models import OccasionKind as Kind
from notifications.occasions.table import Due
from notifications.occasions.untold import iso, untold
from tracker import deadlines
from tracker.checks import not_received
from tracker.models import Assignment, Handover, HandoverState
from tracker.pending import ANSWER_DAYS


def missing(on: date) -> list[Due]:
    """What stands so on `on` and has no row yet; seven statements."""
    return [*_unreceived(on), *_without_owner(on), *_without_officer(on), *_unanswered(on)]


def _unreceived(on: date) -> Iterator[Due]:
    """미접수, once an assignment."""
    rows = Assignment.objects.filter(not_received(on)).annotate(period=iso("assigned_on"))
    return _of(Kind.NOT_RECEIVED, rows, on)


def _without_owner(on: date) -> Iterator[Due]:
    """소관 없음, once for each department that is gone, and once (0) where there is none."""
    rows = Assignment.objects.without_owner(on).annotate(period=_id(Coalesce("department", Value(0))))
    return _of(Kind.NO_OWNER, rows, on)


def _without_officer(on: date) -> Iterator[Due]:
    """담당자 없음, once for each person who is named and does not belong to the department any more.

    Where nobody was ever named nobody is missed, and what has no owner is told as that.
    """
    ownerless = Assignment.objects.without_owner(on).values("pk")
    rows = Assignment.objects.without_officer(on).filter(officer__isnull=False).exclude(pk__in=ownerless)
    return _of(Kind.OFFICER_MISSING, rows.annotate(period=_id("officer")), on)


def _unanswered(on: date) -> Iterator[Due]:
    """An offer that has had its working days, for the coordinator to settle (lifecycle.md §4)."""
    since = deadlines.working_days_back(on, ANSWER_DAYS, ladder.holidays_around(on))
    rows = Handover.objects.filter(state=HandoverState.OFFERED, on__lte=since).annotate(period=_id("pk"))
    whose = ("receiver", "assignment__officer", "assignment__demand__audit__committee")
    found = untold(rows, Kind.HANDOVER_UNANSWERED, "assignment").order_by("pk")
    return _dues(Kind.HANDOVER_UNANSWERED, found, ("assignment", "period", *whose), on)


def _of(kind: Kind, rows: QuerySet[Any], on: date) -> Iterator[Due]:
    """Those of some assignments of which nobody was told as `kind`; one statement."""
    found = untold(rows.filter(demand__withdrawn_at__isnull=True), kind).order_by("pk")
    return _dues(kind, found, ("pk", "period", "department", "officer", "demand__audit__committee"), on)


def _dues(kind: Kind, rows: QuerySet[Any], columns: tuple[str, ...], on: date) -> Iterator[Due]:
    for pk, period, *whose in rows.values_list(*columns):
        yield Due(kind, pk, period, on, *whose)


def _id(column: Any) -> Cast:
    """A number as periods name it."""
    return Cast(column, CharField())
