"""import_published: a published report, or an adopted list of demands, becomes an audit with its demands.

lifecycle.md §4: a closing status waits for verification, any other is being worked on, an item without one is
assigned. A list without statuses makes demands with proposed departments and no assignments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audits import organisation, record, reference
from audits.access import Viewer
from audits.errors import AlreadyImported
from audits.intake.draft import DraftItem
from audits.intake.edits import Edited
from audits.models import Audit, Category, Committee, Demand, DemandVersion, Department, Document, User
from audits.models.audit import normal_body
from audits.reading import Reading
from audits.record import Entry
from audits.statuses import CLOSING, ReportedStatus
from tracker import access, followup, imports
from tracker.actions import move, repeats
from tracker.lifecycle import Act
from tracker.models import Assignment, Evidence, ProgressUpdate, Source, Stage, Tenure, Verdict


@dataclass(frozen=True)
class AuditFacts:
    """What the document does not say of itself.

    Due dates stay empty unless one is given; without a `report_date` the answers are of the day whose
    department names the document was read with, or of today where that has not come.
    """

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


@dataclass(frozen=True)
class _Answers:
    """What all answers of one document have in common; `on` is the day they were reported, held and assigned."""

    document: Document
    on: date
    due_date: date | None
    by: User | None


def import_confirmed(
    reading: Reading, facts: AuditFacts, *, by: Viewer, by_hand: Edited | None = None
) -> Audit:
    """Store a report whose preview `by` has confirmed, for a committee `by` works for.

    `by_hand` is what `by` changed before: the document's note says of which items, and so does the record.
    Raises PermissionDenied, and NotVisible for another committee; else as `import_report`.
    """
    access.require(by, Act.IMPORT_PUBLISHED)
    access.require_audit(by, Audit(committee=facts.committee))
    return import_report(reading, facts, by=by.user, on=by.on, by_hand=by_hand)


@transaction.atomic
def import_report(
    reading: Reading, facts: AuditFacts, *, by: User | None, on: date, by_hand: Edited | None = None
) -> Audit:
    """Store what was read: audit, document, demands, and where it has statuses the departments' answers.

    `by` is empty on the command line, where the record says so. Open work then follows the reorganisations
    up to `on`. Raises `AlreadyImported` where the year and body exist, and ValidationError for facts or items
    that cannot be stored. The number of statements does not grow with the number of items.
    """
    reference.ensure_lists()
    categories = {category.code: category for category in Category.objects.all()}
    _check(reading, facts, categories, on)
    audit = _new_audit(reading, facts)
    document = _document(reading, facts, by_hand)
    demands, versions = _store_demands(reading, audit, document, categories, by)
    entries = [
        Entry("audit_created", audit, by, rows=[audit], facts={"year": audit.year, "via": "import"}),
        Entry(
            "document_kept", document, by, rows=[document], facts={"audit": audit.pk} | _told_by_hand(by_hand)
        ),
        *(
            _logged(demand, version, reading.on, by)
            for demand, version in zip(demands, versions, strict=True)
        ),
    ]
    if reading.draft.has_statuses:
        answers = _Answers(document, min(reading.on, on), facts.due_date, by)
        entries += _store_answers(reading, answers, demands)
    followup.refresh([demand.pk for demand in demands])
    repeats.propose(audit)
    record.append_all([*entries, *move.follow(on=on)])
    return audit


def _document(reading: Reading, facts: AuditFacts, by_hand: Edited | None) -> Document:
    told = imports.told_by_hand(by_hand) if by_hand else []
    return Document.objects.create(
        sha256=reading.sha256,
        name=reading.name[:255],
        size=reading.size,
        text=reading.text,
        note="\n".join([*filter(None, [facts.note]), *told]),
    )


def _told_by_hand(by_hand: Edited | None) -> dict[str, object]:
    """Numbers of the items that a person changed, and lines of those left out; nothing where there are none."""
    pieces = by_hand.by_hand if by_hand else []
    told = {
        "by_hand": [piece.item.number for piece in pieces if not piece.reason],
        "left_out": [piece.item.line for piece in pieces if piece.reason],
    }
    return {name: found for name, found in told.items() if found}


def _check(reading: Reading, facts: AuditFacts, categories: Mapping[str, Category], today: date) -> None:
    imports.check_facts(
        year=facts.year,
        body=facts.body,
        report_date=facts.report_date,
        due_date=facts.due_date,
        today=today,
    )
    imports.check_draft(reading.draft, categories)


def _new_audit(reading: Reading, facts: AuditFacts) -> Audit:
    present = Audit.objects.of(facts.year, facts.body).first()
    if present is None:
        try:
            with transaction.atomic():
                return _created(reading, facts)
        except IntegrityError:  # somebody else stored it in the meantime
            present = Audit.objects.of(facts.year, facts.body).get()
    raise AlreadyImported(
        _("이미 불러온 보고서입니다(%(day)s). 새로 저장된 것은 없습니다.")
        % {"day": f"{timezone.localtime(present.created_at):%Y. %-m. %-d.}"}
    )


def _created(reading: Reading, facts: AuditFacts) -> Audit:
    return Audit.objects.create(
        year=facts.year,
        body=normal_body(facts.body),
        committee=facts.committee,
        report_date=facts.report_date if reading.draft.has_statuses else None,
        default_due_date=facts.due_date,
    )


def _logged(demand: Demand, version: DemandVersion, on: date, by: User | None) -> Entry:
    told = {"line": demand.line, "on": on}
    return Entry("demand_logged", demand, by, demand_id=demand.pk, rows=[demand, version], facts=told)


def _store_demands(
    reading: Reading,
    audit: Audit,
    document: Document,
    categories: Mapping[str, Category],
    by: User | None,
) -> tuple[list[Demand], list[DemandVersion]]:
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
    """The draft's departments by name. Raises ValidationError where one is no longer what it was when read."""
    names = {name for item in reading.draft.items for name in item.departments}
    found = organisation.departments_named(names, reading.on)
    if gone := sorted(names - found.keys()):
        raise ValidationError(
            _("읽은 뒤에 조직이 바뀌었습니다: %(names)s. 다시 올려 주십시오.") % {"names": ", ".join(gone)}
        )
    return found


def _store_answers(reading: Reading, answers: _Answers, demands: Sequence[Demand]) -> list[Entry]:
    duties = _duties(reading, demands)
    assignments = Assignment.objects.bulk_create(_assignment(duty, answers) for duty in duties)
    pairs = list(zip(duties, assignments, strict=True))
    tenures = Tenure.objects.bulk_create(
        Tenure(assignment=assignment, department=duty.department, start_on=answers.on)
        for duty, assignment in pairs
        if duty.department
    )
    reported = [pair for pair in pairs if pair[0].item.status != ReportedStatus.NOT_REPORTED]
    updates = ProgressUpdate.objects.bulk_create(
        _update(duty, assignment, answers) for duty, assignment in reported
    )
    evidence = Evidence.objects.bulk_create(
        _evidence(update, answers, duty.item.line)
        for update, (duty, _held) in zip(updates, reported, strict=True)
    )
    rows: dict[int, list[record.Kept]] = {assignment.pk: [assignment] for assignment in assignments}
    kept: list[Tenure | ProgressUpdate | Evidence] = [*tenures, *updates, *evidence]
    for row in kept:
        rows[row.assignment_id].append(row)
    return [
        Entry(
            "imported",
            assignment,
            answers.by,
            demand_id=assignment.demand_id,
            rows=rows[assignment.pk],
            values=assignment.record_values(),
            facts={"document": answers.document.pk, "line": duty.item.line, "on": answers.on},
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


def _assignment(duty: _Duty, answers: _Answers) -> Assignment:
    status = ReportedStatus(duty.item.status)
    stage = Stage.CLAIMED if status in CLOSING else Stage.WORKING
    return Assignment(
        demand=duty.demand,
        department=duty.department,
        is_lead=duty.is_lead,
        stage=Stage.ASSIGNED if status == ReportedStatus.NOT_REPORTED else stage,
        reported_status=status,
        verification=Verdict.AWAITING if stage == Stage.CLAIMED else Verdict.NONE,
        original_due_date=answers.due_date,
        due_date=answers.due_date,
        assigned_on=answers.on,
    )


def _update(duty: _Duty, assignment: Assignment, answers: _Answers) -> ProgressUpdate:
    item = duty.item
    return ProgressUpdate(
        assignment=assignment,
        number=1,
        department=duty.department,
        entered_by=answers.by,
        source=Source.PUBLISHED,
        reported_on=answers.on,
        filed_at=timezone.now(),
        status=item.status,
        wording=imports.stored_wording(item),
        actions_taken=item.actions_taken,
        plan=item.plan,
        planned_until=item.planned_until,
    )


def _evidence(update: ProgressUpdate, answers: _Answers, line: int) -> Evidence:
    return Evidence(
        assignment_id=update.assignment_id,
        update=update,
        document=answers.document,
        document_sha256=answers.document.sha256,
        line=line,
        added_by=answers.by,
    )
