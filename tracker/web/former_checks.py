"""지난 확인: what the council found, thought and took back about an assignment, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from tracker.models import Assignment, Ground, Opinion, Stage, Verdict, Verification

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


def owed_again(assignments: Iterable[Assignment]) -> dict[int, Check]:
    """Why each assignment in 보완 요구 is owed again, by its id: the council's words about it, the newest ones.

    A verdict that sent the claim back, or what took a confirmation back after it. Two statements; none where there
    is no such assignment.
    """
    rows = [assignment for assignment in assignments if assignment.stage == Stage.RETURNED]
    if not rows:
        return {}
    reopened = Ground.objects.filter(assignment__in=rows, act=REOPENED)
    verdicts = Verification.objects.filter(assignment__in=rows)
    about = ("by", "decision__meeting__committee")
    grounds = reopened.select_related(*about).order_by("id")
    found = {row.assignment_id: _of_ground(row) for row in grounds if row.assignment_id}
    newest = {row.assignment_id: row for row in verdicts.select_related("update", *about).order_by("id")}
    sent_back = (row for row in newest.values() if row.verdict != Verdict.CONFIRMED)
    return found | {row.assignment_id: _of_verdict(row) for row in sent_back}


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
