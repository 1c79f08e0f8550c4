"""보고서 파일: a report in one form, made by a worker, kept for a while to be taken."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audits.models import Audit
from tracker.models.snapshot import Paper, Snapshot


class ReportForm(models.TextChoices):
    """The forms a report can be taken in."""

    HWPX = "hwpx", _("한글(HWPX)")
    XLSX = "xlsx", _("엑셀(XLSX)")
    PDF = "pdf", "PDF"
    CSV = "csv", "CSV"
    JSON = "json", "JSON"


class FileState(models.TextChoices):
    """How far a file is."""

    WAITING = "waiting", _("대기 중")
    RUNNING = "running", _("만드는 중")
    READY = "ready", _("완성")
    FAILED = "failed", _("만들지 못함")


class ReportFileQuerySet(models.QuerySet["ReportFile"]):
    """Files of reports."""

    def going_on(self) -> Self:
        """Those that somebody waits for."""
        return self.filter(state__in=(FileState.WAITING, FileState.RUNNING))


class ReportFile(models.Model):
    """One report in one form: of a frozen one (`snapshot`), or of an audit as of a day.

    `done` of `total` items are written. `content` is there once it is ready, and goes when it is forgotten: it can
    be made again, byte by byte where the report is frozen. Nothing official, so the record does not know it.
    """

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="+")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, related_name="files")
    paper = models.CharField(max_length=20, choices=Paper)
    as_of = models.DateField()
    form = models.CharField(max_length=10, choices=ReportForm)
    state = models.CharField(max_length=20, choices=FileState, default=FileState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    content = models.BinaryField(null=True)

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(paper__in=Paper.values), name="report_file_paper_known"),
            models.CheckConstraint(condition=Q(form__in=ReportForm.values), name="report_file_form_known"),
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="report_file_state_known"),
            models.CheckConstraint(
                condition=~Q(state=FileState.READY) | Q(content__isnull=False),
                name="report_file_ready_is_there",
            ),
            models.UniqueConstraint(
                fields=["snapshot", "paper", "form"],
                condition=Q(snapshot__isnull=False) & ~Q(state=FileState.FAILED),
                name="report_file_once_a_snapshot",
            ),
        ]
        indexes = [models.Index(fields=["audit", "-id"], name="report_file_of_an_audit")]

    def __str__(self) -> str:
        return f"{self.audit_id} {self.paper} {self.form} {self.state}"
