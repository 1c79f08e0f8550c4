"""What lists say of an assignment beside its status, so that nothing stays silent: components of a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from audits.access import Viewer
from tracker import access
from tracker.deadlines import Holidays, received_late
from tracker.models import Assignment, Stage

SAID_BESIDE: Final = (
    "receipt_missing",
    "no_officer",
    "in_a_row",
    "plan_passed",
)  # what the template looks at
IN_A_ROW: Final = 2  # from how many 변동 없음 on a list speaks of a row of them


def holidays_for(rows: Iterable[Assignment]) -> Holidays:
    """Those needed to say since when a receipt is missing; none, and no statement, where none is awaited."""
    days = [assignment.assigned_on for assignment in rows if assignment.stage == Stage.ASSIGNED]
    return Holidays.load(min(days)) if days else Holidays({})


def marks(assignment: Any, viewer: Viewer, holidays: Holidays) -> dict[str, object]:
    """The marks of an assignment of `checks.with_silence`, for `tracker/marks.html`; its audit has to be loaded.

    A plan gone by is a doubt, so councillors are not told (product.md rule 14).
    """
    audit = assignment.demand.audit
    sees = access.may_read(viewer, access.Right.SEE_DOUBTS)
    return {
        "is_priority": assignment.demand.is_priority,
        "point": assignment.point,
        "receipt_missing": received_late(assignment, viewer.on, holidays, audit.receipt_days),
        "in_a_row": assignment.in_a_row if assignment.in_a_row >= IN_A_ROW else 0,
        "plan_passed": assignment.plan_passed if sees else None,
    }
