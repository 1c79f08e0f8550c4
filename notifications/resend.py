"""재발송: a mail is sent once more, by a new row that names the one it repeats."""

from __future__ import annotations

from datetime import datetime

from audits.models import User
from notifications import planner
from notifications.models import Kind, Notification
from notifications.recipients import Recipient


def again(notification: Notification, by: User | None, now: datetime) -> Notification:  # noqa: ARG001
    """The one repetition of `notification`, to leave as soon as a worker looks. Call with its row locked."""
    to = Recipient(notification.address, notification.recipient_id, "", None, notification.seat)
    row = planner.row(Kind(notification.kind), to, notification.period, now)
    row.resend_of = notification
    row.save()
    return row
