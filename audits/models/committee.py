"""Committees of the council, as they existed in a period."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CommitteeQuerySet(models.QuerySet["Committee"]):
    """Committees on a day."""

    def valid(self, on: date) -> Self:
        """Those that existed on `on`, by name; an unknown beginning counts as long ago."""
        begun = self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
        return begun.exclude(valid_until__lte=on).order_by("name", "id")


class Committee(models.Model):
    """소관 위원회, valid in [valid_from, valid_until); an empty end is unknown or still open."""

    name = models.CharField(_("위원회"), max_length=100)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "valid_from"], nulls_distinct=False, name="committee_once_a_period"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="committee_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name
