"""file (처리상황 보고): a department says where its duty stands (lifecycle.md §4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, Stale
from audits.record import Entry
from audits.statuses import ReportedStatus
from tracker import access, followup
from tracker.actions.receive import received
from tracker.lifecycle import Act, Report, after_report, kind_of
from tracker.models import Assignment, Evidence, ProgressUpdate, ReportDraft, Source, Stage, Verdict

MESSAGES = {
    "evidence_required": "완료 보고에는 증빙자료(결재문서번호, 링크 가운데 하나)가 필요합니다.",
    "reason_required": "사유를 적어 주십시오.",
    "receiver_required": "받는 기관을 적어 주십시오.",
    "words_required": "추진내용이나 향후계획을 적어 주십시오.",
}


@dataclass(frozen=True)
class Piece:
    """A piece of evidence: an approval-document number or a link, exactly one of the two."""

    document_number: str = ""
    url: str = ""


@dataclass(frozen=True)
class Words:
    """What is reported. With `no_change` only that: the newest report's words stand again."""

    status: str = ""
    actions_taken: str = ""
    plan: str = ""
    planned_until: date | None = None
    continues: bool = False
    no_change: bool = False
    reason: str = ""
    receiver: str = ""
    wording: str = ""
    evidence: Sequence[Piece] = field(default_factory=tuple)


@transaction.atomic
def file_report(
    assignment_id: int, words: Words, *, version: int, by: Viewer, source: Source = Source.BROWSER
) -> ProgressUpdate:
    """File a report on an assignment that is at `version`; the author's draft ends with it.

    Raises NotVisible, PermissionDenied, Stale (somebody saved first), NotAllowedNow (the stage does not allow it),
    ValidationError by field (what a report of this status needs).
    """
    assignment, last = _locked(assignment_id, by)
    if assignment.version != version:
        raise Stale(assignment.version)
    kind = kind_of(words.status, no_change=words.no_change)
    stage = after_report(kind, assignment.stage, returned_before=False)
    if kind == Report.NO_CHANGE:
        words = _again(assignment.updates.filter(number=last).first())
    else:
        _check(words)
    first = assignment.stage == Stage.ASSIGNED
    took_back = kind == Report.PROGRESS and assignment.stage == Stage.CLAIMED
    update = _store(assignment, words, last + 1, by, source, kind)
    pieces = _store_evidence(update, words.evidence, by)
    _advance(assignment, update, stage, by)
    if by.token_id is None:
        ReportDraft.objects.filter(assignment=assignment, author=by.user).delete()
    followup.store([assignment.demand_id])
    entries = [received(assignment, by)] if first else []
    if took_back:
        entries.append(_entry("claim_taken_back", assignment, by, []))
    record.append_all([*entries, _entry(_EVENTS[kind], assignment, by, [update, *pieces])])
    return update


_EVENTS = {Report.PROGRESS: "reported", Report.NO_CHANGE: "reported_no_change", Report.CLAIM: "claimed"}


def _locked(assignment_id: int, by: Viewer) -> tuple[Assignment, int]:
    """The assignment, locked with its demand, and the number of its newest report (0: none).

    One statement for somebody of its department; the others are told whether it exists for them.
    """
    numbers = ProgressUpdate.objects.filter(assignment=OuterRef("pk")).order_by("-number").values("number")
    rows = (
        Assignment.objects.locked_with_demand().filter(pk=assignment_id).annotate(last=Subquery(numbers[:1]))
    )
    assignment = rows.filter(department__in=by.department_ids).first()
    if assignment is None:
        assignment = rows.filter(pk__in=access.visible_to(by).values("pk")).first()
    if assignment is None:
        raise NotVisible
    access.require(by, Act.REPORT, assignment)
    return assignment, attrgetter("last")(assignment) or 0


def _again(newest: ProgressUpdate | None) -> Words:
    if newest is None:
        raise NotAllowedNow("변동 없음 보고: 앞선 보고가 없습니다. 먼저 할 일: 처리상황 보고")
    return Words(
        status=newest.status,
        actions_taken=newest.actions_taken,
        plan=newest.plan,
        planned_until=newest.planned_until,
        no_change=True,
        wording=newest.wording,
    )


def _check(words: Words) -> None:
    """What each status needs (lifecycle.md §1). Raises ValidationError by field."""
    if words.status not in set(ReportedStatus) - {ReportedStatus.NOT_REPORTED}:
        raise ValidationError({"status": "추진상황을 골라 주십시오."})
    missing = {}
    if words.status == ReportedStatus.COMPLETED and not words.evidence:
        missing["evidence"] = "evidence_required"
    if words.status == ReportedStatus.NOT_ACCEPTED and not words.reason.strip():
        missing["reason"] = "reason_required"
    if words.status == ReportedStatus.TRANSFERRED and not words.receiver.strip():
        missing["receiver"] = "receiver_required"
    if not words.actions_taken.strip() and not words.plan.strip():
        missing["actions_taken"] = "words_required"
    if words.continues and words.status != ReportedStatus.COMPLETED:
        raise ValidationError({"continues": "완료로 보고할 때만 계속 추진을 표시할 수 있습니다."})
    if missing:
        raise ValidationError(
            {name: ValidationError(MESSAGES[code], code=code) for name, code in missing.items()}
        )


def _store(
    assignment: Assignment, words: Words, number: int, by: Viewer, source: Source, kind: Report
) -> ProgressUpdate:
    return ProgressUpdate.objects.create(
        assignment=assignment,
        number=number,
        department_id=assignment.department_id,
        author=by.user,
        source=source,
        reported_on=by.on,
        filed_at=timezone.now(),
        status=words.status,
        continues=words.continues,
        no_change=kind == Report.NO_CHANGE,
        wording=words.wording.strip(),
        actions_taken=words.actions_taken.strip(),
        plan=words.plan.strip(),
        planned_until=words.planned_until,
        reason=words.reason.strip(),
        receiver=words.receiver.strip(),
    )


def _store_evidence(update: ProgressUpdate, pieces: Sequence[Piece], by: Viewer) -> list[Evidence]:
    rows = [
        Evidence(
            assignment_id=update.assignment_id,
            update=update,
            document_number=piece.document_number.strip(),
            url=piece.url.strip(),
            added_by=by.user,
        )
        for piece in pieces
    ]
    for row in rows:
        if bool(row.document_number) == bool(row.url):
            raise ValidationError({"evidence": "증빙자료는 결재문서번호나 링크 가운데 하나씩 적어 주십시오."})
        row.clean_fields(exclude=["assignment", "update", "document", "line", "added_by"])
    return Evidence.objects.bulk_create(rows) if rows else []


def _advance(assignment: Assignment, update: ProgressUpdate, stage: Stage, by: Viewer) -> None:
    assignment.received_on = assignment.received_on or by.on
    assignment.stage = stage
    assignment.reported_status = update.status
    assignment.continues = update.continues
    if stage == Stage.CLAIMED:
        assignment.verification = Verdict.AWAITING
    elif assignment.verification == Verdict.AWAITING:
        assignment.verification = Verdict.NONE
    assignment.version += 1
    assignment.save()


def _entry(kind: str, assignment: Assignment, by: Viewer, rows: Sequence[record.Kept]) -> Entry:
    return Entry(
        kind,
        assignment,
        by.user,
        demand_id=assignment.demand_id,
        rows=rows,
        values=assignment.record_values(),
        facts={"on": by.on} | ({"token": by.token_id} if by.token_id else {}),
    )
