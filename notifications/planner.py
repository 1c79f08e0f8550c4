"""Which mails there are to be: the week's digests and the day's alarm, planned once, whoever asks and however often."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from audits import record
from audits.models import CheckState, RecordCheck
from audits.record import Entry
from notifications import alarms, digests, weeks
from notifications.audiences import Audiences
from notifications.models import (
    DIGESTS,
    WAITING,
    DigestPlan,
    Kind,
    Notification,
    Reading,
    State,
    new_message_id,
)
from notifications.occasions import again, dates, events, standing
from notifications.occasions.table import Due
from notifications.occasions.writing import write
from notifications.recipients import Recipient, wardens

BATCH: Final = 1000
SOURCES: Final = (events.read, dates.missing, standing.missing, again.missing)
TURN: Final = 0x706C616E  # "plan": one planner at a time


def plan_due(now: datetime) -> int:
    """Plan the digests of this week and of today if they are due at `now` and missing; answers how many mails.

    Asks for what is missing, not for what time it is: after an outage the current week's and day's come, and they
    alone.
    """
    on = timezone.localdate(now)
    planned = 0
    periods = {weeks.period_of(on): (weeks.due_at, plan), weeks.period_of_day(on): (weeks.due_on, plan_day)}
    there = {*DigestPlan.objects.filter(period__in=periods).values_list("period", flat=True)}
    for period, (due_of, planning) in periods.items():
        due = None if period in there else due_of(on)
        planned += planning(on, now) if due and due <= now else 0
    return planned


def plan(on: date, now: datetime) -> int:
    """Plan the digests of the week of `on`, one a recipient; answers how many, 0 where the week was planned.

    Also for who wants none, where something is overdue; not for who gets one a day, or got today's already.
    """
    return _plan(
        _Planning(Kind.WEEKLY_DIGEST, weeks.period_of(on), on, now, Q(period=weeks.period_of_day(on)))
    )


def plan_day(on: date, now: datetime) -> int:
    """Plan the digests of the day `on` for who wants one a day; answers how many, 0 where the day was planned.

    Not for who is told by the week's on this very day, or waits for it still.
    """
    today = Q(planned_at__date=on) | Q(sent_at__date=on) | Q(state__in=[*WAITING, State.LEASED])
    told = Q(today, period=weeks.period_of(on))
    return _plan(_Planning(Kind.DAILY_DIGEST, weeks.period_of_day(on), on, now, told))


@dataclass(frozen=True)
class _Planning:
    """Digests of one kind for one period; `told` are mails of the other kind whose readers get none of this one."""

    kind: Kind
    period: str
    on: date
    now: datetime
    told: Q


@transaction.atomic
def _plan(asked: _Planning) -> int:
    """The period's own row decides between two that plan at once: the second waits for the first and then finds it."""
    _take_turn()
    dates_of_it = {"on": asked.on, "planned_at": asked.now}
    planned, is_new = DigestPlan.objects.get_or_create(period=asked.period, defaults=dates_of_it)
    if not is_new:
        return 0
    is_daily = asked.kind == Kind.DAILY_DIGEST
    other = Notification.objects.filter(asked.told, kind__in=DIGESTS - {asked.kind}, resend_of=None)
    told = {row.key for row in other.only("recipient_id", "address")}
    news = (digest.to for digest in digests.each(asked.on) if digest.is_daily == is_daily)
    rows = [row(asked.kind, to, asked.period, asked.now) for to in news if to.key not in told]
    made = Notification.objects.bulk_create(rows, batch_size=BATCH)
    if made or not is_daily:
        facts = {"period": asked.period, "on": asked.on, "notifications": [row.pk for row in made]}
        record.append(Entry("digest_planned", planned, None, facts=facts))
    return len(made)


def plan_occasions(now: datetime) -> int:
    """Write down whatever has come up by `now` and has no row: by dates, by the record, by how things stand.

    Answers how many rows. One planner at a time; the second finds nothing left, and the unique key would refuse it.
    A source that fails holds up no other, is asked again by the next run, and is raised when the others are kept.
    """
    planned = 0
    failed: list[Exception] = []
    for source in SOURCES:
        try:
            planned += _plan_of(source, now)
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("occasions that could not be planned", failed)
    return planned


@transaction.atomic
def _plan_of(source: Callable[[date], Sequence[Due]], now: datetime) -> int:
    on = timezone.localdate(now)
    _take_turn()
    found = source(on)
    if not found:
        return 0
    counted = write(found, Audiences.load(on), now)
    if counted:
        kinds = {str(kind): rows for kind, rows in counted.items()}
        facts = {"on": on, "count": counted.total(), "kinds": kinds}
        record.append(Entry("occasions_planned", Reading.objects.get(pk=1), None, facts=facts))
    return counted.total()


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


@transaction.atomic
def plan_alarm(now: datetime) -> int:
    """Plan the mails about checks that found something changed and of which nobody was told; answers how many.

    One a person and day, however many checks there were. Whoever plans second waits for the first and finds nothing.
    """
    untold = RecordCheck.objects.filter(state=CheckState.ALTERED, told_at=None).order_by("id")
    checks = list(untold.select_for_update().defer("found"))
    if not checks:
        return 0
    day = timezone.localdate(now)
    period = alarms.period_of(day)
    RecordCheck.objects.filter(pk__in=[check.pk for check in checks]).update(told_at=now)
    told = set(
        Notification.objects.filter(kind=Kind.RECORD_ALARM, period=period).values_list("recipient", flat=True)
    )
    rows = [row(Kind.RECORD_ALARM, to, period, now) for to in wardens(day) if to.user_id not in told]
    planned = Notification.objects.bulk_create(rows, batch_size=BATCH)
    facts = {"period": period, "notifications": [each.pk for each in planned]}
    record.append_all([Entry("alarm_planned", check, None, facts=facts) for check in checks])
    return len(planned)


def row(kind: Kind, to: Recipient, period: str, now: datetime) -> Notification:
    """A mail to `to`, to leave as soon as somebody looks; not stored yet."""
    return Notification(
        kind=kind,
        recipient_id=to.user_id,
        address=to.address,
        seat=to.seat,
        period=period,
        message_id=new_message_id(),
        planned_at=now,
        next_attempt_at=now,
    )
