"""Which assignments a list shows: the filters of page and API in one place (contract.md `assignments/`)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from audits import organisation
from audits.access import Viewer
from audits.models.demand import DemandQuerySet
from audits.statuses import ReportedStatus
from tracker import access, checks, rounds, search
from tracker.models import Assignment, Tenure, Verdict
from tracker.models.assignment import AssignmentQuerySet

LAST_RANK = 2_000_000_000
UNDISTRIBUTED = "undistributed"
ORDERS = {
    "number": ["-demand__audit__year", "demand__audit_id", "demand__number", "rank", "id"],
    "due_date": ["due_order", "id"],
}
BY_DEPARTMENT = "department"
# Pages of the list know one order more: those that no department has stand before it, as they have no 건제순.
LIST_ORDERS = ORDERS | {BY_DEPARTMENT: ["department__rank", "department_id", "due_order", "id"]}


@dataclass(frozen=True)
class Filter:
    """What is asked for; empty means everything. `department` 0 means nobody's (소관 없음).

    `departments` are several at once, 0 among them likewise.
    `former` is a department that holds or once held it, whatever became of that since.
    `due_before` and `due_after`, `original_before` and `original_after` leave out that day itself, and what has no
    due date. `owed`: the department owes something; `undated`: that as well, without a due date. `check`: what the
    council found of the demand as a whole. `unchanged`: how often in a row at least it was reported 변동 없음.
    `plan_passed` is for who sees doubts. `round_state`: how far in `round`.
    """

    audit: int | None = None
    department: int | None = None
    departments: tuple[int, ...] = ()
    former: int | None = None
    status: str = ""
    standing: str = ""
    category: str = ""
    stage: str = ""
    verification: str = ""
    verified: bool = False
    overdue: bool = False
    due_before: date | None = None
    due_after: date | None = None
    owed: bool = False
    check: str = ""
    overdue_original: bool = False
    original_before: date | None = None
    original_after: date | None = None
    undated: bool = False
    priority: bool = False
    not_received: bool = False
    unchanged: int = 0
    plan_passed: bool = False
    without_officer: bool = False
    round: int | None = None
    round_state: str = ""
    q: str = ""
    order: str = "number"

    @property
    def question(self) -> str:
        """What a page cursor belongs to."""
        return repr(self)


def chosen(wanted: Filter, viewer: Viewer) -> AssignmentQuerySet:
    """What `wanted` asks for of the viewer's list, with `rank` for 건제순; withdrawn ones only by stage."""
    assignments = access.listed(viewer, searching=bool(wanted.q))
    found = assignments if wanted.stage else assignments.live()
    plain = {
        "demand__audit_id": wanted.audit,
        "reported_status": wanted.status,
        "demand__followup__standing": wanted.standing,
        "demand__category__code": wanted.category,
        "stage": wanted.stage,
        "verification": wanted.verification,
        "due_date__lt": wanted.due_before,
        "due_date__gt": wanted.due_after,
        "original_due_date__lt": wanted.original_before,
        "original_due_date__gt": wanted.original_after,
        "demand__followup__verification": wanted.check,
        "demand__is_priority": wanted.priority,
    }
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if wanted.verified:
        found = found.filter(
            demand__followup__verification="confirmed", demand__followup__standing="completed"
        )
    found = _held(found, wanted, viewer.on)
    if wanted.former:
        found = found.filter(_of([wanted.former]))
    found = _silent(_alarming(found, wanted, viewer.on), wanted, viewer)
    found = _in_round(found, wanted, viewer)
    if wanted.q:
        found = found.filter(_holding(wanted.q, viewer, "demand_id", _of, organisation.called(wanted.q)))
    return found.annotate(rank=Coalesce(F("department__rank"), Value(LAST_RANK)))


def in_order(found: AssignmentQuerySet, order: str) -> AssignmentQuerySet:
    """All of them in an order of the list, those that no department has first where it is by department."""
    if order != BY_DEPARTMENT:
        return found.order_by(*LIST_ORDERS[order])
    return found.order_by(F("department__rank").asc(nulls_first=True), *LIST_ORDERS[order][1:])


def _held(found: AssignmentQuerySet, wanted: Filter, on: date) -> AssignmentQuerySet:
    """Those of the departments asked for, and nobody's where 0 is among them."""
    asked = {*wanted.departments, *(() if wanted.department is None else (wanted.department,))}
    named = sorted(asked - {0})
    if 0 not in asked:
        return found.filter(department_id__in=named) if named else found
    if not named:
        return found.without_owner(on)
    nobodys = Assignment.objects.without_owner(on).values("pk")
    return found.filter(Q(department_id__in=named) | Q(pk__in=nobodys))


def _of(department_ids: Collection[int]) -> Q:
    """What these departments hold or held, whose holds carry the names of their days (product.md rule 9)."""
    held = Tenure.objects.filter(department__in=department_ids)
    return Q(department__in=department_ids) | Q(pk__in=held.values("assignment_id"))


def _alarming(found: AssignmentQuerySet, wanted: Filter, on: date) -> AssignmentQuerySet:
    """What is owed, past its due date or without one, and those nobody is named for, where that is asked for."""
    if wanted.owed or wanted.undated:
        found = found.outstanding()
    if wanted.undated:
        found = found.filter(due_date__isnull=True)
    if wanted.overdue:
        found = found.overdue(on)
    if wanted.overdue_original:
        found = found.overdue_original(on)
    return found.without_officer(on) if wanted.without_officer else found


def _silent(found: AssignmentQuerySet, wanted: Filter, viewer: Viewer) -> AssignmentQuerySet:
    """Those of which nothing new is heard, in the ways asked for."""
    if wanted.not_received:
        found = found.filter(checks.not_received(viewer.on))
    if wanted.unchanged:
        found = found.filter(pk__in=checks.unchanged_at_least(wanted.unchanged))
    if wanted.plan_passed and access.may_read(viewer, access.Right.SEE_DOUBTS):
        found = checks.with_silence(found, viewer.on).filter(Q(plan_passed__isnull=False))
    return found


def _in_round(found: AssignmentQuerySet, wanted: Filter, viewer: Viewer) -> AssignmentQuerySet:
    """Those that a round asks of, where one is asked for: none for one that the viewer may not see."""
    if wanted.round is None:
        return found
    round_ = access.visible_rounds(viewer).filter(pk=wanted.round).first()
    if round_ is None:
        return found.none()
    if wanted.round_state:
        return rounds.in_state(round_, found, wanted.round_state)
    return rounds.asked(round_, found)


@dataclass(frozen=True)
class DemandFilter:
    """Which demands are asked for; empty means everything. `department` is one that holds a live assignment,
    `former` one that holds or once held one.
    """

    audit: int | None = None
    department: int | None = None
    former: int | None = None
    category: str = ""
    standing: str = ""
    priority: bool = False
    q: str = ""

    @property
    def question(self) -> str:
        """What a page cursor belongs to."""
        return repr(self)


def chosen_demands(wanted: DemandFilter, viewer: Viewer) -> DemandQuerySet:
    """What `wanted` asks for of the demands the viewer may read, without withdrawn ones."""
    plain = {
        "audit_id": wanted.audit,
        "category__code": wanted.category,
        "followup__standing": wanted.standing,
        "is_priority": wanted.priority,
    }
    found = access.visible_demands(viewer).counted()
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if wanted.department:
        held = Assignment.objects.live().filter(department_id=wanted.department)
        found = found.filter(pk__in=held.values("demand_id"))
    if wanted.former:
        found = found.filter(pk__in=_demands_of([wanted.former]))
    if not wanted.q:
        return found
    called = organisation.called(wanted.q)
    return found.filter(_holding(wanted.q, viewer, "pk", lambda them: Q(pk__in=_demands_of(them)), called))


def _demands_of(department_ids: Collection[int]) -> QuerySet[Assignment, int]:
    return Assignment.objects.live().filter(_of(department_ids)).values_list("demand_id", flat=True)


def undistributed(wanted: Filter, viewer: Viewer) -> DemandQuerySet:
    """배부 전: what `wanted` asks for of the demands no department has, be it that all were withdrawn (소관 없음)."""
    # The standing is what an index finds; that there is no live assignment is what it means.
    silent = {"standing": ReportedStatus.NOT_REPORTED, "verification": Verdict.NONE, "live": 0}
    found = access.visible_demands(viewer).counted()
    found = found.filter(**{f"followup__{name}": value for name, value in silent.items()})
    if wanted.audit:
        found = found.filter(audit_id=wanted.audit)
    if wanted.category:
        found = found.filter(category__code=wanted.category)
    if wanted.priority:
        found = found.filter(is_priority=True)
    return found.filter(_words(wanted.q, viewer, "pk")) if wanted.q.strip() else found


def _holding(
    query: str,
    viewer: Viewer,
    demand: str,
    of: Callable[[Collection[int]], Q],
    called: Collection[int],
) -> Q:
    """Found by words the viewer may read, or by the name of a department."""
    if not query.strip():
        return Q()
    words = _words(query, viewer, demand)
    return words | of(called) if called else words


def _words(query: str, viewer: Viewer, demand: str) -> Q:
    return search.holding(
        query,
        readable=access.visible_updates(viewer),
        everything=access.reads_everything(viewer),
        demand=demand,
    )
