"""What a person may see and do with a demand. The only place of this app that decides (product.md rule 8)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final, NoReturn

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from audits import organisation
from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Audit, Committee, Demand, Event, Office, Role, Scope
from audits.models.demand import DemandQuerySet
from tracker.lifecycle import Act
from tracker.models import Assignment, ProgressUpdate, Tenure
from tracker.models.assignment import AssignmentQuerySet

COUNCIL: Final = frozenset({Role.SECRETARIAT, Role.CLERK})
READS_ALL: Final = frozenset({Role.SECRETARIAT, Role.COORDINATOR, Role.COUNCILLOR})
DEPARTMENT: Final = frozenset({Role.OFFICER, Role.HEAD})
READS_DEMANDS: Final = READS_ALL | DEPARTMENT | {Role.CLERK}


class Right(StrEnum):
    """What somebody may read; what somebody may do is a `lifecycle.Act`."""

    READ_DEMANDS = "read_demands"
    SEE_COUNCIL_FACTS = "see_council_facts"


READS: Final[dict[Right, frozenset[Role]]] = {
    Right.READ_DEMANDS: READS_DEMANDS,
    Right.SEE_COUNCIL_FACTS: COUNCIL | {Role.COUNCILLOR},
}

ALLOWED: Final[dict[Act, frozenset[Role]]] = {
    Act.SET_UP_AUDIT: COUNCIL,
    Act.LOG_DEMAND: COUNCIL,
    Act.TRANSMIT: frozenset({Role.SECRETARIAT}),
    Act.IMPORT_PUBLISHED: COUNCIL,
    Act.ASSIGN: frozenset({Role.COORDINATOR}),
    Act.SET_LATER_DUE_DATE: COUNCIL,
    Act.RECEIVE: DEPARTMENT,
    Act.REPORT: DEPARTMENT,
    Act.MOVE: frozenset({Role.SECRETARIAT, Role.COORDINATOR}),
}

SCOPES: Final[dict[Act | Right, Scope]] = {
    Right.READ_DEMANDS: Scope.READ,
    Act.RECEIVE: Scope.REPORT,
    Act.REPORT: Scope.REPORT,
}


def may_read(viewer: Viewer, right: Right) -> bool:
    """Whether one of the viewer's roles, and a token's scope, allow reading."""
    return bool(viewer.roles & READS[right]) and _within_scope(viewer, right)


def require_reading(viewer: Viewer, right: Right = Right.READ_DEMANDS) -> None:
    """Raise PermissionDenied, naming who may, unless reading is allowed."""
    if not may_read(viewer, right):
        _refuse(READS[right])


def may(viewer: Viewer, act: Act, assignment: Assignment | None = None) -> bool:
    """Whether the viewer may do `act`, on `assignment` where the act is on one.

    A department acts on what it holds now. Where the council distributes, it assigns (`Office`).
    """
    roles = ALLOWED[act]
    if act == Act.ASSIGN and Office.current().council_distributes:
        roles |= COUNCIL
    if not viewer.roles & roles or not _within_scope(viewer, act):
        return False
    by_department = not viewer.roles & (roles - DEPARTMENT)
    return assignment is None or not by_department or assignment.department_id in viewer.department_ids


def require(viewer: Viewer, act: Act, assignment: Assignment | None = None) -> None:
    """Raise PermissionDenied, naming who may, unless `may`."""
    if not may(viewer, act, assignment):
        _refuse(ALLOWED[act])


def require_audit(viewer: Viewer, audit: Audit) -> None:
    """Raise NotVisible where a clerk's committee does not follow the audit up."""
    if not viewer.roles & READS_ALL and audit.committee_id not in viewer.committee_ids:
        raise NotVisible


def _within_scope(viewer: Viewer, what: Act | Right) -> bool:
    return viewer.scopes is None or SCOPES.get(what) in viewer.scopes


def _refuse(roles: frozenset[Role]) -> NoReturn:
    who = ", ".join(str(role.label) for role in Role if role in roles)
    raise PermissionDenied(f"이 업무를 처리할 권한이 없습니다. 처리할 수 있는 사람: {who}")


def visible_audits(viewer: Viewer) -> QuerySet[Audit]:
    """Audits of which the viewer may see at least one demand, and all that a clerk's committee follows up."""
    if viewer.roles & READS_ALL:
        return Audit.objects.all()
    seen = Q(Exists(visible_demands(viewer).filter(audit=OuterRef("pk"))))
    if Role.CLERK in viewer.roles:
        seen |= Q(committee__in=viewer.committee_ids)
    return Audit.objects.filter(seen)


def visible_demands(viewer: Viewer) -> DemandQuerySet:
    """Demands the viewer may read: all, those of a clerk's committee, those a department holds or held."""
    demands = Demand.objects.all()
    if viewer.roles & READS_ALL:
        return demands
    held = Assignment.objects.filter(demand=OuterRef("pk"), pk__in=_held(viewer))
    if Role.CLERK in viewer.roles:
        return demands.filter(Q(audit__committee__in=viewer.committee_ids) | Exists(held))
    return demands.filter(Exists(held))


def visible_to(viewer: Viewer) -> AssignmentQuerySet:
    """Assignments whose demand the viewer may read: detail, history, search.

    A department: what it holds or held, and what its predecessors were the last to hold. The others on the same
    demand are shown on the demand's page, by name, status and dates.
    """
    if viewer.roles & READS_ALL:
        return Assignment.objects.all()
    seen = Q(pk__in=_held(viewer))
    if Role.CLERK in viewer.roles:
        seen |= Q(demand__audit__committee__in=viewer.committee_ids)
    return Assignment.objects.filter(seen)


def listed(viewer: Viewer, *, searching: bool = False) -> AssignmentQuerySet:
    """Assignments as rows of a list and of counts: a department's are those it holds now, unless it searches."""
    if searching or viewer.roles & READS_ALL:
        return visible_to(viewer)
    own = Q(department__in=viewer.department_ids)
    if Role.CLERK in viewer.roles:
        own |= Q(demand__audit__committee__in=viewer.committee_ids)
    return Assignment.objects.filter(own)


def mine(viewer: Viewer) -> AssignmentQuerySet:
    """Assignments the viewer's departments hold now."""
    return Assignment.objects.filter(department__in=viewer.department_ids)


def formerly_mine(viewer: Viewer) -> AssignmentQuerySet:
    """Assignments the viewer's departments and their predecessors held once (Tenure) and do not hold now."""
    return Assignment.objects.filter(pk__in=_held(viewer)).exclude(department__in=viewer.department_ids)


def reads_texts_of(viewer: Viewer, assignment: Assignment) -> bool:
    """Whether the viewer may read anything that was reported on `assignment`; what of it, `visible_updates` says.

    Departments read what they or their predecessors wrote and held; of others on the same demand only name,
    status and dates. The demand and its audit have to be loaded.
    """
    if viewer.roles & READS_ALL or assignment.department_id in viewer.department_ids:
        return True
    if Role.CLERK in viewer.roles and assignment.demand.audit.committee_id in viewer.committee_ids:
        return True
    return Tenure.objects.filter(_hold(viewer), assignment=assignment).exists()


def visible_updates(viewer: Viewer) -> QuerySet[ProgressUpdate]:
    """Reports the viewer may read: those filed, and what waits in the viewer's own department.

    A department reads what was reported up to the end of its hold, so that work it gave away stays its
    successor's own.
    """
    filed = Q(filed_at__isnull=False)
    own = Q(assignment__department__in=viewer.department_ids) | Q(department__in=viewer.department_ids)
    if viewer.roles & READS_ALL:
        return ProgressUpdate.objects.filter(filed | own)
    while_held = Tenure.objects.filter(_hold(viewer), assignment=OuterRef("assignment")).filter(
        Q(end_on__isnull=True) | Q(end_on__gt=OuterRef("reported_on"))
    )
    readable = Q(Exists(while_held))
    if Role.CLERK in viewer.roles:
        readable |= Q(assignment__demand__audit__committee__in=viewer.committee_ids)
    return ProgressUpdate.objects.filter((filed & readable) | own)


def visible_events(viewer: Viewer, demand: Demand) -> QuerySet[Event]:
    """The record of a demand, newest first, for a viewer to whom the demand is visible."""
    require_reading(viewer)
    return Event.objects.filter(demand=demand).order_by("-number")


def visible_audit_events(viewer: Viewer, audit: Audit) -> QuerySet[Event]:
    """The record of an audit itself, newest first, for a viewer to whom the audit is visible."""
    require_reading(viewer)
    return Event.objects.filter(subject_kind="audit", subject_id=audit.pk).order_by("-number")


def eligible_committees(viewer: Viewer) -> QuerySet[Committee]:
    """Committees of the viewer's day that may follow up an audit the viewer brings in: a clerk's own, else all."""
    today = Committee.objects.valid(viewer.on)
    return today.filter(pk__in=viewer.committee_ids) if needs_committee(viewer) else today


def needs_committee(viewer: Viewer) -> bool:
    """Whether an audit without a committee would be out of the viewer's own sight."""
    return not viewer.roles & READS_ALL


def _held(viewer: Viewer) -> QuerySet[Tenure, Any]:
    return Tenure.objects.filter(_hold(viewer)).values("assignment_id")


def _hold(viewer: Viewer) -> Q:
    """Holds that give a right to read: every one of one's own, and a predecessor's where nobody came after it."""
    before = organisation.with_predecessors(viewer.department_ids) - viewer.department_ids
    return Q(department__in=viewer.department_ids) | Q(department__in=before, end_on__isnull=True)
