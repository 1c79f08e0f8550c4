"""What the record says of rows, gathered while it is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from audits.proof.faults import Code, Fault, Faults

Entry = Mapping[str, Any]
# Told by more than one entry: a report when it is sent and when it is filed, a correction for each department.
TOLD_AGAIN: Final = frozenset({"progressupdate", "demandversion", "ground"})


@dataclass
class Told:
    """By the kind of a row and its id: the hash of what is kept, and the newest state with the entry that tells it."""

    rows: dict[str, dict[int, bytes]] = field(default_factory=lambda: defaultdict(dict))
    states: dict[str, dict[int, tuple[int, Mapping[str, object]]]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def hear(self, number: int, entry: Entry, faults: Faults) -> None:
        """Take in one entry of the record."""
        for kind, row, digest in entry["rows"]:
            self._row(number, kind, row, bytes.fromhex(digest), faults)
        if entry["values"]:
            kind, row = entry["subject"]
            self.states[kind][row] = (number, entry["values"])
        for kind, row, state in entry["states"]:
            self.states[kind][row] = (number, state)

    def _row(self, number: int, kind: str, row: int, digest: bytes, faults: Faults) -> None:
        before = self.rows[kind].setdefault(row, digest)
        if before is not digest and (before != digest or kind not in TOLD_AGAIN):
            faults.add(Fault(Code.TOLD_TWICE, event=number, table=kind, row=row))
