"""알림 단계: on which days before and after a due date who is told; the office's own, changed on a page."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.models.occasion import OccasionKind

RUNGS: Final = (
    OccasionKind.DUE_EARLY,
    OccasionKind.DUE_SOON,
    OccasionKind.DUE_TODAY,
    OccasionKind.OVERDUE,
    OccasionKind.OVERDUE_HEAD,
    OccasionKind.OVERDUE_COORDINATOR,
    OccasionKind.OVERDUE_CLERK,
    OccasionKind.ROUND_DUE,
    OccasionKind.ROUND_OVERDUE,
)


class Rung(models.Model):
    """One step of the ladder where the office differs from the default (`notifications.ladder`), by its kind.

    `days` are working days before the due date, or after it; of an escalation calendar days after it. `since` is the
    day from which it counts: what would have come up before is not told any more.
    """

    kind = models.CharField(
        _("단계"), max_length=24, primary_key=True, choices=[(kind.value, kind.label) for kind in RUNGS]
    )
    days = models.PositiveSmallIntegerField(_("날수"))
    is_on = models.BooleanField(_("사용"))
    since = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in RUNGS]), name="rung_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"
