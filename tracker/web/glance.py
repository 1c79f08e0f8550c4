"""The first rows of lists, as a first page shows them; each list is a link away."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Final
from urllib.parse import quote_plus

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.models import Audit, DemandVersion, Event
from audits.shown import add as add_shown
from tracker import access, claims
from tracker.checks import doubts_of_all
from tracker.models import ProgressUpdate
from tracker.reports.held import SOON, AuditHeld
from tracker.web.demands import label
from tracker.web.due import due
from tracker.web.records import lines
from tracker.web.verification_page import waiting_for

FIRST: Final = 6
LATEST: Final = 5
PLAIN: Final = re.compile(r"[\w-]*", re.ASCII)  # ids, codes and days, which nearly all is asked by
BESIDE: Final = ("demand__category", "department")
Row = Mapping[str, object]


def list_url(**asked: object) -> str:
    """The list of demands, filtered; what is empty is not asked for, 0 is 소관 없음."""
    told = {
        name: "on" if value is True else value
        for name, value in asked.items()
        if value != "" and value is not None and value is not False
    }
    query = "&".join(f"{name}={_quoted(value)}" for name, value in told.items())
    return f"{_list()}?{query}" if told else _list()


def _quoted(value: object) -> str:
    text = str(value)
    return text if PLAIN.fullmatch(text) else quote_plus(text)


@cache
def _list() -> str:
    return reverse("demand_list")  # some hundred times on a first page


@dataclass(frozen=True)
class First:
    """The first rows of both lists of an audit: closing reports that wait, and what falls due within a week."""

    claims: Sequence[Row] = ()
    due: Sequence[Row] = ()


def first_rows(viewer: Viewer, audit: Audit, held: AuditHeld, *, checks: bool) -> First:
    """Of each list that is not empty the rows that stand first; three statements, five where the viewer checks claims.

    Claims in the order of the queue, with their doubts; what is due, the next first.
    """
    waiting = _claims(viewer, audit) if checks and held.awaiting else []
    due_soon = _due(viewer, audit) if held.due_soon else []
    texts = DemandVersion.objects.texts(row.demand for row in (*waiting, *due_soon))
    noticed = doubts_of_all([ProgressUpdate(pk=row.claim_id) for row in waiting if row.claim_id], viewer)
    add_shown(len(waiting) + len(due_soon))
    return First(
        claims=[
            _row(row, texts)
            | {
                "url": reverse("verification_claim", args=[row.pk]),
                "waiting_for": waiting_for(row, viewer),
                "doubts": len(noticed.get(row.claim_id, [])),
            }
            for row in waiting
        ],
        due=[
            _row(row, texts) | {"url": _demand_url(row.demand_id), "due": due(row, viewer.on)}
            for row in due_soon
        ],
    )


def _claims(viewer: Viewer, audit: Audit) -> list[Any]:
    found = claims.waiting(viewer).filter(demand__audit=audit).select_related(*BESIDE)
    return list(found.order_by(*claims.ORDER)[:FIRST])


def _due(viewer: Viewer, audit: Audit) -> list[Any]:
    soon = (viewer.on, viewer.on + timedelta(days=SOON))
    owed = access.listed_of(viewer, audit).outstanding().filter(due_date__range=soon)
    return list(owed.select_related(*BESIDE).order_by("due_date", "demand__number", "pk")[:FIRST])


def latest(viewer: Viewer, audit: Audit) -> list[Row]:
    """What happened last to the demands of `audit`, one line a demand, newest first; some statements, never more."""
    of_demand = Event.objects.filter(demand=OuterRef("pk")).order_by("-number")
    told: Any = access.demands_of(viewer, audit).annotate(newest=Subquery(of_demand.values("number")[:1]))
    demands: dict[int, Any] = {
        each.newest: each
        for each in told.filter(newest__isnull=False).select_related("category").order_by("-newest")[:LATEST]
    }
    events = Event.objects.filter(number__in=demands).order_by("-number")
    return [
        asdict(line) | {"label": label(demands[line.number]), "url": _demand_url(demands[line.number].pk)}
        for line in lines.lines(events)
    ]


def _row(row: Any, texts: Mapping[int, str]) -> dict[str, object]:
    return {
        "label": label(row.demand),
        "text": texts[row.demand_id],
        "priority": row.demand.is_priority,
        "department": str(row.department or _("소관 없음")),
    }


def _demand_url(pk: int) -> str:
    return reverse("demand_detail", args=[pk])
