"""Finding demands by words. The one place that knows how text is searched.

White space, signs, width and letter case do not count (`audits.letters.bare`). The database keeps every text that may
be found as letters alone, with an index over its runs of two letters; a hit is read again, so that nothing is found
that does not hold the words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, cast

from django.db import connection, transaction
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value

from audits.letters import bare
from audits.models import Demand
from audits.models.demand import DemandQuerySet
from tracker.models import ProgressUpdate, SearchText

SLICE: Final = 5_000
MANY: Final = 3_000  # demands: of more the list is gone through until a page is full
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
    return demands.filter(holding(query, readable=readable, everything=everything))


def holding(
    query: str, *, readable: QuerySet[ProgressUpdate], everything: bool = False, demand: str = "pk"
) -> Q:
    """As `matching`, for rows that name their demand in the column `demand`; one statement, and what it answers."""
    wanted = bare(query)
    if not wanted:
        return Q(pk__in=())
    hits = _hits(wanted, everything=everything)
    among = Q() if hits is None else Q(**{f"{demand}__in": hits})
    if everything:
        return among if hits is not None else Q(_holds(wanted, demand))
    texts = SearchText.objects.filter(demand=OuterRef(demand), bare__contains=wanted)
    newer = readable.filter(filed_at__isnull=False, assignment=OuterRef("assignment"))
    reports = readable.filter(pk=OuterRef("update"), number=newer.order_by("-number").values("number")[:1])
    return among & Q(Exists(texts.filter(Q(update__isnull=True) | Exists(reports))))


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


def _hits(wanted: str, *, everything: bool) -> list[int] | None:
    """The demands that have a text with these letters; None where they are many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT husok_search_hits(%s::tsquery, %s, %s, %s)",
            [_asked(wanted), f"%{wanted}%", MANY, everything],
        )
        ((found,),) = cursor.fetchall()
    return cast("list[int] | None", found)


def _holds(wanted: str, demand: str) -> Func:
    """Asked of one row after the other, in whatever order they are wanted."""
    return Func(F(demand), Value(f"%{wanted}%"), function="husok_search_holds", output_field=BooleanField())


def _asked(wanted: str) -> str:
    """Runs of two letters, all of which are needed; of a single letter, any run that begins with it."""
    if len(wanted) == 1:
        return f"'{wanted}':*"
    runs = list(dict.fromkeys(wanted[at : at + 2] for at in range(len(wanted) - 1)))
    step = -(-len(runs) // RUNS)
    return " & ".join(f"'{run}'" for run in runs[::step])


def _slices(ids: list[int]) -> Iterable[list[int]]:
    return (ids[at : at + SLICE] for at in range(0, len(ids), SLICE))
