"""The one writer of `FollowUp`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Final

from audits.models import Demand
from tracker import lifecycle
from tracker.models import Assignment, FollowUp, Verdict

SLICE: Final = 5_000


def derive(demand_ids: Collection[int]) -> list[FollowUp]:
    """What each demand's live assignments add up to now, unsaved; one statement, any number of demands."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Assignment.objects.live().filter(demand_id__in=demand_ids)
    for demand_id, status, verdict in rows.values_list("demand_id", "reported_status", "verification"):
        found[demand_id].append((status, verdict))
    return [_add_up(demand_id, found[demand_id]) for demand_id in sorted(demand_ids)]


def refresh(demand_ids: Collection[int]) -> None:
    """Bring the rows of these demands up to date, under their locks; three statements."""
    demands = Demand.objects.filter(id__in=demand_ids).order_by("id")
    list(demands.select_for_update(no_key=True).values_list("id"))
    store(demand_ids)


def store(demand_ids: Collection[int]) -> None:
    """As `refresh`, for a caller that holds the demands' locks; two statements."""
    FollowUp.objects.bulk_create(
        derive(demand_ids),
        update_conflicts=True,
        unique_fields=["demand"],
        update_fields=["standing", "verification", "live", "confirmed"],
    )


def compare() -> tuple[int, list[tuple[int, str, str]]]:
    """How many demands were checked, and those whose row is missing or differs: id, stored, derived.

    Works in slices, so that memory does not grow with the number of demands; two statements a slice.
    """
    checked, last = 0, 0
    wrong: list[tuple[int, str, str]] = []
    while ids := list(Demand.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:SLICE]):
        stored = {row.demand_id: _told(row) for row in FollowUp.objects.filter(demand__in=ids)}
        derived = {row.demand_id: _told(row) for row in derive(ids)}
        wrong += [(pk, stored.get(pk, "–"), derived[pk]) for pk in ids if stored.get(pk) != derived[pk]]
        checked, last = checked + len(ids), ids[-1]
    return checked, wrong


def _told(row: FollowUp) -> str:
    return f"{row.standing}/{row.verification} {row.confirmed}/{row.live}"


def _add_up(demand_id: int, assignments: Collection[tuple[str, str]]) -> FollowUp:
    verdicts = [verdict for _, verdict in assignments]
    return FollowUp(
        demand_id=demand_id,
        standing=lifecycle.standing([status for status, _ in assignments]),
        verification=lifecycle.verification(verdicts),
        live=len(verdicts),
        confirmed=verdicts.count(Verdict.CONFIRMED),
    )
