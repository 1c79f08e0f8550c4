"""What a person may see and do with a demand. The only place of this app that decides (product.md rule 8)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from audits import organisation
from audits.access import Viewer
from audits.models import Audit, Demand, Event, Role
from audits.models.demand import DemandQuerySet
from tracker.models import Assignment, ProgressUpdate, Tenure
from tracker.models.assignment import AssignmentQuerySet

COUNCIL: Final = frozenset({Role.SECRETARIAT, Role.CLERK})
READS_ALL: Final = frozenset({Role.SECRETARIAT, Role.COORDINATOR, Role.COUNCILLOR})
READS_DEMANDS: Final = READS_ALL | {Role.CLERK, Role.OFFICER, Role.HEAD}


class Act(StrEnum):
    """What this app lets somebody do."""

    READ_DEMANDS = "read_demands"
    SEE_COUNCIL_FACTS = "see_council_facts"
    IMPORT_PUBLISHED = "import_published"
    MOVE = "move"


ALLOWED: Final[dict[Act, frozenset[Role]]] = {
    Act.READ_DEMANDS: READS_DEMANDS,
    Act.SEE_COUNCIL_FACTS: COUNCIL | {Role.COUNCILLOR},
    Act.IMPORT_PUBLISHED: COUNCIL,
    Act.MOVE: frozenset({Role.SECRETARIAT, Role.COORDINATOR}),
}


def may(viewer: Viewer, act: Act) -> bool:
    """Whether one of the viewer's roles allows `act` at all."""
    return bool(viewer.roles & ALLOWED[act])


def require(viewer: Viewer, act: Act) -> None:
    """Raise PermissionDenied, naming who may, unless `act` is allowed."""
    if not may(viewer, act):
        who = ", ".join(str(role.label) for role in Role if role in ALLOWED[act])
        raise PermissionDenied(f"이 업무를 처리할 권한이 없습니다. 처리할 수 있는 사람: {who}")


def visible_audits(viewer: Viewer) -> QuerySet[Audit]:
    """Audits of which the viewer may see at least one demand."""
    if viewer.roles & READS_ALL:
        return Audit.objects.all()
    return Audit.objects.filter(Exists(visible_demands(viewer).filter(audit=OuterRef("pk"))))


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
    require(viewer, Act.READ_DEMANDS)
    return Event.objects.filter(demand=demand).order_by("-number")


def _held(viewer: Viewer) -> QuerySet[Tenure, Any]:
    departments = organisation.with_predecessors(viewer.department_ids)
    return Tenure.objects.filter(department__in=departments).values("assignment_id")
