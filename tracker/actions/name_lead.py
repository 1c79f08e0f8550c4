"""name_lead (주관부서 지정): which of a demand's departments is asked first."""

from __future__ import annotations

from django.db import transaction

from audits import record
from audits.access import Viewer
from audits.record import Entry
from tracker.actions.hold import entry, hold, keep
from tracker.actions.whole import lock_with_others
from tracker.lifecycle import Act
from tracker.models import Assignment


@transaction.atomic
def name_lead(assignment_id: int, *, version: int | None, by: Viewer) -> Assignment:
    """Make an assignment the demand's lead; the one before cooperates from now on. Again leaves no entry.

    Exactly one of a demand's live assignments leads afterwards (lifecycle.md §4). Raises as `hold`.
    """
    others = lock_with_others(assignment_id, by=by)
    assignment, _ = hold(assignment_id, Act.NAME_LEAD, by=by, version=version)
    if not assignment.is_lead:
        record.append_all([*_no_longer(others, by), led(assignment, by)])
    return assignment


def led(assignment: Assignment, by: Viewer) -> Entry:
    """Make a held assignment the lead of a demand that has none; the caller writes the record."""
    return _set(assignment, by, leads=True)


def _no_longer(others: list[Assignment], by: Viewer) -> list[Entry]:
    return [_set(other, by, leads=False) for other in others if other.is_lead]


def _set(assignment: Assignment, by: Viewer, *, leads: bool) -> Entry:
    assignment.is_lead = leads
    keep(assignment, ["is_lead"])
    return entry("lead_named", assignment, by)
