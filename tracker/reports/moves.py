"""What waits for 소관 이동: the counts of the start page, the page itself and the digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from audits.models import Succession
from tracker import undecided
from tracker.models import Assignment
from tracker.models.assignment import AssignmentQuerySet


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
    """What waits on `on`; a statement, one for the `steps` that ask where nobody has them, and one if there are any."""
    asking = undecided.asking(on) if steps is None else steps
    ownerless = _by_department(Assignment.objects.without_owner(on))
    left = _by_department(undecided.undecided(asking)) if asking else {}
    # Where a department is gone, all its open work is 소관 없음, and counted once.
    return MovesWaiting({**left, **ownerless}, sum(ownerless.values()))


def _by_department(work: AssignmentQuerySet) -> dict[int | None, int]:
    return dict(work.order_by().values_list("department_id").annotate(rows=Count("pk")))


def without_owner(on: date) -> int:
    """How many open assignments are 소관 없음 on `on`."""
    return Assignment.objects.without_owner(on).count()
