"""발송 사용: say that this database is the real one, so that its mail may leave (`notifications.identity`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audits import record
from audits.record import Entry
from notifications import identity, weeks
from notifications.models import Kind, MailSwitch, Notification
from notifications.models.notification import NotificationQuerySet
from notifications.outcomes import supersede


@dataclass(frozen=True)
class Enabled:
    """How many mails wait to leave, and how many were passed over; `already`: nothing was changed."""

    waiting: int
    superseded: int
    already: bool = False


@transaction.atomic
def begin(now: datetime) -> bool:
    """Enable a fresh installation, of which nobody said anything yet; answers whether it was one."""
    if MailSwitch.objects.filter(pk=1).exists():
        return False
    facts = {"identity": identity.current(), "enabled_at": now}
    switch, is_new = MailSwitch.objects.get_or_create(pk=1, defaults=facts)
    if is_new:
        record.append(Entry("mail_enabled", switch, None, facts={"superseded": 0}))
    return is_new


@transaction.atomic
def enable(now: datetime) -> Enabled:
    """Let the mail of this database leave; what waits of earlier days is superseded, so that a person gets one mail.

    Where it may leave already, nothing is changed. Two at once: the second finds it done.
    """
    facts = {"identity": identity.current(), "enabled_at": now}
    switch, is_new = MailSwitch.objects.select_for_update().get_or_create(pk=1, defaults=facts)
    if not is_new and switch.identity == facts["identity"]:
        return Enabled(Notification.objects.waiting().count(), 0, already=True)
    MailSwitch.objects.filter(pk=1).update(**facts)
    passed = list(_of_earlier_days(now).select_for_update(of=("self",)).order_by("id"))
    entries = supersede(passed)
    waiting = Notification.objects.waiting().count()
    record.append_all([*entries, Entry("mail_enabled", switch, None, facts={"superseded": len(passed)})])
    return Enabled(waiting, len(passed))


def _of_earlier_days(now: datetime) -> NotificationQuerySet:
    """Digests and reminders that wait since an earlier week or day; a repetition stays marked as one."""
    on = timezone.localdate(now)
    waiting = Notification.objects.waiting().filter(resend_of=None)
    reminders = Q(kind=Kind.REMINDER, period__lt=on.isoformat())
    return waiting.filter(reminders | Q(pk__in=waiting.outdated(weeks.period_of(on), on).values("pk")))
