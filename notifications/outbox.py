"""The e-mail backend of the demo: mail goes nowhere, it is kept and shown at /outbox/."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from notifications.models import OutboxMail


class Backend(BaseEmailBackend):
    """Keeps each mail as a row instead of sending it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep every mail that has somebody to go to; answers how many."""
        kept = [_kept(mail) for mail in email_messages if mail.recipients()]
        return len(OutboxMail.objects.bulk_create(kept))


def _kept(mail: EmailMessage) -> OutboxMail:
    return OutboxMail(
        message_id=mail.extra_headers.get("Message-ID", ""),
        sender=mail.from_email,
        to=", ".join(mail.recipients()),
        subject=" ".join(mail.subject.split()),
        text=str(mail.body),
        html=_html(mail),
    )


def _html(mail: EmailMessage) -> str:
    if not isinstance(mail, EmailMultiAlternatives):
        return ""
    return next((str(content) for content, kind in mail.alternatives if kind == "text/html"), "")
