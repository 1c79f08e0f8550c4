"""지난 확인: what the council found, thought and took back about an assignment, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from tracker.models import Assignment, Ground, Opinion, Verdict, Verification

REOPENED: Final = "reopened"


@dataclass(frozen=True)
class Check:
    """One of them. `icon` is a symbol's name; `found` stands where something else was found than was claimed."""

    on: date
    icon: str
    label: str
    who: str
    words: str
    found: str = ""
    decision: str = ""
    report: int = 0


def former_checks(assignment: Assignment) -> list[Check]:
    """Verdicts, opinions and reopenings of an assignment, as `in_order`; three statements."""
    verdicts = assignment.verifications.select_related("by", "update", "decision__meeting__committee")
    opinions = assignment.opinions.select_related("by", "update")
    reopened = assignment.grounds.filter(act=REOPENED).select_related("by", "decision__meeting__committee")
    return in_order(verdicts.order_by("-id"), opinions.order_by("-id"), reopened.order_by("-id"))


def in_order(
    verdicts: Iterable[Verification], opinions: Iterable[Opinion], reopened: Iterable[Ground]
) -> list[Check]:
    """All of them, newest first; each kind comes newest first, with its author, report and decision loaded."""
    found = [*map(_of_ground, reopened), *map(_of_verdict, verdicts), *map(_of_opinion, opinions)]
    return sorted(found, key=lambda check: check.on, reverse=True)


def _of_verdict(row: Verification) -> Check:
    return Check(
        on=row.on,
        icon=row.verdict,
        label=str(Verdict(row.verdict).label),
        who=str(row.by),
        words=row.reason,
        found=row.found,
        decision=str(row.decision or ""),
        report=row.update.number,
    )


def _of_opinion(row: Opinion) -> Check:
    told = _("검토의견: %(view)s") % {"view": row.get_view_display()}
    return Check(
        on=row.on, icon="note", label=told, who=str(row.by), words=row.words, report=row.update.number
    )


def _of_ground(row: Ground) -> Check:
    return Check(
        on=row.on,
        icon="insufficient",
        label=_("종결 취소"),
        who=str(row.by or ""),
        words=row.reason,
        decision=str(row.decision or ""),
    )
