"""A file that somebody sent, as it lies in the file store."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audits.models import DepartmentToken


class FileKind(models.TextChoices):
    """The forms that are taken as evidence."""

    PDF = "pdf", "PDF"
    HWPX = "hwpx", _("한글(HWPX)")
    HWP = "hwp", _("한글(HWP)")
    XLSX = "xlsx", _("엑셀(XLSX)")
    DOCX = "docx", _("워드(DOCX)")
    PNG = "png", _("그림(PNG)")
    JPEG = "jpeg", _("그림(JPEG)")


class StoredFile(models.Model):
    """An upload: bound to who sent it (a person, or a department's system) until a report uses it once.

    `name` is what people called it, composed (NFC); `stored_as` is random and says nothing. Gone after
    `expires_at` unless `used_at`.
    """

    name = models.CharField(max_length=255)
    kind = models.CharField(max_length=10, choices=FileKind)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.ForeignKey(DepartmentToken, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    KEPT: ClassVar[tuple[str, ...]] = (
        "name",
        "kind",
        "size",
        "sha256",
        "stored_as",
        "by_id",
        "token_id",
        "uploaded_at",
    )
    # The record speaks of it from the piece of evidence on that uses it; before, it waits and may go.
    KEPT_SINCE: ClassVar[str] = "used_at"
    FREE: ClassVar[frozenset[str]] = frozenset({"expires_at", "used_at"})

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FileKind.values), name="stored_file_kind_known"),
            models.CheckConstraint(condition=Q(size__gte=1), name="stored_file_not_empty"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="stored_file_hash_shape"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(used_at__isnull=True), name="stored_file_unused")
        ]

    def __str__(self) -> str:
        return self.name
