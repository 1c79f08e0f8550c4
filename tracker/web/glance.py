"""The first rows of lists, as a first page shows them; each list is a link away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.models import Audit, DemandVersion, Event
from audits.shown import add as add_shown
from tracker import access, claims
from tracker.checks import doubts_of_all
from tracker.models import ProgressUpdate
from tracker.reports.held import SOON
from tracker.web.demands import label
from tracker.web.due import due
from tracker.web.records import lines
from tracker.web.verification_page import waiting_for

FIRST: Final = 6
LATEST: Final = 5
Row = Mapping[str, object]


def list_url(**asked: object) -> str:
    """The list of demands, filtered; what is empty is not asked for, 0 is 소관 없음."""
    told = {
        name: "on" if value is True else value
        for name, value in asked.items()
        if value != "" and value is not None and value is not False
    }
    return f"{reverse('demand_list')}?{urlencode(told)}" if told else reverse("demand_list")


def first_claims(viewer: Viewer, audit: Audit) -> list[Row]:
    """The closing reports of `audit` that stand first in the queue, with their doubts; four statements."""
    found = claims.waiting(viewer).filter(demand__audit=audit).select_related(*BESIDE)
    rows: Sequence[Any] = list(found.order_by(*claims.ORDER)[:FIRST])
    noticed = doubts_of_all([ProgressUpdate(pk=row.claim_id) for row in rows if row.claim_id], viewer)
    return _rows(
        rows,
        lambda row: {
            "url": reverse("verification_claim", args=[row.pk]),
            "waiting_for": waiting_for(row, viewer),
            "doubts": len(noticed.get(row.claim_id, [])),
        },
    )


def first_due(viewer: Viewer, audit: Audit) -> list[Row]:
    """What of `audit` is owed and falls due within a week, the next first; two statements."""
    soon = (viewer.on, viewer.on + timedelta(days=SOON))
    owed = access.listed(viewer).outstanding().filter(demand__audit=audit, due_date__range=soon)
    rows = list(owed.select_related(*BESIDE).order_by("due_date", "demand__number", "pk")[:FIRST])
    return _rows(rows, lambda row: {"url": _demand_url(row.demand_id), "due": due(row, viewer.on)})


def latest(viewer: Viewer, audit: Audit) -> list[Row]:
    """What happened last to the demands of `audit`, one line a demand, newest first; some statements, never more."""
    of_demand = Event.objects.filter(demand=OuterRef("pk")).order_by("-number")
    told: Any = (
        access.visible_demands(viewer)
        .filter(audit=audit)
        .annotate(newest=Subquery(of_demand.values("number")[:1]))
    )
    demands: dict[int, Any] = {
        each.newest: each
        for each in told.filter(newest__isnull=False).select_related("category").order_by("-newest")[:LATEST]
    }
    events = Event.objects.filter(number__in=demands).order_by("-number")
    return [
        asdict(line) | {"label": label(demands[line.number]), "url": _demand_url(demands[line.number].pk)}
        for line in lines.lines(events)
    ]


BESIDE: Final = ("demand__category", "demand__audit", "department")


def _rows(rows: Sequence[Any], more: Callable[[Any], Row]) -> list[Row]:
    texts = DemandVersion.objects.texts(row.demand for row in rows)
    add_shown(len(rows))
    return [
        {
            "label": label(row.demand),
            "text": texts[row.demand_id],
            "priority": row.demand.is_priority,
            "department": str(row.department or _("소관 없음")),
            **more(row),
        }
        for row in rows
    ]


def _demand_url(pk: int) -> str:
    return reverse("demand_detail", args=[pk])
