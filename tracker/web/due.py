"""The due date of an assignment in words: first what it means, then the date (never red unless late)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.models import OUTSTANDING, Assignment

SOON = 7  # days


@dataclass(frozen=True)
class Due:
    """`kind` is one of late, today, soon, plain, reported, none."""

    words: str
    kind: str
    date: date | None


def due(assignment: Assignment, on: date) -> Due:
    """How `assignment` stands to its due date on `on` (product.md rule 6)."""
    day = assignment.due_date
    if assignment.stage not in OUTSTANDING:
        return Due(_("보고함"), "reported", day)
    return until(day, on) if day else Due(_("기한 미지정"), "none", None)


def until(day: date, on: date) -> Due:
    """How far off a day is on `on`, or how long gone by."""
    left = (day - on).days
    if left < 0:
        words = ngettext("기한 경과 %(days)d일", "기한 경과 %(days)d일", -left) % {"days": -left}
        return Due(words, "late", day)
    if left == 0:
        return Due(_("오늘 마감"), "today", day)
    return Due(f"D-{left}", "soon" if left <= SOON else "plain", day)
