"""발송 확인: what became of a mail of which only a person can find out, and sending it once more.

A mail is uncertain where a worker was killed or a connection broke before the relay's answer was kept. Nobody repeats
it by a guess: somebody asks the recipient or the relay, and what they found is kept with their name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import models, transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.record import Entry
from notifications import access, resend
from notifications.models import Attempt, Notification, State


class Fate(models.TextChoices):
    """What somebody found out, or decided."""

    ARRIVED = "arrived", gettext_lazy("도착함")
    MISSING = "missing", gettext_lazy("도착하지 않음")
    LEFT = "left", gettext_lazy("다시 보내지 않음")


# Of which state it is said, and which state it leads to.
FATES: Final[Mapping[Fate, tuple[State, State]]] = {
    Fate.ARRIVED: (State.UNCERTAIN, State.SENT),
    Fate.MISSING: (State.UNCERTAIN, State.DEAD),
    Fate.LEFT: (State.DEAD, State.DEAD),
}


@dataclass(frozen=True)
class Resolved:
    """How many were settled, and how many no longer could be: somebody else was first, or they are of another state."""

    done: int
    passed: int


def resolve(pk: int, fate: Fate, *, by: Viewer, now: datetime) -> None:
    """Say what became of one mail. Raises PermissionDenied, NotVisible, NotAllowedNow (settled meanwhile)."""
    if not resolve_many([pk], fate, by=by, now=now).done:
        raise refusal(pk)


@transaction.atomic
def resolve_many(pks: Collection[int], fate: Fate, *, by: Viewer, now: datetime) -> Resolved:
    """Say the same of many mails, as of one outage; what cannot be settled stays as it is. Raises PermissionDenied.

    A mail that arrived was sent when its last attempt began. The statements do not grow with
    the mails, but for repetitions that are called off.
    """
    access.require(by, access.Act.RESOLVE_MAIL)
    of, to = FATES[fate]
    open_rows = Notification.objects.select_for_update(no_key=True).filter(pk__in=pks, state=of)
    rows = list(open_rows.filter(resolved_at=None).order_by("pk"))
    settled = Notification.objects.filter(pk__in=[row.pk for row in rows])
    settled.update(
        state=to,
        resolved_by=by.user,
        resolved_at=now,
        next_attempt_at=None,
        **({"sent_at": _attempted(now)} if to == State.SENT else {}),
    )
    if fate == Fate.ARRIVED:
        _call_off(rows)
    record.append_all([_entry(row, fate, by) for row in rows])
    return Resolved(len(rows), len(set(pks)) - len(rows))


def send_again(pk: int, *, by: Viewer, now: datetime) -> Notification:
    """재발송 of a mail that may not have arrived; answers the new one, which is marked as a repetition.

    Raises PermissionDenied, NotVisible, NotAllowedNow (it arrived, is under way, or was repeated already).
    """
    access.require(by, access.Act.RESOLVE_MAIL)
    found = Notification.objects.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return resend.again(found, by.user, now)


def _call_off(rows: Sequence[Notification]) -> None:
    """What arrived need not arrive twice: repetitions that have not left yet do not leave."""
    waiting = Notification.objects.waiting().filter(resend_of__in=rows)
    repeated = set(waiting.values_list("resend_of", flat=True))
    for row in rows:
        if row.pk in repeated:
            resend.call_off(row)


def _attempted(now: datetime) -> Coalesce:
    tries = Attempt.objects.filter(notification=OuterRef("pk")).order_by("-number")
    return Coalesce(Subquery(tries.values("started_at")[:1]), Value(now))


def _entry(row: Notification, fate: Fate, by: Viewer) -> Entry:
    facts = {"period": row.period, "message_id": row.message_id, "fate": fate.value}
    return Entry("notification_resolved", row, by.user, facts=facts)


def refusal(pk: int) -> NotAllowedNow | NotVisible:
    """What stands in the way of settling this mail."""
    found = Notification.objects.select_related("resolved_by").filter(pk=pk).first()
    if found is None:
        return NotVisible()
    if found.resolved_by:
        told = _("%(who)s 님이 먼저 확인하였습니다. 지금 상태: %(state)s")
        return NotAllowedNow(told % {"who": found.resolved_by.name, "state": found.get_state_display()})
    told = _("발송 여부를 확인할 수 있는 알림이 아닙니다. 지금 상태: %(state)s")
    return NotAllowedNow(told % {"state": found.get_state_display()})
