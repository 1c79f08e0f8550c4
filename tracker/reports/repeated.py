"""재지적 in a report: the earlier demands that each one says again, as it was known at the moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from audits.models import Demand, Repeat
from audits.models.demand import demand_label
from audits.organisation import reached
from tracker.reports.as_of import confirmed_repeats
from tracker.reports.moment import Moment
from tracker.reports.repeats import repeat_chains

Earlier = Mapping[str, Any]


def repeated(moment: Moment) -> Mapping[int, Sequence[Earlier]]:
    """By demand, for those that have any: what it repeats, the newest first, with its year, body and name.

    Of today by `repeat_chains`; of a past day by the links that the record told as confirmed then, whatever became
    of them since. Three statements at most.
    """
    wanted = [demand.pk for demand in moment.counted]
    if moment.known.rows is not None:
        return _then(moment, wanted)
    return {
        pk: [_earlier(link.demand_id, link.year, link.body, link.label) for link in chain.earlier]
        for pk, chain in repeat_chains(wanted).items()
        if chain.earlier
    }


def _then(moment: Moment, wanted: Sequence[int]) -> Mapping[int, Sequence[Earlier]]:
    ids = confirmed_repeats(moment.on)
    if not ids:
        return {}
    ways = list(Repeat.objects.filter(pk__in=ids).values_list("demand_id", "earlier_id"))
    begins = {demand for demand, _earlier in ways}
    found = {pk: reached([pk], ways) - {pk} for pk in wanted if pk in begins}
    named = Demand.objects.counted().select_related("audit", "category")
    demands = named.in_bulk({pk for earlier in found.values() for pk in earlier})
    return {
        pk: [
            _earlier(each.pk, each.audit.year, each.audit.body, _label(each))
            for each in sorted((demands[one] for one in earlier if one in demands), key=_newest_first)
        ]
        for pk, earlier in found.items()
    }


def _earlier(demand: int, year: int, body: str, label: str) -> Earlier:
    return {"demand": demand, "year": year, "body": body, "label": label}


def _label(demand: Demand) -> str:
    return demand_label(demand.category.short_label, demand.number)


def _newest_first(demand: Demand) -> tuple[int, int, int]:
    """The order of `repeat_chains`."""
    return (-demand.audit.year, demand.audit_id, demand.pk)
