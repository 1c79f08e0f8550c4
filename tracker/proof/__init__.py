"""기록 점검 as a whole: the chain, the rows, the files, and what only this app can explain."""

from tracker.proof.derived import compare_derived, compare_searched
from tracker.proof.whole import Progress, Proof, prove

__all__ = ["Progress", "Proof", "compare_derived", "compare_searched", "prove"]
