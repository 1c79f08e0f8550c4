"""What people do on a walk: every act of the lifecycle, by whom it is for and by anybody else."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import initialize

from tests.lifecycle.grid import STAGES
from tests.lifecycle.law import Said
from tests.lifecycle.walks.checking import Checking
from tests.lifecycle.walks.dating import Dating
from tests.lifecycle.walks.owning import Owning
from tests.lifecycle.walks.reporting import Reporting

AGAIN: Final = "claimed again"
BEGUN: Final = st.sampled_from([*(stage for stage in STAGES if stage != "withdrawn"), AGAIN])
GATES: Final = st.sampled_from(["none", "head", "coordinator", "coordinator"])
CLAIM: Final = Said("claim", "completed", continues=True)


class EveryAct(Reporting, Checking, Dating, Owning):
    """All acts together, on assignments that have come some way already."""

    @initialize(one=BEGUN, two=BEGUN, three=BEGUN, gates=GATES)
    def before_the_walk(self, one: str, two: str, three: str, gates: str) -> None:
        """Each assignment goes the usual way up to a stage; then the office asks for its gates."""
        for which, stage in (("one", one), ("two", two), ("three", three)):
            self._bring(which, stage)
        self.the_office_changes_its_gates(gates, "")

    def _bring(self, which: str, stage: str) -> None:
        if stage == "working":
            self.receive("its officer", which)
        if stage in {"claimed", "returned", "closed", AGAIN}:
            self.report("its officer", which, 0, CLAIM)
        if stage in {"returned", AGAIN}:
            self.return_claim("secretariat", which, 0, given=True, days=1, longer=False, decision=0)
        if stage == AGAIN:
            self.report("its officer", which, 0, CLAIM)
        if stage == "closed":
            self.confirm("clerk", which, 0, older=False)
