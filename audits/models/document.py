"""A document that was read in, kept as it was read, so that its lines can still be quoted in ten years."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Document(models.Model):
    """The source of an import: SHA-256 of the bytes that came, and the text they were read as.

    `note` is why it was taken in although its totals or lines left something open.
    """

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.PositiveIntegerField()
    text = models.TextField()
    note = models.TextField(blank=True)
    imported_at = models.DateTimeField(auto_now_add=True)

    KEPT: ClassVar[tuple[str, ...]] = ("sha256", "name", "size", "text", "note", "imported_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="document_sha256_shape"
            )
        ]
        indexes = [models.Index(fields=["sha256"])]

    def __str__(self) -> str:
        return self.name

    def lines(self, first: int, last: int) -> list[str]:
        """Its lines from `first` to `last`, counted from 1, both included."""
        return self.text.split("\n")[max(first, 1) - 1 : last]
