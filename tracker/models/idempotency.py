"""Answers kept so that a request sent twice is done once (contract.md Idempotency-Key)."""

from __future__ import annotations

from django.db import models


class KeptAnswer(models.Model):
    """The answer to a successful request, one for a caller, path and key."""

    caller = models.CharField(max_length=60)
    path = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    body_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    etag = models.CharField(max_length=60, blank=True)
    answer = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "path", "key"], name="kept_answer_once")]
        indexes = [models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return f"{self.caller} {self.path} {self.status}"
