"""follow_people: who worked in a department that was renamed or merged works in its successor from that day on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from audits import organisation, record
from audits.actions.people import started
from audits.models import Membership, Succession
from audits.record import Entry

ONE_DAY: Final = timedelta(days=1)
Steps = Mapping[int, Succession]


@dataclass(frozen=True)
class _Way:
    """A membership that ends with its department, and those that carry it on, by the step that leads to each."""

    held: Membership
    end_on: date
    step: Succession
    onward: Sequence[tuple[Membership, Succession]]


@transaction.atomic
def follow_people(on: date) -> int:
    """End what people are in departments that were renamed or merged by `on`, and begin it in the successor.

    Answers how many memberships went along; again on the same day none. Role, team, post, telephone and end stay, a
    deputy goes along as a deputy. By a split or a closing nobody is moved (`organisation.people_left_behind`).
    """
    entries = follow(on)
    record.append_all(entries)
    return sum(entry.kind == "membership_ended" for entry in entries)


def follow(on: date) -> list[Entry]:
    """As `follow_people`, leaving the entries to the caller, who writes the record last; five statements at most."""
    steps = organisation.carrying_on(on)
    ways = [_way(held, steps) for held in _left_in(steps) if _outlasts(held, steps)]
    if not ways:
        return []
    there = _there_already(ways)
    for way in ways:
        way.held.end_on = way.end_on
    Membership.objects.bulk_update([way.held for way in ways], ["end_on"])
    new = list(_new(ways, there))
    Membership.objects.bulk_create(membership for membership, _step in new)
    return [
        *map(_ended, ways),
        *(started(membership, None, {"succession": step.pk}) for membership, step in new),
    ]


def _left_in(steps: Steps) -> Iterable[Membership]:
    """Memberships of departments that were carried on, locked in order of id."""
    if not steps:
        return []
    first = min(step.day for step in steps.values())
    held = Membership.objects.filter(department__in=steps).exclude(end_on__lte=first)
    return held.order_by("pk").select_for_update(no_key=True)


def _outlasts(held: Membership, steps: Steps) -> bool:
    """Whether it lasts longer than the department it is in."""
    return held.end_on is None or held.end_on > _end_of(held, steps)


def _end_of(held: Membership, steps: Steps) -> date:
    """The day it ends on: its department's last, or the next one where it only began later (recorded in between)."""
    department_ends: date = steps[held.department_id or 0].day
    return max(department_ends, held.start_on + ONE_DAY)


def _way(held: Membership, steps: Steps) -> _Way:
    """All that carries a membership on, through every step up to now."""
    step = steps[held.department_id or 0]
    onward: list[tuple[Membership, Succession]] = []
    following: Succession | None = step
    while following:
        after = _after(following, steps)
        goes_on = after is not None and (held.end_on is None or after.day < held.end_on)
        begins, ends = max(following.day, held.start_on), after.day if after and goes_on else held.end_on
        if ends is None or ends > begins:
            onward.append((_carried(held, following, begins, ends), following))
        following = after if goes_on else None
    return _Way(held, _end_of(held, steps), step, onward)


def _after(step: Succession, steps: Steps) -> Succession | None:
    """The next step, by which the successor itself was carried on later."""
    after = steps.get(step.successor_id or 0)
    return after if after and after.day > step.day else None


def _carried(held: Membership, step: Succession, begins: date, ends: date | None) -> Membership:
    return Membership(
        user_id=held.user_id,
        role=held.role,
        department_id=step.successor_id,
        start_on=begins,
        end_on=ends,
        deputy_for_id=held.deputy_for_id,
        team=held.team,
        post=held.post,
        telephone=held.telephone,
    )


def _there_already(ways: Sequence[_Way]) -> QuerySet[Membership]:
    """What the same people are already in the departments that they come to."""
    onward = [membership for way in ways for membership, _step in way.onward]
    return Membership.objects.filter(
        user__in={membership.user_id for membership in onward},
        department__in={membership.department_id for membership in onward},
    )


def _new(ways: Sequence[_Way], there: Iterable[Membership]) -> Iterator[tuple[Membership, Succession]]:
    """What begins, without what somebody is there already, also by another of these ways."""
    known: dict[tuple[object, ...], list[Membership]] = {}
    for membership in there:
        known.setdefault(_seat(membership), []).append(membership)
    onward = [each for way in ways for each in way.onward]
    for membership, step in sorted(onward, key=lambda each: each[0].end_on or date.max, reverse=True):
        same = known.setdefault(_seat(membership), [])
        if not any(one.lasts_through(membership) for one in same):
            same.append(membership)
            yield membership, step


def _seat(membership: Membership) -> tuple[object, ...]:
    return membership.user_id, membership.role, membership.department_id, membership.deputy_for_id


def _ended(way: _Way) -> Entry:
    facts = {"on": way.end_on, "succession": way.step.pk}
    return Entry("membership_ended", way.held, None, facts=facts)
