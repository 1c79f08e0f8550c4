"""Whether a person may do something, now, to this assignment or report."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from audits.access import Viewer
from audits.errors import NotVisible, SamePerson
from audits.gates import Gate
from audits.models import Audit, Membership, Role
from tracker.access.sight import offered, other_head
from tracker.access.table import (
    ALLOWED,
    BY_ITS_HEAD,
    BY_RECEIVER,
    COUNCIL,
    DEPARTMENT,
    DISTRIBUTING,
    FREEZES,
    OVERSEES,
    READS,
    READS_PAPER,
    Right,
    refuse,
    within_scope,
)
from tracker.lifecycle import Act
from tracker.models import (
    Assignment,
    Handover,
    Paper,
    ProgressUpdate,
    Source,
)
from tracker.models.assignment import AssignmentQuerySet


def may(viewer: Viewer, act: Act, assignment: Assignment | None = None) -> bool:
    """Whether the viewer may do `act`, on `assignment` where the act is on one.

    A department acts on what it holds now or, taking over, on what it is offered; a clerk on what the own
    committee follows up. Where the council distributes, it assigns (`Office`). That author, approver and verifier
    are different people is asked where the report is known (`may_pass`, `refuse_own_people`).
    """
    roles = viewer.roles & _allowed(viewer, act)
    if not roles or not within_scope(viewer, act):
        return False
    return assignment is None or any(_concerns(viewer, role, act, assignment) for role in roles)


def require(viewer: Viewer, act: Act, assignment: Assignment | None = None) -> None:
    """Raise PermissionDenied, naming who may, unless `may`."""
    if not may(viewer, act, assignment):
        refuse(_allowed(viewer, act))


def may_pass(viewer: Viewer, update: ProgressUpdate) -> bool:
    """Whether a report waits at its gate for this viewer; see `awaiting_pass`."""
    return awaiting_pass(viewer, update.gate).filter(pk=update.pk).exists()


def awaiting_pass(viewer: Viewer, gate: str) -> QuerySet[ProgressUpdate]:
    """Reports that wait at `gate` for this viewer to decide about; never one's own for the head (product.md rule 3).

    The head of its department; the coordinator where there is no head but the author, and at the second gate.
    """
    waiting = ProgressUpdate.objects.waiting().filter(gate=gate, assignment__department__isnull=False)
    coordinates = Role.COORDINATOR in viewer.roles
    decides = coordinates or (gate == Gate.HEAD and viewer.headed_ids)
    if viewer.scopes is not None or not decides:
        return waiting.none()
    if gate == Gate.COORDINATOR:
        return waiting
    theirs = Q(assignment__department__in=viewer.headed_ids)
    if coordinates:
        theirs |= Q(~Exists(other_head(viewer)))
    return waiting.filter(theirs).exclude(author=viewer.user)


def require_pass(viewer: Viewer, update: ProgressUpdate) -> None:
    """Raise SamePerson for the report's own author before the head, PermissionDenied unless `may_pass`."""
    if update.gate == Gate.HEAD and update.author_id == viewer.user.pk:
        raise SamePerson
    if not may_pass(viewer, update):
        refuse(ALLOWED[Act.SUBMIT] if update.gate == Gate.COORDINATOR else ALLOWED[Act.APPROVE])


def require_pass_by_number(viewer: Viewer, update: ProgressUpdate) -> None:
    """Raise unless the viewer may record the head's confirmation by its 결재문서번호 (product.md rule 3).

    Somebody of the department whose head can have confirmed it, or who decides anyway; PermissionDenied for others.
    SamePerson for the report's own author, and where its author is the only head.
    """
    if update.author_id == viewer.user.pk:
        raise SamePerson
    if may_pass(viewer, update) or awaiting_number(viewer).filter(pk=update.pk).exists():
        return
    heads = Membership.objects.with_rights(viewer.on).filter(
        role=Role.HEAD, department=update.assignment.department_id, user__is_active=True
    )
    if heads.filter(user=update.author_id).exists() and not heads.exclude(user=update.author_id).exists():
        raise SamePerson
    refuse(ALLOWED[Act.APPROVE_BY_NUMBER])


def awaiting_number(viewer: Viewer) -> QuerySet[ProgressUpdate]:
    """Reports of colleagues whose confirmation by the head the viewer may record by its number.

    There has to be a head who did not write it; where there is none, the coordinator decides (lifecycle.md §4).
    """
    waiting = ProgressUpdate.objects.waiting().filter(
        gate=Gate.HEAD, assignment__department__in=viewer.department_ids
    )
    if not viewer.department_ids:
        return waiting.none()
    return waiting.filter(Exists(other_head(viewer))).exclude(author=viewer.user)


def with_decisions(viewer: Viewer, assignments: AssignmentQuerySet) -> AssignmentQuerySet:
    """Each with what this person may do with the report that waits on it; no statement more.

    `approves` (the head's gate), `submits` (the coordinator's), `records` (the head's confirmation by its number).
    """
    found = {
        "approves": awaiting_pass(viewer, Gate.HEAD),
        "submits": awaiting_pass(viewer, Gate.COORDINATOR),
        "records": awaiting_number(viewer),
    }
    of_it = {name: Exists(reports.filter(assignment=OuterRef("pk"))) for name, reports in found.items()}
    return assignments.annotate(**of_it)


def refuse_own_people(viewer: Viewer, update: ProgressUpdate) -> None:
    """Raise SamePerson where the viewer wrote, approved or (from paper) entered the report (product.md rule 3)."""
    own = {update.author_id, *update.passages.filter(passed=True).values_list("by", flat=True)}
    if update.source == Source.PAPER:
        own.add(update.entered_by_id)
    if viewer.user.pk in own:
        raise SamePerson


def _allowed(viewer: Viewer, act: Act) -> frozenset[Role]:
    by_council = act in DISTRIBUTING and viewer.council_distributes
    return ALLOWED[act] | (COUNCIL if by_council else frozenset())


def _concerns(viewer: Viewer, role: Role, act: Act, assignment: Assignment) -> bool:
    """Whether `assignment` is the viewer's business in this role."""
    if role == Role.CLERK:
        return _followed_by(viewer, assignment.demand.audit)
    if role not in DEPARTMENT:
        return True
    if act in BY_RECEIVER:
        return offered(viewer).filter(assignment=assignment).exists()
    theirs = viewer.headed_ids if act in BY_ITS_HEAD else viewer.department_ids
    return assignment.department_id in theirs


def staff(assignment: Assignment, on: date) -> QuerySet[Membership]:
    """Who works today in the department that holds `assignment`, by name; not who only stands in there."""
    there = Membership.objects.own().with_rights(on)
    there = there.filter(department=assignment.department_id, user__is_active=True)
    return there.select_related("user").order_by("user__name", "id")


def nameable(viewer: Viewer) -> QuerySet[Membership]:
    """Whom the viewer may name for what the own departments hold: their head everybody there, others oneself."""
    there = Membership.objects.own().with_rights(viewer.on).filter(user__is_active=True)
    oneself = Q(department__in=viewer.department_ids, user=viewer.user)
    found = there.filter(Q(department__in=viewer.headed_ids) | oneself).select_related("user", "department")
    return found.order_by("department__rank", "user__name", "id")


def may_hand_on(viewer: Viewer, person_id: int, department_id: int | None) -> bool:
    """Whether the viewer makes the paper of what somebody hands on in a department: oneself, and its head."""
    if viewer.scopes is not None:
        return False
    own = viewer.user.pk == person_id and department_id in viewer.department_ids
    return own or department_id in viewer.headed_ids


def may_in(viewer: Viewer, act: Act, audit: Audit) -> bool:
    """Whether the viewer may do `act` on a demand of `audit`; a clerk where the own committee follows it up."""
    roles = viewer.roles & _allowed(viewer, act)
    if not _followed_by(viewer, audit):
        roles -= {Role.CLERK}
    return bool(roles) and within_scope(viewer, act)


def require_in(viewer: Viewer, act: Act, audit: Audit) -> None:
    """Raise PermissionDenied, naming who may, unless `may_in`."""
    if not may_in(viewer, act, audit):
        refuse(_allowed(viewer, act))


def may_read_report(viewer: Viewer, paper: Paper, audit: Audit) -> bool:
    """Whether the viewer may read a report of `audit` as it stands, before it is frozen; a clerk the own committee's.

    A frozen one is read by whoever sees it (`sight.visible_snapshots`).
    """
    return _may_of(viewer, READS[READS_PAPER[paper]], audit)


def may_freeze(viewer: Viewer, paper: Paper, audit: Audit) -> bool:
    """Whether the viewer hands a report of `audit` in: the executive its own, the council's staff theirs.

    A small council that distributes itself hands in both.
    """
    by_council = paper == Paper.RESULT and viewer.council_distributes
    return _may_of(viewer, FREEZES[paper] | (COUNCIL if by_council else frozenset()), audit)


def require_freezing(viewer: Viewer, paper: Paper, audit: Audit) -> None:
    """Raise PermissionDenied, naming who may, unless `may_freeze`."""
    if not may_freeze(viewer, paper, audit):
        refuse(FREEZES[paper])


def require_reports_of(viewer: Viewer, audit: Audit) -> None:
    """Raise PermissionDenied for whom the reports of this audit are nothing, frozen or not."""
    if not _may_of(viewer, READS[Right.READ_REPORTS], audit):
        refuse(READS[Right.READ_REPORTS])


def _may_of(viewer: Viewer, allowed: frozenset[Role], audit: Audit) -> bool:
    roles = viewer.roles & allowed
    if not _followed_by(viewer, audit):
        roles -= {Role.CLERK}
    return bool(roles) and viewer.scopes is None


def audits_for(viewer: Viewer, act: Act) -> QuerySet[Audit]:
    """Audits in which the viewer `may_in` do `act`."""
    roles = viewer.roles & _allowed(viewer, act)
    if not roles or not within_scope(viewer, act):
        return Audit.objects.none()
    return (
        Audit.objects.all()
        if roles - {Role.CLERK}
        else Audit.objects.filter(committee__in=viewer.committee_ids)
    )


def require_audit(viewer: Viewer, audit: Audit) -> None:
    """Raise NotVisible where a clerk's committee does not follow the audit up."""
    if not viewer.roles & OVERSEES and not _followed_by(viewer, audit):
        raise NotVisible


def _followed_by(viewer: Viewer, audit: Audit) -> bool:
    return audit.committee_id in viewer.committee_ids


def answers(viewer: Viewer, offer: Handover) -> bool:
    """Whether the viewer speaks for the department that is asked to take over."""
    return may(viewer, Act.ACCEPT_HANDOVER) and offer.receiver_id in viewer.department_ids
