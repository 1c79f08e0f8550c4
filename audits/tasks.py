"""What the clock does for sign-in, and for committees on the day on which they change."""

from __future__ import annotations

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from audits.actions import follow_committees


@shared_task(name="audits.forget_ended_sessions")
def forget_ended_sessions() -> None:
    """Remove sessions whose longest day is over; nobody can use them any more."""
    SessionStore.clear_expired()


@shared_task(name="audits.follow_committees")
def follow_changed_committees() -> int:
    """Each hour, as the day may have come while the machine was off; answers how many entries of the record it left."""
    return follow_committees.follow_committees(on=timezone.localdate())
