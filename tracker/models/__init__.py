"""What became of demands."""

from tracker.models.assignment import Assignment
from tracker.models.draft import ReportDraft
from tracker.models.evidence import Evidence
from tracker.models.followup import FollowUp
from tracker.models.idempotency import KeptAnswer
from tracker.models.progress import ProgressUpdate
from tracker.models.states import OPEN, OUTSTANDING, Source, Stage, Verdict
from tracker.models.tenure import Tenure

__all__ = [
    "OPEN",
    "OUTSTANDING",
    "Assignment",
    "Evidence",
    "FollowUp",
    "KeptAnswer",
    "ProgressUpdate",
    "ReportDraft",
    "Source",
    "Stage",
    "Tenure",
    "Verdict",
]
