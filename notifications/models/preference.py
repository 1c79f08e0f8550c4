"""수신 설정: what a person chose about their mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Frequency(models.TextChoices):
    """How often somebody gets a digest. Whatever is chosen, what is overdue is told each week."""

    DAILY = "daily", _("매일(근무일)")
    WEEKLY = "weekly", _("매주")
    NONE = "none", _("받지 않음")


class Preference(models.Model):
    """What one person chose; without a row everything is as `notifications.access` has it for their role.

    An empty `language` is the installation's.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="mail_preference"
    )
    frequency = models.CharField(_("현황 알림"), max_length=10, choices=Frequency, blank=True)
    language = models.CharField(_("언어"), max_length=10, choices=settings.LANGUAGES, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(frequency__in=["", *Frequency.values]), name="preference_frequency_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.frequency} {self.language}"
