"""What the templates of mails need beside `ui`: words of an occasion, and a value in one line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from notifications.digests.content import Item as Overdue
from notifications.models import OccasionKind
from notifications.recipients import Recipient
from notifications.reminders import subjects, words
from notifications.reminders.content import Group, Item
from notifications.reminders.words import SAID, Words

register = template.Library()


@register.filter
def line(value: object) -> str:
    """`value` in one line, without anything that does not show: no value makes lines of its own in a text."""
    return "".join(letter for letter in " ".join(str(value).split()) if letter.isprintable())


@register.filter
def said(kind: OccasionKind) -> Words:
    """The words for an occasion of this kind."""
    return SAID[kind]


@register.filter
def lateness(item: Item, said_of: Words) -> str:
    """See `notifications.reminders.words.lateness`."""
    return words.lateness(item, said_of)


@register.filter
def place(item: Item, to: Recipient) -> str:
    """Whose an item is, where that is not the reader's one department."""
    own = to.departments or ()
    alone = len(own) == 1 and own[0].name == item.department
    return "" if alone else item.department


@register.simple_tag
def subject_of(groups: Sequence[Group]) -> str:
    """See `notifications.reminders.subjects.subject_of`."""
    return subjects.subject_of(groups)


@register.simple_tag
def overdue_lines(items: Sequence[Overdue], part: str) -> SafeString:
    """The lines of a digest, as `html` or `txt`; everybody of a department reads the same, rendered once."""
    language = get_language()
    return SafeString("".join(_overdue_line(language, item, part) for item in items))


@lru_cache(maxsize=4096)
def _overdue_line(_language: str | None, item: Overdue, part: str) -> SafeString:
    return render_to_string(f"notifications/emails/digest_item.{part}", {"item": item})
