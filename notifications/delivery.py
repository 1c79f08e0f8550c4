"""Sending what was planned: claim, send, keep what became of it (architecture.md §3.3, §3.10).

A worker leases a mail by compare-and-set, so that exactly one is at it. An attempt that ends without the
relay's answer, by a kill or a broken connection, leaves the mail `uncertain`: it may have arrived, so nobody
sends a digest again. What the relay refuses for now is tried again later; what it refuses for good is dead.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from audits import record
from audits.record import Entry
from notifications import alarms, digests, emails, relay, silences, weeks
from notifications.alarms import Alarm
from notifications.digests import Digest
from notifications.emails import Message
from notifications.models import Attempt, Kind, Notification, Reason, State
from notifications.relay import Outcome
from notifications.silence import SilenceAlarm

# Longer than a task may run (CELERY_TASK_TIME_LIMIT): a lease that ended belongs to nobody alive.
LEASE: Final = timedelta(minutes=5)
LOOK_SECONDS: Final = 100.0
FRESH_SECONDS: Final = 60.0
BATCH: Final = 500
FIRST_WAIT: Final = timedelta(minutes=5)
LONGEST_WAIT: Final = timedelta(hours=6)
MOST_ATTEMPTS: Final = 10

Content = Digest | Alarm | SilenceAlarm
Composed = Mapping[tuple[str, str], Content]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Letter:
    """A mail to an address, and what the ledger keeps of it."""

    message: Message
    address: str
    anchor: str
    overdue: int | None


def queue(now: datetime) -> bool:
    """Mark as queued what is planned for `now` or earlier; answers whether anything of this week waits."""
    due = Notification.objects.due(weeks.period_of(timezone.localdate(now)), now)
    due.filter(state=State.PLANNED).order_by().update(state=State.QUEUED)
    return due.exists()


def deliver_waiting(
    on: date, *, seconds: float = LOOK_SECONDS, only: Collection[Kind] = tuple(Kind)
) -> Counter[State]:
    """Send what waits of the week of `on`, or `only` these kinds; answers how many mails came to each state.

    Goes on until nothing waits, the relay is away or `seconds` have passed: the rest is for the next look.
    """
    tally: Counter[State] = Counter()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        due = Notification.objects.due(weeks.period_of(on), timezone.now()).filter(kind__in=only)
        rows = list(due[:BATCH])
        if not rows or not _deliver(rows, _composed(rows, on), tally, ends):
            break
    return tally


@transaction.atomic
def sweep(now: datetime) -> list[Notification]:
    """Settle what no worker will: ended leases become uncertain, last week's leftovers are superseded.

    Answers what was settled. A row another worker is just settling is left to that one.
    """
    rows = Notification.objects.select_for_update(skip_locked=True).order_by("id")
    abandoned = list(rows.abandoned(now))
    for row in abandoned:
        row.state, row.leased_until = State.UNCERTAIN, None
    superseded = list(rows.outdated(weeks.period_of(timezone.localdate(now))))
    for row in superseded:
        row.state, row.reason = State.SKIPPED, Reason.SUPERSEDED
    settled = [*abandoned, *superseded]
    Notification.objects.bulk_update(settled, ["state", "reason", "leased_until"])
    open_attempts = Attempt.objects.filter(notification__in=abandoned, outcome="")
    open_attempts.update(outcome=State.UNCERTAIN, ended_at=now)
    record.append_all([_entry(row, row.state, row.attempts) for row in settled])
    return settled


def _composed(rows: Sequence[Notification], on: date) -> Composed:
    """What there is to tell now, by period and recipient; only what one of `rows` is for."""
    told: dict[tuple[str, str], Content] = {}
    for kind, period in sorted({(row.kind, row.period) for row in rows}):
        told |= {(period, key): content for key, content in _made(kind, period, on).items()}
    return told


def _made(kind: str, period: str, on: date) -> Mapping[str, Content]:
    if kind == Kind.RECORD_ALARM:
        return alarms.by_recipient(alarms.day_of(period), on)
    if kind == Kind.SILENCE_ALARM:
        return silences.by_recipient(period, on)
    return digests.by_recipient(on)


def _deliver(rows: Sequence[Notification], composed: Composed, tally: Counter[State], ends: float) -> bool:
    """Whether to go on after `rows`. What was composed is used for a minute, then asked anew."""
    stale = time.monotonic() + FRESH_SECONDS
    for row in rows:
        if time.monotonic() > min(stale, ends):
            break
        outcome = _deliver_one(row, composed.get((row.period, row.key)))
        if outcome:
            tally[outcome.state] += 1
            if outcome.relay_away:
                return False
    return True


def _deliver_one(row: Notification, content: Content | None) -> Outcome | None:
    """What became of `row`; None where another worker has it."""
    letter = _letter(content)
    if isinstance(letter, Reason):
        return _skip(row, letter)
    if not _claim(row, letter):
        return None
    return _settle(row, relay.send(_mail(row, letter)))


def _letter(content: Content | None) -> _Letter | Reason:
    """The mail, or why there is none."""
    if content is None:
        return Reason.LEFT
    if isinstance(content, Alarm):
        return _Letter(emails.record_alarm(content), content.to.address, content.anchor, None)
    if isinstance(content, SilenceAlarm):
        return _Letter(emails.silence_alarm(content), content.to.address, "", None)
    if not content.has_news:
        return Reason.CLOSED
    return _Letter(emails.weekly_digest(content), content.to.address, content.anchor, content.overdue)


@transaction.atomic
def _skip(row: Notification, reason: Reason) -> Outcome | None:
    mine = Notification.objects.waiting().filter(pk=row.pk, attempts=row.attempts)
    if not mine.update(state=State.SKIPPED, reason=reason):
        return None
    record.append(_entry(row, State.SKIPPED, row.attempts))
    return Outcome(State.SKIPPED)


@transaction.atomic
def _claim(row: Notification, letter: _Letter) -> bool:
    """Lease `row` for one attempt; False where it is no longer as it was read. Counts the attempt on `row`."""
    now = timezone.now()
    mine = Notification.objects.waiting().filter(pk=row.pk, attempts=row.attempts)
    row.attempts += 1
    claimed = mine.update(
        state=State.LEASED,
        attempts=row.attempts,
        leased_until=now + LEASE,
        address=letter.address,
        subject=letter.message.subject,
        overdue=letter.overdue,
        anchor=letter.anchor,
    )
    if claimed:
        Attempt.objects.create(notification=row, number=row.attempts, started_at=now)
    return bool(claimed)


def _mail(row: Notification, letter: _Letter) -> EmailMultiAlternatives:
    headers = {"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"}
    message = letter.message
    mail = EmailMultiAlternatives(message.subject, message.text, to=[letter.address], headers=headers)
    mail.attach_alternative(message.html, "text/html")
    return mail


@transaction.atomic
def _settle(row: Notification, outcome: Outcome) -> Outcome:
    """Keep the answer to the attempt counted on `row`; one that comes after the lease still counts."""
    now = timezone.now()
    state = outcome.state
    if state == State.FAILED and row.attempts >= MOST_ATTEMPTS:
        state = State.DEAD
    told = Notification.objects.filter(
        pk=row.pk, attempts=row.attempts, state__in=(State.LEASED, State.UNCERTAIN)
    ).update(
        state=state,
        leased_until=None,
        next_attempt_at=now + wait_after(row.attempts),
        last_error=outcome.answer,
        sent_at=now if state == State.SENT else None,
    )
    if told:
        attempt = Attempt.objects.filter(notification=row, number=row.attempts)
        attempt.update(outcome=outcome.state, answer=outcome.answer, ended_at=now)
        if state != State.SENT:
            logger.warning("notification %s, attempt %s: %s", row.pk, row.attempts, state)
        if state != State.FAILED:
            record.append(_entry(row, state, row.attempts))
    return Outcome(state, outcome.answer, outcome.relay_away)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: five minutes, then twice as long each time, at most six hours."""
    return min(FIRST_WAIT * (1 << (attempts - 1)), LONGEST_WAIT)


def _entry(row: Notification, state: str, attempts: int) -> Entry:
    facts = {"period": row.period, "attempts": attempts, "message_id": row.message_id}
    return Entry(f"notification_{state}", row, None, facts=facts)
