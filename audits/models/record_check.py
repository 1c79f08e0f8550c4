"""기록 점검: one run of a check of the record, or of what is stored for speed, and what it found."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CheckKind(models.TextChoices):
    """What is checked."""

    RECORD = "record", _("기록 점검")
    DERIVED = "derived", _("집계값 점검")


class CheckState(models.TextChoices):
    """How far a check is, or what it came to. Failed: it could not be carried through."""

    RUNNING = "running", _("점검 중")
    WHOLE = "whole", _("이상 없음")
    ALTERED = "altered", _("바뀐 흔적 있음")
    FAILED = "failed", _("점검하지 못함")


class RecordCheckQuerySet(models.QuerySet["RecordCheck"]):
    """Checks, the newest first."""

    def finished(self, kind: CheckKind) -> Self:
        """Those of a kind that came to a result, the newest first."""
        return self.filter(kind=kind).exclude(state=CheckState.RUNNING).order_by("-id")


class RecordCheck(models.Model):
    """One check. `done` of `total` says how far it is; `found` is the result, as `verify_record --json` gives it.

    `by` is empty for the nightly one. `told_at` is when those who have to know were told of what it found.
    """

    kind = models.CharField(max_length=20, choices=CheckKind)
    state = models.CharField(max_length=20, choices=CheckState, default=CheckState.RUNNING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    found = models.JSONField(default=dict)
    told_at = models.DateTimeField(null=True)

    objects = RecordCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CheckKind.values), name="record_check_kind_known"),
            models.CheckConstraint(condition=Q(state__in=CheckState.values), name="record_check_state_known"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(state="running"), name="record_check_one_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["kind", "-id"], name="record_check_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.started_at:%Y-%m-%d %H:%M} {self.state}"
