"""What every decision about a report at a gate begins with (부서장 확인, 의회 제출, 반려)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.statuses import ReportedStatus
from tracker import access
from tracker.actions.hold import facts, hold
from tracker.lifecycle import PENDING_UPDATE, RULES, Act, after_report, kind_of
from tracker.models import Assignment, ProgressUpdate

LONGEST_NUMBER: Final = 100  # letters of a document number (`Passage.document_number`)
Right = Callable[[Viewer, ProgressUpdate], None]


def at_gate(
    assignment_id: int, act: Act, *, version: int | None, by: Viewer, right: Right = access.require_pass
) -> tuple[Assignment, ProgressUpdate]:
    """The assignment, locked, and the report that waits on it, where this person decides about it.

    Raises as `hold` (NotAllowedNow where nothing waits at the gate of `act`), then PermissionDenied and SamePerson.
    """
    assignment, _stage = hold(assignment_id, act, by=by, version=version)
    update = ProgressUpdate.objects.waiting().get(assignment=assignment)
    update.assignment = assignment
    right(by, update)
    return assignment, update


def ask_again(act: Act, assignment: Assignment, update: ProgressUpdate, by: Viewer) -> None:
    """The guards of the report once more, because time has passed at the gate. Raises NotAllowedNow."""
    kind = kind_of(update.status, no_change=update.no_change)
    after_report(kind, assignment.stage, facts(assignment, by) - PENDING_UPDATE)
    done = update.status == ReportedStatus.COMPLETED and not update.no_change
    if done and not update.evidence.standing().exists():
        told = {"act": RULES[act].label, "first": RULES[Act.SEND_BACK].label}
        raise NotAllowedNow(
            _("%(act)s: 완료 보고에 증빙자료가 남아 있지 않습니다. 먼저 할 일: %(first)s") % told
        )
