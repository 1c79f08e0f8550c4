"""The worker's loop: take some mails, compose them, and send one after the other."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from notifications import identity, relay
from notifications.delivery.attempts import claim, not_begun, settle, skip
from notifications.delivery.composing import Content, Letter, compose_all, letter
from notifications.delivery.looking import Look, by_hand, in_hand, look
from notifications.models import Notification, State
from notifications.relay import Outcome

LOOK_SECONDS: Final = 100.0
FRESH_SECONDS: Final = 60.0
BATCH: Final = 200

logger = logging.getLogger(__name__)


def deliver(now: datetime | None = None, *, seconds: float = LOOK_SECONDS) -> Counter[State]:
    """Send what waits and may leave at this hour; answers how many mails came to each state."""
    return _deliver(lambda: look(now or timezone.now()), seconds)


def deliver_waiting(on: date, *, seconds: float = LOOK_SECONDS) -> Counter[State]:
    """Send the digests of the week of `on` at any hour, because somebody asks for it, and what else may leave."""
    return _deliver(lambda: by_hand(on, timezone.now()), seconds)


def _deliver(asked: Callable[[], Look], seconds: float) -> Counter[State]:
    """Go on until nothing waits, the relay is away or `seconds` have passed: the rest is for the next look."""
    tally: Counter[State] = Counter()
    ends = time.monotonic() + seconds
    stuck: set[int] = set()
    while time.monotonic() < ends and not identity.held():
        seen = asked()
        with in_hand(seen, BATCH, without=stuck) as rows:
            composed = compose_all(rows, seen)
            stuck |= {row.pk for row in rows if row.pk not in composed}
            if not rows or not _send_all(rows, composed, tally, ends):
                break
    return tally


def _send_all(
    rows: Sequence[Notification], composed: Mapping[int, Content], tally: Counter[State], ends: float
) -> bool:
    """Whether to go on after `rows`. What was composed is used for a minute, then asked anew."""
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
