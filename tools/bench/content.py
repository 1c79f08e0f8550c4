"""The content of a large city: rows of the product's own models, unsaved, with their numbers already given.

The same size, day and seed make the same rows. A third of what is owed is late; nothing is withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from audits.models import (
    Audit,
    Committee,
    Demand,
    DemandVersion,
    Department,
    DepartmentKind,
    Membership,
    Role,
    User,
)
from audits.statuses import CLOSING
from audits.statuses import ReportedStatus as Status
from tools.bench.words import Writer, random_of
from tracker.models import Assignment, Evidence, ProgressUpdate, Source, Stage, Tenure, Verdict

PER_DEPARTMENT: Final = 333
PER_BUREAU: Final = 15
PER_AUDIT: Final = 250  # demands
UPDATES: Final = 5
LONG_AGO: Final = date(2020, 1, 1)
WITHOUT_A_PLACE: Final = (
    Role.COORDINATOR,
    Role.COORDINATOR,
    Role.SECRETARIAT,
    Role.SECRETARIAT,
    Role.COUNCILLOR,
    Role.SYSADMIN,
)
PATH_TO: Final = (Status.UNDER_REVIEW, Status.UNDER_REVIEW, Status.IN_PROGRESS, Status.IN_PROGRESS)
SEOUL: Final = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True)
class Fate:
    """What became of some assignments: `share` of a hundred, due between two days counted from today."""

    share: int
    stage: Stage
    status: Status
    verification: Verdict
    due: tuple[int, int] | None


FATES: Final = (
    Fate(20, Stage.WORKING, Status.IN_PROGRESS, Verdict.NONE, (-700, -1)),
    Fate(7, Stage.WORKING, Status.UNDER_REVIEW, Verdict.NONE, (-700, -1)),
    Fate(2, Stage.RETURNED, Status.COMPLETED, Verdict.INSUFFICIENT, (-700, -1)),
    Fate(1, Stage.RETURNED, Status.COMPLETED, Verdict.CONTRADICTED, (-700, -1)),
    Fate(20, Stage.WORKING, Status.IN_PROGRESS, Verdict.NONE, (0, 150)),
    Fate(5, Stage.WORKING, Status.UNDER_REVIEW, Verdict.NONE, None),
    Fate(9, Stage.CLAIMED, Status.COMPLETED, Verdict.AWAITING, (-300, 100)),
    Fate(1, Stage.CLAIMED, Status.NOT_ACCEPTED, Verdict.AWAITING, (-300, 100)),
    Fate(30, Stage.CLOSED, Status.COMPLETED, Verdict.CONFIRMED, (-1000, 0)),
    Fate(3, Stage.CLOSED, Status.NOT_ACCEPTED, Verdict.CONFIRMED, (-1000, 0)),
    Fate(2, Stage.CLOSED, Status.TRANSFERRED, Verdict.CONFIRMED, (-1000, 0)),
)

# What is late alone: the digests of a city that has nothing else to be told of.
LATE: Final = (
    Fate(67, Stage.WORKING, Status.IN_PROGRESS, Verdict.NONE, (-700, -1)),
    Fate(23, Stage.WORKING, Status.UNDER_REVIEW, Verdict.NONE, (-700, -1)),
    Fate(7, Stage.RETURNED, Status.COMPLETED, Verdict.INSUFFICIENT, (-700, -1)),
    Fate(3, Stage.RETURNED, Status.COMPLETED, Verdict.CONTRADICTED, (-700, -1)),
)


@dataclass(frozen=True)
class City:
    """One city on the day `on`: `size` assignments, a multiple of 100, over a department for every `each`.

    `categories` are the ids of the council's categories. `fates` are dealt to the assignments; the audits go round
    `bodies` committees.
    """

    size: int
    on: date
    categories: Sequence[int]
    seed: int = 1
    each: int = PER_DEPARTMENT
    fates: Sequence[Fate] = FATES
    bodies: int = 1

    @cached_property
    def writer(self) -> Writer:
        """Writes its texts."""
        return Writer(self.seed)

    @cached_property
    def department_ids(self) -> range:
        """Its departments; the bureaus' numbers follow theirs."""
        return range(1, max(3, self.size // self.each) + 1)

    def departments(self) -> Iterator[Department]:
        """Bureaus first, so that a department finds its own."""
        count = len(self.department_ids)
        bureaus = range(count + 1, count + 2 + (count - 1) // PER_BUREAU)
        for pk, name in zip(bureaus, self.writer.names(len(bureaus), "국"), strict=True):
            yield Department(pk=pk, name=name, kind=DepartmentKind.BUREAU, rank=(pk - count) * 1000)
        for pk, name in zip(self.department_ids, self.writer.names(count, "과"), strict=True):
            bureau = bureaus[(pk - 1) // PER_BUREAU]
            rank = (bureau - count) * 1000 + pk
            yield Department(pk=pk, name=name, kind=DepartmentKind.DEPARTMENT, rank=rank, bureau_id=bureau)

    def committees(self) -> Iterator[Committee]:
        """One, which follows everything up, or several, each a part of it."""
        yield Committee(pk=1, name="가온위원회")
        for pk in range(2, self.bodies + 1):
            yield Committee(pk=pk, name=f"가온{pk}위원회")

    def memberships(self) -> Iterator[Membership]:
        """An officer and a head for each department, then those who see everything; one a person."""
        for department in self.department_ids:
            yield _membership(self.officer_of(department), Role.OFFICER, department=department)
            yield _membership(self.officer_of(department) + 1, Role.HEAD, department=department)
        first = 2 * len(self.department_ids) + 1
        for pk, role in enumerate(WITHOUT_A_PLACE, start=first):
            yield _membership(pk, role)
        for committee in range(1, self.bodies + 1):
            person = first + len(WITHOUT_A_PLACE) + committee - 1
            yield _membership(person, Role.CLERK, committee=committee)

    def officer_of(self, department: int) -> int:
        """Whose reports a department's are; its head is the next person."""
        return 2 * department - 1

    def people(self) -> Iterator[User]:
        """Everybody who has a membership; nobody has a password."""
        for membership in self.memberships():
            pk = membership.user_id
            yield User(pk=pk, email=f"person{pk}@bench.example", name=f"직원 {pk}", password="!")  # noqa: S106

    @cached_property
    def holders(self) -> list[tuple[int, ...]]:
        """The departments of each demand, in order: mostly one, sometimes two or three; the first leads."""
        chance = random_of(self.seed, "holders")
        found: list[tuple[int, ...]] = []
        left = self.size
        while left:
            (width,) = chance.choices((1, 2, 3), (75, 20, 5))
            found.append(tuple(chance.sample(self.department_ids, min(width, left))))
            left -= len(found[-1])
        return found

    def audits(self) -> Iterator[Audit]:
        """As many as the demands need: four years of each body."""
        count = 1 + (len(self.holders) - 1) // PER_AUDIT
        bodies = self.writer.names(1 + (count - 1) // 4, "본부")
        for index in range(count):
            year = self.on.year - 1 - index % 4
            yield Audit(
                pk=index + 1,
                year=year,
                body=bodies[index // 4],
                committee_id=1 + index % self.bodies,
                term="제9대",
            )

    def demands(self) -> Iterator[Demand]:
        """In the order of their audits."""
        chance = random_of(self.seed, "demands")
        for index in range(len(self.holders)):
            yield Demand(
                pk=index + 1,
                audit_id=index // PER_AUDIT + 1,
                number=index % PER_AUDIT + 1,
                category_id=chance.choice(self.categories),
                raised_by="의원",
            )

    def versions(self) -> Iterator[DemandVersion]:
        """The one text of each demand."""
        for pk in range(1, len(self.holders) + 1):
            yield DemandVersion(pk=pk, demand_id=pk, text=self.writer.demand())

    @cached_property
    def assignments(self) -> list[Assignment]:
        """In the order of their demands; the fates are dealt like cards, so that each share is exact."""
        chance = random_of(self.seed, "assignments")
        fates = [fate for fate in self.fates for _ in range(self.size * fate.share // 100)]
        chance.shuffle(fates)
        duties = (
            (demand, department, place == 0)
            for demand, held in enumerate(self.holders, start=1)
            for place, department in enumerate(held)
        )
        return [
            self._assignment(pk, duty, fate, chance)
            for pk, (duty, fate) in enumerate(zip(duties, fates, strict=True), start=1)
        ]

    def _assignment(self, pk: int, duty: tuple[int, int, bool], fate: Fate, chance: Random) -> Assignment:
        demand, department, is_lead = duty
        due = self.on + timedelta(days=chance.randint(*fate.due)) if fate.due else None
        moved = timedelta(days=chance.choice((0, 0, 0, 0, 30, 60, 90)))
        first = due - moved if due else None
        assigned_on = (first or self.on) - timedelta(days=160)
        return Assignment(
            pk=pk,
            demand_id=demand,
            department_id=department,
            is_lead=is_lead,
            stage=fate.stage,
            reported_status=fate.status,
            verification=fate.verification,
            original_due_date=first,
            due_date=due,
            assigned_on=assigned_on,
            received_on=assigned_on + timedelta(days=2),
            version=UPDATES + 1,
        )

    def updates(self) -> Iterator[ProgressUpdate]:
        """Five reports of each assignment, spread over its life, the last with its status."""
        for assignment in self.assignments:
            for number in range(1, UPDATES + 1):
                yield self._update(assignment, number)

    def _update(self, assignment: Assignment, number: int) -> ProgressUpdate:
        department = assignment.department_id or 0
        status = Status((*PATH_TO, assignment.reported_status)[number - 1])
        day = assignment.assigned_on + (self.on - assignment.assigned_on) * number // (UPDATES + 1)
        return ProgressUpdate(
            pk=update_id(assignment, number),
            assignment_id=assignment.pk,
            number=number,
            department_id=department,
            author_id=self.officer_of(department),
            source=Source.BROWSER,
            reported_on=day,
            filed_at=datetime.combine(day, time(10), SEOUL),
            status=status,
            wording=str(status.label),
            actions_taken=self.writer.answer(100, 500),
            plan=self.writer.answer(100, 300),
            reason="예산이 없음" if status == Status.NOT_ACCEPTED else "",
            receiver="가온공단" if status == Status.TRANSFERRED else "",
        )

    def evidence(self) -> Iterator[Evidence]:
        """One piece for every closing report."""
        for assignment in self.assignments:
            if assignment.reported_status in CLOSING:
                yield Evidence(
                    pk=assignment.pk,
                    assignment_id=assignment.pk,
                    update_id=update_id(assignment, UPDATES),
                    document_number=f"가온과-{assignment.pk}",
                    added_by_id=self.officer_of(assignment.department_id or 0),
                )

    def tenures(self) -> Iterator[Tenure]:
        """Everything is still where it began."""
        for assignment in self.assignments:
            yield Tenure(
                pk=assignment.pk,
                assignment_id=assignment.pk,
                department_id=assignment.department_id or 0,
                start_on=assignment.assigned_on,
            )


def update_id(assignment: Assignment, number: int) -> int:
    """The id of an assignment's report."""
    return (assignment.pk - 1) * UPDATES + number


def _membership(
    person: int, role: Role, department: int | None = None, committee: int | None = None
) -> Membership:
    return Membership(
        pk=person,
        user_id=person,
        role=role,
        department_id=department,
        committee_id=committee,
        start_on=LONG_AGO,
    )
