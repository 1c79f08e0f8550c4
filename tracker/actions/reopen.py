"""reopen (종결 취소): what was confirmed is owed again."""

from __future__ import annotations

from django.db import transaction

from audits import record
from audits.access import Viewer
from tracker import followup
from tracker.actions.extension import Extension, extended
from tracker.actions.hold import decision_for, entry, ground, hold, keep
from tracker.lifecycle import Act
from tracker.models import Assignment, Verdict


@transaction.atomic
def reopen(
    assignment_id: int,
    *,
    version: int | None,
    reason: str,
    by: Viewer,
    decision_id: int | None = None,
    extension: Extension | None = None,
) -> Assignment:
    """Take back a confirmation: the department owes again; what it reported stays (product.md rule 1).

    An extension may be granted with it, under the guards of `grant`. Raises as `hold`; ValidationError without a
    reason, or for a decision about another demand.
    """
    assignment, stage = hold(assignment_id, Act.REOPEN, by=by, version=version)
    decision = decision_for(assignment, decision_id)
    why = ground(assignment, "reopened", reason, by=by, decision=decision)
    assignment.stage, assignment.verification = stage, Verdict.NONE
    keep(assignment, ["stage", "verification"])
    followup.store([assignment.demand_id])
    facts = {"decision": decision.pk} if decision else {}
    told = [entry("reopened", assignment, by, [why], facts)]
    if extension:
        told.append(extended(assignment, extension, by=by))
    record.append_all(told)
    return assignment
