"""What stands on a demand's page about each assignment: read for all of them together, shown one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from audits.access import Viewer
from audits.models import Demand
from tracker import access
from tracker.actions.withdraw import EVENT as WITHDRAWN
from tracker.checks import Doubt, doubts_of_all, unchanged_in_a_row
from tracker.corrections import answered_versions
from tracker.deadlines import Holidays, due_label, explain, extensions, moves_of, received_late
from tracker.models import (
    OPEN,
    PENDING_OFFER,
    Assignment,
    DueDateMove,
    Evidence,
    ExtensionRequest,
    Ground,
    Handover,
    Opinion,
    ProgressUpdate,
    RequestState,
    Stage,
    Tenure,
    Verification,
)
from tracker.models.assignment import AssignmentQuerySet
from tracker.pending import with_facts
from tracker.web.due import due
from tracker.web.former_checks import REOPENED, in_order

R = TypeVar("R", bound=Model)


@dataclass(frozen=True)
class Dossier:
    """What is known of the assignments of a demand and readable for one viewer, by the assignment's id."""

    viewer: Viewer
    readable: frozenset[int]
    reports: Mapping[int, ProgressUpdate]
    reported_on: Mapping[int, date | None]
    answered: Mapping[int, int]
    doubts: Mapping[int, Sequence[Doubt]]
    repeated: Mapping[int, int]
    evidence: Mapping[int, Sequence[Evidence]]
    tenures: Mapping[int, Sequence[Tenure]]
    verdicts: Mapping[int, Sequence[Verification]]
    opinions: Mapping[int, Sequence[Opinion]]
    reopened: Mapping[int, Sequence[Ground]]
    withdrawn: Mapping[int, Sequence[Ground]]
    requests: Mapping[int, Sequence[ExtensionRequest]]
    offers: Mapping[int, Sequence[Handover]]
    moves: Mapping[int, Sequence[DueDateMove]]
    holidays: Holidays


def told_of(demand: Demand, on: date) -> AssignmentQuerySet:
    """All assignments of a demand in 건제순, with what `dossier` and `shown` read of them.

    `last_reported`: the day of the newest filed report, whoever may read it. Their demand is `demand` itself.
    """
    newest = ProgressUpdate.objects.filed().filter(assignment=OuterRef("pk")).order_by("-reported_on")
    rows = with_facts(demand.assignments.all()).with_officer(on)
    return (
        rows.annotate(last_reported=Subquery(newest.values("reported_on")[:1]))
        .select_related("department", "officer")
        .order_by("department__rank", "point", "id")
    )


def dossier(demand: Demand, rows: Sequence[Assignment], viewer: Viewer) -> Dossier:
    """Read all there is about `rows`, assignments of `demand`; the statements do not grow with their number.

    The rows are of `told_of`: of requests and offers they say whether there are any.
    """
    readable = access.texts_readable(viewer, rows)
    reports = _newest(access.visible_updates(viewer).filter(filed_at__isnull=False, assignment__in=rows))
    several = demand.version > 1
    verdicts = Verification.objects.filter(assignment__in=readable).order_by("-id")
    asked = [row.pk for row in rows if attrgetter("pending_request")(row)]
    requests = ExtensionRequest.objects.filter(assignment__in=asked, state=RequestState.PENDING)
    offered = [row.pk for row in rows if attrgetter("pending_offer")(row)]
    offers = Handover.objects.filter(assignment__in=offered, state__in=PENDING_OFFER)
    grounds = list(_grounds(rows))
    return Dossier(
        viewer=viewer,
        readable=readable,
        reports=reports,
        reported_on={row.pk: attrgetter("last_reported")(row) for row in rows},
        answered=answered_versions(reports.values()) if several and reports else {},
        doubts=doubts_of_all(reports.values(), viewer),
        repeated=unchanged_in_a_row(rows),
        evidence=_by_assignment(_evidence(rows, viewer)),
        tenures=_by_assignment(
            Tenure.objects.filter(assignment__in=rows)
            .select_related("department", "succession")
            .order_by("start_on", "id")
        ),
        verdicts=_by_assignment(verdicts.select_related("update", "by", "decision__meeting__committee")),
        opinions=_by_assignment(_opinions(readable, viewer)),
        requests=_by_assignment(_told_why(requests, access.visible_requests(viewer))),
        offers=_by_assignment(
            _told_why(offers, access.visible_offers(viewer)).select_related("giver", "receiver", "refusal")
        ),
        moves=moves_of(rows),
        reopened=_by_assignment(
            row for row in grounds if row.act == REOPENED and row.assignment_id in readable
        ),
        withdrawn=_by_assignment(row for row in grounds if row.act == WITHDRAWN),
        holidays=_holidays(demand, rows),
    )


def shown(row: Assignment, told: Dossier) -> dict[str, object]:
    """One assignment as the page shows it; texts only where the viewer may read them."""
    report = told.reports.get(row.pk)
    moves = told.moves.get(row.pk, [])
    reads = row.pk in told.readable
    return {
        **_place(row, told.viewer.on),
        **_state(row),
        **_said(report, row),
        "due": due(row, told.viewer.on),
        "receipt_missing": received_late(row, told.viewer.on, told.holidays, row.demand.audit.receipt_days),
        "due_label": due_label(extensions(moves)),
        "deadline": explain(row, told.holidays, moves) if row.due_date else [],
        "texts_hidden": not reads,
        "reported_on": told.reported_on.get(row.pk),
        "answered": _answered(report, row, told),
        "doubts": told.doubts.get(report.pk, ()) if report else (),
        "in_a_row": told.repeated.get(row.pk, 0),
        "evidence": [evidence_row(piece) for piece in told.evidence.get(row.pk, ())],
        "checks": in_order(
            told.verdicts.get(row.pk, ()), told.opinions.get(row.pk, ()), told.reopened.get(row.pk, ())
        ),
        "request": next(iter(told.requests.get(row.pk, ())), None),
        "offer": next(iter(told.offers.get(row.pk, ())), None),
        "withdrawal": next(iter(told.withdrawn.get(row.pk, ())), None),
        "tenure": [_tenure(held, reads=reads) for held in told.tenures.get(row.pk, ())],
    }


def evidence_row(piece: Evidence) -> dict[str, str]:
    """A piece of evidence as pages show it: label, meta, an address where it has one, why it was removed."""
    removed = piece.removal.reason if piece.removal else ""
    return _bare_evidence(piece) | {"removed": removed}


def _bare_evidence(piece: Evidence) -> dict[str, str]:
    if piece.document:
        line = _("%(line)d번째 줄") % {"line": piece.line or 1}
        told = f"{line} · SHA-256 {piece.document_sha256[:12]}…"
        return {"label": piece.document.name, "meta": told, "url": ""}
    if piece.file:
        told = f"{piece.file.get_kind_display()} · SHA-256 {piece.file.sha256[:12]}…"
        return {"label": piece.file.name, "meta": told, "url": reverse("evidence_file", args=[piece.pk])}
    return {"label": piece.document_number or piece.url, "meta": "", "url": piece.url}


def _place(row: Assignment, on: date) -> dict[str, object]:
    """Whose it is: the department, or that it is nobody's since its department is gone."""
    department = row.department
    ended = row.stage in {Stage.CLOSED, Stage.WITHDRAWN}
    owned = department is not None and (ended or department.existed(on))
    nobody = getattr(row, "nobody_named", True)
    return {
        "pk": row.pk,
        "department": department.name if department and owned else "",
        "former_department": department.name if department and not owned else "",
        "point": row.point,
        "officer": row.officer.name if row.officer and not nobody else "",
        "no_officer": nobody and row.stage in OPEN,
    }


def _state(row: Assignment) -> dict[str, object]:
    return {
        "status": row.reported_status,
        "status_label": row.get_reported_status_display(),
        "continues": row.continues,
        "verification": row.verification,
        "verification_label": row.get_verification_display(),
        "stage_label": row.get_stage_display(),
        "original_due_date": row.original_due_date,
        "received_on": row.received_on,
        "unreceived": row.stage == Stage.ASSIGNED,
        "withdrawn": row.stage == Stage.WITHDRAWN,
        "claimed": row.stage == Stage.CLAIMED,
    }


def _said(report: ProgressUpdate | None, row: Assignment) -> dict[str, object]:
    """The newest report that was filed, with the department's name of that day where it was another."""
    report = report or ProgressUpdate(department=row.department)
    elsewhere = report.department if report.department_id != row.department_id else None
    return {
        "name_of_the_day": elsewhere.name if elsewhere else "",
        "wording": report.wording,
        "actions_taken": report.actions_taken,
        "plan": report.plan,
        "planned_until": report.planned_until,
        "reason": report.reason,
        "receiver": report.receiver,
        "source_label": report.get_source_display() if report.pk else "",
        "report_number": report.number if report.pk else 0,
    }


def _answered(report: ProgressUpdate | None, row: Assignment, told: Dossier) -> int | None:
    """The version that a waiting claim answered, where the text was corrected since (lifecycle.md §4)."""
    if report is None or row.stage != Stage.CLAIMED:
        return None
    version = told.answered.get(report.pk, row.demand.version)
    return version if version < row.demand.version else None


def _tenure(held: Tenure, *, reads: bool) -> dict[str, object]:
    return {
        "department": held.department.name,
        "start": held.start_on,
        "end": held.end_on,
        "reason": held.reason if reads else "",
    }


def _evidence(rows: Sequence[Assignment], viewer: Viewer) -> Iterable[Evidence]:
    """That of reports that were filed, and what was added beside them; a report on its way shows its own."""
    of_filed = Q(update__isnull=True) | Q(update__filed_at__isnull=False)
    found = access.visible_evidence(viewer).filter(of_filed, assignment__in=rows)
    return found.select_related("document", "file", "removal").order_by("id")


def _opinions(readable: frozenset[int], viewer: Viewer) -> Iterable[Opinion]:
    """검토의견: the council's at once, the department's after the verdict."""
    found = Opinion.objects.filter(assignment__in=readable).select_related("update", "by").order_by("-id")
    if access.may_read(viewer, access.Right.SEE_COUNCIL_FACTS):
        return found
    return found.filter(update__verification__isnull=False)


def _grounds(rows: Sequence[Assignment]) -> Iterable[Ground]:
    found = Ground.objects.filter(assignment__in=rows, act__in=[WITHDRAWN, REOPENED]).order_by("-id")
    return found.select_related("by", "decision__meeting__committee")


def _told_why(pending: QuerySet[Any], readable: QuerySet[Any]) -> QuerySet[Any]:
    """Each with `told_why`: whether its reason is the viewer's to read; that it is there, everybody may know."""
    told: QuerySet[Any] = pending.annotate(told_why=Exists(readable.filter(pk=OuterRef("pk"))))
    return told


def _holidays(demand: Demand, rows: Sequence[Assignment]) -> Holidays:
    """Those from which due dates and missing receipts can be told; none, and no statement, without any."""
    told = [row for row in rows if row.due_date or row.stage == Stage.ASSIGNED]
    days = [demand.audit.transmitted_on or row.assigned_on for row in told]
    return Holidays.load(min(days)) if days else Holidays({})


def _newest(updates: Any) -> dict[int, ProgressUpdate]:
    """The report filed last of each assignment: one that waited at a gate may come after a later one on paper."""
    order = updates.select_related("department", "assignment")
    rows = order.order_by("assignment_id", "-filed_at", "-number").distinct("assignment_id")
    return {update.assignment_id: update for update in rows}


def _by_assignment(found: Iterable[R]) -> dict[int, list[R]]:
    grouped: dict[int, list[R]] = defaultdict(list)
    for row in found:
        grouped[attrgetter("assignment_id")(row)].append(row)
    return grouped
