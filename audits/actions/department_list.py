"""부서 목록: taken as it was shown, in statements that do not grow; and the facts of a single department."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from audits import organisation, record
from audits.access import Act, Viewer
from audits.actions.department_flaws import sentence
from audits.actions.department_plan import House, Outcome, Plan, Planned, aliases_of, plan
from audits.actions.turns import Turn, take_turn
from audits.errors import NotVisible
from audits.intake.department_list import Flaw, Head, Line, Listed, bare, faulty_aliases, split_aliases
from audits.models import Department, DepartmentKind, Succession, SuccessionKind
from audits.record import Entry

COLUMNS: Final = {
    Head.BUREAU: "bureau",
    Head.RANK: "rank",
    Head.ALIASES: "short_names",
    Head.DUTIES: "duties",
    Head.MAILBOX: "mailbox",
}
A_BATCH: Final = 250  # rows of one statement: the database's work grows with the square of them


@dataclass(frozen=True)
class Facts:
    """What may change of a single department without a reorganisation. `short_names` stand between commas."""

    rank: int
    short_names: str
    duties: str
    mailbox: str


def plan_list(listed: Listed, on: date) -> Plan:
    """What a list would change; three statements, nothing is stored."""
    return plan(listed, _house(Department.objects.all(), on))


@transaction.atomic
def keep_list(listed: Listed, *, seen: str, by: Viewer) -> Plan:
    """Store a list of which somebody was shown the plan with the fingerprint `seen`: all of it, or nothing.

    Departments are founded and changed, never ended: that takes a reorganisation. Raises PermissionDenied, and
    ValidationError where the list cannot be taken or something else would happen than was shown.
    """
    by.require(Act.KEEP_DEPARTMENTS)
    take_turn(Turn.DEPARTMENTS)
    found = plan(listed, _house(Department.objects.select_for_update(no_key=True), by.on))
    if found.fingerprint != seen:
        told = _("살펴보는 동안 부서가 바뀌었습니다. 저장된 것은 없습니다. 다시 살펴보십시오.")
        raise ValidationError(told, code="moved_on")
    if found.flaws:
        raise ValidationError([said(flaw) for flaw in found.flaws])
    record.append_all([*_found_all(found, by), *_change_all(found, by, "list")])
    return found


@transaction.atomic
def change_department(department_id: int, facts: Facts, *, seen: str, by: Viewer) -> Department:
    """Change what a single department of today or later is called in short, does, ranks; the same again does nothing.

    `seen` is the `state_of` that its form was filled in with. Raises PermissionDenied; NotVisible; ValidationError by
    field, and where somebody else saved first.
    """
    by.require(Act.KEEP_DEPARTMENTS)
    take_turn(Turn.DEPARTMENTS)
    house = _house(Department.objects.select_for_update(no_key=True), by.on)
    department = next((row for row in house.standing if row.pk == department_id), None)
    if department is None:
        raise NotVisible
    if seen != state_of(department):
        told = _(
            "작성하는 동안 다른 사람이 먼저 저장하였습니다. 지금 내용을 확인하고 다시 저장하여 주십시오."
        )
        raise ValidationError(told, code="moved_on")
    line = _as_line(department, facts)
    found = plan(Listed((line,), tuple(_faulty(line))), house, {line.row: department})
    if found.flaws:
        raise ValidationError({flaw.cell: [sentence(flaw)] for flaw in found.flaws})
    record.append_all(_change_all(found, by, "form"))
    return department


def editable(department_id: int, on: date) -> Department:
    """A department of today or later whose facts somebody may change. Raises NotVisible."""
    rows = Department.objects.inside().filter(is_void=False, pk=department_id).exclude(valid_until__lte=on)
    department = rows.first()
    if department is None:
        raise NotVisible
    return department


def state_of(department: Department) -> str:
    """What a form of a department is filled in with, in a few letters."""
    facts = [department.rank, department.short_names, department.duties, department.mailbox]
    return hashlib.sha256(record.plain(facts)).hexdigest()


def said(flaw: Flaw) -> str:
    """What is wrong with a cell, with the cell's name before it."""
    return f"{flaw.cell}: {sentence(flaw)}"


def _house(rows: QuerySet[Department], on: date) -> House:
    """Every department that is not void; what is locked is locked in one order."""
    departments = list(rows.filter(is_void=False).order_by("pk"))
    return House(departments, organisation.bureau_names(on), on)


def _as_line(department: Department, facts: Facts) -> Line:
    """A line of which the cells are called like the fields of the form."""
    return Line(
        row=1,
        name=department.name,
        rank=facts.rank,
        aliases=split_aliases(facts.short_names),
        duties=facts.duties.replace("\r\n", "\n").strip(),
        mailbox=facts.mailbox.strip(),
        cells={head: column for head, column in COLUMNS.items() if head is not Head.BUREAU},
    )


def _faulty(line: Line) -> list[Flaw]:
    fault = faulty_aliases(line.aliases or ())
    return [line.flaw(Head.ALIASES, fault)] if fault else []


def _found_all(found: Plan, by: Viewer) -> list[Entry]:
    """The new departments, bureaus first, since others begin under them; those of a standing office are 신설."""
    rows = found.of(Outcome.NEW, Outcome.FOUNDED)
    kinds = [row.line.kind == DepartmentKind.BUREAU for row in rows]
    first = [row for row, is_bureau in zip(rows, kinds, strict=True) if is_bureau]
    rest = [row for row, is_bureau in zip(rows, kinds, strict=True) if not is_bureau]
    bureaus = Department.objects.bulk_create(_made(row, {}) for row in first)
    places = _bureaus(by.on)
    departments = Department.objects.bulk_create(_made(row, places) for row in rest)
    made = [*bureaus, *departments]
    steps = Succession.objects.bulk_create(
        Succession(kind=SuccessionKind.NEW, successor=department, effective_on=row.line.start_on)
        for row, department in zip([*first, *rest], made, strict=True)
        if row.outcome == Outcome.FOUNDED
    )
    facts = {"via": "list", "on": by.on}
    return [
        *(Entry("department_founded", row, by.user, rows=[row], facts=facts) for row in made),
        *(
            Entry(
                "succession_recorded",
                step,
                by.user,
                rows=[step],
                facts={"via": "list", "on": step.effective_on},
            )
            for step in steps
        ),
    ]


def _bureaus(on: date) -> dict[str, Department]:
    """The bureaus of today and later by their names, however spaced; of two, the one of today."""
    rows = Department.objects.inside().filter(kind=DepartmentKind.BUREAU, is_void=False)
    found = list(rows.exclude(valid_until__lte=on).order_by("pk"))
    return {bare(row.name): row for row in sorted(found, key=lambda row: row.existed(on))}


def _made(row: Planned, bureaus: dict[str, Department]) -> Department:
    line = row.line
    if line.rank is None:
        raise ValueError("a plan without flaws gives every new department its rank")
    return Department(
        name=line.name,
        kind=line.kind,
        bureau=bureaus[bare(line.bureau)] if line.bureau else None,
        rank=line.rank,
        short_names=list(aliases_of(line)),
        duties=line.duties or "",
        mailbox=line.mailbox or "",
        valid_from=line.start_on,
    )


def _change_all(found: Plan, by: Viewer, via: str) -> list[Entry]:
    """The departments that change, each with its entry; none for those that stay the same."""
    rows = found.of(Outcome.CHANGED)
    if not rows:
        return []
    moved = any(each.head is Head.BUREAU for row in rows for each in row.differences)
    bureaus = _bureaus(by.on) if moved else {}
    changed = [_changed(row, bureaus) for row in rows]
    columns = sorted({column for row in rows for column in _columns(row)})
    Department.objects.bulk_update(changed, columns, batch_size=A_BATCH)
    return [
        Entry(
            "department_changed",
            department,
            by.user,
            facts={"via": via, "on": by.on, "changed": _columns(row)},
        )
        for row, department in zip(rows, changed, strict=True)
    ]


def _changed(row: Planned, bureaus: dict[str, Department]) -> Department:
    department, line = row.department, row.line
    if department is None:
        raise ValueError("only a department that is there changes")
    wanted: dict[Head, Any] = {
        Head.BUREAU: bureaus.get(bare(line.bureau or "")),
        Head.RANK: line.rank,
        Head.ALIASES: list(aliases_of(line)),
        Head.DUTIES: line.duties,
        Head.MAILBOX: line.mailbox,
    }
    for difference in row.differences:
        setattr(department, COLUMNS[difference.head], wanted[difference.head])
    return department


def _columns(row: Planned) -> list[str]:
    return [COLUMNS[difference.head] for difference in row.differences]
