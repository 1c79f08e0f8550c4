"""Which mails a worker takes: those whose time has come, at hours when they may leave, and that no other one has."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from notifications import identity, weeks
from notifications.hours import Hours, is_day
from notifications.models import (
    Kind,
    Notification,
    Occasion,
    OccasionKind,
    State,
)
from notifications.outcomes import CARRIED

TURN: Final = 0x6D61696C  # "mail": whoever holds a row's lock composes and sends it
ALARMS: Final = frozenset({Kind.RECORD_ALARM, Kind.SILENCE_ALARM})  # at any hour
WORKERS: Final = 8  # how many may be at it before one finds nothing free at a look


@dataclass(frozen=True)
class Look:
    """What may leave at the moment `at` and is told as of the day `on`.

    `digests` and `reminders` say whether these may leave at this hour. `due_day`: what is due this very day may, at
    any rate. `only` narrows it to some kinds.
    """

    at: datetime
    on: date
    digests: bool
    reminders: bool
    due_day: bool
    only: frozenset[Kind] = frozenset(Kind)

    def is_due_today(self, occasion: Occasion) -> bool:
        """Whether it is told on its very day, whatever the hour."""
        return occasion.kind == OccasionKind.DUE_TODAY and occasion.period == self.on.isoformat()


def look(now: datetime, only: Collection[Kind] = tuple(Kind)) -> Look:
    """What a worker may send at this moment, or `only` these kinds of it; one statement."""
    is_open = Hours.load(now).are_open(now)
    return Look(now, timezone.localdate(now), is_open, is_open, is_day(now), frozenset(only))


def by_hand(on: date, now: datetime) -> Look:
    """What somebody sends who asks for it: digests of the week of `on` at any hour, all else as a worker would."""
    usual = look(now)
    is_today = on == usual.on
    return Look(now, on, True, usual.reminders and is_today, usual.due_day and is_today)


def due(look: Look) -> QuerySet[Notification]:
    """What waits and may leave, the longest waiting first: digests of this week and day, reminders, alarms."""
    allowed = Q(kind__in=ALARMS)
    if look.digests:
        allowed |= Q(kind=Kind.WEEKLY_DIGEST, period=weeks.period_of(look.on))
        allowed |= Q(kind=Kind.DAILY_DIGEST, period=look.on.isoformat())
    if look.reminders:
        allowed |= Q(kind=Kind.REMINDER)
    elif look.due_day:
        allowed |= Q(Exists(_told_today(look)), kind=Kind.REMINDER)
    rows = Notification.objects.waiting().filter(allowed, kind__in=look.only, next_attempt_at__lte=look.at)
    return rows.order_by("next_attempt_at", "id")


@transaction.atomic
def queue(now: datetime) -> int:
    """Mark as queued what is planned for `now` or earlier; answers how much waits to leave at this hour."""
    if identity.held():
        return 0
    waiting = due(look(now))
    planned = ids_held(waiting.filter(state=State.PLANNED))
    Notification.objects.filter(pk__in=planned, state=State.PLANNED).update(state=State.QUEUED)
    return waiting.count()


def ids_held(rows: QuerySet[Notification]) -> list[int]:
    """The ids of `rows`, locked in order of id as everybody locks several; without those somebody else holds."""
    return list(
        rows.order_by("id").select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True)
    )


@contextmanager
def in_hand(look: Look, most: int, *, without: Collection[int] = ()) -> Iterator[list[Notification]]:
    """At most `most` mails that are due and that no other worker has; they are this one's until the end of the block.

    So two workers neither compose nor want the same mail. A worker that is killed lets go with its connection; that
    a mail leaves once does not rest on this, but on the claim.
    """
    held = _taken(due(look).exclude(pk__in=without), most)
    try:
        yield list(due(look).filter(pk__in=held))
    finally:
        _let_go(held)


def _taken(due: QuerySet[Notification], most: int) -> list[int]:
    """Ids of which this worker now holds the lock: of the first ones that are due, those that are free."""
    waiting = list(due.values_list("pk", flat=True)[: most * WORKERS])
    for start in range(0, len(waiting), most):
        if held := _tried(waiting[start : start + most]):
            return held
    return []


def _tried(ids: list[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM unnest(%s::bigint[]) AS id WHERE pg_try_advisory_lock(%s # id)",
            [ids, TURN << 32],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _let_go(ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_advisory_unlock(%s # id)) FROM unnest(%s::bigint[]) AS id", [TURN << 32, ids]
        )


def _told_today(look: Look) -> QuerySet[Occasion]:
    return Occasion.objects.filter(
        notification=OuterRef("pk"),
        kind=OccasionKind.DUE_TODAY,
        period=look.on.isoformat(),
        state__in=CARRIED,
    )
