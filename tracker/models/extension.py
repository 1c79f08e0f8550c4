"""기한 연장: what a department asked for, and every move of a due date with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audits.models import Department
from tracker.models.assignment import Assignment
from tracker.models.ground import Ground
from tracker.models.meeting import Decision


class RequestState(models.TextChoices):
    """What became of a request; it lapses with a closing report or a withdrawal."""

    PENDING = "pending", _("연장 요청")
    GRANTED = "granted", _("연장 승인")
    REFUSED = "refused", _("연장 불승인")
    CANCELLED = "cancelled", _("요청 취소")
    LAPSED = "lapsed", _("요청 소멸")


class ExtensionRequest(models.Model):
    """기한 연장 요청: a later date with a reason. `refusal` is why it was not granted."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="extension_requests")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    wanted = models.DateField(_("희망 기한"))
    due_then = models.DateField()
    reason = models.TextField(_("사유"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    state = models.CharField(max_length=20, choices=RequestState, default=RequestState.PENDING)
    refusal = models.ForeignKey(Ground, on_delete=models.PROTECT, null=True, related_name="+")

    KEPT: ClassVar[tuple[str, ...]] = (
        "assignment_id",
        "department_id",
        "wanted",
        "due_then",
        "reason",
        "by_id",
        "on",
    )
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {"state": "state", "refusal": "refusal_id"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state="pending"), name="extension_one_pending"
            ),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="extension_state_known"),
            models.CheckConstraint(condition=Q(wanted__gt=F("due_then")), name="extension_asks_for_later"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_a_reason"),
        ]
        indexes = [models.Index(fields=["state", "id"])]

    def __str__(self) -> str:
        return f"{self.assignment_id} → {self.wanted} {self.state}"


class MoveKind(models.TextChoices):
    """Why a due date is another than before."""

    FIRST = "first", _("처리기한 지정")
    GRANTED = "granted", _("기한 연장")
    CALENDAR = "calendar", _("휴일 조정")


class DueDateMove(models.Model):
    """One move of `due_date`. `number` counts the extensions granted (1차, 2차); calendar moves have none.

    An extension from the second on names the committee's `decision` (product.md rule 7); a calendar move names
    the `holiday`.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="due_date_moves")
    kind = models.CharField(max_length=20, choices=MoveKind)
    number = models.PositiveSmallIntegerField(null=True)
    before = models.DateField(null=True)
    after = models.DateField()
    request = models.OneToOneField(
        ExtensionRequest, on_delete=models.PROTECT, null=True, related_name="grant"
    )
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    holiday = models.CharField(max_length=100, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    KEPT: ClassVar[tuple[str, ...]] = (
        "assignment_id",
        "kind",
        "number",
        "before",
        "after",
        "request_id",
        "decision_id",
        "holiday",
        "reason",
        "by_id",
        "on",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="due_date_move_number_once"),
            models.CheckConstraint(condition=Q(kind__in=MoveKind.values), name="due_date_move_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=MoveKind.FIRST, before__isnull=True)
                | Q(before__isnull=False, after__gt=F("before")),
                name="due_date_moves_later",
            ),
            models.CheckConstraint(
                condition=Q(kind=MoveKind.GRANTED, number__isnull=False)
                | (~Q(kind=MoveKind.GRANTED) & Q(number__isnull=True)),
                name="due_date_move_numbers_extensions",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__lte=1) | Q(decision__isnull=False),
                name="due_date_move_second_rests_on_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.kind} {self.after}"
