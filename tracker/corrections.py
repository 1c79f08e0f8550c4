"""정정: which version of a demand's text a report answered (product.md rule 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from audits.models import DemandVersion
from tracker.models import ProgressUpdate


def answered_version(update: ProgressUpdate) -> int:
    """The number of the version in force when `update` was filed, or written while it waits; one statement.

    The update's assignment has to be loaded.
    """
    return answered_versions([update])[update.pk]


def answered_versions(updates: Iterable[ProgressUpdate]) -> dict[int, int]:
    """As `answered_version`, of many by their ids; one statement."""
    rows = list(updates)
    versions: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    found = DemandVersion.objects.filter(demand__in={row.assignment.demand_id for row in rows})
    for demand, made, number in found.order_by("number").values_list("demand_id", "created_at", "number"):
        versions[demand].append((made, number))
    return {row.pk: _in_force(versions[row.assignment.demand_id], _filed(row)) for row in rows}


def _filed(update: ProgressUpdate) -> datetime:
    return update.filed_at or update.created_at


def _in_force(versions: list[tuple[datetime, int]], at: datetime) -> int:
    """The newest made by `at`; the first for what is older than all, taken from an earlier paper."""
    first = versions[0][1]
    return max((number for made, number in versions if made <= at), default=first)
