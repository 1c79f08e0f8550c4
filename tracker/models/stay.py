"""소관 유지: a person said that an assignment did not go along with a split or transfer."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from audits.models import Succession
from tracker.models.assignment import Assignment


class Stay(models.Model):
    """One decision that an assignment stays with its department, where a step of a reorganisation led on from it.

    Going along is a `Tenure` that names the step; without either of the two the step still asks a person.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="stays")
    succession = models.ForeignKey(Succession, on_delete=models.PROTECT, related_name="stays")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    KEPT: ClassVar[tuple[str, ...]] = ("assignment_id", "succession_id", "reason", "by_id", "on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "succession"], name="stay_once_a_step"),
            models.CheckConstraint(condition=~Q(reason=""), name="stay_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.succession_id}"
