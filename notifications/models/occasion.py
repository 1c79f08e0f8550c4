"""알림 사유: one thing that one person is to be told of once, before it is part of a mail and afterwards."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audits.models import Department, Role
from notifications.models.notification import Notification, Reason
from tracker.models import Assignment


class OccasionKind(models.TextChoices):
    """What somebody is told of, worst first: the order within a mail. The table is `notifications.occasions.table`."""

    RETURNED = "returned", _("보완 요구")
    URGED = "urged", _("처리 촉구")
    DUE_TODAY = "due_today", _("오늘이 처리기한")
    OVERDUE = "overdue", _("처리기한 경과")
    OVERDUE_HEAD = "overdue_head", _("처리기한 경과(부서장)")
    OVERDUE_COORDINATOR = "overdue_coordinator", _("처리기한 경과(총괄부서)")
    OVERDUE_CLERK = "overdue_clerk", _("처리기한 경과(전문위원실)")
    NO_OWNER = "no_owner", _("소관 없음")
    OFFICER_MISSING = "officer_missing", _("담당자 없음")
    DUE_SOON = "due_soon", _("처리기한 안내")
    DUE_EARLY = "due_early", _("처리기한 사전 안내")
    ROUND_OVERDUE = "round_overdue", _("보고 기한 경과")
    ROUND_DUE = "round_due", _("보고 기한 안내")
    ROUND_OPENED = "round_opened", _("보고 요청")
    NOT_RECEIVED = "not_received", _("미접수")
    ASSIGNED = "assigned", _("부서 배부")
    HANDOVER_OFFERED = "handover_offered", _("소관 변경 요청")
    HANDOVER_UNANSWERED = "handover_unanswered", _("소관 조정 요청")
    HANDOVER_SETTLED = "handover_settled", _("소관 변경 결과")
    EXTENSION_ASKED = "extension_asked", _("기한 연장 요청")
    EXTENSION_DECIDED = "extension_decided", _("기한 연장 결과")
    APPROVAL_ASKED = "approval_asked", _("부서장 확인 요청")
    SENT_BACK = "sent_back", _("반려")
    CONFIRMED = "confirmed", _("이행 확인")


class OccasionState(models.TextChoices):
    """What became of it. Told: a mail carried it, and what became of that mail is the mail's own state."""

    PLANNED = "planned", _("발송 예정")
    TOLD = "told", _("알림에 담음")
    SKIPPED = "skipped", _("발송 안 함")


class OccasionQuerySet(models.QuerySet["Occasion"]):
    """Occasions as the office speaks of them."""

    def planned(self) -> Self:
        """To be told, and not part of a mail that was handed to the relay."""
        return self.filter(state=OccasionState.PLANNED)

    def about(self, words: str) -> Self:
        """For a person, an address or a seat (with its department) that has these words in it."""
        return self.filter(
            Q(address__icontains=words) | Q(seat__icontains=words) | Q(recipient__name__icontains=words)
        )

    def in_order(self) -> Self:
        """As they came up."""
        return self.order_by("id")


class Occasion(models.Model):
    """One person, one assignment, one reason, once.

    `key` is the recipient (`notification.key_of`), `seat` in words what they are told as. `period` is what makes it a
    new occasion of the same kind: the due date, the event, the round. `on` is the day it came up. `event` is the
    entry of the record that caused it; what dates alone bring has none. `instead_of` is the role that should have
    been told and that nobody holds. `department` is whose duty it was at that time.
    """

    kind = models.CharField(_("사유"), max_length=24, choices=OccasionKind)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="occasions"
    )
    address = models.EmailField(_("전자우편"), max_length=254)
    key = models.CharField(max_length=260)
    seat = models.TextField(_("받는 사람"))
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="occasions")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    period = models.CharField(_("기간"), max_length=40)
    on = models.DateField(_("알릴 날"))
    event = models.BigIntegerField(null=True)
    instead_of = models.CharField(max_length=20, choices=Role, blank=True)
    planned_at = models.DateTimeField()
    state = models.CharField(_("상태"), max_length=20, choices=OccasionState, default=OccasionState.PLANNED)
    reason = models.CharField(_("까닭"), max_length=20, choices=Reason, blank=True)
    notification = models.ForeignKey(
        Notification, on_delete=models.PROTECT, null=True, related_name="occasions"
    )

    objects = OccasionQuerySet.as_manager()

    class Meta:
        constraints = [
            # Its order is that of the planner's question: is there one of this kind for this assignment and period?
            models.UniqueConstraint(fields=["assignment", "kind", "period", "key"], name="occasion_once"),
            models.CheckConstraint(condition=Q(kind__in=OccasionKind.values), name="occasion_kind_known"),
            models.CheckConstraint(condition=Q(state__in=OccasionState.values), name="occasion_state_known"),
            models.CheckConstraint(
                condition=Q(state=OccasionState.SKIPPED, reason__in=Reason.values)
                | Q(~Q(state=OccasionState.SKIPPED), reason=""),
                name="occasion_skipped_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=OccasionState.TOLD) | Q(notification__isnull=False),
                name="occasion_told_by_a_mail",
            ),
        ]
        indexes = [
            models.Index(
                fields=["key", "id"], condition=Q(state=OccasionState.PLANNED), name="occasion_planned"
            ),
            models.Index(fields=["kind", "period"], name="occasion_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.assignment_id} {self.period} {self.key}"
