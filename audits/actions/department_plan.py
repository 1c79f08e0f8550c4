"""What a list of departments would change: new, changed, the same, missing from it; and why it cannot be taken."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from audits.intake.department_list import Fault, Flaw, Head, Line, Listed, bare
from audits.models import Department, DepartmentKind


class Outcome(StrEnum):
    """What becomes of a line. The first of an office stand since an unknown day; later ones are founded (신설)."""

    NEW = "new"
    FOUNDED = "founded"
    CHANGED = "changed"
    SAME = "same"


class Unfit(StrEnum):
    """What is wrong with a line beside what the office has already."""

    BORNE_TWICE = "borne_twice"
    NAME_TAKEN = "name_taken"
    ALIAS_TAKEN = "alias_taken"
    RANK_TAKEN = "rank_taken"
    UNKNOWN_BUREAU = "unknown_bureau"
    BUREAU_IN_BUREAU = "bureau_in_bureau"
    NEEDS_REORGANISATION = "needs_reorganisation"
    NEEDS_KIND = "needs_kind"
    NEEDS_RANK = "needs_rank"
    KIND_FIXED = "kind_fixed"
    START_FIXED = "start_fixed"
    BAD_ADDRESS = "bad_address"


@dataclass(frozen=True)
class Difference:
    """One thing that changes, as it is written now and will be."""

    head: Head
    before: str
    after: str


@dataclass(frozen=True)
class Planned:
    """A line and what becomes of it."""

    line: Line
    outcome: Outcome
    department: Department | None = None
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A list beside what the office has. `missing`, departments of today that it leaves out, stay as they are."""

    rows: tuple[Planned, ...]
    missing: tuple[Department, ...]
    flaws: tuple[Flaw, ...]

    def of(self, *outcomes: Outcome) -> list[Planned]:
        """The lines with one of these outcomes."""
        return [row for row in self.rows if row.outcome in outcomes]

    @property
    def fingerprint(self) -> str:
        """Of all that is shown of it, so that a later look can tell whether it is still the same."""
        shown = [
            [(row.line.row, row.outcome, row.differences) for row in self.rows],
            [row.pk for row in self.missing],
            self.flaws,
        ]
        return hashlib.sha256(repr(shown).encode()).hexdigest()


@dataclass(frozen=True)
class House:
    """Every department there is or was, and what the bureau of each is called today."""

    departments: Sequence[Department]
    bureau_names: Mapping[int, str]
    on: date

    @property
    def standing(self) -> list[Department]:
        """Those of this office that are not over: of today, or planned."""
        return [
            row
            for row in self.departments
            if not row.external and (row.valid_until is None or row.valid_until > self.on)
        ]

    @property
    def empty(self) -> bool:
        """Whether the office has never had a department."""
        return not any(not row.external for row in self.departments)


def plan(listed: Listed, house: House, known: Mapping[int, Department] | None = None) -> Plan:
    """The list beside the house; `known` says which department a line is of, by row, where its name need not tell."""
    return _Comparison(listed, house, known or {}).plan()


BLANK: Final = ""


@dataclass
class _Comparison:
    """The state of one comparison."""

    listed: Listed
    house: House
    known: Mapping[int, Department]
    flaws: list[Flaw] = field(default_factory=list)

    def plan(self) -> Plan:
        self.by_name: dict[str, list[Department]] = defaultdict(list)
        for row in self.house.standing:
            self.by_name[bare(row.name)].append(row)
        self.bureaus = {bare(row.name) for row in self.house.standing if row.kind == DepartmentKind.BUREAU}
        self.bureaus |= {bare(line.name) for line in self.listed.lines if line.kind == DepartmentKind.BUREAU}
        # One without a name is a flaw already, and nothing else.
        matched = [(line, self._match(line)) for line in self.listed.lines if line.name]
        rows = [self._found(line) if row is None else self._compared(line, row) for line, row in matched]
        self.flaws += _taken(rows, self.house)
        listed = {row.pk for _line, row in matched if row}
        return Plan(
            tuple(rows),
            tuple(row for row in self.house.standing if row.pk not in listed and row.existed(self.house.on)),
            (*_unless_it_stands_so(self.listed.flaws, rows), *self.flaws),
        )

    def _match(self, line: Line) -> Department | None:
        """The department a line is of: one of today before one that is planned."""
        if line.row in self.known:
            return self.known[line.row]
        bearers = self.by_name.get(bare(line.name), [])
        today = [row for row in bearers if row.existed(self.house.on)] or bearers
        if len(today) > 1:
            self._say(line, Head.NAME, Unfit.BORNE_TWICE, line.name)
        return today[0] if today else None

    def _found(self, line: Line) -> Planned:
        if not self.house.empty and line.start_on is None:
            self._say(line, Head.NAME, Unfit.NEEDS_REORGANISATION, line.name)
        if not line.kind:
            self._say(line, Head.KIND, Unfit.NEEDS_KIND, line.name)
        if line.rank is None:
            self._say(line, Head.RANK, Unfit.NEEDS_RANK, line.name)
        self._check_words(line, line.kind)
        for other in self.house.departments:
            if bare(other.name) == bare(line.name) and _overlap(_period(other), (line.start_on, None)):
                self._say(line, Head.NAME, Unfit.NAME_TAKEN, line.name)
        return Planned(line, Outcome.NEW if self.house.empty else Outcome.FOUNDED)

    def _compared(self, line: Line, row: Department) -> Planned:
        if line.kind and line.kind != row.kind:
            self._say(line, Head.KIND, Unfit.KIND_FIXED, row.get_kind_display())
        if line.start_on and line.start_on != row.valid_from:
            self._say(line, Head.START, Unfit.START_FIXED, row.name)
        self._check_words(line, row.kind)
        differences = tuple(self._differences(line, row))
        return Planned(line, Outcome.CHANGED if differences else Outcome.SAME, row, differences)

    def _check_words(self, line: Line, kind: str) -> None:
        if line.bureau and kind == DepartmentKind.BUREAU:
            self._say(line, Head.BUREAU, Unfit.BUREAU_IN_BUREAU, line.bureau)
        elif line.bureau and bare(line.bureau) not in self.bureaus:
            self._say(line, Head.BUREAU, Unfit.UNKNOWN_BUREAU, line.bureau)
        if line.mailbox:
            try:
                validate_email(line.mailbox)
            except ValidationError:
                self._say(line, Head.MAILBOX, Unfit.BAD_ADDRESS, line.mailbox)

    def _differences(self, line: Line, row: Department) -> Iterator[Difference]:
        bureau = self.house.bureau_names.get(row.pk, BLANK)
        pairs: list[tuple[Head, str, str | None]] = [
            (Head.BUREAU, bureau, line.bureau),
            (Head.RANK, str(row.rank), None if line.rank is None else str(line.rank)),
            (Head.ALIASES, ", ".join(row.short_names), _joined(line)),
            (Head.DUTIES, row.duties, line.duties),
            (Head.MAILBOX, row.mailbox, line.mailbox),
        ]
        for head, before, after in pairs:
            same = bare(before) == bare(after or "") if head is Head.BUREAU else before == after
            if after is not None and not same:
                yield Difference(head, before, after)

    def _say(self, line: Line, head: Head, fault: Unfit, word: str) -> None:
        self.flaws.append(line.flaw(head, fault, word))


def aliases_of(line: Line) -> tuple[str, ...]:
    """Its short names, without the name itself."""
    return tuple(alias for alias in line.aliases or () if bare(alias) != bare(line.name))


def _joined(line: Line) -> str | None:
    return None if line.aliases is None else ", ".join(aliases_of(line))


Days = tuple[date | None, date | None]


def _unless_it_stands_so(flaws: Sequence[Flaw], rows: Sequence[Planned]) -> Iterator[Flaw]:
    """Without the ranks twice that stand so already: what came of a split has the rank of what it came from."""
    brought = {
        str(row.line.rank) for row in rows if not row.department or row.department.rank != row.line.rank
    }
    for flaw in flaws:
        if flaw.fault != Fault.RANK_TWICE or flaw.word in brought:
            yield flaw


def _taken(rows: Sequence[Planned], house: House) -> Iterator[Flaw]:
    """Short names and ranks that somebody else has on the same day, of the lines that bring them along."""
    words: dict[str, list[tuple[int, str, Days]]] = defaultdict(list)
    ranks: dict[int, list[str]] = defaultdict(list)
    of_list = {row.department.pk for row in rows if row.department}
    for other in house.departments:
        if other.pk not in of_list and not other.external:
            for word in (other.name, *other.short_names):
                words[bare(word)].append((-other.pk, other.name, _period(other)))
            if other.existed(house.on):
                ranks[other.rank].append(other.name)
    for row in rows:
        days = _period(row.department) if row.department else (row.line.start_on, None)
        if row.department and row.line.rank is None:
            ranks[row.department.rank].append(row.line.name)
        for word in {bare(row.line.name), *map(bare, _aliases_after(row))}:
            words[word].append((row.line.row, row.line.name, days))
    for row in rows:
        yield from _taken_by_others(row, words, ranks)


def _taken_by_others(
    row: Planned, words: Mapping[str, list[tuple[int, str, Days]]], ranks: Mapping[int, list[str]]
) -> Iterator[Flaw]:
    changed = {difference.head for difference in row.differences}
    new = row.department is None
    days = _period(row.department) if row.department else (row.line.start_on, None)
    if new or Head.ALIASES in changed:
        named = [(Head.NAME, row.line.name)] if new else []
        for head, word in (*named, *((Head.ALIASES, alias) for alias in _aliases_after(row))):
            for owner, name, theirs in words.get(bare(word), ()):
                if owner != row.line.row and bare(name) != bare(row.line.name) and _overlap(days, theirs):
                    yield row.line.flaw(head, Unfit.ALIAS_TAKEN, f"{word} ({name})")
                    break
    rank = row.line.rank
    if rank is not None and rank in ranks and (new or Head.RANK in changed):
        yield row.line.flaw(Head.RANK, Unfit.RANK_TAKEN, ", ".join(ranks[rank]))


def _aliases_after(row: Planned) -> tuple[str, ...]:
    if row.line.aliases is None and row.department:
        return tuple(row.department.short_names)
    return aliases_of(row.line)


def _period(department: Department) -> Days:
    return department.valid_from, department.valid_until


def _overlap(one: Days, other: Days) -> bool:
    return (one[0] or date.min) < (other[1] or date.max) and (other[0] or date.min) < (one[1] or date.max)
