"""One mail through Django's e-mail backend, and what the relay's answer means for it."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifications import identity
from notifications.models import State

FOR_NOW: Final = range(400, 500)
CLOSING: Final = 421  # the relay goes away, whatever it was asked (RFC 5321, 3.8)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What an attempt led to, and what the relay said where it did not accept.

    `relay_away`: nobody answered at all, so that the next mail would fare no better.
    """

    state: State
    answer: str = ""
    relay_away: bool = False


class Held(Exception):
    """This database was restored from another installation's; nothing leaves it (see `identity`)."""


@contextmanager
def opened() -> Iterator[BaseEmailBackend | Outcome]:
    """A connection to the relay for one mail; where nobody answers, what that means.

    One connection a mail: a relay that hangs up between two mails would make the second look uncertain.
    """
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except OSError as error:
        yield Outcome(State.FAILED, str(error), relay_away=True)
        return
    try:
        yield connection
    finally:
        with suppress(OSError):
            connection.close()


def hand_over(mail: EmailMessage, connection: BaseEmailBackend) -> Outcome:
    """Hand `mail` to a relay that answers.

    A connection that breaks once the mail is under way leaves open whether it was accepted (RFC 1047), and so does
    whatever else goes wrong on the way: it is one mail's, and the others go on.
    """
    try:
        connection.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        return _refused(*next(iter(error.recipients.values())))
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        return Outcome(State.DEAD, str(error))
    except OSError as error:
        return Outcome(State.UNCERTAIN, str(error))
    except Exception as error:
        logger.exception("a mail that could not be handed to the relay")
        return Outcome(State.UNCERTAIN, f"{type(error).__name__}: {error}")
    return Outcome(State.SENT)


def try_out(subject: str, text: str, html: str, address: str) -> Outcome:
    """Send one mail that no ledger knows, to see what the relay says. Raises Held."""
    if identity.held():
        raise Held
    mail = EmailMultiAlternatives(subject, text, settings.DEFAULT_FROM_EMAIL, [address])
    mail.attach_alternative(html, "text/html")
    with opened() as line:
        return line if isinstance(line, Outcome) else hand_over(mail, line)


def _refused(code: int, said: bytes | str) -> Outcome:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    state = State.FAILED if code in FOR_NOW else State.DEAD
    return Outcome(state, f"{code} {words}", relay_away=code == CLOSING)
