"""What dates bring: the rungs of the ladder around due dates, and around the due dates of reporting rounds.

Every rung asks for what has come and has no row, not for what falls into this run: an outage loses nothing, and a
second planner finds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    CharField,
    Count,
    DateField,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, Greatest

from notifications import ladder
from notifications.ladder import Ladder, Span, Step
from notifications.models import OccasionKind as Kind
from notifications.occasions.table import ROUNDS, Due, gone_by, later_kinds
from notifications.occasions.untold import iso, untold
from tracker import rounds
from tracker.deadlines import ONE_DAY
from tracker.models import Assignment, DueDateMove, ReportingRound

COLUMNS: Final = (
    *("pk", "due", "day", "came_to_be", "period"),
    *("department", "officer", "demand__audit__committee"),
)


@dataclass(frozen=True)
class Coming:
    """How many assignments will come up on `day` by the rung `kind`, as things stand."""

    day: date
    kind: Kind
    count: int


def missing(on: date) -> list[Due]:
    """What has come up by `on` and has no row yet; what a later rung has replaced is `passed`.

    Three statements, and one for each rung that is on.
    """
    now = ladder.load(on)
    return [due for step in now.steps for due in _missing(step, now)]


def coming(on: date, until: date) -> list[Coming]:
    """What will come up after `on`, through `until`, if nothing changes: by day, the worst first; five statements."""
    now = ladder.load(on)
    of_rounds = [step for step in now.steps if step.kind in ROUNDS]
    counts = _coming(_owed, [step for step in now.steps if step.kind not in ROUNDS], now, until)
    counts.update(_coming(_asked, of_rounds, now, until))
    worst = list(Kind)
    found = [Coming(day, kind, count) for (day, kind), count in counts.items()]
    return sorted(found, key=lambda each: (each.day, worst.index(each.kind)))


def passed(step: Step, due: date, came_to_be: date, now: Ladder) -> bool:
    """Whether it is too late to tell of `due` by `step`: a later rung has come, or what it says is no longer so.

    `came_to_be` is the day since which there is this due date.
    """
    return _over(step, due, now) or any(
        max(later.since, came_to_be) <= now.day_of(later, due) <= now.on for later in _later(step, now)
    )


def _later(step: Step, now: Ladder) -> Iterator[Step]:
    """The rungs that take the place of `step` once they have come."""
    after = later_kinds(step.kind)
    yield from (other for other in now.steps if other.kind in after)


def _over(step: Step, due: date, now: Ladder) -> bool:
    """Whether what `step` says of `due` is no longer so, or the week's digest tells it in its place."""
    told = step.kind == Kind.OVERDUE and now.day_of(step, due) < now.week_told
    return told or gone_by(step.kind, due, now.on)


def _missing(step: Step, now: Ladder) -> Iterator[Due]:
    span = ladder.come_up(step, now.on, now.holidays)
    if span.last < span.first:
        return
    asked: QuerySet[Any] = _asked(span) if step.kind in ROUNDS else _owed(span)
    rows = asked.annotate(day=_day_of("due", step, span, now)).filter(came_to_be__lte=F("day"))
    found = untold(rows, step.kind).order_by("pk")
    for pk, due, day, since, period, *whose in found.values_list(*COLUMNS):
        replaced = passed(step, due, since, now)
        yield replace(Due(step.kind, pk, period, day, *whose), passed=replaced)


def _owed(span: Span) -> QuerySet[Any]:
    """What departments owe by a due date of `span`; each with that date and since when there is it."""
    moved = DueDateMove.objects.filter(assignment=OuterRef("pk")).order_by("-pk").values("on")
    rows = Assignment.objects.outstanding().filter(demand__withdrawn_at__isnull=True)
    return rows.filter(due_order__range=(span.first, span.last)).annotate(
        due=F("due_date"), came_to_be=Coalesce(Subquery(moved[:1]), F("assigned_on")), period=iso("due_date")
    )


def _asked(span: Span) -> QuerySet[Any]:
    """What open rounds due within `span` still ask a report of; each with that date and since when it is asked.

    A round whose date is changed asks anew: the record alone knows on which day.
    """
    running = ReportingRound.objects.open().filter(due_on__range=(span.first, span.last))
    of_it = "demand__audit__rounds__"
    rows = Assignment.objects.outstanding().filter(demand__audit__rounds__in=running)
    rows = rows.annotate(opened_at=F(f"{of_it}opened_at"), due=F(f"{of_it}due_on"))
    reported: QuerySet[Any] = rounds.with_report(rows, OuterRef("opened_at"))
    asked: QuerySet[Any] = reported.filter(round_state=rounds.RoundState.NOT_REPORTED).annotate(
        came_to_be=Greatest("assigned_on", f"{of_it}opened_on"),
        period=Concat(Cast(f"{of_it}pk", CharField()), Value(":"), iso(f"{of_it}due_on")),
    )
    return asked


def _coming(
    ask: Callable[[Span], QuerySet[Any]], steps: Sequence[Step], now: Ladder, until: date
) -> Counter[tuple[date, Kind]]:
    """How many of those that `ask` answers come up on which day by which of `steps`; one statement."""
    spans = [ladder.reached(step, now.on + ONE_DAY, until, now.holidays) for step in steps]
    found: Counter[tuple[date, Kind]] = Counter()
    if not spans:
        return found
    every = Span(min(span.first for span in spans), max(span.last for span in spans))
    counts = ask(every).order_by().values_list("due").annotate(rows=Count("pk"))
    for due, count in counts:
        for step in steps:
            day = now.day_of(step, due)
            if now.on < day <= until:
                found[day, step.kind] += count
    return found


def _day_of(due: str, step: Step, span: Span, now: Ladder) -> Func:
    """The day on which the due date in a column comes up by `step`, looked up in a list of those of `span`."""
    days = [now.day_of(step, each) for each in span.days]
    number = Func(
        F(due),
        Value(span.first),
        template="(%(expressions)s + 1)",
        arg_joiner=" - ",
        output_field=IntegerField(),
    )
    return Func(
        Value(days, output_field=ArrayField(DateField())),
        number,
        template="(%(expressions)s]",
        arg_joiner=")[",
        output_field=DateField(),
    )
