"""A report on its way through the gates, as tests of it speak."""

from __future__ import annotations

from datetime import date

from audits.access import Viewer
from audits.models import Event
from tracker.actions.approve import approve
from tracker.actions.evidence import Piece
from tracker.actions.letter import Letter
from tracker.actions.report import Words, report_progress
from tracker.models import Assignment, ProgressUpdate

PROGRESS = Words(
    status="in_progress", actions_taken="- 계획을 세움", plan="- 점검", planned_until=date(2026, 12, 31)
)
DONE = Words(
    status="completed",
    actions_taken="- 점검을 마침",
    evidence=[Piece(document_number="정보정책과-12"), Piece(url="https://example.org/a")],
)
LETTER = Letter(on=date(2026, 11, 19), number="기획담당관-301")


def file(assignment: Assignment, words: Words, by: Viewer) -> ProgressUpdate:
    """Report on the assignment as it is now."""
    assignment.refresh_from_db()
    return report_progress(assignment.pk, words, version=assignment.version, by=by)


def confirm(assignment: Assignment, by: Viewer, number: str = "") -> ProgressUpdate:
    """부서장 확인 of the assignment as it is now."""
    assignment.refresh_from_db()
    return approve(assignment.pk, version=assignment.version, by=by, document_number=number)


def state(assignment: Assignment) -> tuple[str, str, str]:
    """Stage, reported status and verification as they are stored."""
    assignment.refresh_from_db()
    return assignment.stage, assignment.reported_status, assignment.verification


def kinds() -> list[str]:
    """The kinds of event, in order."""
    return list(Event.objects.order_by("number").values_list("kind", flat=True))
