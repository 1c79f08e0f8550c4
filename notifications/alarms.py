"""시스템 경보: what those who answer for the record are told when a check finds that it was changed.

Told by kinds and numbers alone: nothing of a demand, and no name. Whoever was to be told is told, also where a later
check is whole again: that something was changed back is news as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from audits.models import CheckState, RecordCheck
from notifications.recipients import Recipient, wardens
from tracker import fault_words, reports

MOST_FAULTS: Final = 20


@dataclass(frozen=True)
class Finding:
    """What one check found: the first of its faults in words, and how many there are beside them."""

    kind: str
    at: datetime
    count: int
    faults: tuple[str, ...]
    url: str

    @property
    def left_out(self) -> int:
        """How many faults are counted and not listed."""
        return self.count - len(self.faults)


@dataclass(frozen=True)
class Alarm:
    """What `to` is told on `on`. `anchor` is the record's head at this moment."""

    to: Recipient
    on: date
    anchor: str
    findings: tuple[Finding, ...]
    url: str

    @property
    def count(self) -> int:
        """How many faults there are in all."""
        return sum(finding.count for finding in self.findings)


def by_recipient(day: date, on: date) -> dict[str, Alarm]:
    """The alarm that was raised on `day`, for everybody who may hear it on `on`, by the recipient's key.

    In their languages, whoever asks; empty where nothing was raised.
    """
    checks = list(raised_on(day))
    told = wardens(on) if checks else []
    findings = {language: _findings(checks, language) for language in {to.language for to in told}}
    url = settings.SITE_URL + reverse("record")
    anchor = reports.record_head()
    return {to.key: Alarm(to, day, anchor, findings[to.language], url) for to in told}


def raised_on(day: date) -> QuerySet[RecordCheck]:
    """The checks whose findings are told by the mail of `day`, the newest first."""
    return RecordCheck.objects.filter(state=CheckState.ALTERED, told_at__date=day).order_by("-id")


def period_of(day: date) -> str:
    """How the ledger calls the mail of a day, 2026-11-20."""
    return day.isoformat()


def day_of(period: str) -> date:
    """The day that a period of the ledger stands for."""
    return date.fromisoformat(period)


def _findings(checks: Sequence[RecordCheck], language: str) -> tuple[Finding, ...]:
    with translation.override(language):
        return tuple(_finding(check) for check in checks)


def _finding(check: RecordCheck) -> Finding:
    problems: Sequence[Mapping[str, Any]] = check.found["problems"]
    return Finding(
        kind=str(check.get_kind_display()),
        at=timezone.localtime(check.started_at),
        count=len(problems) + check.found["left_out"],
        faults=tuple(_fault(problem) for problem in problems[:MOST_FAULTS]),
        url=settings.SITE_URL + reverse("record_check", args=[check.pk]),
    )


def _fault(problem: Mapping[str, Any]) -> str:
    return ": ".join(filter(None, (fault_words.where(problem), fault_words.what(problem))))
