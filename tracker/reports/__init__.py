"""Every figure (product.md rule 12): dashboard, page, export and mail ask here and nowhere else.

A demand counts once, by its standing; tables by department count assignments and say so.
"""

from tracker.reports.anchor import record_head
from tracker.reports.as_of import as_of, first_entries
from tracker.reports.axes import Axes, Cell, Share, axes, shares
from tracker.reports.changes import Change, changes_since, number_at
from tracker.reports.committee import StandingRow, StandingTable, StandingTables, Table, standing_tables
from tracker.reports.compare import Comparison, compare
from tracker.reports.departments import DepartmentRow, by_department, by_department_then
from tracker.reports.frozen import content
from tracker.reports.held import AGES, Age, AuditHeld, Held, audit_held
from tracker.reports.moves import MovesWaiting, moves_waiting, without_owner
from tracker.reports.official import Official, draft_content, of_snapshot, official, official_now
from tracker.reports.overdue import (
    Overdue,
    OverdueGroup,
    OverdueRow,
    awaiting_by_committee,
    awaiting_verification,
    due_by_department,
    due_by_group,
    overdue_ids,
    overdue_ids_by_owner,
    overdue_overview,
    overdue_rows,
)
from tracker.reports.queues import Queues, queues
from tracker.reports.raised import RaisedCounts, raised_by, raised_counts
from tracker.reports.reorganisation import Consequence, Fate, consequences
from tracker.reports.repeats import Chain, Link, repeat_chains
from tracker.reports.rounds import (
    OwnRound,
    Progress,
    RoundProgress,
    RoundRow,
    not_filed,
    open_progress,
    own_rounds,
    progress_of,
    round_progress,
)
from tracker.reports.silence import awaiting_heads, silent_in_rounds
from tracker.reports.summary import AuditRow, CategoryRow, Counts, Summary, audit_rows, summary
from tracker.reports.urging import Late, LateItem, late_counts, late_items
from tracker.reports.verification import claims_ahead, claims_waiting
from tracker.reports.waiting import (
    confirmations,
    offered_between,
    owed_by,
    to_check,
    to_confirm,
    to_grant,
    to_submit,
    waiting_counts,
)
from tracker.reports.workload import (
    AuditState,
    OfficerLoad,
    Unnamed,
    WorkCounts,
    audit_state,
    end_of_week,
    officer_loads,
    open_by_officer,
    owed_groups,
    undistributed_by_audit,
    without_officer,
    without_officer_by_department,
    work_counts,
)

__all__ = [
    "AGES",
    "Age",
    "AuditHeld",
    "AuditRow",
    "AuditState",
    "Axes",
    "CategoryRow",
    "Cell",
    "Chain",
    "Change",
    "Comparison",
    "Consequence",
    "Counts",
    "DepartmentRow",
    "Fate",
    "Held",
    "Late",
    "LateItem",
    "Link",
    "MovesWaiting",
    "OfficerLoad",
    "Official",
    "Overdue",
    "OverdueGroup",
    "OverdueRow",
    "OwnRound",
    "Progress",
    "Queues",
    "RaisedCounts",
    "RoundProgress",
    "RoundRow",
    "Share",
    "StandingRow",
    "StandingTable",
    "StandingTables",
    "Summary",
    "Table",
    "Unnamed",
    "WorkCounts",
    "as_of",
    "audit_held",
    "audit_rows",
    "audit_state",
    "awaiting_by_committee",
    "awaiting_heads",
    "awaiting_verification",
    "axes",
    "by_department",
    "by_department_then",
    "changes_since",
    "claims_ahead",
    "claims_waiting",
    "compare",
    "confirmations",
    "consequences",
    "content",
    "draft_content",
    "due_by_department",
    "due_by_group",
    "end_of_week",
    "first_entries",
    "late_counts",
    "late_items",
    "moves_waiting",
    "not_filed",
    "number_at",
    "of_snapshot",
    "offered_between",
    "officer_loads",
    "official",
    "official_now",
    "open_by_officer",
    "open_progress",
    "overdue_ids",
    "overdue_ids_by_owner",
    "overdue_overview",
    "overdue_rows",
    "owed_by",
    "owed_groups",
    "own_rounds",
    "progress_of",
    "queues",
    "raised_by",
    "raised_counts",
    "record_head",
    "repeat_chains",
    "round_progress",
    "shares",
    "silent_in_rounds",
    "standing_tables",
    "summary",
    "to_check",
    "to_confirm",
    "to_grant",
    "to_submit",
    "undistributed_by_audit",
    "waiting_counts",
    "without_officer",
    "without_officer_by_department",
    "without_owner",
    "work_counts",
]
