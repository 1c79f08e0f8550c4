"""What a tampering is, and what the check has to name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from django.db import IntegrityError, transaction

from tests.tracker.proof.town import Town
from tracker.proof import Proof

T = TypeVar("T")
TRIES = 200


@dataclass(frozen=True)
class Named:
    """The entries, and the rows by table and id, each of which the check has to name."""

    events: frozenset[int] = frozenset()
    rows: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def event(cls, *numbers: int) -> Named:
        """These entries."""
        return cls(events=frozenset(numbers))

    @classmethod
    def row(cls, table: str, *ids: int) -> Named:
        """These rows of one table."""
        return cls(rows=frozenset((table, pk) for pk in ids))

    def left_out(self, proof: Proof) -> list[object]:
        """What a check did not name."""
        found = proof.faults.listed
        events = {fault.event for fault in found if fault.event is not None}
        rows = {(fault.table, fault.row) for fault in found if fault.row is not None}
        return [*sorted(self.events - events), *sorted(self.rows - rows)]


Tamper = Callable[[Town, Random], Named]


def until_it_is_taken(change: Callable[[], T | None]) -> T:
    """What `change` answers once the constraints of the tables let it through; None: it chose nothing."""
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                done = change()
        except IntegrityError:
            continue
        if done is not None:
            return done
    raise AssertionError("nothing of the kind can be changed")
