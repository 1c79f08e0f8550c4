"""The one writer of `FollowUp`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from audits.models import Demand
from tracker import lifecycle
from tracker.models import Assignment, FollowUp, Verdict
from tracker.models.assignment import AssignmentQuerySet

SLICE: Final = 5_000
FIGURES: Final = ("standing", "verification", "live", "confirmed")


def derive(demand_ids: Collection[int]) -> list[FollowUp]:
    """What each demand's live assignments add up to now, unsaved; one statement, any number of demands."""
    found = _found(Assignment.objects.live().filter(demand_id__in=demand_ids))
    return [_row(pk, _added_up(tuple(found[pk]))) for pk in sorted(demand_ids)]


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
        update_fields=FIGURES,
    )


def compare() -> tuple[int, list[tuple[int, str, str]]]:
    """How many demands were checked, and those whose row is missing or differs: id, stored, derived.

    Works in slices, so that memory does not grow with the number of demands; two statements a slice.
    """
    checked, last = 0, 0
    wrong: list[tuple[int, str, str]] = []
    while ids := list(Demand.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:SLICE]):
        span = {"demand_id__gt": last, "demand_id__lte": ids[-1]}
        kept = FollowUp.objects.filter(**span).values_list("demand_id", *FIGURES)
        stored = {pk: figures for pk, *figures in kept}
        found = _found(Assignment.objects.live().filter(**span))
        for pk in ids:
            derived = [*_added_up(tuple(found[pk]))]
            if stored.get(pk) != derived:
                wrong.append((pk, _told(stored.get(pk)), _told(derived)))
        checked, last = checked + len(ids), ids[-1]
    return checked, wrong


def _found(assignments: AssignmentQuerySet) -> dict[int, list[tuple[str, str]]]:
    """By demand: the status and verdict of each of its assignments; one statement."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for pk, *said in assignments.values_list("demand_id", "reported_status", "verification"):
        found[pk].append((said[0], said[1]))
    return found


@lru_cache(maxsize=4096)
def _added_up(assignments: tuple[tuple[str, str], ...]) -> tuple[str, str, int, int]:
    """Standing, verification, live, confirmed: in the order of `FIGURES`. The same few come again and again."""
    verdicts = [verdict for _, verdict in assignments]
    standing = lifecycle.standing([status for status, _ in assignments])
    return (
        standing.value,
        lifecycle.verification(verdicts).value,
        len(verdicts),
        verdicts.count(Verdict.CONFIRMED),
    )


def _row(demand_id: int, figures: tuple[str, str, int, int]) -> FollowUp:
    standing, verdict, live, confirmed = figures
    return FollowUp(
        demand_id=demand_id, standing=standing, verification=verdict, live=live, confirmed=confirmed
    )


def _told(figures: Sequence[object] | None) -> str:
    return "{0}/{1} {3}/{2}".format(*figures) if figures else "–"
