"""What one councillor raised, by the name in 지적 의원: where each demand stands, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Subquery, Value, When

from audits.access import Viewer
from audits.models.demand import DemandQuerySet
from audits.raised_by import bare, pattern_of
from tracker import access
from tracker.models import Assignment, Verdict

MOST: Final = 1000  # more than anybody raises in a term
CONTRADICTED, LATE, OTHER = range(3)


@dataclass(frozen=True)
class RaisedCounts:
    """Demands that one councillor raised: all, those of which something is late, those found to be otherwise."""

    total: int = 0
    late: int = 0
    contradicted: int = 0
    completed: int = 0
    confirmed: int = 0


def raised_by(viewer: Viewer) -> DemandQuerySet:
    """The demands this person raised, each with `urgency` and `due_on`, the first day by which somebody owes.

    One statement to find them. Councillors alone have any.
    """
    demands = access.visible_demands(viewer).counted()
    named = pattern_of(viewer.user.name)
    if not named or not access.may_read(viewer, access.Right.FOLLOW_OWN_DEMANDS):
        return demands.none()
    # Found once: there is no index by which the database could find them again for each question. Whether the
    # letters are there at all is seen far quicker than whether they are a name.
    letters = [Q(raised_by__contains=letter) for letter in sorted(set(bare(viewer.user.name)))]
    found = demands.filter(*letters, raised_by__regex=named).order_by("-pk")
    late = Assignment.objects.overdue(viewer.on).filter(demand=OuterRef("pk"))
    owed = Assignment.objects.outstanding().filter(demand=OuterRef("pk"), due_date__isnull=False)
    return demands.filter(pk__in=list(found.values_list("pk", flat=True)[:MOST])).annotate(
        urgency=Case(
            When(followup__verification=Verdict.CONTRADICTED, then=Value(CONTRADICTED)),
            When(Exists(late), then=Value(LATE)),
            default=Value(OTHER),
            output_field=IntegerField(),
        ),
        is_late=Exists(late),
        due_on=Subquery(owed.order_by("due_date").values("due_date")[:1]),
    )


def raised_counts(demands: DemandQuerySet) -> RaisedCounts:
    """The figures over demands of `raised_by`; one statement."""
    return RaisedCounts(
        **demands.aggregate(
            total=Count("pk"),
            late=Count("pk", filter=Q(is_late=True)),
            contradicted=Count("pk", filter=Q(urgency=CONTRADICTED)),
            completed=Count("pk", filter=Q(followup__standing="completed")),
            confirmed=Count("pk", filter=Q(followup__verification=Verdict.CONFIRMED)),
        )
    )
