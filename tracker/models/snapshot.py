"""확정 보고서: a report as it was handed in, with its day, frozen."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audits.models import Audit
from tracker.models.round import ReportingRound


class Paper(models.TextChoices):
    """Which of the two reports it is (product.md §3)."""

    RESULT = "result", _("행정사무감사 처리결과 보고서")
    INSPECTION = "inspection", _("이행점검 보고서")


class Snapshot(models.Model):
    """Figures and rows of an audit as of a day (기준일); never changed afterwards.

    `content` is JSON text as `tracker.reports.frozen` writes it: the 총괄, the table by department and a row an
    assignment, with both axes and the stage. `round` is the reporting round that it closed, where one did.
    `sha256` is over the bytes of `content`.
    """

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="snapshots")
    round = models.OneToOneField(ReportingRound, on_delete=models.PROTECT, null=True, related_name="snapshot")
    paper = models.CharField(max_length=20, choices=Paper)
    title = models.CharField(_("제목"), max_length=200, blank=True)
    as_of = models.DateField(_("기준일"))
    sha256 = models.CharField(max_length=64, blank=True)
    content = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    KEPT: ClassVar[tuple[str, ...]] = (
        "audit_id",
        "round_id",
        "paper",
        "title",
        "as_of",
        "sha256",
        "content",
        "by_id",
        "created_at",
    )
    KEPT_BEFORE: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("audit_id", "round_id", "paper", "as_of", "content", "by_id", "created_at"),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(paper__in=Paper.values), name="snapshot_paper_known"),
            models.CheckConstraint(condition=~Q(content=""), name="snapshot_has_content"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^([0-9a-f]{64})?$"), name="snapshot_hash_shape"
            ),
        ]
        indexes = [models.Index(fields=["audit", "-as_of", "-id"], name="snapshot_of_an_audit")]

    def __str__(self) -> str:
        return f"{self.audit_id} {self.paper} {self.as_of}"
