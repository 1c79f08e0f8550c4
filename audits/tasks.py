"""What the clock does for sign-in."""

from __future__ import annotations

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore


@shared_task(name="audits.forget_ended_sessions")
def forget_ended_sessions() -> None:
    """Remove sessions whose longest day is over; nobody can use them any more."""
    SessionStore.clear_expired()
