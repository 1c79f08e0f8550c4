"""증빙자료: on what a report rests."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audits.models import Document
from tracker.models.assignment import Assignment
from tracker.models.progress import ProgressUpdate

_DOCUMENT = Q(document__isnull=False, line__isnull=False, document_number="", url="")
_NUMBER = Q(document__isnull=True, line__isnull=True, url="") & ~Q(document_number="")
_LINK = Q(document__isnull=True, line__isnull=True, document_number="") & ~Q(url="")


class Evidence(models.Model):
    """One piece: a line of a kept document with its hash, an approval-document number, or a link."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="evidence")
    update = models.ForeignKey(ProgressUpdate, on_delete=models.PROTECT, null=True, related_name="evidence")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="evidence")
    document_sha256 = models.CharField(max_length=64, blank=True)
    line = models.PositiveIntegerField(null=True)
    document_number = models.CharField(_("결재문서번호"), max_length=100, blank=True)
    url = models.URLField(_("링크"), max_length=500, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    KEPT: ClassVar[tuple[str, ...]] = (
        "assignment_id",
        "update_id",
        "document_sha256",
        "line",
        "document_number",
        "url",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_DOCUMENT | _NUMBER | _LINK, name="evidence_of_exactly_one_kind")
        ]

    def __str__(self) -> str:
        return self.document_number or self.url or f"{self.document_id}:{self.line}"
