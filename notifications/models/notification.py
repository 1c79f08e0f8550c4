"""알림: one mail to one recipient for one period. A row before it is a message, and the proof afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import Final, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a mail is."""

    WEEKLY_DIGEST = "weekly_digest", _("주간 현황 알림")
    DAILY_DIGEST = "daily_digest", _("일일 현황 알림")
    REMINDER = "reminder", _("처리 안내")
    RECORD_ALARM = "record_alarm", _("시스템 경보")
    SILENCE_ALARM = "silence_alarm", _("발송 중단 경보")


class State(models.TextChoices):
    """What became of it.

    Planned: made by the planner. Queued: its time has come and the workers were told. Leased: one worker is
    at it. Uncertain: that worker's lease ended, or the connection broke, before the relay's answer was kept.
    Failed: refused for now, tried again. Dead: refused for good.
    """

    PLANNED = "planned", _("발송 예정")
    QUEUED = "queued", _("발송 대기")
    LEASED = "leased", _("발송 중")
    SENT = "sent", _("발송 완료")
    UNCERTAIN = "uncertain", _("발송 여부 확인 필요")
    FAILED = "failed", _("발송 실패(재시도 예정)")
    DEAD = "dead", _("발송 중단")
    SKIPPED = "skipped", _("발송 안 함")


class Reason(models.TextChoices):
    """Why it was not sent at all."""

    CLOSED = "closed", _("종결됨")
    SETTLED = "settled", _("이미 처리함")
    WITHDRAWN = "withdrawn", _("철회")
    HANDED_OVER = "handed_over", _("소관 변경")
    LEFT = "left", _("소속 종료")
    MUTED = "muted", _("수신 해제")
    SUPERSEDED = "superseded", _("더 최근 알림으로 대체")
    HOLIDAY = "holiday", _("휴일")


WAITING: Final = frozenset({State.PLANNED, State.QUEUED, State.FAILED})
# What only a person can settle.
OPEN: Final = frozenset({State.UNCERTAIN, State.DEAD})
DIGESTS: Final = frozenset({Kind.WEEKLY_DIGEST, Kind.DAILY_DIGEST})


def key_of(user_id: int | None, address: str) -> str:
    """What makes a recipient one and the same: the person, or for a mailbox its address in any letter case."""
    return f"user:{user_id}" if user_id else address.lower()


def new_message_id() -> str:
    """What a mail is called from the moment it is planned, so that a relay's log can be asked for it."""
    return f"<{uuid.uuid4()}@{urlsplit(settings.SITE_URL).hostname}>"


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications as the office speaks of them."""

    def waiting(self) -> Self:
        """Not sent yet, and to be."""
        return self.filter(state__in=WAITING)

    def outdated(self, week: str, day: date) -> Self:
        """Digests that still wait for a week before `week` or a day before `day`; an alarm is never too late."""
        return self.waiting().filter(
            Q(kind=Kind.WEEKLY_DIGEST, period__lt=week)
            | Q(kind=Kind.DAILY_DIGEST, period__lt=day.isoformat())
        )

    def abandoned(self, at: datetime) -> Self:
        """Leased by a worker that did not say what became of it before its lease ended."""
        return self.filter(state=State.LEASED, leased_until__lte=at)

    def in_states(self, states: Collection[State]) -> Self:
        """Those in one of `states`."""
        return self.filter(state__in=states)

    def composed(self) -> Self:
        """Those that were put into words, whatever became of them."""
        return self.exclude(subject="")

    def unresolved(self) -> Self:
        """Uncertain or dead, and nobody has said what became of it, nor was it sent again: a person is waited for."""
        return self.filter(state__in=OPEN, resolved_at=None, resent_as=None)

    def about(self, words: str) -> Self:
        """To a person, an address or a seat (with its department) that has these words in it."""
        return self.filter(
            Q(address__icontains=words) | Q(seat__icontains=words) | Q(recipient__name__icontains=words)
        )

    def of_day(self, start: datetime, end: datetime) -> Self:
        """Sent from `start` until before `end`, or planned then and not sent."""
        sent = Q(sent_at__gte=start, sent_at__lt=end)
        return self.filter(sent | Q(sent_at=None, planned_at__gte=start, planned_at__lt=end))

    def by_state(self) -> dict[str, int]:
        """How many there are in each state that occurs."""
        return dict(self.order_by().values_list("state").annotate(rows=Count("pk")))


class Notification(models.Model):
    """One mail to one recipient for one period.

    `recipient` is empty for a department's mailbox. `seat` is what the recipient was on the day of planning,
    with the department's name of that day. `message_id` is fixed here, so that a relay's log can be asked.
    `period` is the week of a weekly digest, 2026-W47, and else a day, 2026-11-20; a further mail of the same kind on
    that day, for what cannot wait, adds a number: 2026-11-20.2. A reminder carries `occasions`, a digest of the same
    person and day carries them along. `subject`, `text`, `overdue` and `anchor` (the record's head) are those of the
    mail as it was composed. `resend_of` is the mail of which this is the one repetition, marked 재발송.
    `resolved_by` is who found out what became of an uncertain one.
    """

    kind = models.CharField(_("종류"), max_length=20, choices=Kind)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="notifications"
    )
    address = models.EmailField(_("전자우편"), max_length=254)
    seat = models.TextField(_("받는 사람"))
    period = models.CharField(_("기간"), max_length=20)
    message_id = models.CharField(max_length=200, unique=True)
    planned_at = models.DateTimeField()
    state = models.CharField(_("상태"), max_length=20, choices=State, default=State.PLANNED)
    reason = models.CharField(_("까닭"), max_length=20, choices=Reason, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    subject = models.CharField(_("제목"), max_length=200, blank=True)
    text = models.TextField(blank=True)
    overdue = models.PositiveIntegerField(null=True)
    anchor = models.CharField(max_length=90, blank=True)
    resend_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="resent_as"
    )
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    resolved_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "recipient", "period"],
                condition=Q(resend_of__isnull=True),
                name="notification_once_a_person_and_period",
            ),
            models.UniqueConstraint(
                "kind",
                Lower("address"),
                "period",
                condition=Q(recipient__isnull=True, resend_of__isnull=True),
                name="notification_once_a_mailbox_and_period",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="notification_kind_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="notification_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.SKIPPED, reason__in=Reason.values)
                | Q(~Q(state=State.SKIPPED), reason=""),
                name="notification_skipped_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | Q(~Q(state=State.SENT), sent_at__isnull=True),
                name="notification_sent_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.LEASED) | Q(leased_until__isnull=False),
                name="notification_leased_for_a_while",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(WAITING)) | Q(next_attempt_at__isnull=False),
                name="notification_waits_for_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="notification_by_state"),
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(state__in=sorted(WAITING)),
                name="notification_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period} {self.seat}"

    @property
    def key(self) -> str:
        """See `key_of`."""
        return key_of(self.recipient_id, self.address)
