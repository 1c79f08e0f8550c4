"""증빙자료: on what a report rests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audits.models import Document
from tracker.models.assignment import Assignment
from tracker.models.ground import Ground
from tracker.models.progress import ProgressUpdate
from tracker.models.stored_file import StoredFile

_NO_FILE = Q(file__isnull=True)
_NO_LINE = Q(document__isnull=True, line__isnull=True)
_LINE = Q(document__isnull=False, line__isnull=False, document_number="", url="") & _NO_FILE
_FILE = Q(file__isnull=False, document_number="", url="") & _NO_LINE
_NUMBER = _NO_FILE & _NO_LINE & Q(url="") & ~Q(document_number="")
_LINK = _NO_FILE & _NO_LINE & Q(document_number="") & ~Q(url="")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Pieces of evidence."""

    def standing(self) -> Self:
        """Those nobody removed."""
        return self.filter(removal__isnull=True)


class Evidence(models.Model):
    """One piece: a file, a line of an imported document, an approval-document number, or a link.

    `document_sha256` is the hash of the file or of the document. `removal` is why it was taken away: the row
    and the file stay, shown struck out (lifecycle.md §4).
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="evidence")
    update = models.ForeignKey(ProgressUpdate, on_delete=models.PROTECT, null=True, related_name="evidence")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="evidence")
    document_sha256 = models.CharField(max_length=64, blank=True)
    line = models.PositiveIntegerField(null=True)
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, null=True, related_name="evidence")
    document_number = models.CharField(_("결재문서번호"), max_length=100, blank=True)
    url = models.URLField(_("링크"), max_length=500, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)
    removal = models.OneToOneField(Ground, on_delete=models.PROTECT, null=True, related_name="removed")

    KEPT: ClassVar[tuple[str, ...]] = (
        "assignment_id",
        "update_id",
        "document_sha256",
        "line",
        "document_number",
        "url",
        "document_id",
        "file_id",
        "added_by_id",
        "added_at",
    )
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {"removal": "removal_id"}

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_LINE | _FILE | _NUMBER | _LINK, name="evidence_of_exactly_one_kind"
            )
        ]

    def __str__(self) -> str:
        return self.document_number or self.url or f"{self.document_id}:{self.line}"
