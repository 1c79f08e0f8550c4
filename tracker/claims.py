"""종결 보고: which one the council has to check, and in which order those that wait come (lifecycle.md §1)."""

from __future__ import annotations

from typing import Any, Final, TypedDict

from django.db.models import OuterRef, Q, Subquery

from audits.access import Viewer
from audits.errors import Stale
from tracker import access
from tracker.models import Assignment, ProgressUpdate
from tracker.models.assignment import AssignmentQuerySet

# Worst first: what the council watches (중점관리), then what has waited longest.
ORDER: Final = ("-demand__is_priority", "claimed_at", "pk")
BACKWARDS: Final = ("demand__is_priority", "-claimed_at", "-pk")


class Place(TypedDict):
    """Where a claim stands in the queue; it stays known when the claim is decided."""

    priority: bool
    claimed_at: Any
    pk: int


def newest(assignment: Assignment) -> ProgressUpdate | None:
    """The report that was filed last: of a claimed assignment the closing report to check.

    By the time of filing: what waited at a gate may be filed after a later report that came on paper.
    """
    return assignment.updates.filed().order_by("-filed_at", "-number").first()


def checked(assignment: Assignment, update_id: int) -> ProgressUpdate:
    """The closing report `update_id` of a claimed assignment. Raises Stale where another one is the newest."""
    claim = newest(assignment)
    if claim is None or claim.pk != update_id:
        raise Stale(assignment.version)
    return claim


def waiting(viewer: Viewer) -> AssignmentQuerySet:
    """Claims that wait for this person to check them, in no order; as `with_claim`."""
    return with_claim(access.checked_by(viewer).awaiting_verification())


def with_claim(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    """Each with its newest report, `claim_id`, and the moment at which that was filed, `claimed_at`."""
    filed = ProgressUpdate.objects.filed().filter(assignment=OuterRef("pk"))
    newest_first = filed.order_by("-filed_at", "-number")
    return assignments.annotate(
        claim_id=Subquery(newest_first.values("pk")[:1]),
        claimed_at=Subquery(newest_first.values("filed_at")[:1]),
    )


def place_of(assignment: Any) -> Place:
    """Where an assignment of `with_claim` stands; its demand has to be loaded."""
    return Place(priority=assignment.demand.is_priority, claimed_at=assignment.claimed_at, pk=assignment.pk)


def after(rows: AssignmentQuerySet, place: Place) -> AssignmentQuerySet:
    """Those of `rows` that come after a place, in order."""
    beyond = _alike(place) & (
        Q(claimed_at__gt=place["claimed_at"]) | Q(claimed_at=place["claimed_at"], pk__gt=place["pk"])
    )
    if place["priority"]:
        beyond |= Q(demand__is_priority=False)
    return rows.filter(beyond).order_by(*ORDER)


def before(rows: AssignmentQuerySet, place: Place) -> AssignmentQuerySet:
    """Those of `rows` that come before a place, the nearest first."""
    earlier = _alike(place) & (
        Q(claimed_at__lt=place["claimed_at"]) | Q(claimed_at=place["claimed_at"], pk__lt=place["pk"])
    )
    if not place["priority"]:
        earlier |= Q(demand__is_priority=True)
    return rows.filter(earlier).order_by(*BACKWARDS)


def _alike(place: Place) -> Q:
    return Q(demand__is_priority=place["priority"])
