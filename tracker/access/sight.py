"""What a person sees: the querysets behind pages, API, exports, files and mails."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from audits import committees as bodies
from audits.access import Viewer
from audits.gates import Gate
from audits.models import Audit, Committee, Demand, Event, Membership, Role
from audits.models.demand import DemandQuerySet
from tracker.access.table import (
    OVERSEES,
    READS_ALL,
    require_reading,
)
from tracker.models import (
    PENDING_OFFER,
    Assignment,
    Evidence,
    ExtensionRequest,
    Handover,
    Meeting,
    Paper,
    ProgressUpdate,
    ReportingRound,
    Snapshot,
    Tenure,
)
from tracker.models.assignment import AssignmentQuerySet
from tracker.models.meeting import MeetingQuerySet
from tracker.models.round import ReportingRoundQuerySet


def reads_everything(viewer: Viewer) -> bool:
    """Whether no demand and no filed report is hidden from the viewer, so that nothing needs to be asked of each."""
    return bool(viewer.roles & READS_ALL)


def visible_audits(viewer: Viewer) -> QuerySet[Audit]:
    """Audits of which the viewer may see at least one demand, and all that a clerk's committee follows up."""
    if viewer.roles & READS_ALL:
        return Audit.objects.all()
    seen = Q(pk__in=Assignment.objects.filter(pk__in=_seen(viewer)).values("demand__audit"))
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


def reads_whole(viewer: Viewer, audit: Audit) -> bool:
    """Whether no demand of this audit is hidden from the viewer."""
    follows = Role.CLERK in viewer.roles and audit.committee_id in viewer.committee_ids
    return reads_everything(viewer) or follows


def demands_of(viewer: Viewer, audit: Audit) -> DemandQuerySet:
    """Demands of one audit that the viewer may read; nothing is asked of each where that is all of them."""
    demands = Demand.objects.all() if reads_whole(viewer, audit) else visible_demands(viewer)
    return demands.filter(audit=audit)


def listed_of(viewer: Viewer, audit: Audit) -> AssignmentQuerySet:
    """As `listed`, of one audit."""
    rows = Assignment.objects.all() if reads_whole(viewer, audit) else listed(viewer)
    return rows.filter(demand__audit=audit)


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


def checked_by(viewer: Viewer) -> AssignmentQuerySet:
    """Assignments whose closing reports the viewer checks: all for the secretariat, a clerk's own committee's."""
    rows = Assignment.objects.all()
    if Role.SECRETARIAT in viewer.roles:
        return rows
    return rows.filter(demand__audit__committee__in=viewer.committee_ids)


def book_committees(viewer: Viewer) -> QuerySet[Committee]:
    """Committees whose meetings and decisions the viewer enters: all for the secretariat, a clerk's own.

    With those that ended in them: their minutes and decisions are the successor's. One statement for a clerk.
    """
    committees = Committee.objects.all()
    if Role.SECRETARIAT in viewer.roles:
        return committees
    return committees.filter(pk__in=bodies.with_former(viewer.committee_ids, viewer.on))


def visible_rounds(viewer: Viewer) -> ReportingRoundQuerySet:
    """Reporting rounds: of all audits for the council's office and the coordinator, of a clerk's committee's, of
    those that a department sees something of. A councillor reads a round once its report is frozen.
    """
    rounds = ReportingRound.objects.all()
    if viewer.roles & OVERSEES:
        return rounds
    held = Assignment.objects.filter(pk__in=_seen(viewer)).values("demand__audit")
    seen = Q(audit__in=held) | Q(audit__committee__in=viewer.committee_ids)
    if Role.COUNCILLOR in viewer.roles:
        seen |= Q(closed_on__isnull=False)
    return rounds.filter(seen)


def visible_snapshots(viewer: Viewer) -> QuerySet[Snapshot]:
    """Frozen reports, which hold every department's: for the council, a clerk's own committee's.

    The coordinator reads the executive's paper, not the council's; a department neither.
    """
    snapshots = Snapshot.objects.all()
    if viewer.roles & {Role.SECRETARIAT, Role.COUNCILLOR}:
        return snapshots
    seen = Q(audit__committee__in=viewer.committee_ids)
    if Role.COORDINATOR in viewer.roles:
        seen |= Q(paper=Paper.RESULT)
    return snapshots.filter(seen)


def visible_meetings(viewer: Viewer) -> MeetingQuerySet:
    """Meetings with their papers: all for the secretariat and councillors, of a clerk's own committees."""
    if viewer.roles & {Role.SECRETARIAT, Role.COUNCILLOR}:
        return Meeting.objects.all()
    return Meeting.objects.filter(committee__in=book_committees(viewer))


def visible_round_events(viewer: Viewer, round_: ReportingRound) -> QuerySet[Event]:
    """The record of a round itself, newest first, for a viewer to whom the round is visible."""
    require_reading(viewer)
    return Event.objects.filter(subject_kind="reportinground", subject_id=round_.pk).order_by("-number")


def visible_requests(viewer: Viewer) -> QuerySet[ExtensionRequest]:
    """Requests for more time, with their reasons: for the council's staff, the coordinator and the holder."""
    requests = ExtensionRequest.objects.all()
    return requests if viewer.roles & OVERSEES else requests.filter(_about(viewer))


def visible_offers(viewer: Viewer) -> QuerySet[Handover]:
    """Offers to another department, with their reasons: as `visible_requests`, and for the receiver."""
    offers = Handover.objects.all()
    if viewer.roles & OVERSEES:
        return offers
    return offers.filter(_about(viewer) | Q(receiver__in=viewer.department_ids))


def _about(viewer: Viewer) -> Q:
    """What stands beside an assignment that the viewer's departments hold or committees follow up."""
    own = Q(assignment__department__in=viewer.department_ids)
    if Role.CLERK in viewer.roles:
        own |= Q(assignment__demand__audit__committee__in=viewer.committee_ids)
    return own


def mine(viewer: Viewer) -> AssignmentQuerySet:
    """Assignments the viewer's departments hold now."""
    return Assignment.objects.filter(department__in=viewer.department_ids)


def handed_on(viewer: Viewer, person_id: int) -> AssignmentQuerySet:
    """What somebody is named for and hands on: one's own for oneself, what a headed department holds for its head.

    Also of somebody who left: named is who was, until another is.
    """
    own = viewer.department_ids if person_id == viewer.user.pk else viewer.headed_ids
    departments = own if viewer.scopes is None else frozenset()
    return Assignment.objects.open().filter(officer=person_id, department__in=departments)


def gathered(viewer: Viewer) -> AssignmentQuerySet:
    """Assignments whose reports the viewer writes or gathers: one's departments' own, the coordinator's all."""
    return Assignment.objects.all() if Role.COORDINATOR in viewer.roles else mine(viewer)


def formerly_mine(viewer: Viewer) -> AssignmentQuerySet:
    """Assignments the viewer's departments and their predecessors held once (Tenure) and do not hold now."""
    return Assignment.objects.filter(pk__in=_held(viewer)).exclude(department__in=viewer.department_ids)


def reads_texts_of(viewer: Viewer, assignment: Assignment) -> bool:
    """Whether the viewer may read anything that was reported on `assignment`; see `texts_readable`."""
    return assignment.pk in texts_readable(viewer, [assignment])


def texts_readable(viewer: Viewer, assignments: Collection[Assignment]) -> frozenset[int]:
    """Of which of these the viewer may read what was reported, by id; what of it, `visible_updates` says.

    Departments read what they or their predecessors wrote and held; of others on the same demand only name,
    status and dates. Their demands and audits have to be loaded. Two statements at most, however many.
    """
    plainly = {row.pk for row in assignments if _reads_plainly(viewer, row)}
    others = [row.pk for row in assignments if row.pk not in plainly]
    if not others:
        return frozenset(plainly)
    held = Tenure.objects.filter(_hold(viewer), assignment__in=others)
    return frozenset(plainly | set(held.values_list("assignment_id", flat=True)))


def _reads_plainly(viewer: Viewer, assignment: Assignment) -> bool:
    if viewer.roles & READS_ALL or assignment.department_id in viewer.department_ids:
        return True
    return Role.CLERK in viewer.roles and assignment.demand.audit.committee_id in viewer.committee_ids


def visible_updates(viewer: Viewer) -> QuerySet[ProgressUpdate]:
    """Reports the viewer may read: those filed, what the viewer decides about at a gate, and the department's own.

    A department reads what was reported up to the end of its hold, so that work it gave away stays its
    successor's own; what its predecessor filed, and what waits now, but not what was sent back to another department.
    The coordinator reads what waits for the coordinator (product.md rule 8).
    """
    filed = Q(filed_at__isnull=False)
    own = Q(filed | ~Q(gate=""), assignment__department__in=viewer.department_ids)
    own |= Q(department__in=viewer.department_ids)
    if Role.COORDINATOR in viewer.roles:
        own |= Q(gate=Gate.COORDINATOR) | Q(~Exists(other_head(viewer)), gate=Gate.HEAD)
    if viewer.roles & READS_ALL:
        return ProgressUpdate.objects.filter(filed | own)
    while_held = Tenure.objects.filter(_hold(viewer), assignment=OuterRef("assignment")).filter(
        Q(end_on__isnull=True) | Q(end_on__gt=OuterRef("reported_on"))
    )
    readable = Q(Exists(while_held))
    if Role.CLERK in viewer.roles:
        readable |= Q(assignment__demand__audit__committee__in=viewer.committee_ids)
    return ProgressUpdate.objects.filter((filed & readable) | own)


def other_head(viewer: Viewer) -> QuerySet[Membership]:
    """A head of the report's department, or who stands in for one today, who did not write it."""
    heads = Membership.objects.with_rights(viewer.on).filter(
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
    # Asked of each piece, and pieces are always asked for by id or by assignment: never of all reports there are.
    reported = visible_updates(viewer).filter(pk=OuterRef("update"))
    return Evidence.objects.filter(Exists(reported) | alone)


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
    """Whether an audit that the viewer brings in has to be an own committee's (`rights.require_audit`)."""
    return Role.SECRETARIAT not in viewer.roles


def _seen(viewer: Viewer) -> QuerySet[Any, Any]:
    if not viewer.department_ids:
        return Tenure.objects.none()
    # Doubles do not matter to IN, and without their removal an index finds one assignment among all that is held.
    return _held(viewer).union(offered(viewer).values("assignment_id"), all=True)


def offered(viewer: Viewer) -> QuerySet[Handover]:
    """What the viewer's departments are asked to take over."""
    return Handover.objects.filter(receiver__in=viewer.department_ids, state__in=PENDING_OFFER)


def _held(viewer: Viewer) -> QuerySet[Tenure, Any]:
    return Tenure.objects.filter(_hold(viewer)).values("assignment_id")


def _hold(viewer: Viewer) -> Q:
    """Holds that give a right to read: every one of one's own, and a predecessor's where nobody came after it."""
    before = viewer.with_former_departments - viewer.department_ids
    return Q(department__in=viewer.department_ids) | Q(department__in=before, end_on__isnull=True)
