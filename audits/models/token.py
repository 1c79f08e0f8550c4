"""연계 인증키: how a department's own system signs in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from audits.models.department import Department
from audits.models.people import Membership


class Scope(models.TextChoices):
    """What a token is good for (contract.md)."""

    READ = "read", _("조회")
    REPORT = "report:write", _("처리상황 보고")
    EVIDENCE = "evidence:write", _("증빙자료 첨부")
    EXTENSION = "extension:write", _("기한 연장 요청")


class DepartmentTokenQuerySet(models.QuerySet["DepartmentToken"]):
    """Tokens on a day."""

    def usable(self, on: date) -> Self:
        """Neither revoked nor expired on `on`."""
        return self.filter(revoked_at__isnull=True, expires_on__gt=on)

    def to_replace(self, on: date) -> Self:
        """Usable ones of a department that is gone, or whose person no longer belongs to it: a new one is needed."""
        there = Membership.objects.own().with_rights(on)
        there = there.filter(user=OuterRef("responsible"), department=OuterRef("department"))
        return self.usable(on).filter(~Exists(there) | Q(responsible__is_active=False))


class DepartmentToken(models.Model):
    """A key of one department, with a person who answers for what it does (product.md rule 3).

    Only SHA-256 of the key is kept; people recognise it by `prefix`. Good until `expires_on`.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(_("이름"), max_length=60)
    prefix = models.CharField(max_length=12)
    key_sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("범위"), default=list)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens", verbose_name=_("책임자")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField(_("만료일"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    KEPT: ClassVar[tuple[str, ...]] = (
        "department_id",
        "name",
        "prefix",
        "key_sha256",
        "scopes",
        "responsible_id",
        "created_by_id",
        "created_at",
        "expires_on",
    )
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {"revoked_at": "revoked_at"}
    FREE: ClassVar[frozenset[str]] = frozenset({"last_used_on"})  # a convenience, no act

    objects = DepartmentTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(key_sha256__regex=r"^[0-9a-f]{64}$"), name="token_hash_shape")
        ]
        indexes = [models.Index(fields=["department", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.department} {self.name}"
