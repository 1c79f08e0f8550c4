"""A draft as plain values that a file can hold, whole: what a document of `shapes/` is expected to be read as."""

from __future__ import annotations

from typing import Any

from audits.intake.draft import CountRow, Draft, DraftItem, Totals


def told(draft: Draft) -> dict[str, Any]:
    """Everything a draft says; the source of an item only by its last line, what is empty left out."""
    return filled(
        {
            "has_statuses": draft.has_statuses,
            "lines": draft.lines,
            "declared": totals(draft.declared),
            "parsed": totals(draft.parsed),
            "differences": list(draft.differences),
            "problems": [f"{problem.line}: {problem.message}" for problem in draft.problems],
            "items": [item(one) for one in draft.items],
        }
    )


def totals(counts: Totals | None) -> dict[str, str]:
    """Each row in one line: completed 1, in_progress 2 of 3; a number the document does not tell is left out."""
    return {row.category or "all": count(row) for row in (counts.total, *counts.rows)} if counts else {}


def count(row: CountRow) -> str:
    """The numbers of a row that are told and not 0."""
    fields = (
        "total",
        "completed",
        "in_progress",
        "under_review",
        "not_accepted",
        "transferred",
        "not_reported",
    )
    return ", ".join(f"{field} {number}" for field in fields if (number := row.says(field)))


def item(one: DraftItem) -> dict[str, Any]:
    """An item by the names of its fields."""
    return filled(
        {
            "number": one.number,
            "line": one.line,
            "last_line": one.line + one.source.count("\n"),
            "category": one.category,
            "text": one.text,
            "departments": list(one.departments),
            "named": list(one.named),
            "wording": one.wording,
            "status": one.status,
            "doubtful": one.doubtful,
            "actions_taken": one.actions_taken,
            "plan": one.plan,
            "planned_until": one.planned_until,
        }
    )


def filled(values: dict[str, Any]) -> dict[str, Any]:
    """The values that say something."""
    return {name: value for name, value in values.items() if value not in ("", [], {}, None, False)}
