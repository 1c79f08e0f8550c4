"""The official report as JSON: the 총괄 and every item, for machines; the same bytes each time from one report."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from audits.models import Audit
from tracker.models import Paper
from tracker.reports.official import Answer, Changes, Figures, Item, Official, official_now
from tracker.reports.summary import Counts

FIGURES = tuple(each.name for each in fields(Counts))


def written(report: Official, tell: Callable[[int], None] | None = None) -> bytes:
    """The whole report, indented, with codes beside the words. `tell` hears how many items are written."""
    text = json.dumps(told(report), ensure_ascii=False, indent=2) + "\n"
    if tell:
        tell(len(report.items))
    return text.encode()


def result_report(audit: Audit, *, on: date) -> str:
    """The 처리결과 보고서 of `audit` as it stands on `on`, today."""
    return written(official_now(audit, Paper.RESULT, on, today=on)).decode()


def told(report: Official) -> dict[str, Any]:
    """The report as plain values; what the first form of this file had bears the same names."""
    return {
        "audit": {"id": report.audit_id, "year": report.year, "body": report.body},
        "as_of": report.as_of.isoformat(),
        "paper": report.paper,
        "title": report.title,
        "committee": report.committee,
        "frozen": report.is_frozen,
        "sha256": report.sha256,
        "summary": {
            "rows": [{"category": row.code, **_figures(row)} for row in report.rows],
            "total": _figures(report.total),
        },
        "withdrawn": report.withdrawn,
        "categories": [{"code": each.category, "label": each.label} for each in report.sections],
        "columns": [{"code": each.code, "label": each.label} for each in report.columns],
        "items": sorted((_item(item) for item in report.items), key=lambda item: item["number"]),
        "departments": _departments(report),
        "changes": _changes(report.changes) if report.changes else None,
        "record": report.record_head,
    }


def _figures(row: Figures) -> Mapping[str, int]:
    return {name: row.counts.get(name, 0) for name in FIGURES}


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "number": item.number,
        "label": item.label,
        "category": item.category,
        "text": item.text,
        "standing": item.standing,
        "verification": item.check,
        "confirmed": item.confirmed,
        "live": len(item.answers),
        "repeats": list(item.repeats),
        "departments": [_answer(answer) for answer in item.answers],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    council = {"found": answer.found, "doubts": list(answer.doubts)} if answer.verification else {}
    return {
        "department": answer.department,
        "point": answer.point,
        "lead": answer.is_lead,
        "stage": answer.stage,
        "status": answer.status_code,
        "status_label": answer.status,
        "verification": answer.check,
        "due_date": _iso(answer.due_date),
        "original_due_date": _iso(answer.original_due_date),
        "overdue": answer.is_overdue,
        "wording": answer.wording,
        "actions_taken": answer.actions_taken,
        "plan": answer.plan,
        "planned_until": _iso(answer.planned_until),
        "reported_on": _iso(answer.reported_on),
        "reason": answer.reason,
        "receiver": answer.receiver,
        **council,
    }


def _departments(report: Official) -> Sequence[Mapping[str, Any]]:
    """소관 by department in 건제순, with the figures that the paper shows."""
    names = [column.code for column in report.department_columns]
    return [
        {"id": int(row.code) if row.code else None, "name": row.label}
        | {name: row.counts.get(name, 0) for name in names}
        for row in report.departments
    ]


def _changes(changes: Changes) -> dict[str, Any]:
    return {
        "since": changes.since.isoformat(),
        "title": changes.title,
        "counts": {row.code: row.counts["total"] for row in changes.counts},
        "lines": [
            {
                "kind": line.kind,
                "label": line.label,
                "department": line.department,
                "before": line.before,
                "after": line.after,
            }
            for line in changes.lines
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
