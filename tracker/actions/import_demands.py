"""import_published: a published report, or an adopted list of demands, becomes an audit with its demands.

lifecycle.md §4: a closing status waits for verification, any other is being worked on, an item without one is
assigned. A list without statuses makes demands with proposed departments and no assignments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from audits import organisation, record, reference
from audits.access import Viewer
from audits.errors import AlreadyImported
from audits.intake.draft import DraftItem
from audits.models import Audit, Category, Committee, Demand, DemandVersion, Department, Document, User
from audits.reading import Reading
from audits.record import Entry
from audits.statuses import CLOSING, ReportedStatus
from tracker import access, followup
from tracker.actions import move
from tracker.lifecycle import Act
from tracker.models import Assignment, Evidence, ProgressUpdate, Source, Stage, Tenure, Verdict


@dataclass(frozen=True)
class AuditFacts:
    """What the document does not say of itself. Due dates stay empty unless one is given."""

    year: int
    body: str
    report_date: date | None = None
    due_date: date | None = None
    committee: Committee | None = None
    note: str = ""


@dataclass(frozen=True)
class _Duty:
    """One department's share of one item, on its way to becoming rows."""

    item: DraftItem
    demand: Demand
    department: Department | None
    is_lead: bool


def import_confirmed(reading: Reading, facts: AuditFacts, *, by: Viewer) -> Audit:
    """Store a report whose preview `by` has confirmed. Raises PermissionDenied; else as `import_report`."""
    access.require(by, Act.IMPORT_PUBLISHED)
    return import_report(reading, facts, by=by.user, on=by.on)


@transaction.atomic
def import_report(reading: Reading, facts: AuditFacts, *, by: User | None, on: date) -> Audit:
    """Store what was read: audit, document, demands, and where it has statuses the departments' answers.

    `by` is empty on the command line, where the record says so. Open work then follows the reorganisations
    up to `on`. Raises `AlreadyImported` where the year and body exist. The number of statements does not
    grow with the number of items.
    """
    reference.ensure_lists()
    audit = _new_audit(reading, facts)
    document = Document.objects.create(
        sha256=reading.sha256, name=reading.name[:255], size=reading.size, text=reading.text, note=facts.note
    )
    demands, versions = _store_demands(reading, audit, document, by)
    entries = [
        Entry("audit_created", audit, by, facts={"year": audit.year, "via": "import"}),
        Entry("document_kept", document, by, rows=[document], facts={"audit": audit.pk}),
        *(
            Entry(
                "demand_logged",
                demand,
                by,
                demand_id=demand.pk,
                rows=[version],
                facts={"line": demand.line, "on": reading.on},
            )
            for demand, version in zip(demands, versions, strict=True)
        ),
    ]
    if reading.draft.has_statuses:
        entries += _store_answers(reading, facts, demands, document, by)
    followup.refresh([demand.pk for demand in demands])
    record.append_all([*entries, *move.follow(on=on)])
    return audit


def _new_audit(reading: Reading, facts: AuditFacts) -> Audit:
    audit, created = Audit.objects.get_or_create(
        year=facts.year,
        body=facts.body,
        defaults={
            "committee": facts.committee,
            "report_date": facts.report_date if reading.draft.has_statuses else None,
            "default_due_date": facts.due_date,
        },
    )
    if not created:
        raise AlreadyImported(
            f"이미 불러온 보고서입니다({audit.created_at:%Y. %-m. %-d.}). 새로 저장된 것은 없습니다."
        )
    return audit


def _store_demands(
    reading: Reading, audit: Audit, document: Document, by: User | None
) -> tuple[list[Demand], list[DemandVersion]]:
    categories = {category.code: category for category in Category.objects.all()}
    items = reading.draft.items
    demands = Demand.objects.bulk_create(
        Demand(
            audit=audit,
            number=item.number,
            category=categories[item.category],
            document=document,
            line=item.line,
        )
        for item in items
    )
    versions = DemandVersion.objects.bulk_create(
        DemandVersion(demand=demand, text=item.text, by=by)
        for demand, item in zip(demands, items, strict=True)
    )
    named = _departments(reading)
    proposed = Demand.proposed.through
    proposed.objects.bulk_create(
        proposed(demand_id=demand.pk, department_id=named[name].pk)
        for demand, item in zip(demands, items, strict=True)
        for name in dict.fromkeys(item.departments)
    )
    return demands, versions


def _departments(reading: Reading) -> Mapping[str, Department]:
    names = {name for item in reading.draft.items for name in item.departments}
    return organisation.departments_named(names, reading.on)


def _store_answers(
    reading: Reading, facts: AuditFacts, demands: Sequence[Demand], document: Document, by: User | None
) -> list[Entry]:
    duties = _duties(reading, demands)
    assignments = Assignment.objects.bulk_create(
        _assignment(duty, reading.on, facts.due_date) for duty in duties
    )
    pairs = list(zip(duties, assignments, strict=True))
    tenures = Tenure.objects.bulk_create(
        Tenure(assignment=assignment, department=duty.department, start_on=reading.on)
        for duty, assignment in pairs
        if duty.department
    )
    reported = [
        (duty, assignment) for duty, assignment in pairs if duty.item.status != ReportedStatus.NOT_REPORTED
    ]
    updates = ProgressUpdate.objects.bulk_create(
        _update(duty, assignment, reading.on, by) for duty, assignment in reported
    )
    evidence = Evidence.objects.bulk_create(
        _evidence(update, document, duty.item.line, by)
        for update, (duty, _) in zip(updates, reported, strict=True)
    )
    rows: dict[int, list[record.Kept]] = {assignment.pk: [] for assignment in assignments}
    kept: list[Tenure | ProgressUpdate | Evidence] = [*tenures, *updates, *evidence]
    for row in kept:
        rows[row.assignment_id].append(row)
    return [
        Entry(
            "imported",
            assignment,
            by,
            demand_id=assignment.demand_id,
            rows=rows[assignment.pk],
            values=assignment.record_values(),
            facts={"document": document.pk, "line": duty.item.line, "on": reading.on},
        )
        for duty, assignment in pairs
    ]


def _duties(reading: Reading, demands: Sequence[Demand]) -> list[_Duty]:
    named = _departments(reading)
    duties = []
    for item, demand in zip(reading.draft.items, demands, strict=True):
        departments = sorted(
            {named[name] for name in item.departments},
            key=lambda department: (department.rank, department.name),
        )
        alone = len(departments) == 1 >= len(item.named)
        several: list[Department | None] = [*departments] or [None]
        duties += [_Duty(item, demand, one, is_lead=alone) for one in several]
    return duties


def _assignment(duty: _Duty, on: date, due_date: date | None) -> Assignment:
    status = ReportedStatus(duty.item.status)
    stage = Stage.CLAIMED if status in CLOSING else Stage.WORKING
    return Assignment(
        demand=duty.demand,
        department=duty.department,
        is_lead=duty.is_lead,
        stage=Stage.ASSIGNED if status == ReportedStatus.NOT_REPORTED else stage,
        reported_status=status,
        verification=Verdict.AWAITING if stage == Stage.CLAIMED else Verdict.NONE,
        original_due_date=due_date,
        due_date=due_date,
        assigned_on=on,
    )


def _update(duty: _Duty, assignment: Assignment, on: date, by: User | None) -> ProgressUpdate:
    item = duty.item
    return ProgressUpdate(
        assignment=assignment,
        number=1,
        department=duty.department,
        entered_by=by,
        source=Source.PUBLISHED,
        reported_on=on,
        filed_at=timezone.now(),
        status=item.status,
        wording=item.wording,
        actions_taken=item.actions_taken,
        plan=item.plan,
        planned_until=item.planned_until,
    )


def _evidence(update: ProgressUpdate, document: Document, line: int, by: User | None) -> Evidence:
    return Evidence(
        assignment_id=update.assignment_id,
        update=update,
        document=document,
        document_sha256=document.sha256,
        line=line,
        added_by=by,
    )
