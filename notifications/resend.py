"""재발송: a mail of which nobody knows whether it arrived, or that was refused, is sent once more, and marked."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.errors import NotAllowedNow
from audits.models import User
from audits.record import Entry
from notifications import planner
from notifications.models import Kind, Notification, Reason, State
from notifications.recipients import Recipient

REPEATABLE: Final = frozenset({State.UNCERTAIN, State.DEAD})


@transaction.atomic
def again(notification: Notification, by: User, now: datetime) -> Notification:
    """Plan one repetition of an uncertain or dead mail because a person says so.

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
    to = Recipient(row.address, row.recipient_id, "", None, row.seat)
    made = planner.row(Kind(row.kind), to, row.period, now)
    made.resend_of = row
    made.save()
    facts = {"period": made.period, "of": row.pk}
    record.append(Entry("notification_resent", made, by, facts=facts))
    return made


def call_off(row: Notification) -> bool:
    """Skip the repetition of `row`, whose fate is known now; answers False where it has left already."""
    repetition = Notification.objects.filter(resend_of=row)
    if repetition.waiting().update(state=State.SKIPPED, reason=Reason.SUPERSEDED):
        return True
    return not repetition.exclude(state=State.SKIPPED).exists()
