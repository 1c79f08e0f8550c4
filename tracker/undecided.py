"""Open work of which a person has to say where a reorganisation took it (product.md rule 9)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from audits import organisation
from audits.models import Department, Succession
from audits.statuses import ReportedStatus
from tracker.models import OPEN, Assignment, Stage, Stay, Tenure
from tracker.models.assignment import AssignmentQuerySet


def asks(step: Succession, all_steps: Collection[Succession]) -> bool:
    """Whether somebody took a duty over by `step` that nobody follows by rule: split, transfer, a rename beside one."""
    return step.successor_id is not None and not organisation.by_rule(step, all_steps)


def asking(on: date) -> list[Succession]:
    """The steps that have come by `on` and ask, in order of date, both departments loaded; one statement."""
    steps = organisation.successions()
    return [step for step in steps if step.day <= on and asks(step, steps)]


def asking_before(step: Succession, all_steps: Collection[Succession]) -> list[Succession]:
    """The steps that ask of what the predecessor of `step` held, and came before it.

    What one of them asks of still waits for a person's word afterwards: it follows no later rule meanwhile.
    """
    return [
        other
        for other in all_steps
        if other.predecessor_id == step.predecessor_id and other.day < step.day and asks(other, all_steps)
    ]


def questions(steps: Sequence[Succession]) -> QuerySet[Tenure, tuple[int, int]]:
    """Each assignment with each of `steps` that nobody has answered for it, by their ids; one statement."""
    asked = _unanswered().filter(step__in=[step.pk for step in steps])
    pairs: QuerySet[Tenure, tuple[int, int]] = asked.values_list("assignment_id", "step")
    return pairs


def undecided(steps: Sequence[Succession]) -> AssignmentQuerySet:
    """Open work that its department held before one of `steps` led on from there, and of which nobody said anything.

    Going along ends the hold, staying is a `Stay`; what was reported as 이첩 answers a step that leads outside.
    """
    return Assignment.objects.open().filter(pk__in=_asked_of(steps))


def waiting(steps: Sequence[Succession], on: date) -> AssignmentQuerySet:
    """Everything that waits for 소관 이동 on `on`: the undecided, and what is 소관 없음."""
    ownerless = Assignment.objects.without_owner(on).values("pk")
    return Assignment.objects.open().filter(Q(pk__in=_asked_of(steps)) | Q(pk__in=ownerless))


def anything_waits(on: date) -> bool:
    """Whether `waiting` finds anything; one statement, by indexes alone, because every page asks.

    Who follows by rule need not be known for it: where a rename asks, its department is gone (소관 없음).
    """
    work = Assignment.objects.open()
    gone = Department.objects.filter(Q(valid_until__lte=on) | Q(valid_from__gt=on) | Q(is_void=True))
    divided = _unanswered().filter(step_kind__in=organisation.DIVIDES, void=False, day__lte=on)
    asked = divided.filter(assignment__stage__in=OPEN).values("assignment_id")
    orphans = (work.filter(department__isnull=True), work.filter(department__in=gone))
    return bool(asked.union(*(rows.values("pk") for rows in orphans), all=True)[:1])


def _asked_of(steps: Sequence[Succession]) -> Any:
    return _unanswered().filter(step__in=[step.pk for step in steps]).values("assignment_id")


def _unanswered() -> Any:
    """Open holds, each with a step by which somebody took over from their department since they began.

    Without those of which a person said that they stay.
    """
    held = Tenure.objects.filter(end_on__isnull=True).annotate(
        step=F("department__successions"),
        step_kind=F("department__successions__kind"),
        day=F("department__successions__day"),
        void=F("department__successions__is_void"),
        outside=F("department__successions__successor__external"),
    )
    decided = Stay.objects.filter(assignment=OuterRef("assignment"), succession=OuterRef("step"))
    reported = Q(assignment__stage=Stage.CLAIMED, assignment__reported_status=ReportedStatus.TRANSFERRED)
    asked = held.filter(day__gt=F("start_on"), outside__isnull=False)
    return asked.exclude(reported & Q(outside=True)).filter(~Exists(decided))
