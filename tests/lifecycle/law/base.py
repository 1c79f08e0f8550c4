"""Who may, and what every act begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.lifecycle.grid import GRID
from tests.lifecycle.model import Duty, Model, Person, Refused

# S secretariat, C clerk, K coordinator, O officer, H head of the department, R the department it is offered to.
WHO: Final = {
    "receive": "OH",
    "name oneself": "OH",
    "name officer": "HK",
    "name lead": "K",
    "file": "OH",
    "paper": "S",
    "add evidence": "OHS",
    "remove evidence": "OH",
    "decide at a gate": "HK",
    "record a number": "OHK",
    "submit": "K",
    "confirm": "SC",
    "return": "SC",
    "contradict": "SC",
    "record opinion": "SC",
    "reopen": "SC",
    "request extension": "OH",
    "cancel request": "OH",
    "grant": "SC",
    "grant unasked": "S",
    "refuse": "SC",
    "adjust calendar": "S",
    "set first due date": "SC",
    "offer handover": "OHK",
    "accept handover": "R",
    "refuse handover": "R",
    "cancel handover": "OHK",
    "settle": "K",
    "move": "SK",
    "remind": "SCK",
    "withdraw": "S",
}
ANYWHERE: Final = {"S": "secretariat", "C": "clerk", "K": "coordinator"}
AT_THE_HOLDER: Final = {"O": "officer", "H": "head"}


@dataclass(frozen=True)
class Asked:
    """Who acts on what, having seen which version (None: none was asked for)."""

    who: Person
    duty: Duty
    version: int | None = None


def unless(*faults: tuple[str, object]) -> None:
    """Raise Refused with the kinds of all that is true."""
    if kinds := [kind for kind, fault in faults if fault]:
        raise Refused(*kinds)


class Base:
    """One model, and what is asked before anything else."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def may(self, act: str, who: Person, duty: Duty) -> bool:
        """Whether the table of who gives the right."""
        letters = WHO[act]
        if any(who.has(role) for letter, role in ANYWHERE.items() if letter in letters):
            return True
        if any(who.has(role, duty.department) for letter, role in AT_THE_HOLDER.items() if letter in letters):
            return True
        return "R" in letters and duty.offer is not None and duty.offer.receiver in who.departments

    def begin(self, act: str, asked: Asked, *, row: str = "") -> str:
        """The stage afterwards by the grid's `row` (the act's own unless named)."""
        unless(("NotVisible", not self.model.sees(asked.who, asked.duty)))
        unless(("PermissionDenied", not self.may(act, asked.who, asked.duty)))
        unless(("Stale", asked.version not in {None, asked.duty.version}))
        after = GRID[row or act].after(asked.duty.stage)
        if after is None:
            raise Refused("NotAllowedNow")
        return after

    def changed(self, kind: str, duty: Duty, *, bumps: bool = True) -> None:
        """A new version where the row makes one, and the event."""
        duty.version += bumps
        self.model.tell(kind, duty.name)
