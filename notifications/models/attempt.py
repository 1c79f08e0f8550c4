"""One attempt at sending a notification, as it went."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.models.notification import Notification, State


class Attempt(models.Model):
    """A worker's attempt. `outcome` is the state it led to, and empty while nobody knows.

    `queued`: the relay did not answer, which says nothing of the mail; only `failed` ones count as refusals of it.
    """

    notification = models.ForeignKey(Notification, on_delete=models.PROTECT, related_name="tries")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("결과"), max_length=20, choices=State, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notification", "number"], name="attempt_number_once"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True)
                | Q(~Q(outcome=""), outcome__in=State.values, ended_at__isnull=False),
                name="attempt_ends_with_an_outcome",
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.notification_id}#{self.number} {self.outcome}"
