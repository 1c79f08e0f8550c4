"""Open work of which a person has to say where a reorganisation took it (product.md rule 9)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from audits import organisation
from audits.models import Succession
from audits.statuses import ReportedStatus
from tracker.models import Assignment, Stage, Stay, Tenure
from tracker.models.assignment import AssignmentQuerySet


def asks(step: Succession, all_steps: Collection[Succession]) -> bool:
    """Whether somebody took a duty over by `step` that nobody follows by rule: split, transfer, a rename beside one."""
    return step.successor_id is not None and not organisation.by_rule(step, all_steps)


def asking(on: date) -> list[Succession]:
    """The steps that have come by `on` and ask, in order of date, both departments loaded; one statement."""
    steps = organisation.successions_until(on)
    return [step for step in steps if asks(step, steps)]


def undecided(steps: Sequence[Succession]) -> AssignmentQuerySet:
    """Open work that its department held before one of `steps` led on from there, and of which nobody said anything.

    Going along ends the hold, staying is a `Stay`; what was reported as 이첩 answers a step that leads outside.
    """
    return Assignment.objects.open().filter(pk__in=_asked_of(steps).values("assignment_id"))


def waiting(steps: Sequence[Succession], on: date) -> AssignmentQuerySet:
    """Everything that waits for 소관 이동 on `on`: the undecided, and what is 소관 없음."""
    ownerless = Assignment.objects.without_owner(on).values("pk")
    asked = _asked_of(steps).values("assignment_id")
    return Assignment.objects.open().filter(Q(pk__in=asked) | Q(pk__in=ownerless))


def _asked_of(steps: Sequence[Succession]) -> QuerySet[Tenure]:
    """Open holds that began before a step of their department, without a decision about it."""
    outside = [step.pk for step in steps if step.successor and step.successor.external]
    decided = Stay.objects.filter(assignment=OuterRef("assignment"), succession=OuterRef("step"))
    reported = Q(assignment__stage=Stage.CLAIMED, assignment__reported_status=ReportedStatus.TRANSFERRED)
    held = Tenure.objects.filter(end_on__isnull=True).annotate(
        step=F("department__successions"), day=F("department__successions__day")
    )
    asked = held.filter(step__in=[step.pk for step in steps], day__gt=F("start_on"))
    return asked.exclude(reported & Q(step__in=outside)).filter(~Exists(decided))
