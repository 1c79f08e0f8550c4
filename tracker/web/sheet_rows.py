"""The rows of a filled sheet as pages show them: what each would be, what it has become, what stands there now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from django.urls import reverse

from audits.access import Viewer
from audits.models import DemandVersion
from tracker import access
from tracker.actions.report_sheet import Fate, Judged, as_typed
from tracker.models import Assignment
from tracker.sheets.columns import Answer
from tracker.web.demands import label
from tracker.web.records.words import status_words
from tracker.web.side_by_side import side_by_side

ICONS: Final = {
    Fate.NEW: "confirmed",
    Fate.NO_CHANGE: "confirmed",
    Fate.SAME: "info",
    Fate.MEANWHILE: "doubt",
    Fate.REFUSED: "insufficient",
}
MOST_NAMED: Final = 50


def shown_rows(judged: Sequence[Judged]) -> list[dict[str, object]]:
    """The rows of a preview; the statements do not grow with the rows."""
    texts = _texts(judged)
    return [_row(each, texts) | _said(each) for each in judged]


def result_rows(done: Sequence[Judged]) -> list[dict[str, object]]:
    """The rows of a result: what each has become, and where it waits."""
    texts = _texts(done)
    return [_row(each, texts) | {"next": _next(each)} for each in done]


def gone_labels(pks: Collection[int], viewer: Viewer) -> list[str]:
    """How people name the items that a sheet was made with and has lost; those this person may report on."""
    found = access.gathered(viewer).filter(pk__in=pks).select_related("demand__category", "department")
    rows = found.order_by("demand__audit_id", "demand__number", "pk")[: MOST_NAMED + 1]
    return [_name(row) for row in rows]


def _texts(judged: Sequence[Judged]) -> dict[int, str]:
    return DemandVersion.objects.texts(each.assignment.demand for each in judged if each.assignment)


def _row(judged: Judged, texts: dict[int, str]) -> dict[str, Any]:
    """What every page says of a row; of an item that is not there for this person nothing but the row's number."""
    assignment = judged.assignment
    told: dict[str, Any] = {
        "number": judged.row.row,
        "fate": judged.fate,
        "icon": ICONS[judged.fate],
        "why": judged.why,
        "sent": judged.sent,
    }
    if assignment is None:
        return told
    return told | {
        "pk": assignment.pk,
        "label": label(assignment.demand),
        "audit": str(assignment.demand.audit),
        "text": texts[assignment.demand_id],
        "point": assignment.point,
        "department": assignment.department.name if assignment.department else "",
        "url": reverse("demand_detail", args=[assignment.demand_id]),
        "report_url": reverse("report_form", args=[assignment.pk]) if judged.own else "",
    }


def _said(judged: Judged) -> dict[str, Any]:
    """What would be reported, with the doubts about it; beside what stands now where that is another thing."""
    row = judged.row
    meanwhile = judged.fate == Fate.MEANWHILE
    return {
        "sendable": judged.can_be_sent,
        "no_change": row.no_change,
        "answer": row.answer,
        "status_label": _status(row.answer),
        "wording": row.wording,
        "evidence": row.evidence,
        "notes": row.notes,
        "doubts": judged.doubts,
        "has_draft": judged.has_draft and judged.can_be_sent,
        "texts": side_by_side(as_typed(row), judged.now) if meanwhile else (),
        "now": judged.now if meanwhile else None,
    }


def _status(answer: Answer) -> str:
    return status_words({"status": answer.status, "continues": answer.continues}) if answer.status else ""


def _next(judged: Judged) -> str:
    if judged.sent is None or not judged.sent.gate:
        return ""
    return str(judged.sent.get_gate_display())


def _name(row: Assignment) -> str:
    return " ".join(part for part in (label(row.demand), row.point) if part)
