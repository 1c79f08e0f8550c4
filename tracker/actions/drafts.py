"""What somebody is writing is kept on the server; nothing in it is official, so the record is silent about it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from audits.access import Viewer
from audits.errors import NotVisible
from tracker import access
from tracker.lifecycle import Act
from tracker.models import Assignment, ReportDraft


@transaction.atomic
def save_draft(
    assignment_id: int, fields: Mapping[str, str], *, base_version: int, by: Viewer
) -> ReportDraft:
    """Keep the form as typed, for its own author alone. Raises NotVisible and PermissionDenied."""
    assignment = access.visible_to(by).filter(pk=assignment_id).first()
    if assignment is None:
        raise NotVisible
    access.require(by, Act.REPORT, assignment)
    draft, _ = ReportDraft.objects.update_or_create(
        assignment=assignment,
        author=by.user,
        defaults={"fields": dict(fields), "base_version": base_version},
    )
    return draft


def discard_draft(assignment_id: int, *, by: Viewer) -> None:
    """Throw one's own draft away."""
    ReportDraft.objects.filter(assignment=assignment_id, author=by.user).delete()


def draft_of(assignment: Assignment, by: Viewer) -> ReportDraft | None:
    """One's own draft, where there is one."""
    return ReportDraft.objects.filter(assignment=assignment, author=by.user).first()
