"""What somebody is writing, kept on the server until it is sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tracker.models.assignment import Assignment


class ReportDraft(models.Model):
    """The report form of one person for one assignment, as typed: nothing in it has been understood yet.

    `base_version` is the assignment's version the writing began on.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    base_version = models.PositiveIntegerField()
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "author"], name="draft_once_a_person_and_assignment"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.author_id}"
