"""The silences that were told: the record's entry about each is what its mail says, and why it comes once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

import orjson
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from audits.models import Event
from notifications.models import Kind, Notification, Part
from notifications.recipients import wardens
from notifications.silence import SilenceAlarm, Silent

# A part that stays silent longer than this is told of again.
REMEMBERED: Final = timedelta(days=30)
Sign = tuple[str, datetime | None]


def told(now: datetime) -> set[Sign]:
    """Parts with the last sign before each silence that somebody was told of; one statement."""
    alarms = Notification.objects.filter(kind=Kind.SILENCE_ALARM, planned_at__gte=now - REMEMBERED)
    return {sign for text in _entries(alarms).values_list("text", flat=True) for sign in _signs(text)}


def by_recipient(period: str, on: date) -> dict[str, SilenceAlarm]:
    """The alarm of `period`, for everybody who answers for the installation on `on`, by the recipient's key."""
    alarms = Notification.objects.filter(kind=Kind.SILENCE_ALARM, period=period)
    entry = _entries(alarms).order_by("number").first()
    if entry is None:
        return {}
    facts = orjson.loads(entry.text)["facts"]
    parts = tuple(_silent(part, since, entry.at) for part, since in _signs(entry.text))
    url = settings.SITE_URL + reverse("notification_list")
    at = timezone.localtime(entry.at)
    return {to.key: SilenceAlarm(to, at, parts, facts["noticed_by"], url) for to in wardens(on)}


def _entries(alarms: QuerySet[Notification]) -> QuerySet[Event]:
    return Event.objects.filter(
        subject_kind="notification", subject_id__in=alarms.values("pk"), kind="silence_noticed"
    )


def _signs(text: str) -> list[Sign]:
    parts: Mapping[str, Any] = orjson.loads(text)["facts"]["parts"]
    return [(part, datetime.fromisoformat(at) if at else None) for part, at in parts.items()]


def _silent(part: str, since: datetime | None, at: datetime) -> Silent:
    minutes = int((at - since).total_seconds() // 60) if since else 0
    return Silent(Part(part), timezone.localtime(since) if since else None, minutes)
