"""처리상황 보고: a dated report of a department, kept as it was filed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from audits.gates import Gate
from audits.models import Department
from audits.statuses import ReportedStatus
from tracker.models.assignment import Assignment
from tracker.models.states import Source

# White space and invisible signs, as `squeezed` leaves them out; PostgreSQL's own class knows fewer.
UNSEEN: Final = (
    r"[\s\u0085\u00a0\u00ad\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\x1c-\x1f]+"
)
# By which the database finds answers in the same words; an index over exactly this keeps it quick.
IN_SAME_WORDS: Final = MD5(
    models.Func(
        models.F("actions_taken"),
        models.Value(UNSEEN),
        models.Value(""),
        models.Value("g"),
        function="regexp_replace",
        output_field=models.TextField(),
    )
)


class ProgressUpdateQuerySet(models.QuerySet["ProgressUpdate"]):
    """Reports of departments."""

    def filed(self) -> Self:
        """Those past their last gate, which the council may see."""
        return self.filter(filed_at__isnull=False)

    def waiting(self) -> Self:
        """Those that wait at a gate; one an assignment at most."""
        return self.exclude(gate="")


class ProgressUpdate(models.Model):
    """What a department said about its assignment.

    `department` is the author's as of that day. `author` is the person who wrote it; a report entered for a
    department (from paper, from a published document) has none and names who entered it (product.md rule 3).
    `gate` is where it waits before it is filed. One that is neither filed nor waits was sent back, or lapsed.
    `wording` is the office's own word for the status.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="updates")
    number = models.PositiveIntegerField()
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="updates")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    source = models.CharField(max_length=20, choices=Source)
    reported_on = models.DateField(_("보고일"))
    gate = models.CharField(max_length=20, choices=Gate, blank=True)
    filed_at = models.DateTimeField(null=True)
    status = models.CharField(_("추진상황"), max_length=20, choices=ReportedStatus)
    continues = models.BooleanField(default=False)
    no_change = models.BooleanField(default=False)
    wording = models.CharField(_("원문 표기"), max_length=40, blank=True)
    actions_taken = models.TextField(_("추진내용"), blank=True)
    plan = models.TextField(_("향후계획"), blank=True)
    planned_until = models.DateField(_("완료 예정일"), null=True, blank=True)
    reason = models.TextField(_("사유"), blank=True)
    receiver = models.CharField(_("받는 기관"), max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    KEPT: ClassVar[tuple[str, ...]] = (
        "assignment_id",
        "number",
        "department_id",
        "author_id",
        "entered_by_id",
        "source",
        "reported_on",
        "status",
        "continues",
        "no_change",
        "wording",
        "actions_taken",
        "plan",
        "planned_until",
        "reason",
        "receiver",
        "created_at",
    )
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {"gate": "gate", "filed_at": "filed_at"}

    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "number"], name="progress_number_once"),
            models.UniqueConstraint(
                fields=["assignment"], condition=~Q(gate=""), name="progress_one_pending"
            ),
            models.CheckConstraint(condition=Q(gate__in=["", *Gate.values]), name="progress_gate_known"),
            models.CheckConstraint(
                condition=Q(gate="") | Q(filed_at__isnull=True), name="progress_filed_waits_for_nobody"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[s for s in ReportedStatus if s != ReportedStatus.NOT_REPORTED]),
                name="progress_status_reported",
            ),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="progress_source_known"),
            models.CheckConstraint(
                condition=Q(author__isnull=False) | Q(entered_by__isnull=False) | Q(source=Source.PUBLISHED),
                name="progress_has_somebody",
            ),
            models.CheckConstraint(
                condition=Q(source=Source.PUBLISHED) | ~Q(status=ReportedStatus.NOT_ACCEPTED) | ~Q(reason=""),
                name="progress_not_accepted_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(source=Source.PUBLISHED)
                | ~Q(status=ReportedStatus.TRANSFERRED)
                | ~Q(receiver=""),
                name="progress_transferred_has_a_receiver",
            ),
            models.CheckConstraint(
                condition=Q(continues=False) | Q(status=ReportedStatus.COMPLETED),
                name="progress_continues_only_when_completed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["assignment", "number"],
                condition=Q(no_change=True, filed_at__isnull=False),
                name="progress_no_change",
            ),
            models.Index(IN_SAME_WORDS, name="progress_same_words"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}#{self.number} {self.status}"
