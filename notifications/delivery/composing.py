"""What there is to say in the mails in hand, asked when they are about to leave; nothing is changed here."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.translation import gettext as _

from notifications import alarms, digests, emails, silences
from notifications.alarms import Alarm
from notifications.delivery.looking import Look
from notifications.digests import Digest
from notifications.emails import Message
from notifications.models import DIGESTS, Kind, Notification, Occasion, Reason
from notifications.occasions import still
from notifications.outcomes import CARRIED
from notifications.reminders import Reminder, compose
from notifications.silence import SilenceAlarm

LONGEST_SUBJECT: Final = 200  # what the ledger keeps of it
AWAY: Final = (OSError, OperationalError, InterfaceError)  # no fault of a mail's

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """A mail to an address, and what the ledger keeps of it."""

    message: Message
    address: str
    anchor: str
    overdue: int | None = None
    unsubscribe_url: str = ""

    @property
    def kept_text(self) -> str:
        """The text as the ledger keeps it: without the word by which its reader alone switches off."""
        text = self.message.text
        return text.replace(self.unsubscribe_url, "…") if self.unsubscribe_url else text


@dataclass(frozen=True)
class Content:
    """What one mail is to say: figures, an alarm, the occasions of the day; and what becomes of its occasions.

    `told` are the ids of those it tells, `against` says why others are not told, `waits` are those that may not leave
    at this hour. `silent` is why there is no mail where there is nothing to tell; `is_broken`: nobody can say what.
    """

    silent: Reason
    digest: Digest | None = None
    alarm: Alarm | None = None
    silence: SilenceAlarm | None = None
    reminder: Reminder | None = None
    told: tuple[int, ...] = ()
    against: Mapping[int, Reason] = field(default_factory=dict)
    waits: tuple[int, ...] = ()
    is_broken: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.alarm or self.silence or self.reminder or (self.digest and self.digest.has_news))

    @property
    def carries(self) -> bool:
        """Whether there are occasions of which something is to be kept."""
        return bool(self.told or self.against or self.waits)


Compose = Callable[[Sequence[Notification], Look, digests.Run], dict[int, Content]]


def compose_all(rows: Sequence[Notification], look: Look, figures: digests.Run) -> dict[int, Content]:
    """What each of `rows` is to say as of the day of `look`, by its id; a fixed number of statements for each kind.

    `figures` are those of that day; whoever composes batch after batch hands in the same while they may be used.
    One that cannot be composed is broken and holds up no other; one that is not in it waits for what is away.
    """
    made: dict[int, Content] = {}
    for kinds, compose_some in COMPOSE.items():
        made |= _composed([row for row in rows if row.kind in kinds], compose_some, look, figures)
    return made


def _composed(
    rows: Sequence[Notification], compose_some: Compose, look: Look, figures: digests.Run
) -> dict[int, Content]:
    """Where one of `rows` cannot be composed, each half by itself, until that one stands alone."""
    if not rows:
        return {}
    try:
        return compose_some(rows, look, figures)
    except AWAY:
        logger.exception("mails that could not be composed for now: %s", [row.pk for row in rows])
        return {}
    except Exception:
        if len(rows) == 1:
            logger.exception("notification %s could not be composed", rows[0].pk)
            return {rows[0].pk: Content(Reason.SUPERSEDED, is_broken=True)}
    half = len(rows) // 2
    first = _composed(rows[:half], compose_some, look, figures)
    return first | _composed(rows[half:], compose_some, look, figures)


def letter(row: Notification, content: Content) -> Letter:
    """The words of a mail that has something to tell, in its reader's language; the subject is one line of letters."""
    made = _worded(row, content)
    message = made.message
    subject = " ".join("".join(each if each.isprintable() else " " for each in message.subject).split())
    clean = Message(subject[:LONGEST_SUBJECT], _without_nul(message.text), _without_nul(message.html))
    return replace(made, message=clean)


def _without_nul(text: str) -> str:
    return text.replace("\x00", "")


def _worded(row: Notification, content: Content) -> Letter:
    if content.alarm:
        alarm = content.alarm
        return _marked(
            row, Letter(emails.record_alarm(alarm), alarm.to.address, alarm.anchor), alarm.to.language
        )
    if content.silence:
        return Letter(emails.silence_alarm(content.silence), content.silence.to.address, "")
    digest, reminder = content.digest, content.reminder
    if digest and digest.has_news:
        message = emails.digest(digest, reminder.groups if reminder else ())
        made = Letter(message, digest.to.address, digest.anchor, digest.overdue, digest.unsubscribe_url)
        return _marked(row, made, digest.to.language)
    if reminder:
        return Letter(emails.reminder(reminder), reminder.to.address, reminder.anchor)
    raise ValueError("a mail with nothing to tell has no words")


def _marked(row: Notification, made: Letter, language: str) -> Letter:
    """With 재발송 before the subject where it repeats another one; a reminder says so by itself."""
    if row.resend_of_id is None:
        return made
    with translation.override(language):
        subject = _("[재발송] %(subject)s") % {"subject": made.message.subject}
    return replace(made, message=replace(made.message, subject=subject))


def _alarms(rows: Sequence[Notification], look: Look, _figures: digests.Run) -> dict[int, Content]:
    told: dict[str, Mapping[str, Alarm]] = {}
    for period in {row.period for row in rows}:
        told[period] = alarms.by_recipient(alarms.day_of(period), look.on)
    return {row.pk: Content(Reason.LEFT, alarm=told[row.period].get(row.key)) for row in rows}


def _silences(rows: Sequence[Notification], look: Look, _figures: digests.Run) -> dict[int, Content]:
    told = {period: silences.by_recipient(period, look.on) for period in {row.period for row in rows}}
    return {row.pk: Content(Reason.LEFT, silence=told[row.period].get(row.key)) for row in rows}


def _reminders(rows: Sequence[Notification], look: Look, _figures: digests.Run) -> dict[int, Content]:
    carried, waits = _carried(rows, look)
    against = still.reasons_against([each for some in carried.values() for each in some], look.on)
    standing = {row: [each for each in carried[row.pk] if each.pk not in against] for row in rows}
    reminders = compose.reminders({row: some for row, some in standing.items() if some}, look.on)
    return {
        row.pk: replace(
            _reminder(carried[row.pk], standing[row], against, reminders.get(row.pk)),
            waits=tuple(each.pk for each in waits[row.pk]),
        )
        for row in rows
    }


def _reminder(
    carried: Sequence[Occasion],
    standing: Sequence[Occasion],
    against: Mapping[int, Reason],
    reminder: Reminder | None,
) -> Content:
    """Where the reader is nobody who could be told any more, there is no reminder of what still stands."""
    reasons = {each.pk: against.get(each.pk, Reason.LEFT) for each in carried}
    told = tuple(each.pk for each in standing) if reminder else ()
    left = {pk: reason for pk, reason in reasons.items() if pk not in set(told)}
    usual = Counter(left.values()).most_common(1)
    return Content(usual[0][0] if usual else Reason.SUPERSEDED, reminder=reminder, told=told, against=left)


def _digests(rows: Sequence[Notification], look: Look, figures: digests.Run) -> dict[int, Content]:
    """The figures of each, and beside them the occasions that go along."""
    made = digests.by_recipient(look.on, {row.key for row in rows}, figures)
    beside = _reminders(rows, look, figures)
    return {row.pk: _digest(made.get(row.key), beside[row.pk]) for row in rows}


def _digest(digest: Digest | None, beside: Content) -> Content:
    return replace(beside, digest=digest, silent=digests.why_not(digest) or beside.silent)


Carried = Mapping[int, list[Occasion]]


def _carried(rows: Sequence[Notification], look: Look) -> tuple[Carried, Carried]:
    """The occasions of each mail that may leave at this hour, and the others; in order, in one statement."""
    leave: dict[int, list[Occasion]] = defaultdict(list)
    wait: dict[int, list[Occasion]] = defaultdict(list)
    for each in Occasion.objects.filter(notification__in=rows, state__in=CARRIED).in_order():
        may_leave = look.reminders or look.digests or look.is_due_today(each)
        (leave if may_leave else wait)[each.notification_id or 0].append(each)
    return leave, wait


COMPOSE: Final[Mapping[frozenset[Kind], Compose]] = {
    frozenset({Kind.RECORD_ALARM}): _alarms,
    frozenset({Kind.SILENCE_ALARM}): _silences,
    frozenset({Kind.REMINDER}): _reminders,
    DIGESTS: _digests,
}
