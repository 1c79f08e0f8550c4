"""The first mails of the demo: planned and sent by the product, so that its ledger is not empty at the start."""

from __future__ import annotations

from django.utils import timezone

from notifications import bundles, delivery, planner
from notifications.actions import enable_mail
from seeds import current


def send() -> None:
    """The week's digests as things stand; then what is done today, and whatever of it cannot wait for the next mail."""
    _go_round()
    current.act(on=timezone.localdate())
    _go_round()


def _go_round() -> None:
    """What a tick and the worker that it calls would do now; what may not leave yet waits for theirs."""
    now = timezone.now()
    for step in (enable_mail.begin, planner.plan_due, planner.plan_occasions, bundles.bundle):
        step(now)
    delivery.deliver()
