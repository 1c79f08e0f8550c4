"""What digests and reminders say alike of one duty, in the language in force."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MOST_ITEMS: Final = 50  # a mail; what is beyond them is counted
TEXT_LETTERS: Final = 90


def shortened(text: str) -> str:
    """A demand's text in one line."""
    line = " ".join(text.split())
    return line if len(line) <= TEXT_LETTERS else f"{line[: TEXT_LETTERS - 1].rstrip()}…"


def days_late(days: int) -> str:
    """By how many days the date has passed."""
    return _days_late(get_language(), days)


def audit_of(year: int) -> str:
    """The audit of a year."""
    return _audit_of(get_language(), year)


# Mails of thousands say the same few words a hundred thousand times.
@lru_cache(maxsize=8192)
def _days_late(_language: str | None, days: int) -> str:
    return ngettext("기한 경과 %(days)d일", "기한 경과 %(days)d일", days) % {"days": days}


@lru_cache(maxsize=256)
def _audit_of(_language: str | None, year: int) -> str:
    return _("%(year)s년도 감사") % {"year": year}
