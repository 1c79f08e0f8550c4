"""What a reporting round asks of whom, and how far each assignment is (product.md §3). Derived, never stored.

A report counts once it was filed after the opening, or as long as it waits at a gate: somebody whose report waits
cannot write another one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from audits.gates import Gate
from tracker.models import OUTSTANDING, ProgressUpdate, ReportingRound, Snapshot
from tracker.models.assignment import AssignmentQuerySet


class RoundState(models.TextChoices):
    """How far an assignment is in a round."""

    NOT_REPORTED = "not_reported", _("미보고")
    AWAITING_HEAD = "awaiting_head", _("부서장 확인 대기")
    AWAITING_SUBMISSION = "awaiting_submission", _("의회 제출 대기")
    FILED = "filed", _("의회 제출")


def asked(round_: ReportingRound, rows: AssignmentQuerySet) -> AssignmentQuerySet:
    """Those of `rows` that a round asks a report of, each with its `round_state`.

    While it is open: live ones of the audit that are outstanding, or have a report that counts. A closing report that
    waited for the council before the opening is not asked for again; what is distributed later is. A closed round
    asks what its frozen report says, one that was called off nothing.
    """
    if not round_.is_open:
        return _as_told(frozen_states(round_) if round_.closed_on else {}, rows)
    return with_report(rows.filter(demand__audit=round_.audit_id), round_.opened_at)


def in_state(round_: ReportingRound, rows: AssignmentQuerySet, state: str) -> AssignmentQuerySet:
    """Those that a round asks of and that are so far in it."""
    found: Any = asked(round_, rows)
    wanted: AssignmentQuerySet = found.filter(round_state=state)
    return wanted


def states(round_: ReportingRound, rows: AssignmentQuerySet) -> dict[int, str]:
    """How far each one is that a round asks of, by its id; one statement while the round is open."""
    found: Any = asked(round_, rows)
    return dict(found.values_list("pk", "round_state"))


def of_open_rounds(rows: AssignmentQuerySet) -> AssignmentQuerySet:
    """As `asked`, by the open round of each one's own audit, whose id is `open_round`; none without one."""
    rounds = ReportingRound.objects.open().filter(audit=OuterRef("demand__audit"))
    found = rows.filter(demand__audit__in=ReportingRound.objects.open().values("audit")).annotate(
        open_round=Subquery(rounds.values("pk")[:1]), opened_at=Subquery(rounds.values("opened_at")[:1])
    )
    return with_report(found, OuterRef("opened_at"))


def with_report(rows: AssignmentQuerySet, since: Any) -> AssignmentQuerySet:
    """Those of `rows` that owe a report, or have one that counts since a moment; each with its `round_state`."""
    filed = ProgressUpdate.objects.filter(assignment=OuterRef("pk"), filed_at__gte=since)
    waiting = ProgressUpdate.objects.waiting().filter(assignment=OuterRef("pk"))
    found = rows.live().filter(demand__withdrawn_at__isnull=True)
    return found.filter(Q(stage__in=OUTSTANDING) | Exists(filed) | Exists(waiting)).annotate(
        round_state=Case(
            When(Exists(waiting.filter(gate=Gate.HEAD)), then=Value(RoundState.AWAITING_HEAD)),
            When(Exists(waiting), then=Value(RoundState.AWAITING_SUBMISSION)),
            When(Exists(filed), then=Value(RoundState.FILED)),
            default=Value(RoundState.NOT_REPORTED),
            output_field=models.CharField(),
        )
    )


def waiting_at(round_: ReportingRound, gate: Gate) -> models.QuerySet[ProgressUpdate]:
    """Reports of the round's audit that wait at a gate."""
    found = ProgressUpdate.objects.waiting().filter(gate=gate, assignment__demand__audit=round_.audit_id)
    return found.filter(assignment__demand__withdrawn_at__isnull=True)


def frozen_states(round_: ReportingRound) -> dict[int, RoundState]:
    """What a closed round asked of each assignment, and whether it was filed, by id; one statement."""
    content = Snapshot.objects.filter(round=round_).values_list("content", flat=True).first()
    rows = json.loads(content)["rows"] if content else []
    return {
        row["assignment"]: RoundState.FILED if row["filed"] == "in_round" else RoundState.NOT_REPORTED
        for row in rows
        if row["asked"]
    }


def _as_told(states: Mapping[int, RoundState], rows: AssignmentQuerySet) -> AssignmentQuerySet:
    filed = [pk for pk, state in states.items() if state == RoundState.FILED]
    return rows.filter(pk__in=states).annotate(
        round_state=Case(
            When(pk__in=filed, then=Value(RoundState.FILED)),
            default=Value(RoundState.NOT_REPORTED),
            output_field=models.CharField(),
        )
    )
