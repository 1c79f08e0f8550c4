"""What a person may see and do with a demand. The only place of this app that decides (product.md rule 8)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final, NoReturn

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from audits import organisation
from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Audit, Demand, Event, Office, Role, Scope
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
    """Assignments whose demand the viewer may read, as rows of a list.

    A department lists what it holds or it and its predecessors held; the others on the same demand are shown
    on the demand's page, by name, status and dates.
    """
    if viewer.roles & READS_ALL:
        return Assignment.objects.all()
    if Role.CLERK in viewer.roles:
        return Assignment.objects.filter(
            Q(demand__audit__committee__in=viewer.committee_ids) | Q(pk__in=_held(viewer))
        )
    return Assignment.objects.filter(pk__in=_held(viewer))


def mine(viewer: Viewer) -> AssignmentQuerySet:
    """Assignments the viewer's departments hold now."""
    return Assignment.objects.filter(department__in=viewer.department_ids)


def formerly_mine(viewer: Viewer) -> AssignmentQuerySet:
    """Assignments the viewer's departments and their predecessors held once (Tenure) and do not hold now."""
    return Assignment.objects.filter(pk__in=_held(viewer)).exclude(department__in=viewer.department_ids)


def reads_texts_of(viewer: Viewer, assignment: Assignment) -> bool:
    """Whether the viewer may read what was reported on `assignment`, and its evidence.

    Departments read their own and their predecessors' texts; of others on the same demand only name, status
    and dates. Everybody else who sees the demand reads what was filed.
    """
    if viewer.roles & (READS_ALL | {Role.CLERK}):
        return True
    departments = organisation.with_predecessors(viewer.department_ids)
    return Tenure.objects.filter(assignment=assignment, department__in=departments).exists()


def visible_updates(viewer: Viewer) -> QuerySet[ProgressUpdate]:
    """Reports the viewer may read: those filed, and what waits in the viewer's own department."""
    return ProgressUpdate.objects.filter(
        Q(filed_at__isnull=False) | Q(assignment__department__in=viewer.department_ids)
    )


def visible_events(viewer: Viewer, demand: Demand) -> QuerySet[Event]:
    """The record of a demand, newest first, for a viewer to whom the demand is visible."""
    require_reading(viewer)
    return Event.objects.filter(demand=demand).order_by("-number")


def visible_audit_events(viewer: Viewer, audit: Audit) -> QuerySet[Event]:
    """The record of an audit itself, newest first, for a viewer to whom the audit is visible."""
    require_reading(viewer)
    return Event.objects.filter(subject_kind="audit", subject_id=audit.pk).order_by("-number")


def _held(viewer: Viewer) -> QuerySet[Tenure, Any]:
    departments = organisation.with_predecessors(viewer.department_ids)
    return Tenure.objects.filter(department__in=departments).values("assignment_id")
