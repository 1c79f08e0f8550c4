"""What the preview of an import shows: totals, doubts beside their source, items."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from audits import reference
from audits.intake.draft import CountRow, Draft, DraftItem, Problem, Totals
from audits.reading import Reading
from audits.statuses import COLUMNS, RARE_COLUMNS
from audits.statuses import ReportedStatus as Status
from tracker.imports import Obstacle
from tracker.web.import_forms import ConfirmForm

CONTEXT: Final = 2  # lines of the source around a problem
MOST_PROBLEMS: Final = 200  # shown beside their source; the rest are counted, choices are always shown


def shown(read: Reading, choices: Sequence[Obstacle], form: ConfirmForm) -> dict[str, object]:
    """What was read, for the template: document, totals, problems with the `choices` of `form`, items."""
    draft = read.draft
    labels = {category.code: category.label for category in reference.categories()}
    asked = {obstacle.number: obstacle for obstacle in choices}
    doubts = _doubts(draft, asked)
    problems = _problems(read, doubts, asked, form)
    return {
        "document": {"name": read.name, "lines": draft.lines},
        "totals": _totals(draft, labels),
        "problems": problems,
        "problem_count": len(doubts),
        "more_problems": len(doubts) - len(problems),
        "items": _items(draft, labels),
        "differences": draft.differences,
        "has_statuses": draft.has_statuses,
        "read_on": read.on,
    }


def _doubts(draft: Draft, asked: Mapping[int, Obstacle]) -> list[Problem]:
    """What the reader was not sure of, and what only a person can settle."""
    doubted = _doubted(draft)
    silent = [obstacle for number, obstacle in asked.items() if number not in doubted]
    return [*draft.problems, *(Problem(obstacle.line, "", obstacle.message) for obstacle in silent)]


def _problems(
    read: Reading, doubts: Sequence[Problem], asked: Mapping[int, Obstacle], form: ConfirmForm
) -> list[dict[str, object]]:
    """The first doubts, and wherever a person has to choose; a choice stands at its item's first doubt."""
    lines, begins = read.text.split("\n"), _begins(read.draft)
    waiting = set(asked)
    rows = []
    for place, problem in enumerate(doubts):
        number = bisect_right(begins, problem.line)
        fields = form.fields_of(number) if number in waiting else []
        waiting.discard(number)
        if fields or place < MOST_PROBLEMS:
            rows.append(_problem(problem, number, lines) | {"fields": fields})
    return rows


def _begins(draft: Draft) -> list[int]:
    return [item.line for item in draft.items]


def _doubted(draft: Draft) -> set[int]:
    """Numbers of the items within whose lines a problem stands; 0 stands for what is above the first."""
    begins = _begins(draft)
    return {bisect_right(begins, problem.line) for problem in draft.problems}


def _problem(problem: Problem, number: int, lines: Sequence[str]) -> dict[str, object]:
    first = max(problem.line - CONTEXT, 1)
    return {
        "line": problem.line,
        "lines": [
            {"number": place, "text": text, "marked": place == problem.line}
            for place, text in enumerate(lines[first - 1 : problem.line + CONTEXT], start=first)
        ],
        "title": _("연번 %(number)d") % {"number": number} if number else "",
        "message": problem.message,
    }


def _totals(draft: Draft, labels: dict[str, str]) -> list[dict[str, object]]:
    if draft.declared is None:
        return []
    declared = {row.category: row for row in (*draft.declared.rows, draft.declared.total)}
    columns = (
        *COLUMNS,
        *(
            s
            for s in RARE_COLUMNS
            if any(getattr(row, s.value) for row in _all(draft.declared, draft.parsed))
        ),
    )
    return [
        _totals_row(declared.get(row.category), row, labels.get(row.category, _("계")), columns)
        for row in (*draft.parsed.rows, draft.parsed.total)
    ]


def _all(*totals: Totals) -> list[CountRow]:
    return [row for one in totals for row in (*one.rows, one.total)]


def _totals_row(
    declared: CountRow | None, parsed: CountRow, label: str, columns: tuple[Status, ...]
) -> dict[str, object]:
    names = [("total", _("계")), *((status.value, str(status.label)) for status in columns)]
    cells = [
        {
            "label": title,
            "declared": getattr(declared, name) if declared else None,
            "parsed": getattr(parsed, name),
            "differs": declared is not None and getattr(declared, name) != getattr(parsed, name),
        }
        for name, title in names
    ]
    differing = [
        _("%(label)s: 문서 %(declared)d건, 읽은 항목 %(parsed)d건") % cell
        for cell in cells
        if cell["differs"]
    ]
    return {
        "label": label,
        "cells": cells,
        "difference": ", ".join(differing),
        "is_total": parsed.category == "",
    }


def _items(draft: Draft, labels: dict[str, str]) -> list[dict[str, Any]]:
    doubted = _doubted(draft)
    return [_item(item, labels, problem=item.number in doubted) for item in draft.items]


def _item(item: DraftItem, labels: dict[str, str], *, problem: bool) -> dict[str, Any]:
    return {
        "number": item.number,
        "category_label": labels.get(item.category, item.category),
        "text": item.text,
        "departments": item.departments,
        "named": item.named,
        "wording": item.wording,
        "status": item.status,
        "status_label": Status(item.status).label,
        "actions_taken": item.actions_taken,
        "plan": item.plan,
        "planned_until": item.planned_until,
        "line": item.line,
        "problem": problem,
    }
