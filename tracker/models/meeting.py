"""위원회 회의와 결정: the ground that an act of the council names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audits.models import Committee, Demand


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings of committees."""

    def standing(self) -> Self:
        """Those not called off."""
        return self.filter(called_off_on=None)

    def held(self, on: date) -> Self:
        """Those held by `on`: what may be named as a ground."""
        return self.standing().filter(held_on__lte=on)


class Meeting(models.Model):
    """A meeting of a committee, held or to come, with where its minutes are.

    `cut_off` (자료 기준일) is the day as of which its papers stand. One that does not take place is called off;
    `called_off_reason` says why. `minutes_found` is where the minutes are, where that was known only after the
    meeting had been entered.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField(_("회의일"))
    name = models.CharField(_("회의 이름"), max_length=100, blank=True)
    minutes_reference = models.CharField(_("회의록 출처"), max_length=200, blank=True)
    minutes_found = models.CharField(_("회의록 출처"), max_length=200, blank=True)
    cut_off = models.DateField(_("자료 기준일"), null=True, blank=True)
    called_off_on = models.DateField(null=True, blank=True)
    called_off_reason = models.TextField(blank=True)
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
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {
        "minutes": ("minutes_found",),
        "cut_off": "cut_off",
        "called_off_on": "called_off_on",
        "why": ("called_off_reason",),
    }
    FOLLOWED_LATER: ClassVar[frozenset[str]] = frozenset({"minutes", "cut_off", "called_off_on", "why"})

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "held_on", "name"],
                condition=Q(called_off_on=None),
                name="meeting_once",
            )
        ]
        indexes = [models.Index(fields=["-held_on", "-id"])]

    def __str__(self) -> str:
        return f"{self.committee} {self.held_on:%Y. %-m. %-d.} {self.name}".strip()

    def is_held(self, on: date) -> bool:
        """Whether it has been held by `on`; see `MeetingQuerySet.held`."""
        return self.called_off_on is None and self.held_on <= on

    @property
    def minutes(self) -> str:
        """Where the minutes are, as far as it is known."""
        return self.minutes_found or self.minutes_reference


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
