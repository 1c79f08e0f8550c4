"""공개: which frozen report the public reads, from when on, and why another one took its place."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from audits.models import Audit
from tracker.models.meeting import Meeting
from tracker.models.snapshot import Snapshot


class PublicationQuerySet(models.QuerySet["Publication"]):
    """The log of what was public, by audit."""

    def in_force(self) -> Self:
        """The newest of each audit, whether it shows something or took it away."""
        return self.order_by("audit_id", "-id").distinct("audit_id")


class Publication(models.Model):
    """One entry of the log: from `at` on the public reads `snapshot` of an audit; without one, nothing any more.

    `meeting` heard the report (product.md §3: published after the hearing). `reason` says what was corrected, or
    why it was taken away; empty for the first.
    """

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="publications")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="publications")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="publications")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    KEPT: ClassVar[tuple[str, ...]] = (
        "audit_id",
        "snapshot_id",
        "meeting_id",
        "reason",
        "by_id",
        "on",
        "at",
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(snapshot__isnull=False, meeting__isnull=False)
                | (Q(snapshot=None, meeting=None) & ~Q(reason="")),
                name="publication_heard_or_taken_away",
            ),
        ]
        indexes = [models.Index(fields=["audit", "-id"], name="publication_newest")]

    def __str__(self) -> str:
        return f"{self.audit_id} {self.snapshot_id or '-'} {self.on}"
