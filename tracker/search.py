"""Finding demands by words. The one place that knows how text is searched."""

from __future__ import annotations

from django.db.models import CharField, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Lower

from audits.models import DemandVersion
from audits.models.demand import DemandQuerySet
from tracker.models import ProgressUpdate


def matching(demands: DemandQuerySet, query: str, *, readable: QuerySet[ProgressUpdate]) -> DemandQuerySet:
    """Demands whose text, or whose newest of the `readable` reports, holds `query`.

    White space and letter case do not count.
    """
    wanted = "".join(query.lower().split())
    if not wanted:
        return demands
    texts = DemandVersion.objects.current().alias(bare=_bare("text"))
    newest = readable.filter(filed_at__isnull=False, assignment=OuterRef("assignment"))
    reports = readable.filter(number=newest.order_by("-number").values("number")[:1]).alias(
        bare=_bare("actions_taken"), bare_plan=_bare("plan")
    )
    return demands.filter(
        Q(pk__in=texts.filter(bare__contains=wanted).values("demand_id"))
        | Q(
            pk__in=reports.filter(Q(bare__contains=wanted) | Q(bare_plan__contains=wanted)).values(
                "assignment__demand_id"
            )
        )
    )


def _bare(field: str) -> Func:
    return Func(
        Lower(field), Value(r"\s"), Value(""), Value("g"), function="regexp_replace", output_field=CharField()
    )
