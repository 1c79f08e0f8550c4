"""What the record says of rows, gathered while it is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from audits.proof.faults import Code, Fault, Faults

Entry = Mapping[str, Any]
# Told by more than one entry: a report when it is sent and when it is filed, a correction for each department. Never
# twice by the same kind of entry about the same subject.
TOLD_AGAIN: Final = frozenset({"progressupdate", "demandversion", "ground"})


@dataclass
class Told:
    """By the kind of a row and its id: the hash of what is kept, and the newest state with the entry that tells it."""

    rows: dict[str, dict[int, bytes]] = field(default_factory=lambda: defaultdict(dict))
    states: dict[str, dict[int, tuple[int, Mapping[str, object]]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    _again: set[tuple[str, int, str, int]] = field(default_factory=set)

    def hear(self, number: int, entry: Entry, faults: Faults) -> None:
        """Take in one entry of the record; raises what Python raises for one that has not the shape of an entry."""
        about, subject = entry["subject"]
        for kind, row, digest in entry["rows"]:
            told = bytes.fromhex(digest)
            before = self.rows[kind].setdefault(row, told)
            if kind in TOLD_AGAIN:
                teller = (kind, row, entry["kind"], subject)
                if before != told or teller in self._again:
                    faults.add(Fault(Code.TOLD_TWICE, event=number, table=kind, row=row))
                self._again.add(teller)
            elif before is not told:
                faults.add(Fault(Code.TOLD_TWICE, event=number, table=kind, row=row))
        if entry["values"]:
            self.states[about][subject] = (number, entry["values"])
        for kind, row, state in entry["states"]:
            self.states[kind][row] = (number, state)
