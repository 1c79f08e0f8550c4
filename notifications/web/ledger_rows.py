"""How a mail of the ledger is shown: its state as a word and a symbol, and why it is so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from audits.web.fields import DayField
from notifications.models import DIGESTS, OPEN, Notification, Occasion, State

# A symbol of the sprite and a class of the style sheet for each state.
LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    State.PLANNED: ("clock", "st"),
    State.QUEUED: ("clock", "st"),
    State.LEASED: ("clock", "st"),
    State.SENT: ("completed", "st st-completed"),
    State.UNCERTAIN: ("doubt", "alarm is-doubt"),
    State.FAILED: ("late", "alarm is-bad"),
    State.DEAD: ("late", "alarm is-bad"),
    State.SKIPPED: ("not_accepted", "st"),
}


def shown(rows: Sequence[Notification]) -> list[dict[str, Any]]:
    """A line a mail, with how many occasions each carries and whether it was sent again; two statements."""
    carried = Occasion.objects.filter(notification__in=[row.pk for row in rows]).order_by()
    counts = dict(carried.values_list("notification").annotate(rows=Count("pk")))
    repeated = Notification.objects.filter(resend_of__in=[row.pk for row in rows])
    resent = set(repeated.values_list("resend_of", flat=True))
    return [line(row) | {"occasions": counts.get(row.pk, 0), "resent": row.pk in resent} for row in rows]


def line(row: Notification) -> dict[str, Any]:
    """One mail."""
    return {
        "pk": row.pk,
        "url": reverse("notification_detail", args=[row.pk]),
        "at": row.sent_at or (row.next_attempt_at if row.state == State.PLANNED else None) or row.planned_at,
        "kind": row.get_kind_display(),
        "period": _period(row.period),
        "seat": row.seat,
        "address": row.address,
        "overdue": row.overdue,
        "counts": row.kind in DIGESTS,
        "is_open": row.state in OPEN and row.resolved_at is None,
        "repeats": row.resend_of_id is not None,
        "why": why(row),
        "next_attempt_at": row.next_attempt_at if row.state == State.FAILED else None,
        **look(row.state),
    }


def _period(period: str) -> str:
    """What a mail stands for: a week (2026-W47), a day (2026-11-20), or one more mail of that day (2026-11-20.2)."""
    year, _sign, week = period.partition("-W")
    if week:
        return _("%(year)s년 %(week)d주") % {"year": year, "week": int(week)}
    day, _dot, number = period.partition(".")
    words = str(DayField().prepare_value(date.fromisoformat(day)))
    return _("%(day)s %(number)s번째") % {"day": words, "number": number} if number else words


def look(state: str) -> dict[str, str]:
    """A state for people."""
    icon, name = LOOKS[state]
    return {"state_label": str(State(state).label), "icon": icon, "look": name}


def why(row: Notification) -> str:
    """What there is to know beyond the state: the relay's answer, or why it was not sent."""
    if row.state == State.SKIPPED:
        return row.get_reason_display()
    if row.state == State.UNCERTAIN:
        return _("보내는 중에 멈추었거나 연결이 끊겨 받았는지 알 수 없습니다.")
    if row.state == State.DEAD and row.resolved_at and not row.last_error:
        return _("도착하지 않은 것을 확인하였습니다.")
    return row.last_error if row.state != State.SENT else ""
