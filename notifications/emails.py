"""The mails: each is one function and three templates (subject, text, HTML). They fetch and send nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from notifications.alarms import Alarm
from notifications.digests import Digest
from notifications.reminders import Group, Reminder


@dataclass(frozen=True)
class Message:
    """A mail in words: the subject in one line, and the same content as text and as HTML."""

    subject: str
    text: str
    html: str


def weekly_digest(digest: Digest) -> Message:
    """주간 현황 알림 (glossary §6 `digest_…`), in its reader's language."""
    return _rendered("weekly_digest", {"digest": digest, "to": digest.to}, digest.to.language)


def digest(digest: Digest, groups: Sequence[Group] = ()) -> Message:
    """현황 알림 with the occasions of its day, in its reader's language."""
    told = weekly_digest(digest)
    if not groups:
        return told
    text = "\n".join(_lines(groups))
    return Message(told.subject, f"{text}\n{told.text}", f"<pre>{escape(text)}</pre>\n{told.html}")


def reminder(reminder: Reminder) -> Message:
    """처리 안내: what one person is told on one day, worst first, in their language."""
    with translation.override(reminder.to.language):
        subject = _("[행정사무감사] 처리 안내 %(count)d건") % {"count": reminder.count}
        if reminder.resent:
            subject = _("[재발송] %(subject)s") % {"subject": subject}
        lines = [reminder.to.seat, *_lines(reminder.groups), reminder.anchor]
    text = "\n".join(lines) + "\n"
    return Message(subject, text, f"<pre>{escape(text)}</pre>\n")


def _lines(groups: Sequence[Group]) -> Iterator[str]:
    for group in groups:
        yield f"{group.kind.label} {group.count}: {group.url}"
        for item in group.items:
            yield f"{item.label}. {item.text} {item.note}".rstrip()
            yield item.url


def record_alarm(alarm: Alarm) -> Message:
    """시스템 경보 (glossary §7 `record_broken`), in its reader's language."""
    return _rendered("record_alarm", {"alarm": alarm, "to": alarm.to}, alarm.to.language)


def _rendered(name: str, context: dict[str, Any], language: str) -> Message:
    with translation.override(language):
        parts = [
            render_to_string(f"notifications/emails/{name}.{part}", context)
            for part in ("subject.txt", "txt", "html")
        ]
    subject, text, html = parts
    return Message(subject=" ".join(subject.split()), text=text.strip() + "\n", html=html.strip() + "\n")
