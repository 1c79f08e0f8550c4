"""remind (처리 촉구): somebody asks departments to act on what they owe."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Event
from tracker import access
from tracker.actions import bulk
from tracker.actions.hold import entry, hold
from tracker.lifecycle import Act, next_stage
from tracker.models import Assignment
from tracker.models.assignment import AssignmentQuerySet

EVENT: Final = "reminder_requested"
MOST: Final = 10_000  # at once; the record's head is held for one COPY of so many entries
REFUSALS: Final = (NotVisible, PermissionDenied, NotAllowedNow)


class AlreadyReminded(NotAllowedNow):
    """One was asked for on the same day already."""

    def __init__(self, at: datetime) -> None:
        told = {"at": f"{timezone.localtime(at):%H:%M}"}
        super().__init__(
            _("처리 촉구: 오늘 이미 촉구하였습니다(%(at)s). 다음 촉구는 내일부터 할 수 있습니다.") % told
        )


@dataclass(frozen=True)
class Outcome:
    """What became of one of many: reminded, or why not. `assignment` is None where nobody here may see one."""

    assignment_id: int
    assignment: Assignment | None = None
    refusal: Exception | None = None

    @property
    def done(self) -> bool:
        """Whether it was reminded of."""
        return self.refusal is None

    @property
    def why_not(self) -> str:
        """The refusal in words; empty where there is none."""
        return bulk.in_words(self.refusal) if self.refusal else ""


@transaction.atomic
def remind(assignment_id: int, *, by: Viewer) -> Assignment:
    """Ask for one reminder of an assignment; who is told and how is decided by `notifications`.

    Raises as `hold`; AlreadyReminded, naming the time, where one was asked for on the same day.
    """
    hold(assignment_id, Act.REMIND, by=by)
    found = _with_newest(Assignment.objects.filter(pk=assignment_id)).get()
    _refuse_second(found, by)
    record.append(entry(EVENT, found, by))
    return found


@transaction.atomic
def remind_many(assignment_ids: Iterable[int], *, by: Viewer) -> list[Outcome]:
    """Ask for one reminder of whatever of these can be, each with its own result, in order of id.

    Locked in order of id, the record last; seven statements, however many. Raises PermissionDenied for who may not
    remind at all, ValidationError for more than `MOST`.
    """
    access.require(by, Act.REMIND)
    wanted = bulk.ordered(assignment_ids, MOST)
    seen = access.visible_to(by).filter(pk__in=wanted)
    locked = list(Assignment.objects.locked().filter(pk__in=seen.values("pk")).values_list("pk", flat=True))
    # In a statement of its own: one that waited for the locks still has the record from before.
    outcomes = _judged(wanted, Assignment.objects.filter(pk__in=locked), by)
    done = [outcome.assignment for outcome in outcomes if outcome.assignment and outcome.done]
    record.append_all([entry(EVENT, assignment, by) for assignment in done])
    return outcomes


def would_remind(assignment_ids: Iterable[int], *, by: Viewer) -> list[Outcome]:
    """What `remind_many` would answer now; nothing is locked and nothing told. One statement. Raises as that."""
    access.require(by, Act.REMIND)
    wanted = bulk.ordered(assignment_ids, MOST)
    return _judged(wanted, access.visible_to(by).filter(pk__in=wanted), by)


def _judged(wanted: Collection[int], seen: AssignmentQuerySet, by: Viewer) -> list[Outcome]:
    """Each of `wanted` with why it is refused, where it is; one statement."""
    rows = _with_newest(seen).select_related("demand__audit", "department")
    found: Mapping[int, Assignment] = {row.pk: row for row in rows}
    return [_outcome(pk, found.get(pk), by) for pk in wanted]


def _outcome(pk: int, found: Assignment | None, by: Viewer) -> Outcome:
    try:
        if found is None:
            raise NotVisible
        access.require(by, Act.REMIND, found)
        next_stage(Act.REMIND, found.stage)
        _refuse_second(found, by)
    except REFUSALS as refusal:
        return Outcome(pk, found, refusal)
    return Outcome(pk, found)


def _with_newest(assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    """Each with the newest entry of a reminder of it: looked up in the history of the assignment, by its index."""
    asked = Event.objects.filter(kind=EVENT, subject_kind="assignment", subject_id=OuterRef("pk"))
    return assignments.annotate(reminded=Subquery(asked.order_by("-number").values("text")[:1]))


def _refuse_second(assignment: Any, by: Viewer) -> None:
    """Raise AlreadyReminded for one of `_with_newest` that was reminded of on the day of `by`."""
    told = json.loads(assignment.reminded) if assignment.reminded else None
    if told and told["facts"]["on"] == by.on.isoformat():
        raise AlreadyReminded(datetime.fromisoformat(told["at"]))
