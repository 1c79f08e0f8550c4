"""Which department held an assignment when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from audits.models import Department, Succession
from tracker.models.assignment import Assignment


class Tenure(models.Model):
    """A department's hold of an assignment in [start_on, end_on).

    `succession` is the step of a reorganisation by which it began; `by` and `reason` are there where a person
    decided that.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="tenures")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="tenures")
    start_on = models.DateField()
    end_on = models.DateField(null=True, blank=True)
    succession = models.ForeignKey(
        Succession, on_delete=models.PROTECT, null=True, blank=True, related_name="tenures"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    KEPT: ClassVar[tuple[str, ...]] = (
        "assignment_id",
        "department_id",
        "start_on",
        "succession_id",
        "by_id",
        "reason",
    )
    FREE: ClassVar[frozenset[str]] = frozenset(
        {"end_on"}
    )  # the day the next one begins; `tracker.proof` looks

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(end_on__isnull=True), name="tenure_one_open_an_assignment"
            ),
            models.CheckConstraint(
                condition=Q(end_on__isnull=True) | Q(end_on__gte=F("start_on")),
                name="tenure_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["department", "assignment"])]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.department_id} {self.start_on}–{self.end_on or ''}"
