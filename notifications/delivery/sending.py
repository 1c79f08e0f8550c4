"""The worker's loop: take some mails, compose them, and send one after the other."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from notifications import digests, identity, relay
from notifications.delivery.attempts import claim, not_begun, settle, skip
from notifications.delivery.composing import Content, Letter, compose_all, letter
from notifications.delivery.looking import Look, by_hand, in_hand, look
from notifications.models import Kind, Notification, State
from notifications.relay import Outcome

LOOK_SECONDS: Final = 100.0
# Figures may be so old when a batch is composed, and the batch when its last mail leaves: a minute at most in all.
FRESH_SECONDS: Final = 30.0
BATCH: Final = 200
NOT_COMPOSED: Final = "the mail could not be composed; why is in the log"

logger = logging.getLogger(__name__)


def deliver(
    now: datetime | None = None, *, seconds: float = LOOK_SECONDS, only: Collection[Kind] = tuple(Kind)
) -> Counter[State]:
    """Send what waits and may leave at this hour, or `only` these kinds; answers how many came to each state."""
    return _deliver(lambda: look(now or timezone.now(), only), seconds)


def deliver_waiting(on: date, *, seconds: float = LOOK_SECONDS) -> Counter[State]:
    """Send the digests of the week of `on` at any hour, because somebody asks for it, and what else may leave."""
    return _deliver(lambda: by_hand(on, timezone.now()), seconds)


def _deliver(asked: Callable[[], Look], seconds: float) -> Counter[State]:
    """Go on until nothing waits, the relay is away or `seconds` have passed: the rest is for the next look."""
    tally: Counter[State] = Counter()
    ends = time.monotonic() + seconds
    stuck: set[int] = set()
    figures = _Figures()
    while time.monotonic() < ends and not identity.held():
        seen = asked()
        with in_hand(seen, BATCH, without=stuck) as rows:
            composed = compose_all(rows, seen, figures.of(seen.on))
            stuck |= {row.pk for row in rows if row.pk not in composed}
            if not rows or not _send_all(rows, composed, tally, ends):
                break
    return tally


class _Figures:
    """The figures that batch after batch of digests is composed of, asked anew when they have grown old."""

    def __init__(self) -> None:
        self.run: digests.Run | None = None
        self.stale = 0.0

    def of(self, on: date) -> digests.Run:
        """Figures of the day `on`, `FRESH_SECONDS` old at most."""
        if self.run is None or self.run.on != on or time.monotonic() > self.stale:
            self.run, self.stale = digests.Run(on), time.monotonic() + FRESH_SECONDS
        return self.run


def _send_all(
    rows: Sequence[Notification], composed: Mapping[int, Content], tally: Counter[State], ends: float
) -> bool:
    """Whether to go on after `rows`. What was composed is used for `FRESH_SECONDS`, then asked anew."""
    stale = time.monotonic() + FRESH_SECONDS
    for row in rows:
        if time.monotonic() > min(stale, ends):
            break
        content = composed.get(row.pk)
        outcome = _send_one(row, content) if content else None
        if outcome:
            tally[outcome.state] += 1
            if outcome.relay_away:
                return False
    return True


def _send_one(row: Notification, content: Content) -> Outcome | None:
    """What became of `row`; None where another worker has it."""
    if content.is_broken:
        return not_begun(row, Outcome(State.FAILED, NOT_COMPOSED))
    if content.is_empty:
        return skip(row, content)
    try:
        made = letter(row, content)
    except Exception as error:
        logger.exception("notification %s could not be put in words", row.pk)
        return not_begun(row, Outcome(State.FAILED, f"{type(error).__name__}: {error}"))
    with relay.opened() as line:
        if isinstance(line, Outcome):
            return not_begun(row, line)
        if not claim(row, content, made):
            return None
        return settle(row, relay.hand_over(mail(row, made), line))


def mail(row: Notification, letter: Letter) -> EmailMultiAlternatives:
    """The message itself, under the id that the ledger fixed."""
    headers = {"Message-ID": row.message_id, "Auto-Submitted": "auto-generated"}
    if letter.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = letter.message
    made = EmailMultiAlternatives(message.subject, message.text, to=[letter.address], headers=headers)
    made.attach_alternative(message.html, "text/html")
    return made
