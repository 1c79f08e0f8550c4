"""Departments of the executive, as they existed in a period, in 건제순."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audits.gates import Gates
from audits.models.spans import is_between


class DepartmentKind(models.TextChoices):
    """What an organisational unit is."""

    BUREAU = "bureau", _("실·국")
    DEPARTMENT = "department", _("과·담당관")
    OFFICE = "office", _("사업소")


def existed(on: date, since: date | None, until: date | None, *, is_void: bool) -> bool:
    """Whether a department of these days was valid on `on`, also where it is only read as a row."""
    return not is_void and is_between(on, since, until)


class DepartmentQuerySet(models.QuerySet["Department"]):
    """Departments on a day, in the order of every list."""

    def valid(self, on: date) -> Self:
        """Those that existed on `on`; an unknown beginning counts as long ago."""
        begun = self.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on), is_void=False)
        return begun.exclude(valid_until__lte=on)

    def inside(self) -> Self:
        """Those of this installation, without bodies that are only named as givers or receivers."""
        return self.filter(external=False)

    def ranked(self) -> Self:
        """건제순 (product.md rule 14)."""
        return self.order_by("rank", "name", "id")


class Department(models.Model):
    """부서: an organisational unit in [valid_from, valid_until).

    An empty `valid_from` is an unknown day before the first known sheet; an empty `valid_until` is today's
    organisation. `bureau` is the one it began under: `organisation.bureau_of` follows that bureau's renames.
    `short_names` are forms an official writes instead of the name. `gates` are its own where it wants more of
    them than the office asks for; empty: as the office. `is_void`: its founding was called off before its day.
    """

    name = models.CharField(_("부서"), max_length=100)
    kind = models.CharField(max_length=20, choices=DepartmentKind)
    bureau = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="departments"
    )
    rank = models.PositiveIntegerField(_("건제순"))
    short_names = models.JSONField(default=list, blank=True)
    duties = models.TextField(blank=True)
    mailbox = models.EmailField(_("부서 공용 전자우편"), max_length=254, blank=True)
    gates = models.CharField(_("보고 절차"), max_length=20, choices=Gates, blank=True)
    external = models.BooleanField(default=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    is_void = models.BooleanField(default=False)

    KEPT: ClassVar[tuple[str, ...]] = ("name", "kind", "external", "valid_from")
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {
        "until": "valid_until",
        "bureau": "bureau_id",
        "rank": "rank",
        "gates": "gates",
        "void": "is_void",
        "words": ("duties", "mailbox"),
    }
    FREE: ClassVar[frozenset[str]] = frozenset(
        {"short_names"}
    )  # help in reading, and name nothing officially

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "valid_from"],
                nulls_distinct=False,
                condition=Q(is_void=False),
                name="department_once_a_period",
            ),
            models.CheckConstraint(condition=Q(kind__in=DepartmentKind.values), name="department_kind_known"),
            models.CheckConstraint(condition=Q(gates__in=["", *Gates.values]), name="department_gates_known"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gt=models.F("valid_from")),
                name="department_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["rank", "name", "id"])]

    def __str__(self) -> str:
        return self.name

    def existed(self, on: date) -> bool:
        """Whether it was valid on `on`."""
        return existed(on, self.valid_from, self.valid_until, is_void=self.is_void)
