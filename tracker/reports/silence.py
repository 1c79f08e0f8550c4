"""Which departments the council hears nothing of: in open rounds, and at the gate of their own heads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Q

from audits.gates import Gate
from tracker import rounds
from tracker.models import Assignment, ProgressUpdate
from tracker.reports.departments import owner_of
from tracker.rounds import RoundState


def silent_in_rounds(on: date) -> Mapping[int, int]:
    """In how many open rounds a department has filed nothing of what was asked of it; one statement.

    By the department's id, without those that have filed in each; what is 소관 없음 has nobody to be silent.
    """
    rows = Assignment.objects.all()
    asked = rounds.of_open_rounds(rows).annotate(owner=owner_of(rows, on)).order_by()
    filed = Count("pk", filter=Q(round_state=RoundState.FILED))
    counted = asked.filter(owner__isnull=False).values_list("owner", "open_round").annotate(filed=filed)
    return Counter(owner for owner, _round, count in counted if not count)


def awaiting_heads() -> Mapping[int, Mapping[int | None, int]]:
    """How many reports wait for a head, by department and then by who wrote them; one statement.

    Nobody confirms an own one (product.md rule 3), so what waits for a head is the sum without the head's own.
    """
    waiting = ProgressUpdate.objects.waiting().filter(gate=Gate.HEAD, assignment__department__isnull=False)
    counted = waiting.order_by().values_list("assignment__department", "author").annotate(rows=Count("pk"))
    found: dict[int, dict[int | None, int]] = defaultdict(dict)
    for department, author, count in counted:
        found[department][author] = count
    return found
