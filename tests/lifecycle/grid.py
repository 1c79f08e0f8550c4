"""Which act leads where, by stage: written out by hand, so that the code has something to be wrong against.

One line an act, one column a stage, in the order of `STAGES`. `SAME`: allowed, the stage stays. `NO`: refused.
A word: the stage afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

STAGES: Final = ("assigned", "working", "returned", "claimed", "closed", "withdrawn")
SAME: Final = "same"
NO: Final = None
Cells = tuple[str | None, str | None, str | None, str | None, str | None, str | None]


@dataclass(frozen=True)
class Row:
    """An act: where it leads from each stage, the events it leaves, whether it makes a new version.

    `first` are events that come before where the assignment was not received yet; `claimed` come before the last one
    where a claim was waiting. At `silent` stages nothing is told about the assignment itself, and it keeps its version.
    """

    cells: Cells
    events: tuple[str, ...]
    bumps: bool = True
    first: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    def after(self, stage: str) -> str | None:
        """The stage afterwards; None where it is refused."""
        cell = self.cells[STAGES.index(stage)]
        return stage if cell == SAME else cell

    def told(self, stage: str) -> list[str]:
        """The kinds of event it leaves, in order."""
        if stage in self.silent:
            return []
        first = self.first if stage == "assigned" else ()
        claimed = self.claimed if stage == "claimed" else ()
        return [*first, *self.events[:-1], *claimed, *self.events[-1:]]


_OUTSTANDING: Final[Cells] = (SAME, SAME, SAME, NO, NO, NO)
_OPEN: Final[Cells] = (SAME, SAME, SAME, SAME, NO, NO)
_AT_A_GATE: Final[Cells] = (NO, SAME, SAME, SAME, NO, NO)
_CLAIMED: Final[Cells] = (NO, NO, NO, SAME, NO, NO)
_LIVE: Final[Cells] = (SAME, SAME, SAME, SAME, SAME, NO)
_RECEIVED: Final = ("received",)
_TAKEN_BACK: Final = ("claim_taken_back",)

GRID: Final[Mapping[str, Row]] = {
    # act                      assigned   working    returned   claimed    closed      withdrawn
    "receive": Row(("working", SAME, SAME, SAME, NO, NO), (), bumps=False, first=_RECEIVED),
    "file progress": Row(
        ("working", SAME, SAME, "working", NO, NO),
        ("reported",),
        first=_RECEIVED,
        claimed=_TAKEN_BACK,
    ),
    "file no change": Row((NO, SAME, SAME, NO, NO, NO), ("reported_no_change",)),
    "file claim": Row(("claimed", "claimed", "claimed", "claimed", NO, NO), ("claimed",), first=_RECEIVED),
    "ask approval": Row(("working", SAME, SAME, SAME, NO, NO), ("approval_asked",), first=_RECEIVED),
    "send back": Row(_AT_A_GATE, ("report_sent_back",)),
    "approve progress": Row(
        (NO, SAME, SAME, "working", NO, NO), ("report_approved", "reported"), claimed=_TAKEN_BACK
    ),
    "approve claim": Row((NO, "claimed", "claimed", "claimed", NO, NO), ("report_approved", "claimed")),
    "submit progress": Row(
        (NO, SAME, SAME, "working", NO, NO), ("report_submitted", "reported"), claimed=_TAKEN_BACK
    ),
    "submit claim": Row((NO, "claimed", "claimed", "claimed", NO, NO), ("report_submitted", "claimed")),
    "confirm": Row((NO, NO, NO, "closed", NO, NO), ("verified",)),
    "return": Row((NO, NO, NO, "returned", NO, NO), ("returned",)),
    "contradict": Row((NO, NO, NO, "returned", NO, NO), ("contradicted",)),
    "record opinion": Row(_CLAIMED, ("opinion_recorded",), bumps=False),
    "reopen": Row((NO, NO, NO, NO, "returned", NO), ("reopened",)),
    "request extension": Row(_OUTSTANDING, ("extension_requested",), bumps=False),
    "grant": Row(_OUTSTANDING, ("extension_granted",)),
    "grant unasked": Row(_OUTSTANDING, ("extension_granted",)),
    "refuse": Row(_OUTSTANDING, ("extension_refused",), bumps=False),
    "cancel request": Row(_OUTSTANDING, ("extension_cancelled",), bumps=False),
    "adjust calendar": Row(_OUTSTANDING, ("calendar_adjusted",)),
    "set first due date": Row(_OPEN, ("due_date_set",)),
    "offer handover": Row(_OUTSTANDING, ("handover_offered",), bumps=False),
    "accept handover": Row(("working", SAME, SAME, NO, NO, NO), ("handover_accepted",)),
    "refuse handover": Row(_OUTSTANDING, ("handover_refused",), bumps=False),
    "cancel handover": Row(_OUTSTANDING, ("handover_cancelled",), bumps=False),
    "settle, it moves": Row(("working", SAME, SAME, NO, NO, NO), ("handover_settled",)),
    "settle, it stays": Row(_OUTSTANDING, ("handover_settled",)),
    "name lead": Row(_LIVE, ("lead_named",)),
    "name officer": Row(_OUTSTANDING, ("officer_named",), bumps=False),
    "remind": Row(_OUTSTANDING, ("reminder_requested",), bumps=False),
    "move": Row(_OPEN, ("moved",)),
    "add evidence": Row(_OPEN, ("evidence_added",)),
    "remove evidence": Row(_OUTSTANDING, ("evidence_removed",)),
    "correct demand": Row((SAME,) * 6, ("demand_corrected",), silent=("withdrawn",)),
    "withdraw": Row(("withdrawn",) * 5 + (NO,), ("withdrawn",)),
}
