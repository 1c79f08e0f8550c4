"""What somebody decides on before an import is confirmed: what is there already, in the way, or left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from audits import reference
from audits.access import Viewer
from audits.models import Audit, Document
from tracker import access, imports
from tracker.import_changes import Comparison, compare
from tracker.imports import Obstacle
from tracker.web.import_changes import told
from tracker.web.import_forms import CONFIRM, ConfirmForm
from tracker.web.import_held import Sheet

MOST_NAMED: Final = 20


@dataclass(frozen=True)
class Decision:
    """What is in the way, and the words for the template."""

    obstacles: Sequence[Obstacle]
    context: dict[str, object]


def decision(sheet: Sheet, viewer: Viewer, form: ConfirmForm | None = None) -> Decision:
    """Whether it can be confirmed, and under which words."""
    draft = sheet.edited.draft
    obstacles = imports.obstacles(draft, {category.code for category in reference.categories()})
    known = compare(draft, year=sheet.held.year, body=sheet.held.body)
    seen = known if known and access.visible_audits(viewer).filter(pk=known.audit_id).exists() else None
    blocking = [*map(str, obstacles[:MOST_NAMED]), *imports.faults(draft)]
    context = {
        "form": form or confirm_form(sheet, obstacles),
        "form_id": CONFIRM,
        "existing": known,
        "existing_counts": seen,
        "changes": told(seen, viewer) if seen else None,
        "same_file": _same_file(sheet, known, viewer),
        "stated_year": stated_year(sheet),
        "year": sheet.held.year,
        "blocking": blocking,
        "confirm_url": reverse("import_preview", args=[sheet.token]),
        "can_confirm": known is None and not blocking,
        "requires_reason": needs_reason(sheet, obstacles),
    }
    return Decision(obstacles, context)


def confirm_form(sheet: Sheet, obstacles: Sequence[Obstacle], posted: object = None) -> ConfirmForm:
    """The form that confirms, asking for a reason and about the year where they are needed."""
    return ConfirmForm(
        posted,
        needs_reason=needs_reason(sheet, obstacles),
        other_year=stated_year(sheet) if stated_year(sheet) else None,
        year=sheet.held.year,
        initial={"seen": sheet.fingerprint},
    )


def needs_reason(sheet: Sheet, obstacles: Sequence[Obstacle] = ()) -> bool:
    """Whether something stays open that a person has to answer for, or was taken out of the document."""
    draft = sheet.edited.draft
    left_out = any(piece.reason for piece in sheet.edited.pieces)
    return bool(draft.differences or draft.problems or obstacles or left_out)


def stated_year(sheet: Sheet) -> int | None:
    """The year that the document says it is of, where that is another one than was typed."""
    return imports.other_year(sheet.read.text, sheet.held.year)


def _same_file(sheet: Sheet, known: Comparison | None, viewer: Viewer) -> str:
    """The audit of another year or body that was brought in from the very same file, where the viewer sees it."""
    if known:
        return ""
    same = Document.objects.filter(sha256=sheet.read.sha256).values("demands__audit")
    audit = access.visible_audits(viewer).filter(pk__in=same).first()
    return str(audit) if isinstance(audit, Audit) else ""
