"""Finding demands by words. The one place that knows how text is searched.

White space, signs, width and letter case do not count (`audits.letters.bare`). The database keeps every text that may
be found as letters alone, with an index over its runs of two letters; a hit is read again, so that nothing is found
that does not hold the words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from django.db import connection, transaction
from django.db.models import F, Func, OuterRef, Q, QuerySet

from audits.letters import bare
from audits.models import Demand
from audits.models.demand import DemandQuerySet
from tracker.models import ProgressUpdate, SearchText
from tracker.models.search_text import WordsField

SLICE: Final = 5_000
RUNS: Final = 12  # of a long query these decide; the whole of it is compared with what they find


def matching(
    demands: DemandQuerySet, query: str, *, readable: QuerySet[ProgressUpdate], everything: bool = False
) -> DemandQuerySet:
    """Demands whose text, or whose newest of the `readable` reports, holds `query`.

    White space, signs and letter case do not count: a query of signs alone finds nothing. `everything` says that all
    that was filed is readable, so that the newest report is the one that is read.
    """
    if not query.strip():
        return demands
    wanted = bare(query)
    if not wanted:
        return demands.none()
    hits = _holding(wanted)
    if everything:
        return demands.filter(pk__in=hits.filter(newest=True).values("demand_id"))
    newer = readable.filter(filed_at__isnull=False, assignment=OuterRef("assignment"))
    reports = readable.filter(number=newer.order_by("-number").values("number")[:1])
    return demands.filter(
        Q(pk__in=hits.filter(update__isnull=True).values("demand_id"))
        | Q(pk__in=hits.filter(update__in=reports.values("pk")).values("demand_id"))
    )


def compare() -> tuple[int, list[int]]:
    """How many demands were checked, and those that are not found by what is written now; two statements a slice."""
    checked, last = 0, 0
    wrong: list[int] = []
    while ids := list(Demand.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:SLICE]):
        with connection.cursor() as cursor:
            cursor.execute("SELECT husok_search_differing(%s)", [ids])
            wrong += [pk for (pk,) in cursor.fetchall()]
        checked, last = checked + len(ids), ids[-1]
    return checked, wrong


def rebuild(demand_ids: Collection[int]) -> None:
    """Write anew what these demands are found by; a transaction a slice."""
    for ids in _slices(sorted(demand_ids)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT husok_search_rebuild(%s)", [ids])


def _holding(wanted: str) -> QuerySet[SearchText]:
    runs = Func(F("bare"), function="husok_runs", output_field=WordsField())
    return SearchText.objects.alias(runs=runs).filter(runs__holds=_asked(wanted), bare__contains=wanted)


def _asked(wanted: str) -> str:
    """Runs of two letters, all of which are needed; of a single letter, any run that begins with it."""
    if len(wanted) == 1:
        return f"'{wanted}':*"
    runs = list(dict.fromkeys(wanted[at : at + 2] for at in range(len(wanted) - 1)))
    step = -(-len(runs) // RUNS)
    return " & ".join(f"'{run}'" for run in runs[::step])


def _slices(ids: list[int]) -> Iterable[list[int]]:
    return (ids[at : at + SLICE] for at in range(0, len(ids), SLICE))
