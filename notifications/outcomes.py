"""How a mail ends that is not sent: replaced by a later one; and what the record tells of a mail that came to rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from audits.record import Entry
from notifications.models import Notification, Occasion, OccasionState, Reason, State

# An occasion that a mail carries and that is neither settled nor free for another mail.
CARRIED: Final = (OccasionState.PLANNED, OccasionState.TOLD)


def at_rest(row: Notification, state: str) -> Entry:
    """What the record tells of a mail that came to rest."""
    facts = {"period": row.period, "attempts": row.attempts, "message_id": row.message_id}
    return Entry(f"notification_{state}", row, None, facts=facts)


def supersede(rows: Sequence[Notification]) -> list[Entry]:
    """Skip mails that wait as replaced by a later one, and free what they carry for that one; two statements.

    In the transaction of the caller, who holds the rows. Answers what the record is to tell.
    """
    if not rows:
        return []
    skipped = {"state": State.SKIPPED, "reason": Reason.SUPERSEDED}
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(**skipped)
    carried = Occasion.objects.filter(notification__in=rows, state__in=CARRIED)
    carried.update(state=OccasionState.PLANNED, notification=None)
    for row in rows:
        row.state, row.reason = State.SKIPPED, Reason.SUPERSEDED
    return [at_rest(row, State.SKIPPED) for row in rows]
