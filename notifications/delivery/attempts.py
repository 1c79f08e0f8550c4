"""One attempt at one mail: claimed by compare-and-set, settled with the relay's answer, each in its transaction."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from audits import record
from notifications import resend
from notifications.delivery.composing import Content, Letter
from notifications.delivery.looking import ids_held
from notifications.models import WAITING, Attempt, Notification, Occasion, OccasionState, Reason, State
from notifications.outcomes import CARRIED, at_rest
from notifications.relay import Outcome

# Longer than a task may run (CELERY_TASK_TIME_LIMIT): a lease that ended belongs to nobody alive.
LEASE: Final = timedelta(minutes=5)
WAITS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
MOST_ATTEMPTS: Final = len(WAITS) + 1

# One way to the database and back for each: a mail changes by compare-and-set, and its attempt with it.
CLAIM: Final = """
    WITH mine AS (
        UPDATE notifications_notification
        SET state = 'leased', attempts = %(number)s, leased_until = %(until)s, address = %(address)s,
            subject = %(subject)s, text = %(text)s, overdue = %(overdue)s, anchor = %(anchor)s
        WHERE id = %(pk)s AND attempts = %(number)s - 1 AND state = ANY(%(waiting)s)
        RETURNING id
    )
    INSERT INTO notifications_attempt (notification_id, number, started_at, outcome, answer)
    SELECT id, %(number)s, %(now)s, '', '' FROM mine
"""
SETTLE: Final = """
    WITH mine AS (
        UPDATE notifications_notification
        SET state = %(state)s, leased_until = %(leased_until)s, next_attempt_at = %(next_attempt_at)s,
            last_error = %(last_error)s, sent_at = %(sent_at)s
        WHERE id = %(pk)s AND attempts = %(number)s AND resolved_at IS NULL AND state = 'leased'
        RETURNING id
    ), tried AS (
        UPDATE notifications_attempt AS attempt
        SET outcome = %(led_to)s, answer = %(last_error)s, ended_at = %(now)s
        FROM mine WHERE attempt.notification_id = mine.id AND attempt.number = %(number)s
    )
    SELECT id FROM mine
"""

logger = logging.getLogger(__name__)


def wait_after(refusals: int) -> timedelta:
    """How long to wait after so many refusals in a row: 1, 5, 30 minutes, 2 hours, then 6 hours."""
    return WAITS[min(refusals, len(WAITS)) - 1]


def claim(row: Notification, content: Content, letter: Letter) -> bool:
    """Lease `row` for one attempt and fix what it carries; False where it is no longer as it was read.

    Counts the attempt on `row`. One statement, and with it the transaction, where the mail carries no occasions.
    """
    now = timezone.now()
    row.attempts += 1
    asked = {
        "pk": row.pk,
        "waiting": [state.value for state in WAITING],
        "number": row.attempts,
        "now": now,
        "until": now + LEASE,
        "address": letter.address,
        "subject": letter.message.subject,
        "text": letter.kept_text,
        "overdue": letter.overdue,
        "anchor": letter.anchor,
    }
    if not content.carries:
        return _changed(CLAIM, asked)
    with transaction.atomic():
        claimed = _changed(CLAIM, asked)
        if claimed:
            _fix(row, content)
        return claimed


@transaction.atomic
def skip(row: Notification, content: Content) -> Outcome | None:
    """End `row` unsent, as there is nothing to tell; None where it is no longer as it was read."""
    mine = Notification.objects.waiting().filter(pk=row.pk, attempts=row.attempts)
    if not mine.update(state=State.SKIPPED, reason=content.silent):
        return None
    _fix(row, content)
    record.append(at_rest(row, State.SKIPPED))
    return Outcome(State.SKIPPED)


@transaction.atomic
def settle(row: Notification, outcome: Outcome) -> Outcome:
    """Keep the answer to the attempt counted on `row`; one that comes after the lease still counts."""
    now = timezone.now()
    state, until = _led_to(row, outcome, now)
    mine = Notification.objects.filter(pk=row.pk, attempts=row.attempts, resolved_at=None)
    kept = {
        "state": state.value,
        "leased_until": None,
        "next_attempt_at": until,
        "last_error": outcome.answer,
        "sent_at": now if state == State.SENT else None,
    }
    asked = kept | {"pk": row.pk, "number": row.attempts, "led_to": _said_of(outcome), "now": now}
    if not _changed(SETTLE, asked):
        if not mine.filter(state=State.UNCERTAIN).select_for_update().exists():
            return outcome
        if state == State.UNCERTAIN:
            return outcome
        # Its lease ended meanwhile: where its repetition has left, this one does not leave again.
        if not resend.call_off(row) and state == State.FAILED:
            state = State.DEAD
            kept["state"] = state.value
        mine.update(**kept)
        _ended(row, outcome, now)
    if outcome.relay_away:
        hold_back(until)
    if state != State.SENT:
        logger.warning("notification %s, attempt %s: %s", row.pk, row.attempts, state)
    if state != State.FAILED:
        record.append(at_rest(row, state))
    return Outcome(state, outcome.answer, outcome.relay_away)


@transaction.atomic
def not_begun(row: Notification, outcome: Outcome) -> Outcome | None:
    """Keep why an attempt at `row` came to nothing before the relay had any of it; nothing of it is uncertain.

    None where `row` is no longer as it was read. Where the relay does not answer, all that waits is held back. What a
    mail that is given up was to tell stays with it: another mail would only end like this one.
    """
    now = timezone.now()
    state, until = _led_to(row, outcome, now)
    mine = Notification.objects.waiting().filter(pk=row.pk, attempts=row.attempts)
    row.attempts += 1
    kept = {"attempts": row.attempts, "next_attempt_at": until, "last_error": outcome.answer}
    if not mine.update(state=state, **kept):
        return None
    Attempt.objects.create(notification=row, number=row.attempts, started_at=now)
    _ended(row, outcome, now)
    if outcome.relay_away:
        hold_back(until)
    if state == State.DEAD:
        Occasion.objects.planned().filter(notification=row).update(state=OccasionState.TOLD)
        record.append(at_rest(row, state))
    logger.warning("notification %s, attempt %s not begun: %s", row.pk, row.attempts, outcome.answer)
    return Outcome(state, outcome.answer, outcome.relay_away)


def hold_back(until: datetime) -> None:
    """Let everything that waits wait until the relay is asked again; no attempt is counted."""
    waiting = Notification.objects.waiting().filter(next_attempt_at__lt=until)
    Notification.objects.filter(pk__in=ids_held(waiting)).update(next_attempt_at=until)


def _led_to(row: Notification, outcome: Outcome, now: datetime) -> tuple[State, datetime]:
    """What an answer leads to, and until when the mail waits where it goes on waiting."""
    if outcome.relay_away:
        return State.FAILED, now + wait_after(_unanswered_in_a_row() + 1)
    if outcome.state != State.FAILED:
        return outcome.state, now
    refusals = Attempt.objects.filter(notification=row, outcome=State.FAILED).count() + 1
    state = State.DEAD if refusals >= MOST_ATTEMPTS else State.FAILED
    return state, now + wait_after(refusals)


def _unanswered_in_a_row() -> int:
    """How often the relay was asked and did not answer since it last did, as far as the waits go; one statement."""
    ended = Attempt.objects.exclude(outcome="").order_by("-id").values_list("outcome", flat=True)
    outcomes = list(ended[: len(WAITS)])
    return next((n for n, outcome in enumerate(outcomes) if outcome != State.QUEUED), len(outcomes))


def _ended(row: Notification, outcome: Outcome, now: datetime) -> None:
    attempt = Attempt.objects.filter(notification=row, number=row.attempts)
    attempt.update(outcome=_said_of(outcome), answer=outcome.answer, ended_at=now)


def _said_of(outcome: Outcome) -> str:
    """What an attempt led to; a relay that did not answer says nothing of the mail."""
    return (State.QUEUED if outcome.relay_away else outcome.state).value


def _changed(statement: str, asked: Mapping[str, Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return bool(cursor.rowcount)


def _fix(row: Notification, content: Content) -> None:
    """Say of each occasion whether this mail tells it. What came too late for it is given another one by `bundles`."""
    carried = Occasion.objects.filter(notification=row, state__in=CARRIED)
    if content.told:
        carried.filter(pk__in=content.told).update(state=OccasionState.TOLD)
    for reason, occasions in _by_reason(content.against).items():
        carried.filter(pk__in=occasions).update(state=OccasionState.SKIPPED, reason=reason)
    if content.waits:
        carried.filter(pk__in=content.waits).update(state=OccasionState.PLANNED, notification=None)


def _by_reason(against: Mapping[int, Reason]) -> Mapping[Reason, list[int]]:
    found: dict[Reason, list[int]] = defaultdict(list)
    for occasion, reason in against.items():
        found[reason].append(occasion)
    return found
