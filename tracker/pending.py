"""What stands beside the stage of an assignment: a report at a gate, a request, an offer (lifecycle.md §1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from audits.models import Holiday
from tracker import deadlines
from tracker.deadlines import Holidays
from tracker.lifecycle import Fact
from tracker.models import (
    PENDING_OFFER,
    Assignment,
    ExtensionRequest,
    Handover,
    HandoverState,
    ProgressUpdate,
)
from tracker.models.assignment import AssignmentQuerySet

GATES = {"head": Fact.AWAITS_HEAD, "coordinator": Fact.AWAITS_COORDINATOR}
ANSWER_DAYS = 5  # working days a department has to answer an offer (lifecycle.md §4)
LONGEST_REST = timedelta(days=60)  # further back than any five working days reach


def with_facts(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    """Each with what stands beside its stage, for `facts`; no statement more."""
    requests = ExtensionRequest.objects.filter(assignment=OuterRef("pk"), state="pending")
    offers = Handover.objects.filter(assignment=OuterRef("pk"), state__in=PENDING_OFFER)
    reports = ProgressUpdate.objects.waiting().filter(assignment=OuterRef("pk"))
    return assignments.annotate(
        pending_gate=Subquery(reports.values("gate")[:1]),
        pending_request=Subquery(requests.values("pk")[:1]),
        pending_offer=Subquery(offers.values("state")[:1]),
        offered_on=Subquery(offers.values("on")[:1]),
        holiday=Subquery(Holiday.objects.filter(date=OuterRef("due_date")).values("name")[:1]),
    )


def look_again(assignment: Assignment) -> None:
    """Read anew what stands beside the stage of an assignment of `with_facts`; one statement."""
    beside = ("pending_gate", "pending_request", "pending_offer", "offered_on", "holiday")
    told = with_facts(Assignment.objects.filter(pk=assignment.pk)).values(*beside).get()
    for name, value in told.items():
        setattr(assignment, name, value)


def facts(assignment: Any, on: date) -> frozenset[Fact]:
    """What stands beside the stage of an assignment of `with_facts`, on `on`.

    No statement but where an offer is open, whose days of answer are working days.
    """
    found = {
        GATES.get(assignment.pending_gate),
        Fact.EXTENSION_ASKED if assignment.pending_request else None,
        Fact.DATED if assignment.due_date else None,
        Fact.ON_HOLIDAY if assignment.holiday else None,
    }
    if assignment.pending_offer == HandoverState.REFUSED:
        found.add(Fact.HANDOVER_REFUSED)
    if assignment.pending_offer == HandoverState.OFFERED:
        found.add(Fact.HANDOVER_OFFERED)
        if unanswered(assignment.offered_on, on):
            found.add(Fact.HANDOVER_UNANSWERED)
    return frozenset(fact for fact in found if fact)


def facts_of(assignment: Assignment, on: date) -> frozenset[Fact]:
    """As `facts`, for an assignment that came without them; one statement."""
    return facts(with_facts(Assignment.objects.filter(pk=assignment.pk)).get(), on)


def unanswered(offered_on: date, on: date) -> bool:
    """Whether an offer of `offered_on` has had its working days by `on`."""
    return deadlines.working_days_between(offered_on, on, Holidays.load(offered_on, on)) >= ANSWER_DAYS


def unanswered_since(on: date) -> date:
    """The newest day on which an offer was made that has had its working days by `on`; one statement."""
    return deadlines.not_received_since(on, Holidays.load(on - LONGEST_REST, on), ANSWER_DAYS - 1)


def waiting_report(assignment: Assignment) -> ProgressUpdate | None:
    """The report that waits at a gate."""
    return ProgressUpdate.objects.waiting().filter(assignment=assignment).first()


def open_request(assignment: Assignment) -> ExtensionRequest | None:
    """The request for more time that nobody has answered."""
    return ExtensionRequest.objects.filter(assignment=assignment, state="pending").first()


def open_offer(assignment: Assignment) -> Handover | None:
    """The offer to another department that is neither taken, settled nor cancelled."""
    return Handover.objects.filter(assignment=assignment, state__in=PENDING_OFFER).first()


def requests_awaiting() -> QuerySet[ExtensionRequest]:
    """Requests nobody has answered, the oldest first."""
    return ExtensionRequest.objects.filter(state="pending").order_by("id")
