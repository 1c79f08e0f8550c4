"""총괄표와 맞는가: what a document declares of itself, beside what was read and changed by hand."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from audits.intake.draft import CountRow, Draft
from audits.statuses import COLUMNS, RARE_COLUMNS
from audits.statuses import ReportedStatus as Status


def totals(draft: Draft, labels: Mapping[str, str]) -> list[dict[str, object]]:
    """A row a category and one of all; none where the document declares nothing."""
    if draft.declared is None:
        return []
    declared = {row.category: row for row in (*draft.declared.rows, draft.declared.total)}
    read = {row.category: row for row in (*draft.parsed.rows, draft.parsed.total)}
    every = [*draft.declared.rows, *draft.parsed.rows, draft.declared.total, draft.parsed.total]
    rare = [status for status in RARE_COLUMNS if any(getattr(row, status.value) for row in every)]
    codes = [code for code in labels if code in declared or code in read]
    return [
        _row(declared.get(code), read.get(code, CountRow(code)), labels.get(code, _("계")), (*COLUMNS, *rare))
        for code in (*codes, "")
    ]


def _row(
    declared: CountRow | None, parsed: CountRow, label: str, columns: tuple[Status, ...]
) -> dict[str, object]:
    names = [("total", _("계")), *((status.value, str(status.label)) for status in columns)]
    cells = [
        _cell(title, declared.says(name) if declared else None, getattr(parsed, name))
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


def _cell(title: str, declared: int | None, parsed: int) -> dict[str, object]:
    """One number beside the other; `declared` is empty where the document does not tell it."""
    return {
        "label": title,
        "declared": declared,
        "parsed": parsed,
        "differs": declared not in (None, parsed),
    }
