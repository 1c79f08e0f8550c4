"""What a frozen report holds (확정 보고서): figures of a moment and a row an assignment, from what was filed alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from audits.gates import Gate
from audits.models import Audit, Demand, DemandVersion
from audits.models.demand import demand_label
from tracker import rounds
from tracker.models import Assignment, Passage, ProgressUpdate, ReportingRound
from tracker.reports.anchor import record_head
from tracker.reports.departments import by_department, owner_of
from tracker.reports.summary import summary

Content = Mapping[str, Any]
FORM = 1  # raised when the shape changes, so that old and new content can be told apart


def frozen(audit: Audit, *, on: date, round_: ReportingRound | None = None) -> str:
    """The content of a snapshot of `audit` on `on`, as canonical JSON (sorted names, no spaces); twelve statements.

    `asked` and `filed` of a row are about `round_`: whether it asked for a report, and whether the newest one was
    filed in it (`in_round`), `before` it, or `never`. A row's `department` is the one that figures count it for,
    `department_name` who holds it under the name of the day. The caller holds whatever must not change meanwhile.
    """
    assignments = _assignments(audit, on)
    waiting = list(_undistributed(audit))
    demands = [*(row.demand for row in assignments), *waiting]
    texts = DemandVersion.objects.texts(demands)
    newest = _newest(audit)
    states = rounds.states(round_, Assignment.objects.all()) if round_ else {}
    rows = [_row(row, texts, newest.get(row.pk), states, round_, on) for row in assignments]
    content = {
        "form": FORM,
        "as_of": on.isoformat(),
        "audit": {"id": audit.pk, "year": audit.year, "body": audit.body},
        "round": _round(round_),
        "summary": _summary(audit),
        "departments": _departments(audit, rows, on),
        "rows": rows,
        "undistributed": [_demand(demand, texts) for demand in waiting],
        "record": record_head(),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _assignments(audit: Audit, on: date) -> Sequence[Any]:
    counted = Assignment.objects.live().filter(demand__audit=audit, demand__withdrawn_at__isnull=True)
    told: QuerySet[Any] = counted.annotate(owner=owner_of(counted, on)).select_related(
        "department", "demand__category", "demand__followup"
    )
    return list(told.order_by("demand__number", F("department__rank").asc(nulls_last=True), "id"))


def _undistributed(audit: Audit) -> Any:
    """Demands without a row of their own: 배부 전, or withdrawn from everybody."""
    held = Assignment.objects.live().filter(demand=OuterRef("pk"))
    found = Demand.objects.counted().filter(~Exists(held), audit=audit)
    return found.select_related("category", "followup").in_order()


def _newest(audit: Audit) -> dict[int, ProgressUpdate]:
    """The newest filed report of each assignment, with the letter it came by; two statements."""
    letters = Passage.objects.filter(gate=Gate.COORDINATOR, passed=True)
    filed = ProgressUpdate.objects.filed().filter(assignment__demand__audit=audit)
    found = filed.order_by("assignment_id", "-number").distinct("assignment_id")
    return {each.assignment_id: each for each in found.prefetch_related(Prefetch("passages", letters))}


def _row(
    row: Any,
    texts: Mapping[int, str],
    report: ProgressUpdate | None,
    states: Collection[int],
    round_: ReportingRound | None,
    on: date,
) -> dict[str, Any]:
    return {
        **_demand(row.demand, texts),
        "assignment": row.pk,
        "department": row.owner,
        "department_name": row.department.name if row.department else "",
        "point": row.point,
        "lead": row.is_lead,
        "stage": row.stage,
        "status": row.reported_status,
        "continues": row.continues,
        "verification": row.verification,
        "due_date": _iso(row.due_date),
        "original_due_date": _iso(row.original_due_date),
        "overdue": row.is_overdue(on),
        "asked": row.pk in states,
        "filed": _filed(report, round_),
        "report": _report(report) if report else None,
    }


def _demand(demand: Demand, texts: Mapping[int, str]) -> dict[str, Any]:
    return {
        "demand": demand.pk,
        "number": demand.number,
        "label": demand_label(demand.category.short_label, demand.number),
        "category": demand.category.code,
        "text": texts[demand.pk],
        "text_version": demand.version,
        "standing": demand.followup.standing,
    }


def _filed(report: ProgressUpdate | None, round_: ReportingRound | None) -> str:
    if report is None or report.filed_at is None:
        return "never"
    return "in_round" if round_ and report.filed_at >= round_.opened_at else "before"


def _report(report: ProgressUpdate) -> dict[str, Any]:
    letter = next(iter(report.passages.all()), None)
    return {
        "id": report.pk,
        "number": report.number,
        "reported_on": _iso(report.reported_on),
        "no_change": report.no_change,
        "status": report.status,
        "wording": report.wording,
        "actions_taken": report.actions_taken,
        "plan": report.plan,
        "planned_until": _iso(report.planned_until),
        "reason": report.reason,
        "receiver": report.receiver,
        "letter_number": letter.document_number if letter else "",
        "letter_on": _iso(letter.document_on) if letter else None,
    }


def _round(round_: ReportingRound | None) -> dict[str, Any] | None:
    if round_ is None:
        return None
    return {
        "id": round_.pk,
        "name": round_.name,
        "due_on": _iso(round_.due_on),
        "opened_on": _iso(round_.opened_on),
        "letter_on": _iso(round_.letter_on),
        "letter_number": round_.letter_number,
    }


def _summary(audit: Audit) -> dict[str, Any]:
    """The 총괄 with the names that categories bear now."""
    found = summary(audit, Demand.objects.all())
    rows = [{"category": row.category, "label": row.label, **asdict(row.counts)} for row in found.rows]
    return {"rows": rows, "total": asdict(found.total), "withdrawn": found.withdrawn}


def _departments(audit: Audit, rows: Sequence[Content], on: date) -> list[dict[str, Any]]:
    asked = Counter(row["department"] for row in rows if row["asked"])
    filed = Counter(row["department"] for row in rows if row["asked"] and row["filed"] == "in_round")
    return [
        {
            "department": each.department.pk if each.department else None,
            "name": each.department.name if each.department else "",
            "total": each.total,
            "by_status": dict(each.by_status),
            "awaiting": each.awaiting,
            "confirmed": each.confirmed,
            "overdue": each.overdue,
            "overdue_original": each.overdue_original,
            "asked": asked[each.department.pk if each.department else None],
            "filed": filed[each.department.pk if each.department else None],
        }
        for each in by_department(audit, Assignment.objects.all(), on=on)
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
