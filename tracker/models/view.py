"""A list that somebody looks at again and again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """보기: filters and order of the list of demands under a name, for the person who kept them.

    `query` is the address's own (`audit=3&overdue=on`), without a cursor: what it shows is asked anew each time, with
    the rights of that moment. Nothing official, so the record does not know it.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("보기 이름"), max_length=40)
    query = models.CharField(max_length=2000)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once_a_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
