"""The demo's mail, kept here in place of being sent."""

from __future__ import annotations

from django.db import models


class OutboxMail(models.Model):
    """One mail as it would have left. `html` is empty for a mail that has no such part."""

    message_id = models.CharField(max_length=200, blank=True)
    sender = models.CharField(max_length=254)
    to = models.TextField()
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.subject
