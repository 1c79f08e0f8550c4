"""Repeats (재지적): the earlier demands that a demand says again, through every link that a person confirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from audits.models import Demand, RepeatState
from audits.models.demand import demand_label
from audits.statuses import ReportedStatus as Status
from tracker.models import Verdict

# UNION, not UNION ALL: two ways to the same demand are one, and a circle would come to its end.
_BOTH_WAYS: Final = """
WITH RECURSIVE
earlier(root, found) AS (
    SELECT demand_id, earlier_id FROM audits_repeat WHERE state = %(state)s AND demand_id = ANY(%(ids)s)
    UNION
    SELECT root, earlier_id FROM earlier JOIN audits_repeat ON demand_id = found WHERE state = %(state)s
),
later(root, found) AS (
    SELECT earlier_id, demand_id FROM audits_repeat WHERE state = %(state)s AND earlier_id = ANY(%(ids)s)
    UNION
    SELECT root, demand_id FROM later JOIN audits_repeat ON earlier_id = found WHERE state = %(state)s
)
SELECT root, found, false FROM earlier UNION ALL SELECT root, found, true FROM later
"""


@dataclass(frozen=True)
class Link:
    """One demand of a chain: of which audit, how people name it (시정 3), and what has become of it by now."""

    demand_id: int
    audit_id: int
    year: int
    body: str
    label: str
    standing: Status
    verification: Verdict

    @property
    def name(self) -> str:
        """How people name it among those of several years: 2024년도 시정 3."""
        return _("%(year)d년도 %(label)s") % {"year": self.year, "label": self.label}


@dataclass(frozen=True)
class Chain:
    """What a demand repeats, the newest first, and what repeats it later, the oldest first.

    `run` is in how many consecutive audit years of its own body it was said up to its own, 1 where in its own
    alone; `times` how many earlier audits said it.
    """

    own: Link
    earlier: tuple[Link, ...] = ()
    later: tuple[Link, ...] = ()

    @property
    def run(self) -> int:
        """Consecutive audit years of its own body, its own the last."""
        said = {link.year for link in self.earlier if _bare(link.body) == _bare(self.own.body)}
        length = 1
        while self.own.year - length in said:
            length += 1
        return length

    @property
    def times(self) -> int:
        """Earlier audits that demanded the same."""
        return len({link.audit_id for link in self.earlier})

    @property
    def words(self) -> str:
        """How it is told: 3년 연속 지적, or 재지적 2회 where the years do not follow on; empty for no repeat."""
        if self.run > 1:
            return _("%(years)d년 연속 지적") % {"years": self.run}
        return _("재지적 %(times)d회") % {"times": self.times} if self.earlier else ""

    @property
    def names(self) -> list[str]:
        """The earlier demands as people name them, the newest first."""
        return [link.name for link in self.earlier]


def repeat_chains(
    demand_ids: Collection[int], among: Callable[[], QuerySet[Demand]] | None = None
) -> dict[int, Chain]:
    """The chain of each demand that has one, by its id; two statements, one where there is no link.

    Through every confirmed link, however long, and without demands that were withdrawn as a whole. `among` gives
    the demands that may be told (`access.visible_demands`) and is asked only where there is a link; others are left
    out, and so is what they add to the count.
    """
    pairs = _pairs(demand_ids)
    wanted = {pk for root, found, _later in pairs for pk in (root, found)}
    links = _links(wanted, among() if among else Demand.objects.all()) if wanted else {}
    sides: Mapping[int, tuple[list[Link], list[Link]]] = defaultdict(lambda: ([], []))
    for root, found, is_later in pairs:
        if root in links and found in links:
            sides[root][is_later].append(links[found])
    return {
        root: Chain(links[root], _newest_first(earlier), tuple(reversed(_newest_first(later))))
        for root, (earlier, later) in sides.items()
    }


def _pairs(demand_ids: Collection[int]) -> list[tuple[int, int, bool]]:
    """Each of the demands with every one that it is linked to, and whether that one is the later."""
    asked: dict[str, Any] = {"ids": list(demand_ids), "state": RepeatState.CONFIRMED.value}
    with connection.cursor() as cursor:
        cursor.execute(_BOTH_WAYS, asked)
        return [(root, found, later) for root, found, later in cursor.fetchall() if root != found]


def _links(demand_ids: Collection[int], among: QuerySet[Demand]) -> dict[int, Link]:
    found = among.filter(pk__in=demand_ids, withdrawn_at__isnull=True)
    return {
        demand.pk: Link(
            demand_id=demand.pk,
            audit_id=demand.audit_id,
            year=demand.audit.year,
            body=demand.audit.body,
            label=demand_label(demand.category.short_label, demand.number),
            standing=Status(demand.followup.standing),
            verification=Verdict(demand.followup.verification),
        )
        for demand in found.select_related("audit", "category", "followup")
    }


def _newest_first(links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple(sorted(links, key=lambda link: (-link.year, link.audit_id, link.demand_id)))


def _bare(body: str) -> str:
    return "".join(body.split())
