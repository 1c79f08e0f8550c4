"""Reporting rounds as tests of them speak."""

from __future__ import annotations

from datetime import date
from typing import Final

from audits.access import Viewer
from audits.models import Audit
from tracker import rounds
from tracker.actions.rounds import open_round
from tracker.models import Assignment, ReportingRound

DUE: Final = date(2027, 3, 31)
NAME: Final = "1차 보고"


def opened(audit: Audit, by: Viewer, name: str = NAME) -> ReportingRound:
    """A round of an audit, open."""
    return open_round(audit.pk, name=name, due_on=DUE, by=by)


def states(round_: ReportingRound) -> dict[int, str]:
    """How far each assignment is, by its id."""
    round_.refresh_from_db()
    return rounds.states(round_, Assignment.objects.all())
