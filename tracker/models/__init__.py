"""What became of demands."""

from tracker.models.assignment import Assignment
from tracker.models.draft import ReportDraft
from tracker.models.evidence import Evidence
from tracker.models.extension import DueDateMove, ExtensionRequest, MoveKind, RequestState
from tracker.models.followup import FollowUp
from tracker.models.ground import Ground
from tracker.models.handover import PENDING_OFFER, Handover, HandoverState
from tracker.models.idempotency import KeptAnswer
from tracker.models.meeting import Conclusion, Decision, Meeting
from tracker.models.passage import Passage
from tracker.models.progress import ProgressUpdate
from tracker.models.publication import Publication
from tracker.models.report_file import FileState, ReportFile, ReportForm
from tracker.models.round import ReportingRound
from tracker.models.search_text import SearchText
from tracker.models.snapshot import Paper, Snapshot
from tracker.models.states import OPEN, OUTSTANDING, Source, Stage, Verdict
from tracker.models.stay import Stay
from tracker.models.stored_file import FileKind, StoredFile
from tracker.models.tenure import Tenure
from tracker.models.verification import Opinion, Verification, View
from tracker.models.view import SavedView

__all__ = [
    "OPEN",
    "OUTSTANDING",
    "PENDING_OFFER",
    "Assignment",
    "Conclusion",
    "Decision",
    "DueDateMove",
    "Evidence",
    "ExtensionRequest",
    "FileKind",
    "FileState",
    "FollowUp",
    "Ground",
    "Handover",
    "HandoverState",
    "KeptAnswer",
    "Meeting",
    "MoveKind",
    "Opinion",
    "Paper",
    "Passage",
    "ProgressUpdate",
    "Publication",
    "ReportDraft",
    "ReportFile",
    "ReportForm",
    "ReportingRound",
    "RequestState",
    "SavedView",
    "SearchText",
    "Snapshot",
    "Source",
    "Stage",
    "Stay",
    "StoredFile",
    "Tenure",
    "Verdict",
    "Verification",
    "View",
]
