"""What the worker does when the bell rings: fetch and call (architecture.md §3.10)."""

from __future__ import annotations

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from notifications import delivery, planner, watch
from notifications.models import Part

logger = logging.getLogger(__name__)


@shared_task(name="notifications.tick")
def tick() -> None:
    """Every five minutes: plan what is due and missing, settle what was abandoned, ring if anything waits.

    Everything is found by asking the database, so a lost bell or a missed tick is made up for by the next. One that
    came to its end leaves the planner's sign of life.
    """
    now = timezone.now()
    try:
        planner.plan_due(now)
    finally:
        _alarm(now)
    watch.leave(Part.PLANNER)


def _alarm(now: datetime) -> None:
    """What comes after the digests, whatever became of them: an alarm is not held up by one, nor one by an alarm."""
    try:
        planner.plan_alarm(now)
    finally:
        delivery.sweep(now)
        if delivery.queue(now):
            ring()


@shared_task(name="notifications.deliver")
def deliver() -> None:
    """Look now: send what waits."""
    delivery.deliver_waiting(timezone.localdate())


def ring() -> None:
    """Tell a worker to look; where the broker is away, the next tick's look finds the same."""
    try:
        deliver.delay()
    except OperationalError as error:
        logger.warning("the bell for waiting mail was not heard: %s", error)
