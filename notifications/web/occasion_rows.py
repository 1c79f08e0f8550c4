"""How an occasion is shown: who was to be told of what, why, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from audits.models import Role
from notifications.models import Notification, Occasion, OccasionKind, OccasionState, State
from notifications.models.occasion import OccasionQuerySet
from notifications.web.ledger_rows import look
from tracker.web.demands import label

RANKS: Final = Case(
    *(When(kind=kind, then=Value(rank)) for rank, kind in enumerate(OccasionKind)),
    output_field=IntegerField(),
)


def related(rows: QuerySet[Occasion]) -> QuerySet[Occasion]:
    """With what a line says of them."""
    return rows.select_related(
        "assignment__demand__category", "assignment__demand__audit", "department", "notification", "recipient"
    )


def ordered(rows: OccasionQuerySet) -> QuerySet[Occasion]:
    """Ready for the order of a mail: by `rank`, worst first, then `id`."""
    return related(rows).annotate(rank=RANKS)


def shown(rows: Sequence[Occasion]) -> list[dict[str, Any]]:
    """A line an occasion; no statement where they are `related`."""
    return [_line(row) for row in rows]


def _line(row: Occasion) -> dict[str, Any]:
    demand = row.assignment.demand
    return {
        "kind": row.get_kind_display(),
        "on": row.on,
        "cause": _cause(row),
        "name": row.recipient.name if row.recipient else "",
        "seat": row.seat,
        "address": row.address,
        "instead_of": Role(row.instead_of).label if row.instead_of else "",
        "department": row.department.name if row.department else "",
        "label": label(demand),
        "audit": str(demand.audit),
        "demand_url": reverse("demand_detail", args=[demand.pk]),
        "why": row.get_reason_display(),
        **_became(row),
    }


def _cause(row: Occasion) -> str:
    """The entry of the record behind it, or the day that brought it."""
    if row.event:
        return _("처리 이력 %(number)d번") % {"number": row.event}
    try:
        due = date.fromisoformat(row.period)
    except ValueError:
        return ""
    return _("날짜 %(day)s") % {"day": dateformat.format(due, pgettext("day", "Y. n. j."))}


def _became(row: Occasion) -> dict[str, Any]:
    """What became of it: its mail's own fate where one carries it."""
    mail: Notification | None = row.notification
    if row.state == OccasionState.SKIPPED:
        return look(State.SKIPPED)
    if mail is None:
        return look(State.PLANNED)
    url = reverse("notification_detail", args=[mail.pk])
    return look(mail.state) | {"sent_at": mail.sent_at, "mail_url": url}
