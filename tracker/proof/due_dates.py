"""Every due date has to follow from the record: given once, and moved only by moves that it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Final

from django.db.models import F, Func, TextField, Value

from audits.proof import Code, Fault, Faults
from audits.proof.told import Entry
from tracker.models import DueDateMove

SUBJECT: Final = "assignment"
MOVE: Final = "duedatemove"
GIVEN: Final = frozenset({"assigned", "imported"})
Dates = tuple[str | None, str | None]  # the due date and the original one, as the record spells them


@dataclass
class DueDates:
    """Hears the record and remembers what it said of each assignment's dates: first, and newest."""

    faults: Faults
    first: dict[int, str | None] = field(default_factory=dict)
    newest: dict[int, Dates] = field(default_factory=dict)

    def hear(self, number: int, entry: Entry) -> None:
        """Take in one entry; a date that changes without a move it keeps is a fault."""
        (about, pk), values = entry["subject"], entry["values"]
        if about != SUBJECT or not values:
            return
        dates = (values.get("due_date"), values.get("original_due_date"))
        before = self.newest.setdefault(pk, dates)
        if before is dates:
            self.first[pk] = dates[0]
            explained = entry["kind"] in GIVEN
        elif before == dates:
            return
        else:
            moved = any(kind == MOVE for kind, *_row in entry["rows"])
            explained = moved and before[1] in {None, dates[1]}
        if not explained:
            self._unexplained(pk, number, f"{before[0]} → {dates[0]}")
        self.newest[pk] = dates

    def compare(self) -> Iterator[int]:
        """Follow the moves from the first date to the newest; yields how many moves were read."""
        found = DueDateMove.objects.order_by("assignment_id", "id")
        moves = found.values_list("assignment_id", _spelled("before"), _spelled("after")).iterator()
        counted, moved = 0, set()
        for pk, group in groupby(moves, key=itemgetter(0)):
            steps = [(before, after) for _pk, before, after in group]
            moved.add(pk)
            counted += len(steps)
            day = self.first.get(pk)
            for before, after in steps:
                if before != day:
                    self._unexplained(pk, None, f"{day} ≠ {before}")
                day = after
            if pk in self.newest and self.newest[pk][0] != day:
                self._unexplained(pk, None, f"{day} ≠ {self.newest[pk][0]}")
        for pk, dates in self.newest.items():
            if pk not in moved and dates[0] != self.first[pk]:
                self._unexplained(pk, None, f"{self.first[pk]} ≠ {dates[0]}")
        yield counted

    def _unexplained(self, pk: int, number: int | None, detail: str) -> None:
        self.faults.add(Fault(Code.DUE_DATE_UNEXPLAINED, number, SUBJECT, pk, detail.replace("None", "–")))


def _spelled(column: str) -> Func:
    """A day as the record spells it; by the database, because a forged one may be none that Python knows."""
    return Func(F(column), Value("YYYY-MM-DD"), function="to_char", output_field=TextField())
