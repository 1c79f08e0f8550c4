"""위원회 회의와 결정: the ground that an act of the council names."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audits.models import Committee, Demand


class Meeting(models.Model):
    """A meeting of a committee, with where its minutes are."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField(_("회의일"))
    name = models.CharField(_("회의 이름"), max_length=100, blank=True)
    minutes_reference = models.CharField(_("회의록 출처"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    KEPT: ClassVar[tuple[str, ...]] = (
        "committee_id",
        "held_on",
        "name",
        "minutes_reference",
        "by_id",
        "created_at",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["committee", "held_on", "name"], name="meeting_once")]
        indexes = [models.Index(fields=["-held_on", "-id"])]

    def __str__(self) -> str:
        return f"{self.committee} {self.held_on:%Y. %-m. %-d.} {self.name}".strip()


class Conclusion(models.TextChoices):
    """What a committee concluded about a demand; it changes no stage by itself (lifecycle.md §4)."""

    CLOSED = "closed", _("종결")
    CONTINUED = "continued", _("계속 관리")
    EXTENSION = "extension", _("기한 연장")
    CONTRADICTED = "contradicted", _("사실과 다름")


class Decision(models.Model):
    """위원회 결정: what a meeting concluded about one demand."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="decisions")
    conclusion = models.CharField(_("결정"), max_length=20, choices=Conclusion)
    words = models.TextField(_("결정 내용"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    KEPT: ClassVar[tuple[str, ...]] = (
        "meeting_id",
        "demand_id",
        "conclusion",
        "words",
        "by_id",
        "created_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "demand", "conclusion"], name="decision_once"),
            models.CheckConstraint(
                condition=Q(conclusion__in=Conclusion.values), name="decision_conclusion_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.get_conclusion_display()}"
