"""Whether what stands behind an occasion still holds, whoever reads of it. A table is data: `HOLDS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from django.db.models import Q

from audits.gates import Gate
from audits.models import Event
from notifications.models import Occasion, Reason
from notifications.models import OccasionKind as Kind
from notifications.occasions.duties import Duty, duties
from notifications.occasions.table import ROUNDS, TABLE, Due, Holds, gone_by, round_of, round_period
from tracker import rounds
from tracker.models import OPEN, OUTSTANDING, Assignment, HandoverState, ReportingRound, Stage

# What they tell is told to a department for what it did or was asked, not because it has the assignment now.
NAMED_PLACE: Final = frozenset({Kind.HANDOVER_OFFERED, Kind.HANDOVER_SETTLED, Kind.HANDOVER_UNANSWERED})
REPORTS: Final = ("approval_asked", "reported", "reported_no_change", "claimed")
ANSWERED_BY_A_REPORT: Final = frozenset({Holds.RETURNED, Holds.URGED, Holds.UNANSWERED})


@dataclass(frozen=True)
class Look:
    """Everything that some occasions hang on, as it is on a day.

    `asking` is the open round that an assignment still owes a report in; `reported` the number of the newest entry by
    which one was written; `actors` who made the entry that caused an occasion.
    """

    on: date
    duties: Mapping[int, Duty]
    rounds: Mapping[int, ReportingRound]
    asking: Mapping[int, int]
    reported: Mapping[int, int]
    actors: Mapping[int, int | None]

    @classmethod
    def at(cls, rows: Sequence[Occasion], on: date) -> Self:
        """What `rows` hang on; four statements at most, however many rows."""
        asked_in = [row for row in rows if row.kind in ROUNDS]
        reported, actors = _entries(rows)
        return cls(
            on=on,
            duties=duties({row.assignment_id for row in rows}, on),
            rounds=ReportingRound.objects.in_bulk({_round(row) for row in asked_in}) if asked_in else {},
            asking=_asking([row.assignment_id for row in asked_in]) if asked_in else {},
            reported=reported,
            actors=actors,
        )

    def due(self, row: Occasion) -> Due:
        """The occasion as it would come up now, for whoever asks whom to tell of it."""
        duty = self.duties[row.assignment_id]
        kind = Kind(row.kind)
        return Due(
            kind=kind,
            assignment_id=row.assignment_id,
            period=row.period,
            on=self.on,
            department_id=row.department_id if kind in NAMED_PLACE else duty.department_id,
            officer_id=duty.officer_id,
            committee_id=duty.committee_id,
            person_id=duty.author_id if kind == Kind.SENT_BACK else None,
            actor_id=self.actors.get(row.event or 0),
            event=row.event,
        )

    def over(self, row: Occasion) -> Reason | None:
        """Why there is nothing left to say of the assignment itself."""
        duty = self.duties[row.assignment_id]
        if duty.withdrawn:
            return Reason.WITHDRAWN
        told_of_its_end = _rule(row) == Holds.CLOSED
        return Reason.CLOSED if duty.stage == Stage.CLOSED and not told_of_its_end else None

    def against(self, row: Occasion) -> Reason | None:
        """Why it is not to be told any more, whoever reads it; None while it holds."""
        holds = _rule(row)
        if over := self.over(row):
            return over
        if holds in ANSWERED_BY_A_REPORT and self.reported.get(row.assignment_id, 0) > (row.event or 0):
            return Reason.SETTLED
        return HOLDS[holds](self, row, self.duties[row.assignment_id])


def _due(look: Look, row: Occasion, duty: Duty) -> Reason | None:
    if duty.stage not in OUTSTANDING:
        return Reason.SETTLED
    if duty.due_date is None or row.period != duty.due_date.isoformat():
        return Reason.SUPERSEDED
    return Reason.SUPERSEDED if gone_by(row.kind, duty.due_date, look.on) else None


def _round_asks(look: Look, row: Occasion, _duty: Duty) -> Reason | None:
    asked = look.rounds[_round(row)]
    if asked.cancelled_on:
        return Reason.WITHDRAWN
    if asked.closed_on:
        return Reason.CLOSED
    if row.period != round_period(asked.pk, asked.due_on):
        return Reason.SUPERSEDED
    if look.asking.get(row.assignment_id) != asked.pk:
        return Reason.SETTLED
    return Reason.SUPERSEDED if gone_by(row.kind, asked.due_on, look.on) else None


def _stage(*stages: Stage) -> Callable[[Look, Occasion, Duty], Reason | None]:
    return lambda _look, _row, duty: None if duty.stage in stages else Reason.SETTLED


def _closed(_look: Look, _row: Occasion, duty: Duty) -> Reason | None:
    return None if duty.stage == Stage.CLOSED else Reason.SUPERSEDED


def _asked(_look: Look, _row: Occasion, duty: Duty) -> Reason | None:
    return None if duty.asks_for_time else Reason.SETTLED


def _offered(_look: Look, row: Occasion, duty: Duty) -> Reason | None:
    waits = duty.offer == HandoverState.OFFERED and duty.receiver_id == row.department_id
    return None if waits else Reason.SETTLED


def _unsettled(_look: Look, row: Occasion, duty: Duty) -> Reason | None:
    return None if duty.offer and duty.receiver_id == row.department_id else Reason.SETTLED


def _at_gate(_look: Look, _row: Occasion, duty: Duty) -> Reason | None:
    return None if duty.gate == Gate.HEAD else Reason.SETTLED


def _ownerless(_look: Look, _row: Occasion, duty: Duty) -> Reason | None:
    return None if duty.stage in OPEN and not duty.owned else Reason.SETTLED


def _unnamed(_look: Look, row: Occasion, duty: Duty) -> Reason | None:
    missing = duty.stage in OPEN and duty.nobody_named and row.period == str(duty.officer_id)
    return None if missing else Reason.SETTLED


HOLDS: Final[Mapping[Holds, Callable[[Look, Occasion, Duty], Reason | None]]] = {
    Holds.DUE: _due,
    Holds.ROUND: _round_asks,
    Holds.UNRECEIVED: _stage(Stage.ASSIGNED),
    Holds.RETURNED: _stage(Stage.RETURNED),
    Holds.URGED: _stage(*OUTSTANDING),
    Holds.UNANSWERED: _stage(*OPEN),
    Holds.OPEN: _stage(*OPEN),
    Holds.CLOSED: _closed,
    Holds.ASKED: _asked,
    Holds.OFFERED: _offered,
    Holds.UNSETTLED: _unsettled,
    Holds.AT_GATE: _at_gate,
    Holds.OWNERLESS: _ownerless,
    Holds.UNNAMED: _unnamed,
}


def _rule(row: Occasion) -> Holds:
    return TABLE[Kind(row.kind)].holds


def _round(row: Occasion) -> int:
    return round_of(row.kind, row.period)


def _asking(assignment_ids: Sequence[int]) -> dict[int, int]:
    """The open round in which each of these still owes a report, by its id; one statement."""
    found: Any = rounds.of_open_rounds(Assignment.objects.filter(pk__in=assignment_ids))
    owing = found.filter(round_state=rounds.RoundState.NOT_REPORTED)
    return dict(owing.values_list("pk", "open_round"))


def _entries(rows: Sequence[Occasion]) -> tuple[dict[int, int], dict[int, int | None]]:
    """The newest report told about each assignment since, and who made the entries that caused these; one statement."""
    caused = {row.event for row in rows if row.event}
    if not caused:
        return {}, {}
    waiting = [row for row in rows if _rule(row) in ANSWERED_BY_A_REPORT]
    since = Q(
        subject_kind="assignment",
        subject_id__in={row.assignment_id for row in waiting},
        kind__in=REPORTS,
        number__gt=min((row.event or 0 for row in waiting), default=0),
    )
    told = Event.objects.filter(Q(number__in=caused) | since).order_by("number")
    reported: dict[int, int] = {}
    actors: dict[int, int | None] = {}
    for number, kind, subject, actor in told.values_list("number", "kind", "subject_id", "actor_id"):
        if number in caused:
            actors[number] = actor
        if kind in REPORTS:
            reported[subject] = number
    return reported, actors
