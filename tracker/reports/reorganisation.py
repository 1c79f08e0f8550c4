"""What a planned reorganisation would do with open work as it stands today, department by department."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from audits import organisation
from audits.models import Department, Succession, SuccessionKind
from audits.organisation import BY_RULE, DIVIDES
from audits.reorganisation import Plan, Planned
from tracker import undecided
from tracker.models import OPEN, Assignment

Matter = tuple[int, str]  # a demand and a point of it, which one department holds once


class Fate(models.TextChoices):
    """What becomes of open work."""

    BY_RULE = "by_rule", _("규칙에 따라 이동")
    DECIDED = "decided", _("한 건씩 사람이 정함")
    WITHOUT_OWNER = "without_owner", _("소관 없음")


@dataclass(frozen=True)
class Consequence:
    """So many open assignments of a department, what becomes of them, and where those that move by rule go."""

    department: Department
    fate: Fate
    count: int
    successor: Department | None = None


@dataclass(frozen=True)
class _Duty:
    assignment: int
    matter: Matter
    since: date


def consequences(plan: Plan) -> list[Consequence]:
    """What would become of the open work of each predecessor, in order of the steps; four statements at most.

    What moves on by a later step of the same reorganisation is counted at each. Without an owner stays, where a
    department ends, what its successor holds already, and what was given to it after the day; of what an earlier
    step asks, a person decides first.
    """
    rows = [step.row() for step in plan.steps]
    stored = sorted(
        {one.pk for step in plan.steps for one in (step.predecessor, step.successor) if one and one.pk}
    )
    known = Succession.objects.standing().filter(predecessor__in=stored)
    recorded = list(known.select_related("predecessor", "successor"))
    every = [*rows, *recorded]
    asking = [step for step in recorded if undecided.asks(step, every)]
    work = _Work(stored, undecided.questions(asking) if asking else ())
    told: list[Consequence] = []
    for step, row in zip(plan.steps, rows, strict=True):
        if step.predecessor and organisation.by_rule(row, every):
            earlier = {each.pk for each in asking if each.day < step.asked.day}
            told += work.moved(step, step.predecessor, earlier)
        elif step.predecessor:
            told += work.left(step, step.predecessor)
    return [each for each in told if each.count]


class _Work:
    """Open work of departments in memory, moved from one to the other as the rule would."""

    def __init__(self, departments: Sequence[int], questions: Iterable[tuple[int, int]]) -> None:
        self._questions: dict[int, set[int]] = defaultdict(set)
        for assignment, step in questions:
            self._questions[assignment].add(step)
        self._asked: dict[int, date] = {}
        self._open: dict[int, list[_Duty]] = defaultdict(list)
        self._held: dict[int, set[Matter]] = defaultdict(set)
        self._told: set[int] = set()
        live = Assignment.objects.live().filter(department__in=departments, tenures__end_on=None)
        columns = ("pk", "department", "demand", "point", "stage", "tenures__start_on")
        for pk, department, demand, point, stage, since in live.order_by("pk").values_list(*columns):
            self._held[department].add((demand, point))
            if stage in OPEN and since:
                self._open[department].append(_Duty(pk, (demand, point), since))

    def moved(self, step: Planned, before: Department, earlier: Collection[int]) -> Iterator[Consequence]:
        """What goes along by rule, what stays with a department that is gone, and what `earlier` steps ask of."""
        after = step.successor
        if after is None:
            return
        day, here = step.asked.day, self._open[_key(before)]
        asked: list[_Duty] = []
        going: list[_Duty] = []
        staying: list[_Duty] = []
        for duty in here:
            waits = self._is_asked(duty, before, earlier)
            goes = not waits and duty.since < day and duty.matter not in self._held[_key(after)]
            (asked if waits else going if goes else staying).append(duty)
            if goes:
                self._held[_key(after)].add(duty.matter)
        self._open[_key(before)] = asked + staying
        self._open[_key(after)] += [_Duty(duty.assignment, duty.matter, day) for duty in going]
        yield Consequence(before, Fate.BY_RULE, len(going), after)
        if _key(before) not in self._told:
            yield Consequence(before, Fate.DECIDED, len(asked))
        yield Consequence(before, Fate.WITHOUT_OWNER, len(staying))

    def left(self, step: Planned, before: Department) -> Iterator[Consequence]:
        """What waits for a person, or has nobody any more; told once a department."""
        if _key(before) in self._told:
            return
        self._told.add(_key(before))
        self._asked[_key(before)] = step.asked.day
        early = Counter(duty.since < step.asked.day for duty in self._open[_key(before)])
        if step.asked.kind == SuccessionKind.CLOSED:
            yield Consequence(before, Fate.WITHOUT_OWNER, early.total())
            return
        yield Consequence(before, Fate.DECIDED, early[True])
        if before.valid_until and step.asked.kind in BY_RULE | DIVIDES:
            yield Consequence(before, Fate.WITHOUT_OWNER, early[False])

    def _is_asked(self, duty: _Duty, before: Department, earlier: Collection[int]) -> bool:
        """Whether a person has to say of it first where an earlier step took it, recorded or of this plan."""
        asked = self._asked.get(_key(before))
        return bool(self._questions[duty.assignment] & set(earlier)) or (
            asked is not None and duty.since < asked
        )


def _key(department: Department) -> int:
    """By what a department is known; one that is not stored yet by its object."""
    return department.pk or -id(department)
