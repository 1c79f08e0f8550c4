"""Random people do random things, to the model and to the code; both have to agree on what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Final, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from audits.errors import NotAllowedNow, NotVisible, SamePerson, Stale
from audits.models import Event, Holiday
from tests.lifecycle.grid import GRID
from tests.lifecycle.law import Asked, Law, More
from tests.lifecycle.model import Duty, Model, Person, Refused
from tests.lifecycle.town import DEPARTMENTS, DUTIES, PEOPLE, Town, expected
from tracker.actions.extension import Extension
from tracker.models import Evidence, ExtensionRequest, Handover, ProgressUpdate

REFUSALS: Final = (NotVisible, PermissionDenied, Stale, NotAllowedNow, ValidationError)
DONE: Final = "done"
# Mostly right, so that walks come far; now and then wrong, so that every refusal is met.
MOSTLY: Final = (*[True] * 9, False)
SELDOM: Final = (*[False] * 3, True)
DECISIONS: Final = (0, 0, 1, 2, 3)  # of the committee about the demand; 0 names none
EITHER: Final = (True, False)
SEEN: Final = (*[0] * 12, -1)
WHICH: Final = (*sorted(DUTIES), *["one that fits"] * 6, *["another that fits"] * 2)
# What has to stand beside the stage for an act to come to something.
WAITS: Final[Mapping[str, Callable[[Duty], object]]] = {
    "approve progress": lambda duty: duty.waiting and duty.waiting.gate == "head",
    "submit progress": lambda duty: duty.waiting and duty.waiting.gate == "coordinator",
    "send back": lambda duty: duty.waiting,
    "cancel request": lambda duty: duty.request,
    "refuse": lambda duty: duty.request,
    "grant": lambda duty: duty.request,
    "accept handover": lambda duty: duty.offer and not duty.offer.refused,
    "refuse handover": lambda duty: duty.offer and not duty.offer.refused,
    "cancel handover": lambda duty: duty.offer,
    "settle, it moves": lambda duty: duty.offer and duty.offer.refused,
}
BESIDE: Final[Mapping[str, Callable[[Duty, Model], object]]] = {
    "receive": lambda duty, _: duty.stage == "assigned",
    "remove evidence": lambda duty, _: duty.pieces,
    "grant unasked": lambda duty, _: duty.due,
    "request extension": lambda duty, _: duty.due and not duty.request,
    "adjust calendar": lambda duty, model: duty.due in model.holidays,
    "set first due date": lambda duty, _: not duty.due,
    "file no change": lambda duty, _: duty.newest,
    "move": lambda duty, model: duty.department in model.successors and not model.exists(duty.department),
}
# How often an act comes: most where something is waiting for it, seldom where it changes little or does not fit.
QUIET: Final = frozenset({"add evidence", "remind", "name officer", "name lead", "correct demand"})
OFTEN: Final = {"file progress": 20, "settle, it moves": 40, "accept handover": 30, "refuse handover": 30}
LAST: Final = frozenset({"withdraw", "withdraw demand"})
Act = TypeVar("Act", bound=Callable[..., None])
CHANCES: Final[dict[str, Chance]] = {}
LATER: Final = range(-1, 12)


def _end_of(refusal: Exception) -> str:
    """How the law calls a refusal; one that says more than the law asks is what it is a kind of."""
    lawful = (*REFUSALS, SamePerson)
    return next(kind.__name__ for kind in type(refusal).__mro__ if kind in lawful)


def anything(*_: object) -> bool:
    """Nothing has to stand beside the stage."""
    return True


def people(*likely: str) -> tuple[str, ...]:
    """Somebody to choose from: one of the likely ones three times out of four, else anybody."""
    anybody = sorted(PEOPLE)
    return (*likely * round(3 * len(anybody) / len(likely)), *anybody)


@dataclass(frozen=True)
class Chance:
    """An act that may come at a step: its row of the grid, and what is chosen from for it."""

    row: str
    choices: Mapping[str, Sequence[Any]]


def trying(row: str, **choices: Sequence[Any]) -> Callable[[Act], Act]:
    """Mark a method as an act of the grid's `row`, with those and that it is chosen from."""

    def mark(act: Act) -> Act:
        CHANCES[act.__name__] = Chance(row, choices)
        return act

    return mark


@dataclass
class Tally:
    """How often each act came to each end, over all walks."""

    ends: Counter[tuple[str, str]] = field(default_factory=Counter)
    steps: int = 0

    def done(self) -> set[str]:
        """The acts that were done at least once."""
        return {act for act, end in self.ends if end == DONE}

    def refused(self) -> set[str]:
        """The acts that were refused at least once."""
        return {act for act, end in self.ends if end != DONE}


class Walk(RuleBasedStateMachine):
    """One walk: a town as it was in the beginning, a model of it, and the days that go by."""

    def __init__(self, town: Town, tally: Tally) -> None:
        super().__init__()
        self.town, self.tally = town, tally
        self.law = Law(town.model())
        self.model = self.law.model
        # A savepoint in the transaction of the test: each walk begins in the same town.
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.told = Event.objects.order_by("-number").values_list("number", flat=True).first() or 0

    def teardown(self) -> None:
        """Everything is as it was; what the database checks only at the end it checks first."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def somebody(self, name: str, duty: Duty) -> Person:
        """A person by name, or by what they are to the assignment: its officer, head, or receiver's officer."""
        place = duty.offer.receiver if name == "its receiver" and duty.offer else duty.department
        heads = sorted(self.model.heads(place)) if name == "its head" else []
        found = {"its officer": f"officer {place}", "its receiver": f"officer {place}"}
        found["its head"] = heads[0] if heads else "coordinator"
        return self.model.today(found.get(name, name))

    def fitting(self, row: str) -> list[Duty]:
        """The assignments on which an act of this row could come to something now."""
        if row not in GRID:
            return []
        waits, beside = WAITS.get(row, anything), BESIDE.get(row, anything)
        rows = [duty for duty in self.model.duties.values() if GRID[row].after(duty.stage)]
        return [duty for duty in rows if waits(duty) and beside(duty, self.model)]

    def weight(self, row: str) -> int:
        """How often an act of this row comes, against others."""
        if row == "days go by":
            return 10
        if not self.fitting(row):
            return 1
        return OFTEN.get(row, 2 if row in QUIET | LAST else 20 if row in WAITS else 5)

    @rule(dice=st.randoms(use_true_random=True))
    def somebody_acts(self, dice: Random) -> None:
        """One act: by what the dice say and the state makes likely. One seed a step is soon drawn and shrinks well."""
        name = dice.choices(list(CHANCES), [self.weight(one.row) for one in CHANCES.values()])[0]
        chosen = {what: dice.choice(choices) for what, choices in CHANCES[name].choices.items()}
        note(f"{name} {chosen}")
        getattr(self, name)(**chosen)

    def asked(self, row: str, who: str, which: str, seen: int | None = None) -> Asked:
        """Who acts on what; `seen` is how far behind the version is that they saw."""
        fitting = [*self.fitting(row), *self.model.duties.values()]
        chosen = {"one that fits": fitting[0], "another that fits": fitting[1]}
        duty = chosen.get(which) or self.model.duties[which]
        return Asked(self.somebody(who, duty), duty, None if seen is None else duty.version + seen)

    def by(self, asked: Asked) -> Any:
        """The same person to the code."""
        return self.town.by(asked.who.name, self.model.day)

    def pk(self, asked: Asked) -> int:
        """The assignment to the code."""
        return self.town.duties[asked.duty.name]

    def update(self, asked: Asked, *, older: bool) -> tuple[int, int]:
        """A report to be checked: its number and its id; the newest filed unless an `older` one is meant."""
        numbers = [report.number for report in sorted(asked.duty.reports, key=lambda report: report.filed)]
        number = 0 if not numbers else numbers[0] if older else numbers[-1]
        row = ProgressUpdate.objects.filter(assignment=self.pk(asked), number=number).first()
        return number, row.pk if row else 0

    def request(self, asked: Asked) -> int:
        """The last request for more time, whatever became of it; 0 where there never was one."""
        row = ExtensionRequest.objects.filter(assignment=self.pk(asked)).order_by("-id").first()
        return row.pk if row else 0

    def handover(self, asked: Asked) -> int:
        """The last offer, whatever became of it; 0 where there never was one."""
        row = Handover.objects.filter(assignment=self.pk(asked)).order_by("-id").first()
        return row.pk if row else 0

    def evidence(self, asked: Asked) -> list[int]:
        """The pieces of evidence in the order in which they came."""
        rows = Evidence.objects.filter(assignment=self.pk(asked)).order_by("id")
        return list(rows.values_list("pk", flat=True))

    def more(
        self, asked: Asked, days: int, *, decision: int, reason: str = "공사가 늦어짐"
    ) -> tuple[More, Extension]:
        """An extension by `days`, to the model and to the code."""
        until = (asked.duty.due or self.model.day) + timedelta(days=days)
        named = self.town.decisions[decision - 1].pk if decision else None
        return More(until, decision), Extension(until, reason, named)

    def act(self, name: str, in_law: Callable[[], None], in_code: Callable[[], object]) -> None:
        """Do it in both; the same has to come of it, and the same has to be there afterwards."""
        try:
            in_law()
        except Refused as refused:
            allowed = refused.kinds
        else:
            allowed = frozenset({DONE})
        try:
            in_code()
        except REFUSALS as refusal:
            end, why = _end_of(refusal), str(refusal)
        else:
            end, why = DONE, ""
        self.tally.ends[name, end] += 1
        self.tally.steps += 1
        assert end in allowed, f"{name}: {end} ({why}), by the law {sorted(allowed)}"
        self.compare()

    def compare(self) -> None:
        """Every stored field, what the demand adds up to, and the events since the last look."""
        told, stored = self.town.since(self.told)
        self.told += len(told)
        assert told == self.model.told, f"events {told}, by the law {self.model.told}"
        self.model.told.clear()
        right = expected(self.model)
        wrong = {name: (stored[name], right[name]) for name in right if stored[name] != right[name]}
        assert not wrong, f"stored, and by the law: {wrong}"

    @trying("days go by", days=range(1, 7))
    def days_go_by(self, days: int) -> None:
        """Time passes."""
        self.model.day += timedelta(days=days)

    @trying("gates", gates=["none", "head", "coordinator"], place=["", "", *DEPARTMENTS])
    def the_office_changes_its_gates(self, gates: str, place: str) -> None:
        """As the administrator of the installation sets them."""
        self.town.set_gates(gates, place)
        if place:
            self.model.own_gates[place] = gates
        else:
            self.model.gates = gates

    @trying("holiday", which=sorted(DUTIES))
    def a_due_date_becomes_a_holiday(self, which: str) -> None:
        """As happens when the government declares one."""
        due = self.model.duties[which].due
        if due and due not in self.model.holidays:
            Holiday.objects.create(date=due, name="임시공휴일")
            self.model.holidays.add(due)
