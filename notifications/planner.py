"""Which mails there are to be: the week's digests and the day's alarm, planned once, whoever asks and however often."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from audits import record
from audits.models import CheckState, RecordCheck
from audits.record import Entry
from notifications import alarms, digests, weeks
from notifications.audiences import Audiences
from notifications.models import DigestPlan, Kind, Notification, Reading, new_message_id
from notifications.occasions import again, dates, events, standing
from notifications.occasions.writing import write
from notifications.recipients import Recipient, wardens

BATCH: Final = 1000
TURN: Final = 0x706C616E  # "plan": one planner at a time


def plan_due(now: datetime) -> int:
    """Plan this week's digests if they are due at `now` and missing; answers how many mails were planned.

    Asks for what is missing, not for what time it is: after an outage the current week's come, and they alone.
    """
    on = timezone.localdate(now)
    if DigestPlan.objects.filter(period=weeks.period_of(on)).exists():
        return 0
    due = weeks.due_at(on)
    return plan(on, now) if due and due <= now else 0


@transaction.atomic
def plan(on: date, now: datetime) -> int:
    """Plan the digests of the week of `on`, one a recipient; answers how many, 0 where the week was planned.

    The week's own row decides between two that plan at once: the second waits for the first and then finds it.
    """
    period = weeks.period_of(on)
    week, is_new = DigestPlan.objects.get_or_create(period=period, defaults={"on": on, "planned_at": now})
    if not is_new:
        return 0
    rows = [_row(Kind.WEEKLY_DIGEST, digest.to, period, now) for digest in digests.compose_all(on)]
    planned = Notification.objects.bulk_create(rows, batch_size=BATCH)
    facts = {"period": week.period, "on": week.on, "notifications": [row.pk for row in planned]}
    record.append(Entry("digest_planned", week, None, facts=facts))
    return len(planned)


@transaction.atomic
def plan_occasions(now: datetime) -> int:
    """Write down whatever has come up by `now` and has no row: by dates, by the record, by how things stand.

    Answers how many rows. One planner at a time; the second finds nothing left, and the unique key would refuse it.
    """
    on = timezone.localdate(now)
    _take_turn()
    found = [*events.read(on), *dates.missing(on), *standing.missing(on), *again.missing(on)]
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
    rows = [_row(Kind.RECORD_ALARM, to, period, now) for to in wardens(day) if to.user_id not in told]
    planned = Notification.objects.bulk_create(rows, batch_size=BATCH)
    facts = {"period": period, "notifications": [row.pk for row in planned]}
    record.append_all([Entry("alarm_planned", check, None, facts=facts) for check in checks])
    return len(planned)


def _row(kind: Kind, to: Recipient, period: str, now: datetime) -> Notification:
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
