"""What the worker does when the bell rings: fetch and call (architecture.md §3.10)."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from notifications import bundles, delivery, planner
from notifications.actions import enable_mail

MOST_BELLS: Final = 4

logger = logging.getLogger(__name__)


@shared_task(name="notifications.tick")
def tick() -> None:
    """Every five minutes: plan what is due and missing, settle what was abandoned, ring if anything waits.

    Everything is found by asking the database, so a lost bell or a missed tick is made up for by the next. A step
    that fails holds up no other; only a tick whose every step went through is a sign of life of the planner.
    """
    now = timezone.now()
    went_through = [_went_through(step, now) for step in _steps()]
    if not all(went_through):
        logger.error("a tick of the planner was not complete")


def _steps() -> Sequence[Callable[[datetime], object]]:
    """What a tick does, in this order, each in its own transaction."""
    return (
        enable_mail.begin,
        planner.plan_due,
        planner.plan_alarm,
        planner.plan_occasions,
        delivery.sweep,
        bundles.bundle,
        call,
    )


def _went_through(step: Callable[[datetime], object], now: datetime) -> bool:
    try:
        step(now)
    except Exception:
        logger.exception("a step of the planner failed")
        return False
    return True


@shared_task(name="notifications.deliver")
def deliver() -> None:
    """Look now: send what waits."""
    delivery.deliver()


def call(now: datetime) -> None:
    """Queue what is due and tell as many workers to look as there are batches of it, a few at most."""
    waiting = delivery.queue(now)
    for _bell in range(min(math.ceil(waiting / delivery.BATCH), MOST_BELLS)):
        ring()


def ring() -> None:
    """Tell a worker to look; where the broker is away, the next tick's look finds the same."""
    try:
        deliver.delay()
    except OperationalError as error:
        logger.warning("the bell for waiting mail was not heard: %s", error)
