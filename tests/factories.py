"""Small ways to make what a test is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from audits.models import Audit, Category, Committee, Demand, DemandVersion, Department
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
) -> Assignment:
    """An assignment in the stage that `status` brings, with a filed report where there is a status."""
    assignment = Assignment.objects.create(
        demand=demand,
        department=department,
        is_lead=lead,
        stage=_stage(status),
        reported_status=status,
        verification=Verdict.AWAITING if status in CLOSING else Verdict.NONE,
        due_date=due,
        original_due_date=due,
        assigned_on=REPORT_DATE,
    )
    if department:
        Tenure.objects.create(assignment=assignment, department=department, start_on=REPORT_DATE)
    if status != ReportedStatus.NOT_REPORTED:
        report(assignment, status)
    followup.refresh([demand.pk])
    return assignment


def report(
    assignment: Assignment, status: ReportedStatus, number: int = 1, actions: str = "- 계획 수립"
) -> ProgressUpdate:
    """A filed report taken from a published paper."""
    return ProgressUpdate.objects.create(
        assignment=assignment,
        number=number,
        department=assignment.department,
        source=Source.PUBLISHED,
        reported_on=REPORT_DATE,
        filed_at="2025-12-01T09:00:00+09:00",
        status=status,
        wording=str(status.label),
        actions_taken=actions,
    )


def _stage(status: ReportedStatus) -> Stage:
    if status == ReportedStatus.NOT_REPORTED:
        return Stage.ASSIGNED
    return Stage.CLAIMED if status in CLOSING else Stage.WORKING


def numbers(rows: Sequence[Demand]) -> list[int]:
    """The numbers of demands, in the order given."""
    return [demand.number for demand in rows]
