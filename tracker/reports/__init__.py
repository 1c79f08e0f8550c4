"""Every figure (product.md rule 12): dashboard, page, export and mail ask here and nowhere else.

A demand counts once, by its standing; tables by department count assignments and say so.
"""

from tracker.reports.anchor import record_head
from tracker.reports.departments import DepartmentRow, by_department, by_department_then
from tracker.reports.frozen import frozen
from tracker.reports.items import items
from tracker.reports.moves import MovesWaiting, moves_waiting, without_owner
from tracker.reports.overdue import (
    OverdueRow,
    awaiting_verification,
    due_by_department,
    overdue_ids,
    overdue_rows,
)
from tracker.reports.reorganisation import Consequence, Fate, consequences
from tracker.reports.rounds import (
    OwnRound,
    Progress,
    RoundProgress,
    RoundRow,
    not_filed,
    open_progress,
    own_rounds,
    round_progress,
)
from tracker.reports.summary import AuditRow, CategoryRow, Counts, Summary, audit_rows, summary
from tracker.reports.urging import Late, LateItem, late_counts, late_items
from tracker.reports.verification import claims_ahead, claims_waiting
from tracker.reports.workload import (
    AuditState,
    WorkCounts,
    audit_state,
    end_of_week,
    open_by_officer,
    undistributed_by_audit,
    without_officer,
    work_counts,
)

__all__ = [
    "AuditRow",
    "AuditState",
    "CategoryRow",
    "Consequence",
    "Counts",
    "DepartmentRow",
    "Fate",
    "Late",
    "LateItem",
    "MovesWaiting",
    "OverdueRow",
    "OwnRound",
    "Progress",
    "RoundProgress",
    "RoundRow",
    "Summary",
    "WorkCounts",
    "audit_rows",
    "audit_state",
    "awaiting_verification",
    "by_department",
    "by_department_then",
    "claims_ahead",
    "claims_waiting",
    "consequences",
    "due_by_department",
    "end_of_week",
    "frozen",
    "items",
    "late_counts",
    "late_items",
    "moves_waiting",
    "not_filed",
    "open_by_officer",
    "open_progress",
    "overdue_ids",
    "overdue_rows",
    "own_rounds",
    "record_head",
    "round_progress",
    "summary",
    "undistributed_by_audit",
    "without_officer",
    "without_owner",
    "work_counts",
]
