"""One audit's assignments by the department that owes them: what is left, what is late and for how long.

Assignments are counted, not demands. Departments stand in 건제순, never by how late they are (product.md rule 14).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Case, Count, F, Min, Q, When

from audits.models import Audit
from tracker.models import OUTSTANDING, Stage
from tracker.models.assignment import AssignmentQuerySet, late, nobody_named, owned_by_nobody

SOON: Final = 7  # days
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
    """Those of `assignments` that are of `audit`, as they stand on `on`; one statement."""
    mine = assignments.live().filter(demand__audit=audit, demand__withdrawn_at__isnull=True)
    owner = Case(When(owned_by_nobody(on), then=None), default=F("department_id"))
    rows = list(
        mine.annotate(owner=owner)
        .values("owner", "department__name", "department__rank")
        .annotate(**_figures(on))
        .order_by()
    )
    return AuditHeld(
        rows=_by_department(rows),
        total=_held(None, "", rows),
        awaiting=_sum(rows, "awaiting"),
        due_soon=_sum(rows, "due_soon"),
        without_owner=_sum(rows, "ownerless"),
        without_officer=_sum(rows, "unnamed"),
    )


def _figures(on: date) -> dict[str, Any]:
    owed = Q(stage__in=OUTSTANDING)
    late_at_first = owed & Q(original_due_date__lt=on)
    soon = owed & Q(due_date__range=(on, on + timedelta(days=SOON)))
    figures: dict[str, Any] = {
        "owed": Count("pk", filter=owed),
        "overdue": Count("pk", filter=late(on)),
        "overdue_original": Count("pk", filter=late_at_first),
        "oldest": Min("due_date", filter=late(on)),
        "awaiting": Count("pk", filter=Q(stage=Stage.CLAIMED)),
        "due_soon": Count("pk", filter=soon),
        "ownerless": Count("pk", filter=owned_by_nobody(on)),
        "unnamed": Count("pk", filter=owed_by_nobody_named(on)),
    }
    for number, age in enumerate(AGES):
        figures[f"age_{number}"] = Count("pk", filter=late(on) & _aged("due_date", age, on))
        figures[f"age_original_{number}"] = Count(
            "pk", filter=late_at_first & _aged("original_due_date", age, on)
        )
    return figures


def owed_by_nobody_named(on: date) -> Q:
    """담당자 없음, as the list shows it: open, and nobody of its department is named for it."""
    return ~Q(stage__in=(Stage.CLOSED, Stage.WITHDRAWN)) & nobody_named(on)


def _aged(column: str, age: Age, on: date) -> Q:
    first, last = age.days(on)
    found = Q(**{f"{column}__lte": last})
    return found & Q(**{f"{column}__gte": first}) if first else found


def _by_department(rows: list[dict[str, Any]]) -> tuple[Held, ...]:
    """A row a department in 건제순, and last what nobody has."""
    found: dict[int | None, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["owner"], []).append(row)
    place = {row["owner"]: (row["department__rank"], row["department__name"]) for row in rows if row["owner"]}
    owners = sorted(found, key=lambda owner: place.get(owner, (LAST, "")))
    return tuple(_held(owner, place.get(owner, (LAST, ""))[1], found[owner]) for owner in owners)


def _held(owner: int | None, name: str, rows: list[dict[str, Any]]) -> Held:
    return Held(
        department=owner,
        name=name,
        owed=_sum(rows, "owed"),
        overdue=_sum(rows, "overdue"),
        overdue_original=_sum(rows, "overdue_original"),
        oldest=min((row["oldest"] for row in rows if row["oldest"]), default=None),
        ages=tuple(_sum(rows, f"age_{number}") for number in range(len(AGES))),
        ages_original=tuple(_sum(rows, f"age_original_{number}") for number in range(len(AGES))),
    )


def _sum(rows: Iterable[dict[str, Any]], name: str) -> int:
    return sum(row[name] for row in rows)
