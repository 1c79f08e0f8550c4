"""The week or day for which digests were planned; one row each is what makes a digest come once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class DigestPlan(models.Model):
    """The digests of the week (2026-W47) or of the day (2026-11-20) `period` were planned, as of the day `on`.

    There is one also where nothing was late: the question was asked and answered.
    """

    period = models.CharField(max_length=10, unique=True)
    on = models.DateField()
    planned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(period__regex=r"^\d{4}-(W\d{2}|\d{2}-\d{2})$"),
                name="digest_plan_of_a_week_or_day",
            )
        ]

    def __str__(self) -> str:
        return self.period
