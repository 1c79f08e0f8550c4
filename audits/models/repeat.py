"""재지적: a demand that says again what an earlier audit demanded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audits.models.demand import Demand


class RepeatState(models.TextChoices):
    """A machine proposes, a person decides (product.md rule 10)."""

    PROPOSED = "proposed", _("후보")
    CONFIRMED = "confirmed", _("재지적")
    REFUSED = "refused", _("재지적 아님")


class Repeat(models.Model):
    """A demand beside an earlier one like it, each pair once.

    `score` is the likeness in thousandths, `words` what both say, as a list; both as they were when it was
    proposed, empty where a person linked the two unasked. The record knows a pair once somebody decided.
    """

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="repeats")
    earlier = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="repeated_by")
    score = models.PositiveSmallIntegerField(default=0)
    words = models.JSONField(default=list)
    found_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=20, choices=RepeatState, default=RepeatState.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_on = models.DateField(null=True)

    KEPT: ClassVar[tuple[str, ...]] = ("demand_id", "earlier_id", "score", "words", "found_at")
    KEPT_SINCE: ClassVar[str] = "decided_on"
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {
        "state": "state",
        "decided_by": "decided_by_id",
        "decided_on": "decided_on",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["demand", "earlier"], name="repeat_pair_once"),
            models.CheckConstraint(condition=~Q(demand=F("earlier")), name="repeat_of_another"),
            models.CheckConstraint(condition=Q(state__in=RepeatState.values), name="repeat_state_known"),
            models.CheckConstraint(
                condition=Q(state=RepeatState.PROPOSED, decided_on=None)
                | (~Q(state=RepeatState.PROPOSED) & Q(decided_on__isnull=False)),
                name="repeat_decided_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="repeat_waiting")]

    def __str__(self) -> str:
        return f"{self.demand_id} {self.earlier_id} {self.state}"
