"""Rows as plain dictionaries (`shapes`); serializers would reach a quarter of the requests a second."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from audits.access import Viewer
from audits.models import Demand, DemandVersion, Event
from audits.models import Department as DepartmentRow
from audits.statuses import ReportedStatus
from tracker import access, deadlines, pending
from tracker.api import shapes
from tracker.deadlines import Holidays
from tracker.models import Assignment, Evidence, ProgressUpdate, Source, Stage, Verdict
from tracker.reports import AuditRow


def audit(row: AuditRow) -> shapes.AuditItem:
    """A line of `audits/`."""
    found = row.audit
    return {
        "id": found.pk,
        "year": found.year,
        "body": found.body,
        "term": found.term,
        "session": found.session,
        "adopted_on": found.adopted_on,
        "transmitted_on": found.transmitted_on,
        "transmittal_number": found.transmittal_number,
        "default_due_date": found.default_due_date,
        "report_date": found.report_date,
        "demands": row.counts.total,
        "completed": row.counts.completed,
        "verified": row.counts.verified,
        "overdue": row.overdue,
    }


def demand(row: Demand, text: str) -> shapes.DemandItem:
    """A line of `demands/`; `category` and `followup` have to be loaded."""
    followup = row.followup
    return {
        "id": row.pk,
        "audit": row.audit_id,
        "number": row.number,
        "category": row.category.code,
        "text": text,
        "version": row.version,
        "standing": ReportedStatus(followup.standing),
        "verification": Verdict(followup.verification),
        "live": followup.live,
        "confirmed": followup.confirmed,
        "priority": row.is_priority,
        "withdrawn": row.withdrawn_at is not None,
    }


def demand_detail(row: Demand, viewer: Viewer) -> shapes.Demand:
    """A demand with its assignments in 건제순; what is the council's is empty for others. Two statements."""
    council = access.may_read(viewer, access.Right.SEE_COUNCIL_FACTS)
    live = Assignment.objects.live().filter(demand=row).select_related("department")
    return {
        **demand(row, DemandVersion.objects.texts([row])[row.pk]),
        "assignments": [facts(each, viewer.on) for each in live.order_by("department__rank", "id")],
        "raised_by": row.raised_by if council else "",
        "minutes_reference": row.minutes_reference if council else "",
    }


def facts(row: Assignment, on: date) -> shapes.AssignmentFacts:
    """Name, status and dates of an assignment; `department` has to be loaded."""
    return {
        "id": row.pk,
        "version": row.version,
        "department": _department(row.department),
        "point": row.point,
        "lead": row.is_lead,
        "stage": Stage(row.stage),
        "status": ReportedStatus(row.reported_status),
        "continues": row.continues,
        "verification": Verdict(row.verification),
        "due_date": row.due_date,
        "original_due_date": row.original_due_date,
        "overdue": row.is_overdue(on),
        "assigned_on": row.assigned_on,
        "received_on": row.received_on,
    }


def acted(row: Any, on: date) -> shapes.Acted:
    """An assignment of `pending.with_facts` and `with_officer` after an act; at most three statements."""
    report = pending.waiting_report(row) if row.pending_gate else None
    offer = pending.open_offer(row) if row.pending_offer else None
    return {
        **facts(row, on),
        "officer": None if row.nobody_named else row.officer_id,
        "waiting_report": report.pk if report else None,
        "waiting_at": row.pending_gate or None,
        "extension_request": row.pending_request,
        "handover": offer.pk if offer else None,
    }


LINE: Final = (
    "id",
    "version",
    "department_id",
    "department__name",
    "point",
    "is_lead",
    "stage",
    "reported_status",
    "continues",
    "verification",
    "due_date",
    "original_due_date",
    "assigned_on",
    "received_on",
    "demand_id",
    "demand__audit_id",
    "demand__number",
    "demand__category__code",
    "demand__is_priority",
)


def line(row: Mapping[str, Any]) -> shapes.AssignmentItem:
    """A line of `assignments/` from the columns `LINE` and what the list adds: text, overdue.

    Columns, not objects: five objects a line were most of what the list cost.
    """
    department = row["department_id"]
    return {
        "id": row["id"],
        "version": row["version"],
        "department": {"id": department, "name": row["department__name"]} if department else None,
        "point": row["point"],
        "lead": row["is_lead"],
        "stage": row["stage"],
        "status": row["reported_status"],
        "continues": row["continues"],
        "verification": row["verification"],
        "due_date": row["due_date"],
        "original_due_date": row["original_due_date"],
        "overdue": bool(row["overdue"]),
        "assigned_on": row["assigned_on"],
        "received_on": row["received_on"],
        "audit": row["demand__audit_id"],
        "demand": row["demand_id"],
        "number": row["demand__number"],
        "category": row["demand__category__code"],
        "priority": row["demand__is_priority"],
        "text": row["text"],
    }


def assignment(row: Assignment, text: str, on: date) -> shapes.AssignmentItem:
    """An assignment as a line has it; department, demand and its category have to be loaded."""
    return {
        **facts(row, on),
        "audit": row.demand.audit_id,
        "demand": row.demand_id,
        "number": row.demand.number,
        "category": row.demand.category.code,
        "priority": row.demand.is_priority,
        "text": text,
    }


def assignment_detail(row: Assignment, viewer: Viewer) -> shapes.Assignment:
    """An assignment with every report that the viewer may read; a number of statements that does not grow."""
    reads = access.reads_texts_of(viewer, row)
    evidence = _evidence_of(row, viewer) if reads else {}
    text = DemandVersion.objects.texts([row.demand])[row.demand_id]
    return {
        **assignment(row, text, viewer.on),
        "texts_hidden": not reads,
        "reports": _reports(row, viewer, evidence) if reads else [],
        "evidence": evidence.get(None, []),
    }


def _evidence_of(row: Assignment, viewer: Viewer) -> dict[int | None, list[shapes.EvidenceItem]]:
    """Every piece the viewer may see, by its report; under None those outside a report."""
    found: dict[int | None, list[shapes.EvidenceItem]] = defaultdict(list)
    pieces = access.visible_evidence(viewer).filter(assignment=row)
    for piece in pieces.select_related("document", "file", "removal").order_by("id"):
        found[piece.update_id].append(_evidence(piece))
    return found


def _reports(
    row: Assignment, viewer: Viewer, evidence: Mapping[int | None, list[shapes.EvidenceItem]]
) -> list[shapes.Report]:
    updates = access.visible_updates(viewer).filter(assignment=row).select_related("department")
    return [_report(update, evidence.get(update.pk, [])) for update in updates.order_by("-number")]


def _report(update: ProgressUpdate, evidence: list[shapes.EvidenceItem]) -> shapes.Report:
    return {
        "id": update.pk,
        "number": update.number,
        "department": _department(update.department),
        "reported_on": update.reported_on,
        "filed": update.filed_at is not None,
        "source": Source(update.source),
        "status": ReportedStatus(update.status),
        "continues": update.continues,
        "no_change": update.no_change,
        "wording": update.wording,
        "actions_taken": update.actions_taken,
        "plan": update.plan,
        "planned_until": update.planned_until,
        "reason": update.reason,
        "receiver": update.receiver,
        "evidence": evidence,
    }


def _evidence(piece: Evidence) -> shapes.EvidenceItem:
    return {
        "id": piece.pk,
        "document_number": piece.document_number,
        "url": piece.url,
        "document": piece.document.name if piece.document else None,
        "file": piece.file.name if piece.file else None,
        "sha256": piece.document_sha256,
        "line": piece.line,
        "removed_on": piece.removal.on if piece.removal else None,
    }


def filed(update: ProgressUpdate) -> shapes.Filed:
    """What became of a report."""
    row = update.assignment
    return {
        "id": update.pk,
        "assignment": row.pk,
        "number": update.number,
        "filed": update.filed_at is not None,
        "stage": Stage(row.stage),
        "status": ReportedStatus(row.reported_status),
        "verification": Verdict(row.verification),
        "version": row.version,
    }


def received(row: Assignment) -> shapes.Received:
    """What a confirmed receipt left behind."""
    return {
        "id": row.pk,
        "stage": Stage(row.stage),
        "received_on": row.received_on,
        "version": row.version,
    }


def history(event: Event) -> shapes.HistoryItem:
    """An entry of the record as it was hashed; `actor` has to be loaded."""
    entry = json.loads(event.text)
    return {
        "number": event.number,
        "at": event.at,
        "kind": event.kind,
        "by": event.actor.name if event.actor else None,
        "token": entry["facts"].get("token"),
        "values": entry["values"],
        "facts": entry["facts"],
        "rows": entry["rows"],
        "previous_hash": event.previous_hash,
        "hash": event.hash,
    }


def deadline(row: Assignment, on: date) -> shapes.Deadline:
    """How the due date came about (product.md rule 13); three statements at most."""
    start = row.demand.audit.transmitted_on or row.assigned_on
    moves = deadlines.moves_of([row]).get(row.pk, [])
    return {
        "id": row.pk,
        "due_date": row.due_date,
        "original_due_date": row.original_due_date,
        "overdue": row.is_overdue(on),
        "steps": [_step(step) for step in deadlines.explain(row, Holidays.load(start), moves)],
    }


def _step(step: deadlines.Step) -> shapes.Step:
    return {
        "label": step.label,
        "date": step.date,
        "note": step.note,
        "holidays": [{"date": day, "name": name} for day, name in step.holidays_met],
    }


def _department(row: DepartmentRow | None) -> shapes.Department | None:
    return {"id": row.pk, "name": row.name} if row else None
