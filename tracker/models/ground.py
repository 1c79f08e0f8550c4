"""사유: why a person did what they did, in their own words, with the decision they name."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from audits.models import Demand
from tracker.models.assignment import Assignment
from tracker.models.meeting import Decision


class Ground(models.Model):
    """The reason of one act on a demand, or on one of its assignments; kept, because the record has no free text.

    `act` is the kind of the event that points here.
    """

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="grounds")
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, null=True, related_name="grounds")
    act = models.CharField(max_length=40)
    reason = models.TextField()
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="grounds")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    KEPT: ClassVar[tuple[str, ...]] = (
        "demand_id",
        "assignment_id",
        "act",
        "reason",
        "decision_id",
        "by_id",
        "on",
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="ground_has_words")]
        indexes = [models.Index(fields=["assignment", "act", "-id"])]

    def __str__(self) -> str:
        return f"{self.act} {self.assignment_id or self.demand_id}"
