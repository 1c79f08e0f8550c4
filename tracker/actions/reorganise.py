"""reorganise: a reorganisation is recorded, and what has come by today is followed at once by work and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from audits import record
from audits.access import Viewer
from audits.actions import follow_people, record_succession
from audits.models import Succession
from audits.reorganisation import Step
from tracker.actions import move


@dataclass(frozen=True)
class Reorganised:
    """The steps that were recorded, how many assignments moved, and how many memberships went along."""

    steps: Sequence[Succession]
    moved: int
    people: int


@transaction.atomic
def reorganise(steps: Sequence[Step], *, by: Viewer) -> Reorganised:
    """Record the steps of one reorganisation; open work and people follow those whose day has come (rule 9).

    What is of a day to come is followed that morning (`catch_up`). Raises as `record_succession`.
    """
    stored, told = record_succession.store(steps, by=by)
    moved, people = move.follow(on=by.on), follow_people.follow(by.on)
    record.append_all([*told, *moved, *people])
    return Reorganised(stored, len(moved), _ended(people))


@transaction.atomic
def catch_up(*, on: date) -> Reorganised:
    """Let open work and people follow every step up to `on` that they have not followed yet; again does nothing."""
    moved, people = move.follow(on=on), follow_people.follow(on)
    record.append_all([*moved, *people])
    return Reorganised((), len(moved), _ended(people))


def _ended(people: Sequence[record.Entry]) -> int:
    return sum(entry.kind == "membership_ended" for entry in people)
