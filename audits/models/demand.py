"""A demand and the versions of its text. The demand itself never changes; its follow-up is `tracker`'s."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audits.models.audit import Audit, Category
from audits.models.department import Department
from audits.models.document import Document


def demand_label(category: str, number: int) -> str:
    """How people name a demand, from the category's short label and the number: 시정 3."""
    return f"{category} {number}"


def new_salt() -> str:
    """What makes the hash of a few words impossible to guess: 128 random bits, as hexadecimal text."""
    return secrets.token_hex(16)


class DemandQuerySet(models.QuerySet["Demand"]):
    """Demands in the order of their report."""

    def counted(self) -> Self:
        """Those not withdrawn as a whole."""
        return self.filter(withdrawn_at__isnull=True)

    def in_order(self) -> Self:
        """By number within the audit."""
        return self.order_by("audit_id", "number")


class Demand(models.Model):
    """처리요구사항: one item of an audit's adopted result.

    `version` is the number of the text in force. `raised_by` and `minutes_reference` are for the council
    only. `is_priority` puts it first in every list. `proposed` are departments a document named, before anybody
    distributed the demand.
    """

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="demands")
    number = models.PositiveIntegerField(_("연번"))
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="demands")
    version = models.PositiveSmallIntegerField(default=1)
    raised_by = models.CharField(_("지적 의원"), max_length=200, blank=True)
    minutes_reference = models.CharField(_("회의록 출처"), max_length=200, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="demands"
    )
    line = models.PositiveIntegerField(null=True, blank=True)
    proposed = models.ManyToManyField(Department, blank=True, related_name="proposed_demands")
    is_priority = models.BooleanField(_("중점관리"), default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    KEPT: ClassVar[tuple[str, ...]] = ("audit_id", "number", "document_id", "line", "created_at")
    # Who raised it may name a person: the record holds a hash alone, salted, so that no list of names finds it.
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {
        "version": "version",
        "category": "category_id",
        "priority": "is_priority",
        "withdrawn_at": "withdrawn_at",
        "source": ("salt", "raised_by", "minutes_reference"),
    }

    objects = DemandQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "number"], name="demand_number_once_an_audit"),
            models.CheckConstraint(condition=Q(number__gte=1), name="demand_number_from_one"),
            models.CheckConstraint(condition=Q(version__gte=1), name="demand_version_from_one"),
        ]
        indexes = [
            models.Index(fields=["audit", "number"], condition=Q(is_priority=True), name="demand_priority")
        ]

    def __str__(self) -> str:
        return f"{self.audit_id}-{self.number}"


class DemandVersionQuerySet(models.QuerySet["DemandVersion"]):
    """Texts of demands."""

    def current(self) -> Self:
        """Those in force, one a demand."""
        return self.filter(number=F("demand__version"))

    def texts(self, demands: Iterable[Demand]) -> dict[int, str]:
        """The text in force of each demand, by the demand's id; one statement."""
        found = self.current().filter(demand__in=[demand.pk for demand in demands])
        return dict(found.values_list("demand_id", "text"))


class DemandVersion(models.Model):
    """The text of a demand; a correction is a new version with a reason (product.md rule 4)."""

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(_("요구 내용"))
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    KEPT: ClassVar[tuple[str, ...]] = ("demand_id", "number", "text", "reason", "by_id", "created_at")

    objects = DemandVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["demand", "number"], name="demand_version_once"),
            models.CheckConstraint(condition=~Q(text=""), name="demand_version_has_text"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""), name="demand_correction_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.demand_id} v{self.number}"
