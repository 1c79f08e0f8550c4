"""The mails: each is one function and three templates (subject, text, HTML). They fetch and send nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from notifications.alarms import Alarm
from notifications.digests import Digest
from notifications.recipients import Recipient
from notifications.reminders import subjects
from notifications.reminders.content import Group, Reminder
from notifications.silence import SilenceAlarm
from notifications.templatetags.mails import line


@dataclass(frozen=True)
class Message:
    """A mail in words: the subject in one line, and the same content as text and as HTML."""

    subject: str
    text: str
    html: str


def reminder(reminder: Reminder) -> Message:
    """처리 안내 (glossary §6, by the worst of its groups), in its reader's language."""
    return _rendered("reminder", reminder.to, reminder.anchor, {"reminder": reminder})


def digest(digest: Digest, groups: Sequence[Group] = ()) -> Message:
    """주간 현황 알림 (glossary §6 `digest_…`), what came up that day above it, in its reader's language.

    Where there is nothing to tell but what came up, the subject is that of a reminder.
    """
    count = sum(group.count for group in groups)
    context = {"digest": digest, "groups": groups, "groups_count": count}
    alone = _rendered("weekly_digest", digest.to, digest.anchor, context)
    if not groups:
        return alone
    with translation.override(digest.to.language):
        told = subjects.with_others(alone.subject, count) if digest.has_news else subjects.subject_of(groups)
    return replace(alone, subject=line(told))


def record_alarm(alarm: Alarm) -> Message:
    """시스템 경보 (glossary §7 `record_broken`), in its reader's language."""
    return _rendered("record_alarm", alarm.to, alarm.anchor, {"alarm": alarm})


def silence_alarm(alarm: SilenceAlarm) -> Message:
    """발송 중단 경보 (glossary §6 `worker_silent`), in its reader's language."""
    return _rendered("silence_alarm", alarm.to, alarm.anchor, {"alarm": alarm})


def trial(at: datetime) -> Message:
    """시험 메일: what an administrator sends to themselves to see whether mail arrives, in the language in force."""
    return _put(*_parts("trial", {"at": at, "url": settings.SITE_URL + reverse("setup_mail")}))


def _rendered(name: str, to: Recipient, anchor: str, content: dict[str, Any]) -> Message:
    context = {"to": to, "anchor": anchor, "preference_url": _preference_url(to), **content}
    with translation.override(to.language):
        return _put(*_parts(name, context))


def _parts(name: str, context: dict[str, Any]) -> list[str]:
    return [
        render_to_string(f"notifications/emails/{name}.{part}", context)
        for part in ("subject.txt", "txt", "html")
    ]


def _put(subject: str, text: str, html: str) -> Message:
    return Message(subject=line(subject), text=text.strip() + "\n", html=html.strip() + "\n")


def _preference_url(to: Recipient) -> str:
    """Where `to` says how mails come; a department's mailbox has no such page."""
    return settings.SITE_URL + reverse("mail_preference") if to.user_id else ""
