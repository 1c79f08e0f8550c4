"""A report on its way to the council, as pages show it: where it waits, who looks at it next, why it came back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.gates import Gate, Gates, gates
from audits.models import Department, Office, Role
from tracker import access
from tracker.actions.report import own_gates
from tracker.models import Assignment, Evidence, Passage, ProgressUpdate
from tracker.web.dossier import evidence_row


@dataclass(frozen=True)
class Shown:
    """A report with its evidence, as `tracker/report_before.html` takes it, and its way so far.

    `came_back` is the passage by which it was sent back.
    """

    update: ProgressUpdate
    evidence: Sequence[Mapping[str, str]]
    passed: Sequence[Passage]
    came_back: Passage | None

    @property
    def state(self) -> str:
        """부서장 확인 대기, 의회 제출 대기 or 반려."""
        return _("반려") if self.came_back else str(self.update.get_gate_display())


def waiting_row(assignment: Assignment, viewer: Viewer) -> Shown | None:
    """As `waiting_rows`, of one assignment."""
    return waiting_rows([assignment], viewer).get(assignment.pk)


def waiting_rows(assignments: Iterable[Assignment], viewer: Viewer) -> dict[int, Shown]:
    """The newest report of each assignment that waits at a gate or was sent back, where this viewer may read it.

    By the assignment's id; one statement where there is none, at most three more.
    """
    later = ProgressUpdate.objects.filter(assignment=OuterRef("assignment"), number__gt=OuterRef("number"))
    unfiled = access.visible_updates(viewer).filter(filed_at__isnull=True, assignment__in=list(assignments))
    found = (shown(update) for update in with_way(unfiled.filter(~Exists(later))))
    return {each.update.assignment_id: each for each in found if each.update.gate or each.came_back}


def with_way(updates: QuerySet[ProgressUpdate]) -> QuerySet[ProgressUpdate]:
    """Reports with all that `shown` reads; two statements more, however many."""
    pieces = Evidence.objects.select_related("document", "file", "removal").order_by("id")
    passages = Passage.objects.select_related("by").order_by("id")
    return updates.select_related("department", "author").prefetch_related(
        Prefetch("evidence", pieces), Prefetch("passages", passages)
    )


def shown(update: ProgressUpdate) -> Shown:
    """A report of `with_way`."""
    way = list(update.passages.all())
    return Shown(
        update=update,
        evidence=[evidence_row(piece) for piece in update.evidence.all()],
        passed=[passage for passage in way if passage.passed],
        came_back=next((passage for passage in way if not passage.passed), None),
    )


def reports_before(updates: Sequence[ProgressUpdate], viewer: Viewer) -> dict[int, Shown]:
    """The report filed last on the assignment of each of these, by the assignment's id; three statements."""
    rows = {update.assignment_id for update in updates}
    filed = with_way(access.visible_updates(viewer).filter(assignment__in=rows, filed_at__isnull=False))
    newest = filed.order_by("assignment_id", "-filed_at", "-number").distinct("assignment_id")
    return {update.assignment_id: shown(update) for update in newest}


def gates_before(assignment: Assignment) -> tuple[Gate, ...]:
    """Through which gates a report of this assignment would pass, in order; none where it is filed at once."""
    return gates(Office.current().gates, own_gates(assignment))


def looks_next(update: ProgressUpdate, on: date) -> str:
    """Who decides about a report that waits, in words: the heads by name, or the coordinator."""
    if update.gate == Gate.HEAD:
        heads = access.staff(update.assignment, on).filter(role=Role.HEAD).exclude(user=update.author)
        names = ", ".join(dict.fromkeys(row.user.name for row in heads))
        if names:
            return f"{Role.HEAD.label} {names}"
    return str(Role.COORDINATOR.label)


def asked_for(update: ProgressUpdate, on: date) -> str:
    """What is said to who sent a report that now waits for the head."""
    told = _("부서장 확인을 요청하였습니다. 다음에 보는 사람: %(who)s")
    return told % {"who": looks_next(update, on)}


def confirming(viewer: Viewer) -> Q:
    """That reports are confirmed here by their head, this person: a headed department asks for it."""
    return _concerned(Gate.HEAD, headed=viewer.headed_ids)


def submitting(_viewer: Viewer) -> Q:
    """That reports are handed in by the coordinator: somebody asks for it."""
    return _concerned(Gate.COORDINATOR)


def _concerned(gate: Gate, headed: Iterable[int] | None = None) -> Q:
    """That `gate` is in force, for one of the departments `headed` where they are given."""
    asking = [each for each in Gates if gate in gates(each)]
    departments = Department.objects.filter(gates__in=asking)
    office = Office.objects.filter(gates__in=asking)
    if headed is not None:
        departments = departments.filter(pk__in=headed)
        office = office if headed else office.none()
    return Q(Exists(office)) | Q(Exists(departments))
