"""What is stored for speed, derived again from what it stands for."""

from __future__ import annotations

from audits.proof import Code, Fault, Faults
from tracker import followup


def compare_derived(faults: Faults) -> int:
    """Compare the row of every demand; how many demands there are."""
    checked, wrong = followup.compare()
    for demand, stored, derived in wrong:
        faults.add(Fault(Code.DERIVED_DIFFERS, None, "followup", demand, f"{stored} ≠ {derived}"))
    return checked
