"""One demand and its assignments in plain Python: the facts, who is who, and what they add up to.

Written from the lifecycle's own words and not from the code, so that each can find the other wrong. What people
do with it stands in `law`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

ONE_DAY: Final = timedelta(days=1)
OUTSTANDING: Final = frozenset({"assigned", "working", "returned"})
OPEN: Final = OUTSTANDING | {"claimed"}
CLOSING: Final = frozenset({"completed", "not_accepted", "transferred"})
GATES: Final = {"none": (), "head": ("head",), "coordinator": ("head", "coordinator")}


class Refused(Exception):
    """The law refuses, with one of these kinds; which of several faults is named first it leaves open."""

    def __init__(self, *kinds: str) -> None:
        super().__init__(*kinds)
        self.kinds = frozenset(kinds)


@dataclass(frozen=True)
class Person:
    """Somebody with roles, each at a place: a department, or nowhere."""

    name: str
    roles: frozenset[tuple[str, str]]

    def has(self, role: str, place: str = "") -> bool:
        """Whether the person is this, there."""
        return (role, place) in self.roles

    @property
    def departments(self) -> frozenset[str]:
        """Where the person works."""
        return frozenset(place for _role, place in self.roles if place)


@dataclass
class Piece:
    """A piece of evidence: of a report, or (0) of the assignment alone."""

    report: int
    removed: bool = False


@dataclass
class Report:
    """What a department said. `gate`: where it waits; `filed`: the place in the order of filing, 0 for not filed.

    One that is neither filed nor waits went back to its author.
    """

    number: int
    kind: str
    status: str
    author: str
    department: str
    continues: bool = False
    paper: bool = False
    gate: str = ""
    filed: int = 0
    passed_by: set[str] = field(default_factory=set)
    verdict: str = ""


@dataclass
class Request:
    """A request for more time that nobody has answered."""

    number: int
    by: str


@dataclass
class Offer:
    """An offer to another department that is neither taken nor settled."""

    number: int
    receiver: str
    on: date
    refused: bool = False


@dataclass
class Duty:
    """One department's assignment."""

    name: str
    department: str
    lead: bool
    due: date | None
    assigned_on: date
    stage: str = "assigned"
    status: str = "not_reported"
    continues: bool = False
    verification: str = "none"
    original: date | None = None
    officer: str = ""
    received_on: date | None = None
    version: int = 1
    reports: list[Report] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    request: Request | None = None
    offer: Offer | None = None
    extensions: int = 0
    decisions: set[int] = field(default_factory=set)
    reminded_on: date | None = None
    tenures: list[tuple[str, date]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.original = self.due
        self.tenures.append((self.department, self.assigned_on))

    @property
    def waiting(self) -> Report | None:
        """The report at a gate."""
        return next((report for report in self.reports if report.gate), None)

    @property
    def newest(self) -> Report | None:
        """The report that was filed last."""
        return max((report for report in self.reports if report.filed), key=lambda r: r.filed, default=None)

    @property
    def earlier_outcome(self) -> str | None:
        """What became of the last claim that was checked; `none` where its closing was taken back."""
        checked = [report.verdict for report in self.reports if report.verdict]
        return checked[-1] if checked else None

    def shows(self, piece: Piece, who: Person) -> bool:
        """Whether a person of the holding department sees a piece: not what another one got back unfiled."""
        of = next((report for report in self.reports if report.number == piece.report), None)
        return of is None or bool(of.filed or of.gate) or of.department in who.departments

    def standing_pieces(self, report: int) -> int:
        """How many pieces of a report nobody removed."""
        return sum(piece.report == report and not piece.removed for piece in self.pieces)

    def go_to(self, department: str, on: date) -> None:
        """Another department answers for it from `on` on; who was in charge was its predecessor's."""
        self.department, self.officer = department, ""
        self.tenures.append((department, on))


@dataclass
class Model:
    """The demand, its office and its day. `told` are the events so far: kind and what it is about."""

    day: date
    people: dict[str, Person]
    duties: dict[str, Duty]
    holidays: set[date]
    gates: str = "none"
    own_gates: dict[str, str] = field(default_factory=dict)
    successors: dict[str, tuple[str, date]] = field(default_factory=dict)
    text_version: int = 1
    withdrawn: bool = False
    told: list[tuple[str, str]] = field(default_factory=list)
    numbers: int = 0

    def next_number(self) -> int:
        """A number that nothing else has."""
        self.numbers += 1
        return self.numbers

    @property
    def live(self) -> list[Duty]:
        """The assignments that are not withdrawn."""
        return [duty for duty in self.duties.values() if duty.stage != "withdrawn"]

    def tell(self, kind: str, about: str) -> None:
        """One event."""
        self.told.append((kind, about))

    def sees(self, who: Person, duty: Duty) -> bool:
        """Whether the assignment exists for this person (product.md rule 8)."""
        if any(who.has(role) for role in ("secretariat", "coordinator", "councillor", "clerk")):
            return True
        held = {department for department, _start in duty.tenures}
        offered = {duty.offer.receiver} if duty.offer else set()
        came_after = {self.successors[duty.department][0]} if duty.department in self.successors else set()
        return bool(who.departments & (held | offered | came_after))

    def exists(self, department: str) -> bool:
        """Whether it is there today: not gone up in another one, and not still to come."""
        ended = [day for old, (_new, day) in self.successors.items() if old == department]
        begun = [day for new, day in self.successors.values() if new == department]
        return all(day > self.day for day in ended) and all(day <= self.day for day in begun)

    def today(self, name: str) -> Person:
        """Somebody as they are today: what they were in a department ends with it."""
        roles = self.people[name].roles
        return Person(name, frozenset(role for role in roles if not role[1] or self.exists(role[1])))

    def heads(self, department: str) -> set[str]:
        """Who heads a department."""
        return {name for name in self.people if self.today(name).has("head", department)}

    def asked_gates(self, department: str) -> tuple[str, ...]:
        """The gates a report of this department passes: the office's, or its own where those are more."""
        return max(GATES[self.gates], GATES[self.own_gates.get(department, "none")], key=len)

    def working_days_since(self, day: date) -> int:
        """How many working days came after `day`, up to today."""
        days = (day + number * ONE_DAY for number in range(1, (self.day - day).days + 1))
        return sum(self.is_working(one) for one in days)

    def is_working(self, day: date) -> bool:
        """Whether offices work on it."""
        return day.weekday() < 5 and day not in self.holidays

    def standing(self) -> str:
        """What the reports of the live assignments add up to: the first line that fits."""
        return standing({duty.status for duty in self.live})

    def check(self) -> str:
        """The council's check of the demand."""
        found = [duty.verification for duty in self.live]
        for worst in ("contradicted", "insufficient", "awaiting"):
            if worst in found:
                return worst
        return "confirmed" if found and set(found) == {"confirmed"} else "none"

    def confirmed(self) -> int:
        """How many live assignments the council has confirmed."""
        return sum(duty.verification == "confirmed" for duty in self.live)


def standing(found: Collection[str]) -> str:
    """Standing from a set of statuses, line by line as the table has it."""
    statuses = set(found)
    if not statuses:
        return "not_reported"
    if len(statuses) == 1:
        return next(iter(statuses))
    half_done = "completed" in statuses and statuses & {"not_reported", "under_review"}
    if "in_progress" in statuses or half_done:
        return "in_progress"
    for status in ("under_review", "not_reported", "not_accepted"):
        if status in statuses:
            return status
    return "transferred"
