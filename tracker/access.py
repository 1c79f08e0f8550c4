"""What a person may see and do with a demand. The only place of this app that decides (product.md rule 8)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, Final, NoReturn

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet

from audits import organisation
from audits.access import Viewer
from audits.errors import NotVisible, SamePerson
from audits.gates import Gate
from audits.models import Audit, Committee, Demand, Event, Membership, Office, Role, Scope
from audits.models.demand import DemandQuerySet
from tracker.lifecycle import Act
from tracker.models import PENDING_OFFER, Assignment, Evidence, Handover, ProgressUpdate, Source, Tenure
from tracker.models.assignment import AssignmentQuerySet

COUNCIL: Final = frozenset({Role.SECRETARIAT, Role.CLERK})
READS_ALL: Final = frozenset({Role.SECRETARIAT, Role.COORDINATOR, Role.COUNCILLOR})
COORDINATOR: Final = frozenset({Role.COORDINATOR})
DEPARTMENT: Final = frozenset({Role.OFFICER, Role.HEAD})
READS_DEMANDS: Final = READS_ALL | DEPARTMENT | {Role.CLERK}


class Right(StrEnum):
    """What somebody may read or open; what somebody may do with an assignment is a `lifecycle.Act`."""

    READ_DEMANDS = "read_demands"
    SEE_COUNCIL_FACTS = "see_council_facts"
    SEE_DOUBTS = "see_doubts"
    SEND_FILES = "send_files"
    VERIFY = "verify"


READS: Final[dict[Right, frozenset[Role]]] = {
    Right.READ_DEMANDS: READS_DEMANDS,
    Right.SEE_COUNCIL_FACTS: COUNCIL | {Role.COUNCILLOR},
    Right.SEE_DOUBTS: COUNCIL | DEPARTMENT | COORDINATOR,
    Right.SEND_FILES: DEPARTMENT | {Role.SECRETARIAT},
    Right.VERIFY: COUNCIL,
}

ALLOWED: Final[dict[Act, frozenset[Role]]] = {
    Act.SET_UP_AUDIT: COUNCIL,
    Act.LOG_DEMAND: COUNCIL,
    Act.TRANSMIT: frozenset({Role.SECRETARIAT}),
    Act.IMPORT_PUBLISHED: COUNCIL,
    Act.ASSIGN: COORDINATOR,
    Act.SET_LATER_DUE_DATE: COUNCIL,
    Act.CORRECT_DEMAND: frozenset({Role.SECRETARIAT}),
    Act.WITHDRAW: frozenset({Role.SECRETARIAT}),
    Act.MARK_PRIORITY: COUNCIL,
    Act.RECORD_MEETING: COUNCIL,
    Act.RECEIVE: DEPARTMENT,
    Act.NAME_OFFICER: frozenset({Role.HEAD, Role.COORDINATOR}),
    Act.NAME_ONESELF: DEPARTMENT,
    Act.NAME_LEAD: COORDINATOR,
    Act.REPORT: DEPARTMENT,
    Act.REPORT_FROM_PAPER: frozenset({Role.SECRETARIAT}),
    Act.ADD_EVIDENCE: DEPARTMENT | {Role.SECRETARIAT},
    Act.REMOVE_EVIDENCE: DEPARTMENT,
    Act.APPROVE: frozenset({Role.HEAD, Role.COORDINATOR}),
    Act.APPROVE_BY_NUMBER: DEPARTMENT | COORDINATOR,
    Act.SEND_BACK: frozenset({Role.HEAD, Role.COORDINATOR}),
    Act.SUBMIT: COORDINATOR,
    Act.CONFIRM: COUNCIL,
    Act.RETURN: COUNCIL,
    Act.CONTRADICT: COUNCIL,
    Act.RECORD_OPINION: COUNCIL,
    Act.REOPEN: COUNCIL,
    Act.REQUEST_EXTENSION: DEPARTMENT,
    Act.CANCEL_REQUEST: DEPARTMENT,
    Act.GRANT: COUNCIL,
    Act.GRANT_UNASKED: frozenset({Role.SECRETARIAT}),
    Act.REFUSE: COUNCIL,
    Act.ADJUST_CALENDAR: frozenset({Role.SECRETARIAT}),
    Act.SET_FIRST_DUE_DATE: COUNCIL,
    Act.OFFER_HANDOVER: DEPARTMENT | COORDINATOR,
    Act.ACCEPT_HANDOVER: DEPARTMENT,
    Act.REFUSE_HANDOVER: DEPARTMENT,
    Act.CANCEL_HANDOVER: DEPARTMENT | COORDINATOR,
    Act.SETTLE_HANDOVER: COORDINATOR,
    Act.MOVE: frozenset({Role.SECRETARIAT, Role.COORDINATOR}),
    Act.REMIND: COUNCIL | COORDINATOR,
}

# A small council distributes itself (`Office.council_distributes`): these are its staff's as well then.
DISTRIBUTING: Final = frozenset({Act.ASSIGN, Act.NAME_LEAD})
# Who takes an assignment over acts for the department it is offered to, not for the one that holds it.
BY_RECEIVER: Final = frozenset({Act.ACCEPT_HANDOVER, Act.REFUSE_HANDOVER})
# Only the head of the very department; being head of another one is nothing here.
BY_ITS_HEAD: Final = frozenset({Act.NAME_OFFICER, Act.APPROVE, Act.SEND_BACK})

SCOPES: Final[dict[Act | Right, frozenset[Scope]]] = {
    Right.READ_DEMANDS: frozenset({Scope.READ}),
    Act.RECEIVE: frozenset({Scope.REPORT}),
    Act.REPORT: frozenset({Scope.REPORT}),
    Act.ADD_EVIDENCE: frozenset({Scope.EVIDENCE}),
    Act.REQUEST_EXTENSION: frozenset({Scope.EXTENSION}),
    Act.CANCEL_REQUEST: frozenset({Scope.EXTENSION}),
    Right.SEND_FILES: frozenset({Scope.REPORT, Scope.EVIDENCE}),
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

    A department acts on what it holds now or, taking over, on what it is offered; a clerk on what the own
    committee follows up. Where the council distributes, it assigns (`Office`). That author, approver and verifier
    are different people is asked where the report is known (`may_pass`, `refuse_own_people`).
    """
    roles = viewer.roles & _allowed(act)
    if not roles or not _within_scope(viewer, act):
        return False
    return assignment is None or any(_concerns(viewer, role, act, assignment) for role in roles)


def require(viewer: Viewer, act: Act, assignment: Assignment | None = None) -> None:
    """Raise PermissionDenied, naming who may, unless `may`."""
    if not may(viewer, act, assignment):
        _refuse(_allowed(act))


def may_pass(viewer: Viewer, update: ProgressUpdate) -> bool:
    """Whether the viewer decides about a report at the gate where it waits (product.md rule 3).

    The head of its department; the coordinator where there is no head but the author, and at the second gate.
    """
    assignment = update.assignment
    if viewer.scopes is not None or assignment.department_id is None:
        return False
    coordinates = Role.COORDINATOR in viewer.roles
    if update.gate == Gate.COORDINATOR:
        return coordinates
    if update.gate != Gate.HEAD:
        return False
    if assignment.department_id in viewer.headed_ids:
        return True
    return (
        coordinates and not _heads(assignment.department_id, viewer).exclude(user=update.author_id).exists()
    )


def require_pass(viewer: Viewer, update: ProgressUpdate) -> None:
    """Raise PermissionDenied unless `may_pass`, SamePerson for the report's own author."""
    if not may_pass(viewer, update):
        _refuse(ALLOWED[Act.SUBMIT] if update.gate == Gate.COORDINATOR else ALLOWED[Act.APPROVE])
    if update.gate == Gate.HEAD and update.author_id == viewer.user.pk:
        raise SamePerson


def refuse_own_people(viewer: Viewer, update: ProgressUpdate) -> None:
    """Raise SamePerson where the viewer wrote, approved or (from paper) entered the report (product.md rule 3)."""
    own = {update.author_id, *update.passages.filter(passed=True).values_list("by", flat=True)}
    if update.source == Source.PAPER:
        own.add(update.entered_by_id)
    if viewer.user.pk in own:
        raise SamePerson


def _allowed(act: Act) -> frozenset[Role]:
    by_council = act in DISTRIBUTING and Office.current().council_distributes
    return ALLOWED[act] | (COUNCIL if by_council else frozenset())


def _concerns(viewer: Viewer, role: Role, act: Act, assignment: Assignment) -> bool:
    """Whether `assignment` is the viewer's business in this role."""
    if role == Role.CLERK:
        return assignment.demand.audit.committee_id in viewer.committee_ids
    if role not in DEPARTMENT:
        return True
    if act in BY_RECEIVER:
        return _offered(viewer).filter(assignment=assignment).exists()
    theirs = viewer.headed_ids if act in BY_ITS_HEAD else viewer.department_ids
    return assignment.department_id in theirs


def staff(assignment: Assignment, on: date) -> QuerySet[Membership]:
    """Who works today in the department that holds `assignment`, by name."""
    held = Membership.objects.on(on).filter(department=assignment.department_id, user__is_active=True)
    return held.select_related("user").order_by("user__name", "id")


def _heads(department_id: int, viewer: Viewer) -> QuerySet[Membership]:
    return Membership.objects.on(viewer.on).filter(
        role=Role.HEAD, department=department_id, user__is_active=True
    )


def require_audit(viewer: Viewer, audit: Audit) -> None:
    """Raise NotVisible where a clerk's committee does not follow the audit up."""
    if not viewer.roles & READS_ALL and audit.committee_id not in viewer.committee_ids:
        raise NotVisible


def _within_scope(viewer: Viewer, what: Act | Right) -> bool:
    return viewer.scopes is None or bool(SCOPES.get(what, frozenset()) & viewer.scopes)


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
    held = Assignment.objects.filter(demand=OuterRef("pk"), pk__in=_seen(viewer))
    if Role.CLERK in viewer.roles:
        return demands.filter(Q(audit__committee__in=viewer.committee_ids) | Exists(held))
    return demands.filter(Exists(held))


def visible_to(viewer: Viewer) -> AssignmentQuerySet:
    """Assignments whose demand the viewer may read: detail, history, search.

    A department: what it holds or held, what its predecessors were the last to hold, and what it is asked to take
    over. The others on the same
    demand are shown on the demand's page, by name, status and dates.
    """
    if viewer.roles & READS_ALL:
        return Assignment.objects.all()
    seen = Q(pk__in=_seen(viewer))
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
    """Reports the viewer may read: those filed, what the viewer decides about at a gate, and the department's own.

    A department reads what was reported up to the end of its hold, so that work it gave away stays its
    successor's own. The coordinator reads what waits for the coordinator (product.md rule 8).
    """
    filed = Q(filed_at__isnull=False)
    own = Q(assignment__department__in=viewer.department_ids) | Q(department__in=viewer.department_ids)
    if Role.COORDINATOR in viewer.roles:
        own |= Q(gate=Gate.COORDINATOR) | Q(~Exists(_other_head(viewer)), gate=Gate.HEAD)
    if viewer.roles & READS_ALL:
        return ProgressUpdate.objects.filter(filed | own)
    while_held = Tenure.objects.filter(_hold(viewer), assignment=OuterRef("assignment")).filter(
        Q(end_on__isnull=True) | Q(end_on__gt=OuterRef("reported_on"))
    )
    readable = Q(Exists(while_held))
    if Role.CLERK in viewer.roles:
        readable |= Q(assignment__demand__audit__committee__in=viewer.committee_ids)
    return ProgressUpdate.objects.filter((filed & readable) | own)


def _other_head(viewer: Viewer) -> QuerySet[Membership]:
    """A head of the report's department who did not write it."""
    heads = Membership.objects.on(viewer.on).filter(
        role=Role.HEAD, department=OuterRef("assignment__department"), user__is_active=True
    )
    return heads.exclude(user=OuterRef("author"))


def visible_evidence(viewer: Viewer) -> QuerySet[Evidence]:
    """Pieces of evidence of what the viewer may read: of reports, and those added to an assignment by themselves."""
    alone = Q(update__isnull=True, assignment__department__in=viewer.department_ids)
    if viewer.roles & READS_ALL:
        alone = Q(update__isnull=True)
    elif Role.CLERK in viewer.roles:
        alone |= Q(update__isnull=True, assignment__demand__audit__committee__in=viewer.committee_ids)
    return Evidence.objects.filter(Q(update__in=visible_updates(viewer)) | alone)


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


def _seen(viewer: Viewer) -> QuerySet[Any, Any]:
    return _held(viewer).union(_offered(viewer).values("assignment_id"))


def _offered(viewer: Viewer) -> QuerySet[Handover]:
    """What the viewer's departments are asked to take over."""
    return Handover.objects.filter(receiver__in=viewer.department_ids, state__in=PENDING_OFFER)


def _held(viewer: Viewer) -> QuerySet[Tenure, Any]:
    return Tenure.objects.filter(_hold(viewer)).values("assignment_id")


def _hold(viewer: Viewer) -> Q:
    """Holds that give a right to read: every one of one's own, and a predecessor's where nobody came after it."""
    before = organisation.with_predecessors(viewer.department_ids) - viewer.department_ids
    return Q(department__in=viewer.department_ids) | Q(department__in=before, end_on__isnull=True)
