"""When planner, worker and beat last showed life; what the alarm about silence asks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    """What has to be alive for mail to leave."""

    PLANNER = "planner", _("알림 계획")
    WORKER = "worker", _("발송 작업")
    BEAT = "beat", _("예약 실행")


class Sign(models.Model):
    """The last sign of life of one part."""

    part = models.CharField(max_length=10, primary_key=True, choices=Part)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(part__in=Part.values), name="sign_part_known")]

    def __str__(self) -> str:
        return f"{self.part} {self.at}"
