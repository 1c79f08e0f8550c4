"""이행 확인과 검토의견: what the council found about a closing report."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.assignment import Assignment
from tracker.models.meeting import Decision
from tracker.models.progress import ProgressUpdate
from tracker.models.states import Verdict

OUTCOMES = [Verdict.CONFIRMED, Verdict.INSUFFICIENT, Verdict.CONTRADICTED]


class Verification(models.Model):
    """The council's check of one closing report. `found` is what was found instead of what was claimed."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="verifications")
    update = models.OneToOneField(ProgressUpdate, on_delete=models.PROTECT, related_name="verification")
    verdict = models.CharField(max_length=20, choices=Verdict)
    reason = models.TextField(_("사유"), blank=True)
    found = models.TextField(_("확인한 내용"), blank=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="verifications")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    KEPT: ClassVar[tuple[str, ...]] = (
        "assignment_id",
        "update_id",
        "verdict",
        "reason",
        "found",
        "decision_id",
        "by_id",
        "on",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=OUTCOMES), name="verification_has_an_outcome"),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.CONFIRMED) | ~Q(reason=""),
                name="verification_return_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.CONTRADICTED) | (~Q(found="") & Q(decision__isnull=False)),
                name="verification_contradiction_rests_on_a_decision",
            ),
        ]
        indexes = [models.Index(fields=["assignment", "-id"])]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.verdict}"


class View(models.TextChoices):
    """What an opinion comes to."""

    ADEQUATE = "adequate", _("적정")
    NEEDS_MORE = "needs_more", _("보완 필요")
    FACTS_UNCLEAR = "facts_unclear", _("사실관계 확인 필요")


class Opinion(models.Model):
    """검토의견: the clerk's words beside a closing report; the newest counts, none is overwritten."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="opinions")
    update = models.ForeignKey(ProgressUpdate, on_delete=models.PROTECT, related_name="opinions")
    view = models.CharField(_("검토의견"), max_length=20, choices=View)
    words = models.TextField(_("의견"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    KEPT: ClassVar[tuple[str, ...]] = ("assignment_id", "update_id", "view", "words", "by_id", "on")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(view__in=View.values), name="opinion_view_known"),
            models.CheckConstraint(condition=~Q(words=""), name="opinion_has_words"),
        ]
        indexes = [models.Index(fields=["update", "-id"])]

    def __str__(self) -> str:
        return f"{self.update_id} {self.view}"
