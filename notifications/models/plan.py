"""The week for which digests were planned; one row a week is what makes a digest come once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class DigestPlan(models.Model):
    """The digests of the week `period` were planned, as of the day `on`.

    There is one also for a week in which nothing was late: the question was asked and answered.
    """

    period = models.CharField(max_length=8, unique=True)
    on = models.DateField()
    planned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period__regex=r"^\d{4}-W\d{2}$"), name="digest_plan_of_a_week")
        ]

    def __str__(self) -> str:
        return self.period
