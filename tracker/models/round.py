"""보고 회차: a date by which every outstanding assignment of an audit needs a fresh report or 변동 없음."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audits.models import Audit


class ReportingRoundQuerySet(models.QuerySet["ReportingRound"]):
    """Rounds as the office speaks of them."""

    def open(self) -> Self:
        """Those that neither the coordinator's submission has closed nor anybody has called off."""
        return self.filter(closed_on__isnull=True, cancelled_on__isnull=True)

    def newest_first(self) -> Self:
        """The order of every list of rounds."""
        return self.order_by("-opened_at", "-id")


class ReportingRound(models.Model):
    """One round of one audit; one is open at a time.

    A report counts for it from `opened_at` on. It ends with the coordinator's submission (`closed_on`, the letter's
    day and number), or is called off. What was asked and what was reported is derived (`tracker.reports`) until
    then, and frozen in its `Snapshot` from then on.
    """

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="rounds")
    name = models.CharField(_("보고 회차"), max_length=60)
    due_on = models.DateField(_("보고 기한"))
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    letter_on = models.DateField(_("제출일"), null=True)
    letter_number = models.CharField(_("제출 문서번호"), max_length=100, blank=True)
    cancelled_on = models.DateField(null=True)

    KEPT: ClassVar[tuple[str, ...]] = ("audit_id", "opened_on", "opened_at", "opened_by_id")
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {
        "due_on": "due_on",
        "closed_on": "closed_on",
        "closed_by": "closed_by_id",
        "letter_on": "letter_on",
        "cancelled_on": "cancelled_on",
        "words": ("name", "letter_number"),
    }

    objects = ReportingRoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "name"],
                condition=Q(cancelled_on__isnull=True),
                name="round_name_once_an_audit",
                violation_error_message=_("같은 이름의 보고 회차가 이미 있습니다."),
            ),
            models.UniqueConstraint(
                fields=["audit"],
                condition=Q(closed_on__isnull=True, cancelled_on__isnull=True),
                name="round_one_open_an_audit",
                violation_error_message=_("이 감사에 진행 중인 보고 회차가 있습니다. 먼저 할 일: 의회 제출"),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="round_has_a_name"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, letter_on__isnull=True, letter_number="")
                | (Q(closed_on__isnull=False, letter_on__isnull=False) & ~Q(letter_number="")),
                name="round_closed_by_a_letter",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(cancelled_on__isnull=True),
                name="round_closed_or_called_off",
            ),
        ]
        indexes = [models.Index(fields=["audit", "-opened_at"], name="round_of_an_audit")]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The round with its audit, as lists and mails name it; the audit has to be loaded."""
        return gettext("%(year)d년도 행감 %(name)s") % {"year": self.audit.year, "name": self.name}

    @property
    def is_open(self) -> bool:
        """Whether reports are still gathered for it."""
        return self.closed_on is None and self.cancelled_on is None
