"""What happened to a report at a gate: it went on, or it went back."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audits.gates import Gate
from tracker.models.progress import ProgressUpdate


class Passage(models.Model):
    """One report at one gate: 부서장 확인 or 의회 제출 (`passed`), else 반려 with its reason.

    `document_number` is the 결재문서번호 by which the head's confirmation was recorded, or the number of the
    letter to the council; `document_on` the letter's day.
    """

    update = models.ForeignKey(ProgressUpdate, on_delete=models.PROTECT, related_name="passages")
    gate = models.CharField(max_length=20, choices=Gate)
    passed = models.BooleanField()
    document_number = models.CharField(_("문서번호"), max_length=100, blank=True)
    document_on = models.DateField(_("제출일"), null=True, blank=True)
    reason = models.TextField(_("반려 사유"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    KEPT: ClassVar[tuple[str, ...]] = (
        "update_id",
        "gate",
        "passed",
        "document_number",
        "document_on",
        "reason",
        "by_id",
        "on",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["update", "gate"], name="passage_once_a_gate"),
            models.CheckConstraint(condition=Q(gate__in=Gate.values), name="passage_gate_known"),
            models.CheckConstraint(
                condition=Q(passed=True) | ~Q(reason=""), name="passage_back_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(passed=True, gate=Gate.COORDINATOR)
                | (~Q(document_number="") & Q(document_on__isnull=False)),
                name="passage_submission_has_its_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.update_id} {self.gate} {'passed' if self.passed else 'sent back'}"
