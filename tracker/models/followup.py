"""What a demand's assignments add up to: derived, kept for speed, one row a demand."""

from __future__ import annotations

from django.db import models

from audits.models import Demand
from audits.statuses import ReportedStatus
from tracker.models.states import Verdict


class FollowUp(models.Model):
    """Standing and verification of a demand (lifecycle.md §6).

    `confirmed` of its `live` assignments are confirmed. Written by `tracker.followup.refresh` alone.
    Overdue is never here.
    """

    demand = models.OneToOneField(Demand, on_delete=models.PROTECT, primary_key=True, related_name="followup")
    standing = models.CharField(max_length=20, choices=ReportedStatus)
    verification = models.CharField(max_length=20, choices=Verdict)
    live = models.PositiveSmallIntegerField()
    confirmed = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["standing", "verification"])]

    def __str__(self) -> str:
        return f"{self.demand_id}: {self.standing}/{self.verification}"
