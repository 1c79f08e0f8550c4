"""One entry of the record. Rows are appended by `audits.record` alone; the database refuses the rest."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Event(models.Model):
    """처리 이력: who did what to what, when.

    `text` is the entry as it was hashed; `hash` is SHA-256 over exactly those bytes (UTF-8), and every text
    opens with its number and the hash before it. The other columns repeat parts of the text for looking up.
    It carries ids and hashes only: no name of a person, no free text.
    """

    number = models.BigIntegerField(primary_key=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    text = models.TextField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    demand = models.ForeignKey(
        "audits.Demand", on_delete=models.PROTECT, null=True, related_name="events", db_index=False
    )

    class Meta:
        constraints = [
            # No more of them: each is paid for while the head is held. Two entries after the same one would bear the
            # same number, and a hash of the wrong shape is no hash of its text.
            models.CheckConstraint(condition=models.Q(number__gte=1), name="event_number_from_one"),
        ]
        indexes = [
            models.Index(fields=["demand", "-number"]),
            models.Index(fields=["subject_kind", "subject_id", "-number"]),
            models.Index(fields=["actor", "-number"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
