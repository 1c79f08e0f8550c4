"""What is stored for speed, derived again from what it stands for."""

from __future__ import annotations

from audits.proof import Code, Fault, Faults
from tracker import followup, search


def compare_derived(faults: Faults) -> int:
    """Compare the row of every demand; how many demands there are."""
    checked, wrong = followup.compare()
    for demand, stored, derived in wrong:
        faults.add(Fault(Code.DERIVED_DIFFERS, None, "followup", demand, f"{stored} ≠ {derived}"))
    return checked


def compare_searched(faults: Faults) -> int:
    """Compare what every demand is found by with what is written; how many demands there are."""
    checked, wrong = search.compare()
    for demand in wrong:
        faults.add(Fault(Code.SEARCH_DIFFERS, None, "searchtext", demand))
    return checked
