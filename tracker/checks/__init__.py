"""What a machine notices about answers, and what stays silent; a person decides (product.md §5, rule 10)."""

from tracker.checks.answers import PAPERS, Doubt, Kind, Other, Said, doubts
from tracker.checks.loader import doubts_of, doubts_of_all, said_already
from tracker.checks.silence import not_received, unchanged_at_least, unchanged_in_a_row, with_silence

__all__ = [
    "PAPERS",
    "Doubt",
    "Kind",
    "Other",
    "Said",
    "doubts",
    "doubts_of",
    "doubts_of_all",
    "not_received",
    "said_already",
    "unchanged_at_least",
    "unchanged_in_a_row",
    "with_silence",
]
