"""Committees of the council, as they existed in a period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audits.models.spans import is_between


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

    KEPT: ClassVar[tuple[str, ...]] = ("name", "valid_from")
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {"until": "valid_until"}

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

    def existed(self, on: date) -> bool:
        """Whether it was there on `on`."""
        return is_between(on, self.valid_from, self.valid_until)


class CommitteeChange(models.TextChoices):
    """What became of a committee."""

    RENAME = "rename", _("명칭 변경")
    MERGE = "merge", _("통합")
    CLOSED = "closed", _("폐지")


class CommitteeSuccession(models.Model):
    """What follows a committee from a day on: what it followed up is the successor's, and its clerks go with it.

    A closed one has no successor; which committee follows its audits up is then said of each audit.
    """

    kind = models.CharField(max_length=20, choices=CommitteeChange)
    predecessor = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Committee, on_delete=models.PROTECT, null=True, related_name="origins")
    on = models.DateField(_("시행일"))
    basis = models.TextField(_("근거"), blank=True)

    KEPT: ClassVar[tuple[str, ...]] = ("kind", "predecessor_id", "successor_id", "on", "basis")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CommitteeChange.values), name="committee_succession_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=CommitteeChange.CLOSED, successor__isnull=True)
                | (~Q(kind=CommitteeChange.CLOSED) & Q(successor__isnull=False)),
                name="committee_succession_has_a_successor_unless_closed",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(predecessor=models.F("successor")),
                name="committee_succession_not_to_itself",
            ),
            models.UniqueConstraint(fields=["predecessor"], name="committee_succession_once"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id}→{self.successor_id or ''} {self.on}"
