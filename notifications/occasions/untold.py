"""What has no row in the ledger yet: the one question that every planner asks."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Exists, F, Func, OuterRef, QuerySet, Value

from notifications.models import Occasion, OccasionKind


def untold(rows: QuerySet[Any], kind: OccasionKind, assignment: str = "pk") -> QuerySet[Any]:
    """Those of `rows` without an occasion of `kind` for their assignment and `period`, whoever was to be told."""
    told = Occasion.objects.filter(
        assignment=OuterRef(assignment), kind=kind.value, period=OuterRef("period")
    )
    return rows.filter(~Exists(told))


def iso(column: str) -> Func:
    """A day as periods name it, whatever the database's own way of writing one."""
    return Func(F(column), Value("YYYY-MM-DD"), function="to_char", output_field=CharField())
