"""소관 변경: an assignment offered to another department."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audits.models import Department
from tracker.models.assignment import Assignment
from tracker.models.ground import Ground


class HandoverState(models.TextChoices):
    """What became of an offer; a refused one waits for the coordinator (lifecycle.md §4)."""

    OFFERED = "offered", _("소관 변경 요청")
    REFUSED = "refused", _("인수 불가")
    ACCEPTED = "accepted", _("인수")
    SETTLED = "settled", _("총괄부서 조정")
    CANCELLED = "cancelled", _("요청 취소")
    LAPSED = "lapsed", _("요청 소멸")


PENDING_OFFER: Final = (HandoverState.OFFERED, HandoverState.REFUSED)


class Handover(models.Model):
    """An offer from the department that holds an assignment to another one of this installation.

    `refusal` is why the receiver does not take it, `settlement` why the coordinator decided as they did.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="handovers")
    giver = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="handovers_given")
    receiver = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="handovers_received")
    reason = models.TextField(_("사유"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    state = models.CharField(max_length=20, choices=HandoverState, default=HandoverState.OFFERED)
    refusal = models.ForeignKey(Ground, on_delete=models.PROTECT, null=True, related_name="+")
    settlement = models.ForeignKey(Ground, on_delete=models.PROTECT, null=True, related_name="+")

    KEPT: ClassVar[tuple[str, ...]] = ("assignment_id", "giver_id", "receiver_id", "reason", "by_id", "on")
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {
        "state": "state",
        "refusal": "refusal_id",
        "settlement": "settlement_id",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state__in=PENDING_OFFER), name="handover_one_pending"
            ),
            models.CheckConstraint(condition=Q(state__in=HandoverState.values), name="handover_state_known"),
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="handover_to_another"),
            models.CheckConstraint(condition=~Q(reason=""), name="handover_has_a_reason"),
        ]
        indexes = [models.Index(fields=["receiver", "state"]), models.Index(fields=["state", "on"])]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.giver_id} → {self.receiver_id} {self.state}"
