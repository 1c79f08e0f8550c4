"""Planned occasions made into mails: one a person and day, whatever the number of reasons (product.md §4 rule 11).

Where the person has a digest that is about to leave, they go along in it. What comes up after the day's mail has left
waits for the next sending day, unless it is urgent. A mail stands in the ledger before it may leave.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from audits import record
from audits.record import Entry
from notifications import weeks
from notifications.hours import Hours, midnight, opening
from notifications.models import (
    DIGESTS,
    WAITING,
    Attempt,
    Kind,
    Notification,
    Occasion,
    OccasionKind,
    State,
    new_message_id,
)
from notifications.models.notification import NotificationQuerySet
from notifications.occasions.table import TABLE
from notifications.outcomes import supersede
from notifications.seats import BETWEEN_SEATS

TURN: Final = 0x62756E64  # "bund": one at a time
MOST: Final = 50_000  # occasions at once; what is left comes with the next run


@dataclass(frozen=True)
class _Slots:
    """When what waits at a moment may leave: `day` is the sending day, which opens at `at`; `today` at `today_at`.

    What is due this very day leaves today, on a day off as well.
    """

    hours: Hours
    day: date
    at: datetime
    today: date
    today_at: datetime

    def of(self, occasion: Occasion) -> date:
        """The day on which an occasion is to be told."""
        is_today = occasion.kind == OccasionKind.DUE_TODAY and occasion.period == self.today.isoformat()
        return self.today if is_today else self.day

    def moment(self, day: date) -> datetime:
        """From when the mail of `day` may leave."""
        return {self.day: self.at, self.today: self.today_at}.get(day) or opening(day)


@dataclass
class _Mails:
    """The mails of one person: those that have left, and those that wait and can still take something along."""

    left: set[date] = field(default_factory=set)
    digest: Notification | None = None
    waiting: dict[date, Notification] = field(default_factory=dict)
    numbers: dict[date, int] = field(default_factory=lambda: defaultdict(int))

    def count(self, row: Notification) -> None:
        """Note how many reminders there are of the day of `row`."""
        day = day_of(row.period)
        self.numbers[day] = max(self.numbers[day], _number_of(row.period))


@transaction.atomic
def bundle(now: datetime) -> int:
    """Make mails of planned occasions, or let them go along in mails that wait; answers how many were made.

    A fixed number of statements, however many people. One at a time; a second one finds nothing left to do.
    """
    _take_turn()
    slots = _slots(now)
    entries = supersede(_passed_over(slots))
    loose = list(_loose()[:MOST])
    made = _carried(loose, _mails(loose, slots), slots, now) if loose else []
    if made:
        facts = {"on": slots.today, "notifications": [row.pk for row in made]}
        entries.append(Entry("reminders_planned", made[0], None, facts=facts))
    record.append_all(entries)
    return len(made)


def _loose() -> QuerySet[Occasion]:
    """What is planned and part of no mail, or came up too late for the one it was given: that one left without it."""
    planned = Occasion.objects.planned()
    without = Q(notification=None) | ~Q(notification__state__in=sorted(WAITING))
    return planned.filter(without).in_order()


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def _slots(now: datetime) -> _Slots:
    hours = Hours.load(now)
    at, today = hours.next_open(now), timezone.localdate(now)
    return _Slots(hours, timezone.localdate(at), at, today, max(now, opening(today)))


def _passed_over(slots: _Slots) -> list[Notification]:
    """Reminders that wait and whose occasions have a better mail: of an earlier day, or beside a digest that waits.

    Those of an earlier day also where the relay has refused them for now: the day has one mail, whose own attempts
    begin. Beside a digest such a one goes on by itself. Not a repetition, which stays marked. Locked.
    """
    refused = Attempt.objects.filter(notification=OuterRef("pk"), outcome=State.FAILED)
    same = Q(recipient=OuterRef("recipient")) | Q(recipient=None, address__iexact=OuterRef("address"))
    digest = Notification.objects.waiting().filter(same, _digests(slots.day), resend_of=None)
    rows = Notification.objects.waiting().filter(kind=Kind.REMINDER, resend_of=None)
    earlier = Q(period__lt=slots.today.isoformat())
    beside = Q(Exists(digest), ~Exists(refused), period=slots.day.isoformat())
    found = rows.filter(earlier | beside)
    return list(found.select_for_update(of=("self",)).order_by("id"))


def _digests(day: date) -> Q:
    """The digests that leave on `day`, if they wait."""
    weekly = Q(kind=Kind.WEEKLY_DIGEST, period=weeks.period_of(day))
    return weekly | Q(kind=Kind.DAILY_DIGEST, period=day.isoformat())


def _mails(loose: Sequence[Occasion], slots: _Slots) -> Mapping[str, _Mails]:
    """The mails of today and later of everybody with something to tell, by key; two statements.

    Those that wait are locked first: what a worker took meanwhile is seen as having left.
    """
    found: dict[str, _Mails] = defaultdict(_Mails)
    theirs = _theirs({each.recipient_id for each in loose}, slots)
    waiting = list(theirs.waiting().select_for_update(of=("self",)).order_by("id"))
    for row in waiting:
        _take_up(row, found[row.key])
    tried = Attempt.objects.filter(notification=OuterRef("pk"), started_at__gte=midnight(slots.day))
    others: Any = theirs.exclude(pk__in=[row.pk for row in waiting]).annotate(tried=Exists(tried))
    for row in others:
        their = found[row.key]
        if row.kind == Kind.REMINDER:
            their.count(row)
        if row.state != State.SKIPPED and (row.kind != Kind.WEEKLY_DIGEST or row.tried):
            their.left.add(slots.day if row.kind in DIGESTS else day_of(row.period))
    return found


def _theirs(people: Collection[int | None], slots: _Slots) -> NotificationQuerySet:
    """The mails of these people, and of all mailboxes where there is one among them."""
    who = Q(recipient__in=[person for person in people if person])
    if None in people:
        who |= Q(recipient=None)
    reminders = Q(kind=Kind.REMINDER, period__gte=slots.today.isoformat())
    return Notification.objects.filter(who, reminders | _digests(slots.day), resend_of=None)


def _take_up(row: Notification, their: _Mails) -> None:
    """Note a mail that waits."""
    if row.kind in DIGESTS:
        their.digest = row
    else:
        their.count(row)
        their.waiting[day_of(row.period)] = row


def _carried(
    loose: Sequence[Occasion], mails: Mapping[str, _Mails], slots: _Slots, now: datetime
) -> list[Notification]:
    """Give each occasion its mail; answers the mails that had to be made. Two statements."""
    made: list[Notification] = []
    homes = []
    for occasion in loose:
        home, is_new = _home(occasion, mails[occasion.key], slots, now)
        homes.append(home)
        made += [home] if is_new else []
    stored = Notification.objects.bulk_create(made)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_occasion AS o SET notification_id = h.mail"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS h (occasion, mail)"
            " WHERE o.id = h.occasion AND o.state = 'planned'",
            [[each.pk for each in loose], [home.pk for home in homes]],
        )
    return stored


def _home(occasion: Occasion, their: _Mails, slots: _Slots, now: datetime) -> tuple[Notification, bool]:
    """The mail that tells an occasion, and whether it is a new one."""
    day = slots.of(occasion)
    if their.digest and day == slots.day and day not in their.left:
        return their.digest, False
    is_urgent = TABLE[OccasionKind(occasion.kind)].urgent
    while day in their.left and not is_urgent:
        day = slots.hours.day_after(day)
    if row := their.waiting.get(day):
        if row.pk is None and occasion.seat not in row.seat.split(BETWEEN_SEATS):
            row.seat = f"{row.seat}{BETWEEN_SEATS}{occasion.seat}"
        return row, False
    their.waiting[day] = _new(occasion, _period(day, their.numbers[day]), slots.moment(day), now)
    return their.waiting[day], True


def _new(occasion: Occasion, period: str, at: datetime, now: datetime) -> Notification:
    return Notification(
        kind=Kind.REMINDER,
        recipient_id=occasion.recipient_id,
        address=occasion.address,
        seat=occasion.seat,
        period=period,
        message_id=new_message_id(),
        planned_at=now,
        next_attempt_at=at,
    )


def _period(day: date, number: int) -> str:
    """What the mail of a day is called that follows so many others: 2026-11-20, then 2026-11-20.2."""
    return f"{day.isoformat()}.{number + 1}" if number else day.isoformat()


def day_of(period: str) -> date:
    """The day that a reminder's period stands for."""
    return date.fromisoformat(period.partition(".")[0])


def _number_of(period: str) -> int:
    return int(period.partition(".")[2] or 1)
