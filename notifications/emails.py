"""The mails: each is one function and three templates (subject, text, HTML). They fetch and send nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from notifications.alarms import Alarm
from notifications.digests import Digest
from notifications.silence import SilenceAlarm


@dataclass(frozen=True)
class Message:
    """A mail in words: the subject in one line, and the same content as text and as HTML."""

    subject: str
    text: str
    html: str


def weekly_digest(digest: Digest) -> Message:
    """주간 현황 알림 (glossary §6 `digest_…`), in the installation's language."""
    return _rendered("weekly_digest", {"digest": digest, "to": digest.to})


def record_alarm(alarm: Alarm) -> Message:
    """시스템 경보 (glossary §7 `record_broken`), in the installation's language."""
    return _rendered("record_alarm", {"alarm": alarm, "to": alarm.to})


def silence_alarm(alarm: SilenceAlarm) -> Message:
    """발송 중단 경보 (glossary §7 `worker_silent`), in the installation's language."""
    return _rendered("silence_alarm", {"alarm": alarm, "to": alarm.to})


def _rendered(name: str, context: dict[str, Any]) -> Message:
    with translation.override(settings.LANGUAGE_CODE):
        parts = [
            render_to_string(f"notifications/emails/{name}.{part}", context)
            for part in ("subject.txt", "txt", "html")
        ]
    subject, text, html = parts
    return Message(subject=" ".join(subject.split()), text=text.strip() + "\n", html=html.strip() + "\n")
