"""재발송: a mail of which nobody knows whether it arrived, or that was refused, is sent once more, and marked.

By itself only what tells of a deadline is, and only once: where the repetition is uncertain as well, a person has to
look. A repetition is a row of its own, with an id of its own, that names what it repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from audits import record
from audits.errors import NotAllowedNow
from audits.models import User
from audits.record import Entry
from notifications import weeks
from notifications.hours import Hours
from notifications.models import (
    Kind,
    Notification,
    Occasion,
    OccasionState,
    Reason,
    State,
    new_message_id,
)
from notifications.occasions.table import TABLE

DEADLINES: Final = frozenset(kind for kind, rule in TABLE.items() if rule.deadline)
REPEATABLE: Final = frozenset({State.UNCERTAIN, State.DEAD})
BATCH: Final = 500


def of_uncertain(now: datetime) -> list[Entry]:
    """Plan one repetition of each uncertain mail that told of a deadline; answers what the record is to tell.

    In the transaction of the caller. It carries the deadline occasions alone, and leaves in sending hours.
    """
    told = Occasion.objects.filter(state=OccasionState.TOLD, kind__in=DEADLINES)
    found = Notification.objects.in_states({State.UNCERTAIN}).filter(
        resend_of=None, resent_as=None, resolved_at=None, pk__in=told.values("notification")
    )
    rows = list(found.select_for_update(of=("self",), skip_locked=True).order_by("id")[:BATCH])
    if not rows:
        return []
    at = Hours.load(now).next_open(now)
    made = [_repetition(row, Kind.REMINDER, now, at) for row in rows]
    return _planned(made, told.filter(notification__in=rows), None)[1]


@transaction.atomic
def again(notification: Notification, by: User, now: datetime) -> Notification:
    """Plan one repetition of an uncertain or dead mail because a person says so: all of it, at the next open hour.

    Raises NotAllowedNow where it is neither, or was repeated already, or is an alarm that only its moment explains.
    """
    row = Notification.objects.select_for_update(of=("self",)).get(pk=notification.pk)
    if row.state not in REPEATABLE or row.kind == Kind.SILENCE_ALARM:
        raise NotAllowedNow(
            _("재발송: 지금 상태(%(state)s)에서는 처리할 수 없습니다.") % {"state": row.get_state_display()}
        )
    if Notification.objects.filter(resend_of=row).exists():
        raise NotAllowedNow(
            _("재발송: 이미 다시 보낸 알림입니다. 다시 보낸 알림의 상태를 확인하여 주십시오.")
        )
    at = now if row.kind == Kind.RECORD_ALARM else Hours.load(now).next_open(now)
    told = Occasion.objects.filter(notification=row, state=OccasionState.TOLD)
    (made,), entries = _planned([_repetition(row, Kind(row.kind), now, at)], told, by)
    record.append_all(entries)
    return made


def call_off(row: Notification) -> bool:
    """Skip the repetition of `row`, whose fate is known now; answers False where it has left already.

    What it was to tell again was told by `row`. In the transaction of the caller, who holds `row`.
    """
    repetition = Notification.objects.filter(resend_of=row)
    if repetition.waiting().update(state=State.SKIPPED, reason=Reason.SUPERSEDED):
        carried = Occasion.objects.filter(notification__resend_of=row)
        carried.exclude(state=OccasionState.SKIPPED).update(notification=row, state=OccasionState.TOLD)
        return True
    return not repetition.exclude(state=State.SKIPPED).exists()


def _repetition(row: Notification, kind: Kind, now: datetime, at: datetime) -> Notification:
    return Notification(
        kind=kind,
        recipient_id=row.recipient_id,
        address=row.address,
        seat=row.seat,
        period=_period(row, kind, timezone.localdate(at)),
        message_id=new_message_id(),
        planned_at=now,
        next_attempt_at=at,
        resend_of=row,
    )


def _period(row: Notification, kind: Kind, day: date) -> str:
    """An alarm stays that of its day; all else is told as things stand on the day on which it leaves."""
    if kind == Kind.RECORD_ALARM:
        return row.period
    return weeks.period_of(day) if kind == Kind.WEEKLY_DIGEST else day.isoformat()


def _planned(
    rows: Sequence[Notification], told: QuerySet[Occasion], by: User | None
) -> tuple[Sequence[Notification], list[Entry]]:
    """The repetitions stored, with the occasions that they take over, and what the record is to tell of them."""
    made = Notification.objects.bulk_create(rows)
    repeated = Notification.objects.filter(resend_of=OuterRef("notification"))
    told.update(state=OccasionState.PLANNED, notification=Subquery(repeated.values("pk")[:1]))
    entries = [
        Entry("notification_resent", row, by, facts={"period": row.period, "of": row.resend_of_id})
        for row in made
    ]
    return made, entries
