"""What acts on a demand as a whole begin with: the demand and all its live assignments, locked."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Demand
from tracker import access
from tracker.lifecycle import Act
from tracker.models import Assignment


def whole(demand_id: int, act: Act, *, by: Viewer) -> tuple[Demand, list[Assignment]]:
    """The demand and its live assignments in order of id, all locked.

    Raises PermissionDenied and NotVisible.
    """
    access.require(by, act)
    demand = _locked(access.visible_demands(by).filter(pk=demand_id).values("pk"))
    if demand is None:
        raise NotVisible
    return demand, _live(demand)


def lock_with_others(assignment_id: int, *, by: Viewer) -> list[Assignment]:
    """Lock an assignment's demand and every live assignment of it in order of id, and answer these.

    For acts that change two of them: `hold` comes after. Nothing for what `by` cannot see.
    """
    visible = access.visible_to(by).filter(pk=assignment_id)
    demand = _locked(visible.values("demand_id"))
    return _live(demand) if demand else []


def _locked(demand_ids: QuerySet[Any, Any]) -> Demand | None:
    rows = Demand.objects.select_for_update(of=("self",), no_key=True).select_related("audit")
    return rows.filter(pk__in=demand_ids).first()


def _live(demand: Demand) -> list[Assignment]:
    return list(Assignment.objects.live().locked().filter(demand=demand))
