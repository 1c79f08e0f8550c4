"""What no worker settles: leases that ended, digests that a later one replaces, notices to be repeated."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from audits import record
from notifications import resend, weeks
from notifications.models import Attempt, Notification, State
from notifications.outcomes import at_rest, supersede


@transaction.atomic
def sweep(now: datetime) -> list[Notification]:
    """Settle what no worker will: ended leases become uncertain, digests of earlier weeks and days are superseded.

    Answers what was settled. A row another worker is just settling is left to that one. A deadline notice that is
    uncertain is planned once more, and what a superseded digest was to carry is free for the next mail.
    """
    rows = Notification.objects.select_for_update(skip_locked=True).order_by("id")
    abandoned = list(rows.abandoned(now))
    for row in abandoned:
        row.state, row.leased_until = State.UNCERTAIN, None
    Notification.objects.bulk_update(abandoned, ["state", "leased_until"])
    open_attempts = Attempt.objects.filter(notification__in=abandoned, outcome="")
    open_attempts.update(outcome=State.UNCERTAIN, ended_at=now)
    on = timezone.localdate(now)
    outdated = list(rows.outdated(weeks.period_of(on), on))
    told = [*(at_rest(row, State.UNCERTAIN) for row in abandoned), *supersede(outdated)]
    record.append_all([*told, *resend.of_uncertain(now)])
    return [*abandoned, *outdated]
