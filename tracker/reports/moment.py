"""Audits as they stood at a moment: the rows that every paper is made of, with the figures they add up to.

Today's are the tables as they are; those of a day gone by are what the record tells of it (`as_of`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from django.db.models import Q

from audits.models import Audit, Category, Committee, Demand, DemandVersion, Department
from audits.statuses import ReportedStatus as Status
from tracker import lifecycle
from tracker.models import OPEN, OUTSTANDING, Assignment, Stage, Verdict
from tracker.reports.anchor import record_head
from tracker.reports.summary import Counts

LAST: Final = 2_000_000_000  # the rank of what no department has


@dataclass(frozen=True)
class Known:
    """What the record knew by a moment, by the kind of a row: which rows of each, by id. None: whatever is there."""

    rows: Mapping[str, Collection[int]] | None = None

    def ids(self, kind: str) -> Q:
        """The condition that a row of this kind was known."""
        return Q() if self.rows is None else Q(pk__in=self.rows.get(kind, ()))


@dataclass(frozen=True)
class Standing:
    """What the live assignments of a demand add up to (lifecycle.md §6), as `FollowUp` keeps it."""

    standing: Status
    verification: Verdict
    live: int
    confirmed: int


@dataclass(frozen=True)
class Moment:
    """Audits on the day `on`. `demands` are all of them, withdrawn ones too, by audit and number; `assignments` the
    live ones of those not withdrawn, by audit, number and 건제순. Both bear the values of that moment.
    """

    on: date
    audits: Sequence[Audit]
    demands: Sequence[Demand]
    assignments: Sequence[Assignment]
    departments: Mapping[int, Department]
    categories: Mapping[int, Category]
    record_head: str
    known: Known = Known()

    @property
    def audit(self) -> Audit:
        """The one that it is about, where it is about one."""
        return self.audits[0]

    @cached_property
    def committee(self) -> str:
        """The name of the committee that follows the audit up; empty where none does."""
        wanted = self.audit.committee_id
        return Committee.objects.get(pk=wanted).name if wanted else ""

    @cached_property
    def by_demand(self) -> Mapping[int, Sequence[Assignment]]:
        """The live assignments of each demand."""
        found: dict[int, list[Assignment]] = defaultdict(list)
        for row in self.assignments:
            found[row.demand_id].append(row)
        return found

    @cached_property
    def counted(self) -> Sequence[Demand]:
        """The demands that figures count: those not withdrawn as a whole."""
        return [demand for demand in self.demands if demand.withdrawn_at is None]

    @property
    def withdrawn(self) -> int:
        """How many are withdrawn."""
        return len(self.demands) - len(self.counted)

    @cached_property
    def standings(self) -> Mapping[int, Standing]:
        """What each counted demand comes to, by its id."""
        return {demand.pk: _standing(self.by_demand.get(demand.pk, ())) for demand in self.counted}

    def owner(self, row: Assignment) -> int | None:
        """The department a figure counts an assignment for; empty for what is 소관 없음 (`owner_of`)."""
        department = self.departments.get(row.department_id or 0)
        gone = department is None or not department.existed(self.on)
        return None if gone and row.stage in OPEN else row.department_id

    def name(self, row: Assignment) -> str:
        """Who holds it, under the name of the day; empty where nobody does."""
        department = self.departments.get(row.department_id or 0)
        return department.name if department else ""

    def is_overdue_originally(self, row: Assignment) -> bool:
        """Whether it is owed past the due date it was first given."""
        day = row.original_due_date
        return row.stage in OUTSTANDING and day is not None and day < self.on

    def texts(self, wanted: Collection[int] | None = None) -> Mapping[int, str]:
        """The text in force of each counted demand, or of those `wanted`, by its id; one statement."""
        versions = {demand.pk: demand.version for demand in self.counted}
        of_audits = DemandVersion.objects.filter(demand__audit__in=self.audits)
        found = of_audits if wanted is None else DemandVersion.objects.filter(demand__in=wanted)
        if self.known.rows is None:
            found = found.current()
        rows = found.values_list("demand_id", "number", "text")
        return {pk: text for pk, number, text in rows.iterator() if versions.get(pk) == number}

    def counts(self, demands: Collection[Demand]) -> Counts:
        """These demands by standing, as `reports.summary` counts them."""
        return sum((_count(self.standings[demand.pk]) for demand in demands), Counts())


def present(audits: Sequence[Audit], on: date) -> Moment:
    """Audits as they stand on `on`, today; six statements."""
    demands = list(Demand.objects.filter(audit__in=audits).in_order())
    rows = Assignment.objects.live().filter(demand__audit__in=audits, demand__withdrawn_at__isnull=True)
    departments = holders(rows)
    return Moment(
        on=on,
        audits=audits,
        demands=demands,
        assignments=in_order(rows, demands, departments),
        departments=departments,
        categories=Category.objects.in_bulk(),
        record_head=record_head(),
    )


def holders(rows: Iterable[Assignment]) -> dict[int, Department]:
    """The departments that hold these, by id; one statement."""
    return Department.objects.in_bulk({row.department_id for row in rows if row.department_id})


def in_order(
    rows: Iterable[Assignment], demands: Iterable[Demand], departments: Mapping[int, Department]
) -> list[Assignment]:
    """These by audit, number and 건제순; what no department has last."""
    of_demand = {demand.pk: (demand.audit_id, demand.number) for demand in demands}

    def place(row: Assignment) -> tuple[object, ...]:
        department = departments.get(row.department_id or 0)
        return (*of_demand[row.demand_id], department.rank if department else LAST, row.pk)

    return sorted(rows, key=place)


def _standing(rows: Sequence[Assignment]) -> Standing:
    verdicts = [row.verification for row in rows]
    return Standing(
        lifecycle.standing([row.reported_status for row in rows]),
        lifecycle.verification(verdicts),
        len(rows),
        verdicts.count(Verdict.CONFIRMED),
    )


def _count(found: Standing) -> Counts:
    confirmed = found.standing == Status.COMPLETED and found.verification == Verdict.CONFIRMED
    figures = {"verified": int(confirmed), "contradicted": int(found.verification == Verdict.CONTRADICTED)}
    return Counts(total=1, **{found.standing.value: 1}, **figures)


def is_live(row: Assignment) -> bool:
    """Whether an assignment, as it was then, was not withdrawn."""
    return row.stage != Stage.WITHDRAWN
