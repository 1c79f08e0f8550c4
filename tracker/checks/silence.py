"""What stays silent: 변동 없음 again and again, a plan that went by, a demand nobody received."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, Count, DateField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from audits.models import Audit
from audits.statuses import ReportedStatus as Status
from tracker import deadlines
from tracker.deadlines import Holidays
from tracker.models import Assignment, ProgressUpdate, Stage
from tracker.models.assignment import AssignmentQuerySet


def with_silence(assignments: AssignmentQuerySet, on: date) -> AssignmentQuerySet:
    """Each with `in_a_row`, how often in a row it was reported 변동 없음, and `plan_passed`, the day that went by.

    `plan_passed` is empty where the department owes nothing, or planned nothing that has gone by on `on`. For a page
    of a list, and to filter by.
    """
    of_it = ProgressUpdate.objects.filed().filter(assignment=OuterRef("pk"))
    repeated = _repeated(of_it).order_by().values("assignment").annotate(rows=Count("pk")).values("rows")
    newest = of_it.order_by("-number").annotate(went_by=_went_by(on)).values("went_by")
    owed = Q(stage__in=[Stage.WORKING, Stage.RETURNED])
    return assignments.annotate(
        in_a_row=Coalesce(Subquery(repeated), 0),
        plan_passed=Case(When(owed, then=Subquery(newest[:1])), default=None, output_field=DateField()),
    )


def unchanged_in_a_row(assignments: Iterable[Assignment]) -> dict[int, int]:
    """How many of the newest filed reports in a row were 변동 없음, by the assignment's id, where any; one query."""
    told = ProgressUpdate.objects.filed().filter(assignment__in=list(assignments))
    return dict(_repeated(told).order_by().values_list("assignment_id").annotate(rows=Count("pk")))


def unchanged_at_least(times: int) -> QuerySet[ProgressUpdate, dict[str, int]]:
    """Ids of assignments that were reported 변동 없음 so often in a row; begins with the reports that say so."""
    told = _repeated(ProgressUpdate.objects.filed()).order_by().values("assignment")
    return told.annotate(rows=Count("pk")).filter(rows__gte=times).values("assignment")


def not_received(on: date) -> Q:
    """미접수 as a condition on assignments: not received within the working days that their audit allows.

    Two statements: the periods in use, and holidays. The database asks what `deadlines.received_late` does.
    """
    periods = set(Audit.objects.order_by().values_list("receipt_days", flat=True).distinct())
    holidays = Holidays.load(date(on.year - 1, 1, 1), on)
    late = Q(pk__in=[])
    for days in sorted(periods):
        since = deadlines.not_received_since(on, holidays, days)
        late |= Q(demand__audit__receipt_days=days, assigned_on__lte=since)
    return Q(late, stage=Stage.ASSIGNED)


def _repeated(filed: QuerySet[ProgressUpdate]) -> QuerySet[ProgressUpdate]:
    """The 변동 없음 among `filed` after which nothing else was reported."""
    told = ProgressUpdate.objects.filed().filter(assignment=OuterRef("assignment"), no_change=False)
    changed = Subquery(told.order_by("-number").values("number")[:1])
    return filed.filter(no_change=True, number__gt=Coalesce(changed, 0))


def _went_by(on: date) -> Case:
    """The planned day of a report that has gone by on `on` (`answers.passed`)."""
    passed = Q(
        Q(no_change=True) | Q(planned_until__gte=F("reported_on")),
        status__in=[Status.IN_PROGRESS, Status.UNDER_REVIEW],
        planned_until__lt=on,
    )
    return Case(When(passed, then=F("planned_until")), default=Value(None), output_field=DateField())
