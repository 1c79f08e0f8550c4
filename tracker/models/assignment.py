"""소관: one demand's duty for one department. Stage, reported status and due date live here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from audits.models import Demand, Department, Membership
from audits.record import state
from audits.statuses import CLOSING, ReportedStatus
from tracker.models.states import OPEN, OUTSTANDING, Stage, Verdict

UNSETTLED = [Verdict.AWAITING, Verdict.CONFIRMED]


def late(on: date) -> Q:
    """What overdue means, as a condition (product.md rule 6)."""
    return Q(stage__in=OUTSTANDING, due_date__lt=on)


def is_late(stage: str, due_date: date | None, on: date) -> bool:
    """The same of what is already read."""
    return stage in OUTSTANDING and due_date is not None and due_date < on


def is_owned_by_nobody(stage: str, *, department_exists: bool) -> bool:
    """What 소관 없음 means, of what is read already: open, and of no department that is there that day."""
    return stage in OPEN and not department_exists


def _nobodys(on: date) -> models.QuerySet[Assignment, Any]:
    """The same as rows, found from the few departments that are gone instead of from all open work."""
    work = Assignment.objects.filter(stage__in=OPEN)
    gone = Department.objects.filter(Q(valid_until__lte=on) | Q(valid_from__gt=on) | Q(is_void=True))
    orphans = work.filter(department__isnull=True).values("pk")
    return orphans.union(work.filter(department__in=gone).values("pk"), all=True)


def nobody_named(on: date) -> Q:
    """That its officer, if there is one, does not belong to its department on `on`; who only stands in does not.

    Of an assignment that no department has, nobody can be named, so it is 소관 없음 instead.
    """
    there = (
        Membership.objects.own()
        .on(on)
        .filter(user=OuterRef("officer"), department=OuterRef("department"), user__is_active=True)
    )
    return Q(Q(officer__isnull=True) | Q(~Exists(there)), department__isnull=False)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments as the office speaks of them."""

    def live(self) -> Self:
        """Not withdrawn."""
        return self.exclude(stage=Stage.WITHDRAWN)

    def outstanding(self) -> Self:
        """The department owes something (lifecycle.md §2)."""
        return self.filter(stage__in=OUTSTANDING)

    def open(self) -> Self:
        """Outstanding, or claimed and waiting for the council."""
        return self.filter(stage__in=OPEN)

    def awaiting_verification(self) -> Self:
        """A closing report waits for the council."""
        return self.filter(stage=Stage.CLAIMED)

    def overdue(self, on: date) -> Self:
        """Owed past its due date; without one never (product.md rule 6)."""
        return self.filter(late(on))

    def overdue_original(self, on: date) -> Self:
        """Owed past the due date it was first given."""
        return self.outstanding().filter(original_due_date__lt=on)

    def without_owner(self, on: date) -> Self:
        """소관 없음: open, and its department does not exist on `on`, or there is none."""
        return self.filter(pk__in=_nobodys(on))

    def without_officer(self, on: date) -> Self:
        """담당자 없음: open, and nobody is named for it who belongs to its department on `on`."""
        return self.open().filter(nobody_named(on))

    def with_officer(self, on: date) -> Self:
        """Each with `nobody_named`: whether its officer, if there is one, is not to be shown as such on `on`."""
        return self.annotate(nobody_named=ExpressionWrapper(nobody_named(on), output_field=BooleanField()))

    def locked(self) -> Self:
        """Locked for change, in order of id, so that two acts on several rows cannot deadlock.

        The key stays free: who waits for the record's head may still point here (foreign keys), and the
        holder of the head commits.
        """
        return self.select_for_update(of=("self",), no_key=True).order_by("id")

    def locked_with_demand(self) -> Self:
        """Locked together with the demand, whose standing will change."""
        # The database locks in the order of `of`: the demand first, as acts on several assignments do.
        rows = self.select_related("demand").select_for_update(of=("demand", "self"), no_key=True)
        return rows.order_by("id")


class Assignment(models.Model):
    """One demand's duty for one department.

    `department` is responsible now and empty where nobody is. `point` names the part (세부항목) of a compound
    demand that it is about; empty: the whole. `original_due_date` never moves. `due_order`
    sorts and pages rows without a date last. `version` is the counter behind the ETag.
    """

    demand = models.ForeignKey(Demand, on_delete=models.PROTECT, related_name="assignments")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    point = models.CharField(_("세부항목"), max_length=100, blank=True)
    is_lead = models.BooleanField(_("주관"), default=False)
    stage = models.CharField(_("단계"), max_length=20, choices=Stage, default=Stage.ASSIGNED)
    reported_status = models.CharField(
        _("추진상황"), max_length=20, choices=ReportedStatus, default=ReportedStatus.NOT_REPORTED
    )
    continues = models.BooleanField(default=False)
    verification = models.CharField(_("이행 확인"), max_length=20, choices=Verdict, default=Verdict.NONE)
    original_due_date = models.DateField(_("당초 처리기한"), null=True, blank=True)
    due_date = models.DateField(_("처리기한"), null=True, blank=True)
    due_order = models.GeneratedField(
        expression=Coalesce("due_date", models.Value(date(9999, 12, 31))),
        output_field=models.DateField(),
        db_persist=True,
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    assigned_on = models.DateField(_("배부일"))
    received_on = models.DateField(_("접수일"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    KEPT: ClassVar[tuple[str, ...]] = ("demand_id", "point", "assigned_on")
    FOLLOWED: ClassVar[Mapping[str, str | tuple[str, ...]]] = {
        "stage": "stage",
        "status": "reported_status",
        "continues": "continues",
        "verification": "verification",
        "department": "department_id",
        "lead": "is_lead",
        "due_date": "due_date",
        "original_due_date": "original_due_date",
        "officer": "officer_id",
        "received_on": "received_on",
        "version": "version",
    }
    FREE: ClassVar[frozenset[str]] = frozenset({"due_order"})  # reckoned by the database

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["demand", "point", "department"],
                condition=~Q(stage=Stage.WITHDRAWN),
                name="assignment_once_a_demand_point_and_department",
            ),
            models.UniqueConstraint(
                fields=["demand"],
                condition=Q(is_lead=True) & ~Q(stage=Stage.WITHDRAWN),
                name="assignment_one_lead",
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="assignment_stage_known"),
            models.CheckConstraint(
                condition=Q(verification__in=Verdict.values), name="assignment_verification_known"
            ),
            models.CheckConstraint(
                condition=Q(reported_status__in=ReportedStatus.values), name="assignment_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.CLAIMED) | Q(verification=Verdict.AWAITING),
                name="assignment_claimed_awaits",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.CLOSED) | Q(verification=Verdict.CONFIRMED),
                name="assignment_closed_only_when_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=sorted(OUTSTANDING)) | ~Q(verification__in=UNSETTLED),
                name="assignment_outstanding_neither_awaits_nor_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.CLAIMED, Stage.CLOSED])
                | Q(reported_status__in=sorted(CLOSING)),
                name="assignment_claims_only_closing_statuses",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.ASSIGNED)
                | Q(reported_status=ReportedStatus.NOT_REPORTED, verification=Verdict.NONE),
                name="assignment_unreceived_has_nothing_reported",
            ),
            models.CheckConstraint(
                condition=Q(continues=False) | Q(reported_status=ReportedStatus.COMPLETED),
                name="assignment_continues_only_when_completed",
            ),
            models.CheckConstraint(
                condition=Q(due_date__isnull=True, original_due_date__isnull=True)
                | Q(
                    due_date__isnull=False,
                    original_due_date__isnull=False,
                    due_date__gte=F("original_due_date"),
                ),
                name="assignment_due_dates_together",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="assignment_version_from_one"),
        ]
        indexes = [
            models.Index(fields=["department", "stage", "due_order", "id"], name="assignment_work"),
            models.Index(fields=["due_order", "id"], name="assignment_due"),
        ]

    def __str__(self) -> str:
        return f"{self.demand_id}/{self.department_id}"

    def is_overdue(self, on: date) -> bool:
        """Whether it is among `overdue(on)`."""
        return is_late(self.stage, self.due_date, on)

    def record_values(self) -> dict[str, object]:
        """What the record keeps of its state after an act."""
        return state(self)
