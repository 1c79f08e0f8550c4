"""What waits for 소관 이동: the counts of the start page, the page itself and the digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Value, When

from audits.models import Succession
from tracker import undecided
from tracker.models import Assignment


@dataclass(frozen=True)
class MovesWaiting:
    """How many wait of each department (None: of none), and how many of all of them are 소관 없음."""

    by_department: Mapping[int | None, int]
    without_owner: int

    @property
    def total(self) -> int:
        """All that waits."""
        return sum(self.by_department.values())

    @property
    def undecided(self) -> int:
        """What its department still holds, though a duty of it went to another one."""
        return self.total - self.without_owner


def moves_waiting(on: date, steps: Sequence[Succession] | None = None) -> MovesWaiting:
    """What waits on `on`; one statement, and one more for the `steps` that ask where nobody has them."""
    asking = undecided.asking(on) if steps is None else steps
    ownerless = Assignment.objects.without_owner(on).values("pk")
    rows = undecided.waiting(asking, on).annotate(
        gone=Case(When(pk__in=ownerless, then=Value(1)), default=Value(0))
    )
    counted = list(rows.order_by().values_list("department_id", "gone").annotate(rows=Count("pk")))
    by_department: dict[int | None, int] = {}
    for department, _gone, count in counted:
        by_department[department] = by_department.get(department, 0) + count
    return MovesWaiting(by_department, sum(count for _department, gone, count in counted if gone))


def without_owner(on: date) -> int:
    """How many open assignments are 소관 없음 on `on`."""
    return Assignment.objects.without_owner(on).count()
