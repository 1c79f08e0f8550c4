"""What became of a department: one row a step of a reorganisation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from audits.models.department import Department


class SuccessionKind(models.TextChoices):
    """조직개편 kinds; glossary §1."""

    RENAME = "rename", _("명칭 변경")
    MERGE = "merge", _("통합")
    SPLIT = "split", _("분리")
    TRANSFER = "transfer", _("업무 이관")
    NEW = "new", _("신설·편입")
    CLOSED = "closed", _("폐지")


ENDS_PREDECESSOR = frozenset(
    {SuccessionKind.RENAME, SuccessionKind.MERGE, SuccessionKind.SPLIT, SuccessionKind.CLOSED}
)


class SuccessionQuerySet(models.QuerySet["Succession"]):
    """Steps of reorganisations."""

    def standing(self) -> Self:
        """Those not called off."""
        return self.filter(is_void=False)

    def until(self, on: date) -> Self:
        """Those that stand and have come by `on`, in order of date."""
        return self.standing().filter(day__lte=on).order_by("day", "id")


class Succession(models.Model):
    """조직개편: predecessor to successor on a day, or on an unknown day of [not_before, not_after].

    `day` is the day that counts where one is needed: the known one, else the last of the span, which is
    shown as assumed. `is_void`: called off before its day (조직개편 취소), for `void_reason`.
    """

    kind = models.CharField(max_length=20, choices=SuccessionKind)
    predecessor = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="successions"
    )
    successor = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="origins"
    )
    effective_on = models.DateField(_("시행일"), null=True, blank=True)
    not_before = models.DateField(null=True, blank=True)
    not_after = models.DateField(null=True, blank=True)
    day = models.GeneratedField(
        expression=Coalesce("effective_on", "not_after"), output_field=models.DateField(), db_persist=True
    )
    duties = models.TextField(blank=True)
    basis = models.TextField(_("근거"), blank=True)
    is_void = models.BooleanField(default=False)
    void_reason = models.TextField(_("취소 사유"), blank=True)

    KEPT: ClassVar[tuple[str, ...]] = (
        "kind",
        "predecessor_id",
        "successor_id",
        "effective_on",
        "not_before",
        "not_after",
        "duties",
        "basis",
    )
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {"void": "is_void", "why": ("void_reason",)}
    FREE: ClassVar[frozenset[str]] = frozenset({"day"})  # reckoned by the database

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SuccessionKind.values), name="succession_kind_known"),
            models.CheckConstraint(
                condition=Q(effective_on__isnull=False, not_before__isnull=True, not_after__isnull=True)
                | Q(effective_on__isnull=True, not_before__lte=F("not_after")),
                name="succession_has_a_day_or_a_span",
            ),
            models.CheckConstraint(
                condition=Q(predecessor__isnull=False) | Q(kind=SuccessionKind.NEW),
                name="succession_has_a_predecessor_unless_new",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=False) | Q(kind=SuccessionKind.CLOSED),
                name="succession_has_a_successor_unless_closed",
            ),
            models.CheckConstraint(
                condition=Q(predecessor__isnull=True)
                | Q(successor__isnull=True)
                | ~Q(predecessor=F("successor")),
                name="succession_not_to_itself",
            ),
            models.UniqueConstraint(
                fields=["kind", "predecessor", "successor", "effective_on", "not_after"],
                nulls_distinct=False,
                condition=Q(is_void=False),
                name="succession_once",
            ),
        ]
        indexes = [models.Index(fields=["day", "id"])]

    def __str__(self) -> str:
        return f"{self.predecessor or ''}→{self.successor or ''}"

    @property
    def assumed(self) -> bool:
        """Whether `day` is only the last day of a span."""
        return self.effective_on is None
