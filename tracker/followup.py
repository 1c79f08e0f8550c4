"""The one writer of `FollowUp`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from audits.models import Demand
from tracker import lifecycle
from tracker.models import Assignment, FollowUp, Verdict


def derive(demand_ids: Collection[int]) -> list[FollowUp]:
    """What each demand's live assignments add up to now, unsaved; one statement, any number of demands."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Assignment.objects.live().filter(demand_id__in=demand_ids)
    for demand_id, status, verdict in rows.values_list("demand_id", "reported_status", "verification"):
        found[demand_id].append((status, verdict))
    return [_add_up(demand_id, found[demand_id]) for demand_id in sorted(demand_ids)]


def refresh(demand_ids: Collection[int]) -> None:
    """Bring the rows of these demands up to date, under their locks; three statements."""
    list(Demand.objects.filter(id__in=demand_ids).order_by("id").select_for_update().values_list("id"))
    store(demand_ids)


def store(demand_ids: Collection[int]) -> None:
    """As `refresh`, for a caller that holds the demands' locks; two statements."""
    FollowUp.objects.bulk_create(
        derive(demand_ids),
        update_conflicts=True,
        unique_fields=["demand"],
        update_fields=["standing", "verification", "live", "confirmed"],
    )


def _add_up(demand_id: int, assignments: Collection[tuple[str, str]]) -> FollowUp:
    verdicts = [verdict for _, verdict in assignments]
    return FollowUp(
        demand_id=demand_id,
        standing=lifecycle.standing([status for status, _ in assignments]),
        verification=lifecycle.verification(verdicts),
        live=len(verdicts),
        confirmed=verdicts.count(Verdict.CONFIRMED),
    )
