"""The demands before and after one: in the list that somebody came from, else in its audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from audits import keyset
from audits.access import Viewer
from audits.models import Demand
from audits.models.demand import DemandQuerySet
from tracker import filters
from tracker.filters import UNDISTRIBUTED, Filter
from tracker.models import Assignment
from tracker.models.assignment import AssignmentQuerySet
from tracker.web.filter_form import FilterForm

LIST: Final = "list"


@dataclass(frozen=True)
class Beside:
    """Addresses of the pages before and after, empty at an end; of the list, with `asked`, its filters."""

    previous: str
    next: str
    list_url: str
    asked: str = ""


def beside(request: HttpRequest, demand: Demand, demands: DemandQuerySet, viewer: Viewer) -> Beside:
    """Where `demand` stands among the `demands` that the viewer may see.

    The list is named in the address (`list`), or is the page that led here. One statement without one, six more
    at most with one.
    """
    asked = _asked(request)
    pair = _in_list(asked, demand, viewer) if asked else None
    if pair is None:
        pair = _in_audit(demands, demand)
    address = reverse("demand_list")
    return Beside(
        _url(pair[0], asked), _url(pair[1], asked), f"{address}?{asked}" if asked else address, asked
    )


def _asked(request: HttpRequest) -> str:
    """The filters of the list that led here; empty for the whole list."""
    if LIST in request.GET:
        return _written(request.GET[LIST])
    came_from = urlsplit(request.headers.get("Referer", ""))
    ours = came_from.netloc == request.get_host() and came_from.path == reverse("demand_list")
    return _written(came_from.query) if ours else ""


def _written(query: str) -> str:
    return urlencode(
        [(name, value) for name, values in QueryDict(query).lists() for value in values if value]
    )


def _url(pk: int | None, asked: str) -> str:
    if pk is None:
        return ""
    address = reverse("demand_detail", args=[pk])
    return f"{address}?{urlencode({LIST: asked})}" if asked else address


def _in_audit(demands: DemandQuerySet, demand: Demand) -> tuple[int | None, int | None]:
    """The demands before and after it by number; one statement."""
    there = demands.filter(audit=demand.audit_id).values_list("number", "pk")
    before = there.filter(number__lt=demand.number).order_by("-number")[:1]
    after = there.filter(number__gt=demand.number).order_by("number")[:1]
    found = dict(before.union(after, all=True))
    nearest = [pk for number, pk in found.items() if number < demand.number]
    following = [pk for number, pk in found.items() if number > demand.number]
    return next(iter(nearest), None), next(iter(following), None)


def _in_list(asked: str, demand: Demand, viewer: Viewer) -> tuple[int | None, int | None] | None:
    """The demands before and after it in a list; None where it stands in none, as after an act took it out."""
    form = FilterForm(QueryDict(asked), viewer=viewer)
    if not form.is_valid():
        return None
    wanted = form.wanted()
    # By department the list stands in parts of its own; there the demands of the audit are beside it.
    if wanted.stage == UNDISTRIBUTED or wanted.order not in filters.ORDERS:
        return None
    found = filters.chosen(wanted, viewer)
    rows = list(found.filter(demand=demand).order_by(*filters.ORDERS[wanted.order]))
    if not rows:
        return None
    part, before, after = _parts(found, demand, wanted)
    order = filters.ORDERS[wanted.order]
    previous = _first(keyset.beyond(part, order, rows[0], backwards=True).exclude(demand=demand))
    following = _first(keyset.beyond(part, order, rows[-1]).exclude(demand=demand))
    if previous is None and before is not None:
        previous = _first(before.order_by(*order).reverse())
    if following is None and after is not None:
        following = _first(after.order_by(*order))
    return previous, following


def _parts(
    found: AssignmentQuerySet, demand: Demand, wanted: Filter
) -> tuple[AssignmentQuerySet, AssignmentQuerySet | None, AssignmentQuerySet | None]:
    """The part of the list in which it stands, and those before and after: demands under 중점관리 come first."""
    if wanted.priority:
        return found, None, None
    first, rest = found.filter(demand__is_priority=True), found.filter(demand__is_priority=False)
    return (first, None, rest) if demand.is_priority else (rest, first, None)


def _first(rows: QuerySet[Assignment]) -> int | None:
    return rows.values_list("demand_id", flat=True).first()
