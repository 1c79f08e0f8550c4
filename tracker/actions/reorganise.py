"""reorganise: a reorganisation is recorded, and what has come by today is followed at once by work and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.actions import follow_people, record_succession
from audits.models import Succession, SuccessionKind
from audits.reorganisation import Step
from tracker.actions import move
from tracker.models import Assignment, Tenure


@dataclass(frozen=True)
class Reorganised:
    """The steps that were recorded, how many assignments moved, and how many memberships went along."""

    steps: Sequence[Succession]
    moved: int
    people: int


@transaction.atomic
def reorganise(steps: Sequence[Step], *, by: Viewer) -> Reorganised:
    """Record the steps of one reorganisation; open work and people follow those whose day has come (rule 9).

    What is of a day to come is followed that morning (`catch_up`). Raises as `record_succession`, and ValidationError
    for a transfer from before a rename that its work has followed already: nobody could be asked of it any more.
    """
    stored, told = record_succession.store(steps, by=by)
    _refuse_what_came_too_late(stored)
    moved, people = move.follow(on=by.on), follow_people.follow(by.on)
    record.append_all([*told, *moved, *people])
    return Reorganised(stored, len(moved), _ended(people))


@transaction.atomic
def catch_up(*, on: date) -> Reorganised:
    """Let open work and people follow every step up to `on` that they have not followed yet; again does nothing."""
    moved, people = move.follow(on=on), follow_people.follow(on)
    record.append_all([*moved, *people])
    return Reorganised((), len(moved), _ended(people))


def _refuse_what_came_too_late(stored: Sequence[Succession]) -> None:
    """Raise ValidationError for each transfer whose work a rename or merge has carried on by rule."""
    words = _(
        "%(department)s: 이 업무 이관 뒤의 조직개편에 따라 이미 옮겨 간 소관이 %(count)d건 있습니다. "
        "지금 소관부서의 업무 이관으로 적고, 시행일은 오늘이나 그 뒤의 날로 적어 주십시오."
    )
    faults = []
    for step in stored:
        if step.kind == SuccessionKind.TRANSFER and step.predecessor and step.predecessor.valid_until:
            count = _carried_on_since(step).count()
            told = {"department": step.predecessor, "count": count}
            faults += [words % told] if count else []
    if faults:
        raise ValidationError(faults)


def _carried_on_since(step: Succession) -> QuerySet[Assignment]:
    """Open work that the predecessor of `step` held before its day, and that went on by rule on it or later."""
    day = step.effective_on or step.not_after
    held = Tenure.objects.filter(
        assignment=OuterRef("assignment"), department=step.predecessor_id, start_on__lt=day
    )
    carried = Tenure.objects.filter(
        Exists(held), succession__predecessor=step.predecessor_id, by=None, start_on__gte=day
    )
    return Assignment.objects.open().filter(pk__in=carried.values("assignment"))


def _ended(people: Sequence[record.Entry]) -> int:
    return sum(entry.kind == "membership_ended" for entry in people)
