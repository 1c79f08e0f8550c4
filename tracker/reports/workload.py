"""What departments hold and how far an audit has come: the counts of the pages of work.

Part of the figures (product.md rule 12): a page asks here and never counts itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Case, Count, Q, Value, When

from audits.access import Viewer
from audits.models import Audit
from tracker import access, filters
from tracker.models import OUTSTANDING, Assignment, Stage
from tracker.models.assignment import AssignmentQuerySet, late, nobody_named


@dataclass(frozen=True)
class WorkCounts:
    """Assignments of the viewer's departments.

    `owed` = `priority` + `late` + `this_week` + `later` + `undated`: what is owed for a demand under 중점관리 stands
    first and is not among the others. `unreceived` are those of them before a receipt, `without_officer` those for
    whom nobody of the department is named: what waits for the council has nobody to be named for it, `own` those for
    whom the viewer is. `overdue` and `due_this_week` are of all of `owed`, whatever is first.
    """

    owed: int
    unreceived: int
    priority: int
    late: int
    this_week: int
    later: int
    undated: int
    awaiting: int
    ended: int
    former: int
    without_officer: int
    own: int
    overdue: int
    due_this_week: int

    @property
    def groups(self) -> Mapping[str, int]:
        """Those that `owed` is the sum of."""
        return {name: getattr(self, name) for name in GROUPS}


GROUPS: Final = ("priority", "late", "this_week", "later", "undated")


def end_of_week(on: date) -> date:
    """The Sunday of the week of `on`: what is due by then is 이번 주 마감."""
    return on + timedelta(days=7 - on.isoweekday())


def _grouped(on: date) -> dict[str, Count]:
    """The counts of `GROUPS`, of assignments that are owed."""
    owed, sunday = Q(stage__in=OUTSTANDING), end_of_week(on)
    plain = owed & Q(demand__is_priority=False)
    return {
        "priority": Count("pk", filter=owed & Q(demand__is_priority=True)),
        "late": Count("pk", filter=plain & Q(due_date__lt=on)),
        "this_week": Count("pk", filter=plain & Q(due_date__range=(on, sunday))),
        "later": Count("pk", filter=plain & Q(due_date__gt=sunday)),
        "undated": Count("pk", filter=plain & Q(due_date__isnull=True)),
    }


def owed_groups(rows: AssignmentQuerySet, on: date) -> Mapping[str, int]:
    """How many of `rows` are in each of `GROUPS`; one statement."""
    return rows.aggregate(**_grouped(on))


def work_counts(viewer: Viewer) -> WorkCounts:
    """What the viewer's departments hold now, and held once; three statements."""
    owed, nobody = Q(stage__in=OUTSTANDING), nobody_named(viewer.on)
    counted = access.mine(viewer).aggregate(
        **_grouped(viewer.on),
        owed=Count("pk", filter=owed),
        unreceived=Count("pk", filter=Q(stage=Stage.ASSIGNED)),
        awaiting=Count("pk", filter=Q(stage=Stage.CLAIMED)),
        ended=Count("pk", filter=Q(stage=Stage.CLOSED)),
        without_officer=Count("pk", filter=owed & nobody),
        own=Count("pk", filter=owed & Q(officer=viewer.user.pk) & ~nobody),
        overdue=Count("pk", filter=late(viewer.on)),
        due_this_week=Count("pk", filter=owed & Q(due_date__range=(viewer.on, end_of_week(viewer.on)))),
    )
    return WorkCounts(**counted, former=access.formerly_mine(viewer).live().count())


@dataclass(frozen=True)
class OfficerLoad:
    """What is owed of what one person is named for; without a person, of what nobody is named for."""

    person: int | None
    name: str
    owed: int
    overdue: int


def officer_loads(viewer: Viewer) -> list[OfficerLoad]:
    """What the viewer's departments owe by who is named for it, by name, nobody last; one statement.

    Somebody who left is nobody here, as in 담당자 없음.
    """
    nobody = nobody_named(viewer.on)
    owed = (
        access.mine(viewer)
        .outstanding()
        .annotate(
            person=Case(When(nobody, then=None), default="officer_id"),
            person_name=Case(When(nobody, then=Value("")), default="officer__name"),
        )
    )
    counted = (
        owed.order_by()
        .values_list("person", "person_name")
        .annotate(rows=Count("pk"), overdue=Count("pk", filter=late(viewer.on)))
    )
    loads = [OfficerLoad(*row) for row in counted]
    return sorted(loads, key=lambda load: (load.person is None, load.name, load.person or 0))


def without_officer(viewer: Viewer, department_id: int) -> int:
    """담당자 없음: of how much that one of the viewer's departments owes nobody is in charge; one statement."""
    held = access.mine(viewer).filter(department=department_id)
    return held.outstanding().without_officer(viewer.on).count()


@dataclass(frozen=True)
class Unnamed:
    """담당자 없음: `owed` of what a department owes, `open` with what waits for the council, as the list shows it."""

    owed: int
    open: int


def without_officer_by_department(on: date) -> Mapping[int, Unnamed]:
    """The same of every department that has any, by its id; one statement."""
    counted = (
        Assignment.objects.without_officer(on)
        .order_by()
        .values_list("department_id")
        .annotate(owed=Count("pk", filter=Q(stage__in=OUTSTANDING)), all=Count("pk"))
    )
    return {department: Unnamed(owed, every) for department, owed, every in counted if department}


def open_by_officer(department_id: int, on: date) -> Mapping[int, int]:
    """How many open assignments of a department each person is named for, by the person's id; one statement.

    Only people who belong to it on `on`: what somebody left behind is 담당자 없음.
    """
    named = Assignment.objects.open().filter(department=department_id, officer__isnull=False)
    here = named.exclude(pk__in=named.without_officer(on).values("pk"))
    return dict(here.order_by().values_list("officer_id").annotate(rows=Count("pk")))


@dataclass(frozen=True)
class AuditState:
    """How far an audit has come: its demands, those nobody has yet, and live assignments by stage."""

    demands: int
    undistributed: int
    by_stage: Mapping[str, int]

    @property
    def assignments(self) -> int:
        """Live assignments of the audit."""
        return sum(self.by_stage.values())


def audit_state(audit: Audit, viewer: Viewer) -> AuditState:
    """The state of `audit` over what the viewer may see; three statements for those who read everything."""
    demands = access.visible_demands(viewer).counted().filter(audit=audit)
    live = access.listed(viewer).live().filter(demand__audit=audit, demand__withdrawn_at__isnull=True)
    stages = live.order_by().values_list("stage").annotate(rows=Count("pk"))
    return AuditState(
        demands=demands.count(),
        undistributed=filters.undistributed(filters.Filter(audit=audit.pk), viewer).count(),
        by_stage={stage.value: 0 for stage in Stage} | dict(stages),
    )


def undistributed_by_audit(viewer: Viewer) -> Mapping[int, int]:
    """How many demands of each audit nobody has yet, by the audit's id; one statement."""
    waiting = filters.undistributed(filters.Filter(), viewer).order_by()
    return dict(waiting.values_list("audit_id").annotate(rows=Count("pk")))
