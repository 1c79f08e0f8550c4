"""What somebody is writing is kept on the server; nothing in it is official, so the record is silent about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import transaction

from audits.access import Viewer
from audits.errors import NotVisible
from tracker import access
from tracker.actions import uploads
from tracker.lifecycle import Act
from tracker.models import Assignment, ReportDraft

LONGEST_ID: Final = 18  # digits that fit the column


@transaction.atomic
def save_draft(
    assignment_id: int, fields: Mapping[str, str], *, base_version: int, by: Viewer
) -> ReportDraft:
    """Keep the form as typed, and the files it names, for its own author alone.

    Raises NotVisible and PermissionDenied.
    """
    assignment = access.visible_to(by).filter(pk=assignment_id).first()
    if assignment is None:
        raise NotVisible
    access.require(by, Act.REPORT, assignment)
    uploads.hold_for_draft(uploads_of(fields), by=by)
    draft, _ = ReportDraft.objects.update_or_create(
        assignment=assignment,
        author=by.user,
        defaults={"fields": dict(fields), "base_version": base_version},
    )
    return draft


def discard_draft(assignment_id: int, *, by: Viewer) -> None:
    """Throw one's own draft away, with the files that were sent for it."""
    draft = ReportDraft.objects.filter(assignment=assignment_id, author=by.user).first()
    if draft:
        uploads.give_up(uploads_of(draft.fields), by=by)
        draft.delete()


def uploads_of(fields: Mapping[str, str]) -> list[int]:
    """The uploads that a form as typed names, a line each; what is no number is none."""
    lines = fields.get("uploads", "").split()
    return [int(line) for line in lines if line.isascii() and line.isdecimal() and len(line) <= LONGEST_ID]


def draft_of(assignment: Assignment | int, by: Viewer) -> ReportDraft | None:
    """One's own draft, where there is one."""
    return ReportDraft.objects.filter(assignment=assignment, author=by.user).first()
