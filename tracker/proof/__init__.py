"""기록 점검 as a whole: the chain, the rows, the files, and what only this app can explain."""

from tracker.proof.whole import Proof, prove

__all__ = ["Proof", "prove"]
