"""What an assignment is on a day, as far as occasions about it ask."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from tracker import pending
from tracker.models import PENDING_OFFER, Assignment, Handover, Passage, Stage


@dataclass(frozen=True)
class Duty:
    """One assignment with what stands beside it.

    `owned`: its department exists. `offer` is the state of the offer that waits, made to `receiver_id`. `author_id`
    wrote the report that was sent back last.
    """

    stage: Stage
    withdrawn: bool
    department_id: int | None
    owned: bool
    officer_id: int | None
    nobody_named: bool
    committee_id: int | None
    due_date: date | None
    gate: str
    asks_for_time: bool
    offer: str
    receiver_id: int | None
    author_id: int | None


def duties(assignment_ids: Collection[int], on: date) -> dict[int, Duty]:
    """These assignments as they are now, by id; one statement."""
    offers = Handover.objects.filter(assignment=OuterRef("pk"), state__in=PENDING_OFFER)
    back = Passage.objects.filter(update__assignment=OuterRef("pk"), passed=False).order_by("-id")
    rows: Any = pending.with_facts(Assignment.objects.filter(pk__in=assignment_ids).with_officer(on))
    rows = rows.select_related("department", "demand__audit").annotate(
        receiver=Subquery(offers.values("receiver")[:1]),
        sent_back_to=Subquery(back.values("update__author")[:1]),
    )
    return {row.pk: _duty(row, on) for row in rows}


def _duty(row: Any, on: date) -> Duty:
    return Duty(
        stage=Stage(row.stage),
        withdrawn=row.stage == Stage.WITHDRAWN or row.demand.withdrawn_at is not None,
        department_id=row.department_id,
        owned=row.department is not None and row.department.existed(on),
        officer_id=row.officer_id,
        nobody_named=row.nobody_named,
        committee_id=row.demand.audit.committee_id,
        due_date=row.due_date,
        gate=row.pending_gate or "",
        asks_for_time=row.pending_request is not None,
        offer=row.pending_offer or "",
        receiver_id=row.receiver,
        author_id=row.sent_back_to,
    )
