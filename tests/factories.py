"""Small ways to make what a test is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from audits.models import Audit, Category, Committee, Demand, DemandVersion, Department, Membership, User
from audits.statuses import CLOSING, ReportedStatus
from tracker import followup
from tracker.models import Assignment, ProgressUpdate, Source, Stage, Tenure, Verdict

REPORT_DATE = date(2025, 12, 1)


def make_audit(year: int = 2025, body: str = "정보국", committee: Committee | None = None) -> Audit:
    """An audit of `body` in `year`."""
    return Audit.objects.create(year=year, body=body, committee=committee)


@transaction.atomic
def make_demand(
    audit: Audit, number: int = 1, text: str = "예산 낭비가 없도록 할 것", category: str = "corrective"
) -> Demand:
    """A demand with its first text. The council's lists must be there."""
    demand = Demand.objects.create(audit=audit, number=number, category=Category.objects.get(code=category))
    DemandVersion.objects.create(demand=demand, text=text)
    followup.refresh([demand.pk])
    return demand


@transaction.atomic
def assign(
    demand: Demand,
    department: Department | None,
    status: ReportedStatus = ReportedStatus.IN_PROGRESS,
    *,
    due: date | None = None,
    lead: bool = False,
    point: str = "",
    on: date = REPORT_DATE,
    **written: Any,
) -> Assignment:
    """An assignment of a day, in the stage that `status` brings.

    Where there is a status it has a filed report; `written` are columns of that.
    """
    assignment = Assignment.objects.create(
        demand=demand,
        point=point,
        department=department,
        is_lead=lead,
        stage=_stage(status),
        reported_status=status,
        verification=Verdict.AWAITING if status in CLOSING else Verdict.NONE,
        due_date=due,
        original_due_date=due,
        assigned_on=on,
    )
    if department:
        Tenure.objects.create(assignment=assignment, department=department, start_on=on)
    if status != ReportedStatus.NOT_REPORTED:
        report(assignment, status, **written)
    followup.refresh([demand.pk])
    return assignment


def report(
    assignment: Assignment,
    status: ReportedStatus,
    number: int = 1,
    actions: str = "- 계획 수립",
    **written: Any,
) -> ProgressUpdate:
    """A filed report taken from a published paper, unless `written`, columns of it, says otherwise."""
    columns: dict[str, Any] = {
        "department": assignment.department,
        "source": Source.PUBLISHED,
        "reported_on": REPORT_DATE,
        "filed_at": "2025-12-01T09:00:00+09:00",
        "wording": str(status.label),
    }
    return ProgressUpdate.objects.create(
        assignment=assignment, number=number, status=status, actions_taken=actions, **columns | written
    )


def post_elsewhere(*people: User, on: date, **place: Any) -> None:
    """People do from a day on in another place what they did; where they were it ends that day."""
    for held in Membership.objects.filter(user__in=people, end_on=None):
        Membership.objects.filter(pk=held.pk).update(end_on=on)
        Membership.objects.create(user=held.user, role=held.role, start_on=on, **place)


def _stage(status: ReportedStatus) -> Stage:
    if status == ReportedStatus.NOT_REPORTED:
        return Stage.ASSIGNED
    return Stage.CLAIMED if status in CLOSING else Stage.WORKING


def numbers(rows: Sequence[Demand]) -> list[int]:
    """The numbers of demands, in the order given."""
    return [demand.number for demand in rows]
