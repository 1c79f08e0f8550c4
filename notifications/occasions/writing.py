"""Rows for what has come up: one a person, written once, whoever plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from notifications.audiences import Audiences, Told
from notifications.models import Occasion, OccasionState, Reason
from notifications.occasions.table import Due

BATCH: Final = 2000


def write(found: Sequence[Due], audiences: Audiences, now: datetime) -> Counter[str]:
    """Store a row for each person to be told of each of `found`; answers how many by kind.

    A row that is there already stays as it is. One statement a batch.
    """
    rows = [_row(due, told, now) for due in found for told in audiences.of(due)]
    Occasion.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return Counter(row.kind for row in rows)


def _row(due: Due, told: Told, now: datetime) -> Occasion:
    return Occasion(
        kind=due.kind,
        recipient_id=told.user_id,
        address=told.address,
        key=told.key,
        seat=told.label,
        assignment_id=due.assignment_id,
        department_id=due.department_id,
        period=due.period,
        on=due.on,
        event=due.event,
        instead_of=told.instead_of,
        planned_at=now,
        state=OccasionState.SKIPPED if due.passed else OccasionState.PLANNED,
        reason=Reason.SUPERSEDED if due.passed else "",
    )
