"""One audit's assignments by the department that owes them: what is left, what is late and for how long.

Assignments are counted, not demands. Departments stand in 건제순, never by how late they are (product.md rule 14).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Q

from audits.models import Audit
from audits.models.department import existed
from tracker.models import OUTSTANDING, Stage
from tracker.models.assignment import AssignmentQuerySet, is_late, is_owned_by_nobody, nobody_named

SOON: Final = 7  # days
ALIKE: Final = (
    "department_id",
    "department__name",
    "department__rank",
    "department__valid_from",
    "department__valid_until",
    "department__is_void",
    "stage",
    "due_date",
    "original_due_date",
)
LAST: Final = 2_000_000_000  # the rank of what no department has


@dataclass(frozen=True, slots=True)
class Age:
    """A span of days that something has been late; without `last` there is no end."""

    first: int
    last: int | None

    def days(self, on: date) -> tuple[date | None, date]:
        """The first and the last due date that is so late on `on`."""
        return (on - timedelta(days=self.last) if self.last else None, on - timedelta(days=self.first))


AGES: Final = (Age(1, 7), Age(8, 30), Age(31, 60), Age(61, None))


@dataclass(frozen=True, slots=True)
class Held:
    """What one department owes; `department` is None for 소관 없음. `ages` are late ones by `AGES`.

    `oldest` is the earliest due date of what is late.
    """

    department: int | None
    name: str
    owed: int
    overdue: int
    overdue_original: int
    oldest: date | None
    ages: tuple[int, ...]
    ages_original: tuple[int, ...]


@dataclass(frozen=True)
class AuditHeld:
    """An audit's live assignments: by department, their sum, and what waits or wants somebody's hand."""

    rows: tuple[Held, ...]
    total: Held
    awaiting: int
    due_soon: int
    without_owner: int
    without_officer: int


def audit_held(audit: Audit, assignments: AssignmentQuerySet, *, on: date) -> AuditHeld:
    """Those of `assignments` that are of `audit`, as they stand on `on`; one statement.

    The database counts those that are alike, with the same dates among it; what they add up to is reckoned here.
    """
    mine = assignments.live().filter(demand__audit=audit, demand__withdrawn_at__isnull=True)
    counted = {"rows": Count("pk"), "unnamed": Count("pk", filter=owed_by_nobody_named(on))}
    found = list(mine.order_by().values(*ALIKE).annotate(**counted))
    total, owners = _Tally(), defaultdict[int | None, _Tally](_Tally)
    without_owner = 0
    for row in found:
        now, at_first = _age(row, "due_date", on), _age(row, "original_due_date", on)
        total.add(row, now, at_first)
        is_nobodys = is_owned_by_nobody(row["stage"], department_exists=_has_department(row, on))
        owners[None if is_nobodys else row["department_id"]].add(row, now, at_first)
        without_owner += row["rows"] if is_nobodys else 0
    in_order = sorted(owners.items(), key=lambda each: each[1].place if each[0] else (LAST, ""))
    soon = on + timedelta(days=SOON)
    return AuditHeld(
        rows=tuple(tally.held(owner) for owner, tally in in_order),
        total=total.held(None),
        awaiting=sum(row["rows"] for row in found if row["stage"] == Stage.CLAIMED),
        due_soon=sum(
            row["rows"]
            for row in found
            if row["stage"] in OUTSTANDING and row["due_date"] and on <= row["due_date"] <= soon
        ),
        without_owner=without_owner,
        without_officer=sum(row["unnamed"] for row in found),
    )


def _has_department(row: dict[str, Any], on: date) -> bool:
    """Whether some alike have a department that exists on `on`."""
    since, until, is_void = (row[f"department__{name}"] for name in ("valid_from", "valid_until", "is_void"))
    return row["department_id"] is not None and existed(on, since, until, is_void=is_void)


def owed_by_nobody_named(on: date) -> Q:
    """담당자 없음, as the list shows it: open, and nobody of its department is named for it."""
    return ~Q(stage__in=(Stage.CLOSED, Stage.WITHDRAWN)) & nobody_named(on)


@dataclass
class _Tally:
    """What rows that were added come to."""

    place: tuple[int, str] = (LAST, "")
    owed: int = 0
    oldest: date | None = None
    ages: list[int] = field(default_factory=lambda: [0] * len(AGES))
    ages_original: list[int] = field(default_factory=lambda: [0] * len(AGES))

    def add(self, row: dict[str, Any], age: int | None, age_original: int | None) -> None:
        """Add some that are alike, and late as long as these of `AGES` say, or not late."""
        rows, due = row["rows"], row["due_date"]
        self.place = (row["department__rank"], row["department__name"])
        if row["stage"] in OUTSTANDING:
            self.owed += rows
        if age is not None:
            self.ages[age] += rows
            self.oldest = due if self.oldest is None or due < self.oldest else self.oldest
        if age_original is not None:
            self.ages_original[age_original] += rows

    def held(self, department: int | None) -> Held:
        """The same as the figures of a department."""
        return Held(
            department=department,
            name=self.place[1] if department else "",
            owed=self.owed,
            overdue=sum(self.ages),
            overdue_original=sum(self.ages_original),
            oldest=self.oldest,
            ages=tuple(self.ages),
            ages_original=tuple(self.ages_original),
        )


def _age(row: dict[str, Any], column: str, on: date) -> int | None:
    """Which of `AGES` a row has against the day in `column`; None for one that is not late."""
    if not is_late(row["stage"], row[column], on):
        return None
    days = (on - row[column]).days
    return next(number for number, age in enumerate(AGES) if age.last is None or days <= age.last)
