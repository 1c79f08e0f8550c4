"""file (처리상황 보고): a department says where its duty stands (lifecycle.md §4)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.gates import Gate, Gates, next_gate
from audits.models import Office
from audits.record import Entry
from audits.statuses import ReportedStatus
from tracker import access, followup, pending
from tracker.actions.evidence import Piece, refuse_pieces, store_evidence, with_files
from tracker.actions.hold import check_version, entry, facts, keep, taken
from tracker.actions.letter import Letter
from tracker.actions.receive import received
from tracker.actions.receiver import refuse_department_inside
from tracker.actions.send_back import back_to_author
from tracker.lifecycle import PENDING_UPDATE, Act, Fact, Report, after_report, kind_of, next_stage
from tracker.models import (
    Assignment,
    ExtensionRequest,
    Passage,
    ProgressUpdate,
    ReportDraft,
    RequestState,
    Source,
    Stage,
    Verdict,
)
from tracker.written import stored

MESSAGES = {
    "evidence_required": gettext_lazy(
        "완료 보고에는 증빙자료(파일, 결재문서번호, 링크 가운데 하나)가 필요합니다."
    ),
    "reason_required": gettext_lazy("사유를 적어 주십시오."),
    "receiver_required": gettext_lazy("받는 기관을 적어 주십시오."),
    "words_required": gettext_lazy("추진내용이나 향후계획을 적어 주십시오."),
}


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
def report_progress(
    assignment_id: int,
    words: Words,
    *,
    version: int,
    by: Viewer,
    source: Source = Source.BROWSER,
    via: str = "",
) -> ProgressUpdate:
    """A department's report on an assignment that is at `version`; the author's draft ends with it.

    It is filed at once, or waits at the first gate that the office or the department asks for. The record tells
    `via` what it came, where that is not the form. Raises NotVisible, PermissionDenied, Stale (somebody saved
    first), NotAllowedNow (the stage does not allow it), ValidationError by field (what a report of this status
    needs).
    """
    assignment, last = _locked(assignment_id, by)
    check_version(assignment, version)
    if kind_of(words.status, no_change=words.no_change) == Report.CLAIM:
        # An offer or a request made while this waited for the lock has raised no version.
        pending.look_again(assignment)
    words = _allowed(assignment, words, lambda: _newest(assignment), by)
    gate = next_gate("", attrgetter("office_gates")(assignment), own_gates(assignment))
    update = _store(assignment, words, last + 1, by, source, gate)
    pieces = with_files(store_evidence(assignment, words.evidence, by, update=update))
    if by.token_id is None:
        ReportDraft.objects.filter(assignment=assignment, author=by.user).delete()
    entries = (
        filed(assignment, update, pieces, by) if gate is None else _asked(assignment, update, pieces, by)
    )
    if via:
        entries[-1] = replace(entries[-1], facts={**entries[-1].facts, "via": via})
    record.append_all(entries)
    return update


def refuse_report(assignment: Assignment, words: Words, newest: ProgressUpdate | None, *, by: Viewer) -> None:
    """Raise what `report_progress` refuses these words for; nothing is locked, stored or told.

    For an assignment of `pending.with_facts` whose right and version the caller has asked, without files; `newest`
    is the report that was filed last on it. NotAllowedNow, and ValidationError by field.
    """
    _allowed(assignment, words, lambda: newest, by)
    refuse_pieces(assignment, words.evidence, by)


@transaction.atomic
def report_from_paper(
    assignment_id: int, words: Words, letter: Letter, *, version: int, reported_on: date, by: Viewer
) -> ProgressUpdate:
    """What a department answered on paper, entered by the secretariat: the department is its author.

    It came as a letter to the council, so no gate is open for it; a report that waits at one is overtaken and goes
    back to its author. 변동 없음 is the department's own to say. Who enters it may not verify it (product.md rule 3).
    Raises as `report_progress`; ValidationError also without the letter's number or for a day to come.
    """
    words = replace(words, no_change=False)
    assignment = taken(assignment_id, by=by)
    access.require(by, Act.REPORT_FROM_PAPER, assignment)
    check_version(assignment, version)
    kind = kind_of(words.status, no_change=False)
    after_report(kind, assignment.stage, facts(assignment, by) - PENDING_UPDATE)
    _check(words, by.on)
    letter.check(by.on)
    if reported_on > by.on:
        raise ValidationError({"reported_on": _("보고일은 오늘이거나 그 전이어야 합니다.")})
    update = _store(assignment, words, _last(assignment) + 1, by, Source.PAPER, None, reported_on)
    passage = Passage.objects.create(
        update=update,
        gate=Gate.COORDINATOR,
        passed=True,
        document_number=letter.number.strip(),
        document_on=letter.on,
        by=by.user,
        on=by.on,
    )
    pieces = with_files(store_evidence(assignment, words.evidence, by, update=update))
    entries = filed(assignment, update, [*pieces, passage], by)
    if overtaken := pending.waiting_report(assignment):
        back_to_author(overtaken)
        entries[-1] = replace(entries[-1], changed=[overtaken])
    record.append_all(entries)
    return update


def filed(
    assignment: Assignment, update: ProgressUpdate, rows: Sequence[record.Kept], by: Viewer
) -> list[Entry]:
    """File a report whose last gate is behind it, and answer what the record has to keep, in order.

    The guards are asked again here, because time may have passed at a gate. The caller holds the assignment and
    writes the record. Raises NotAllowedNow.
    """
    kind = kind_of(update.status, no_change=update.no_change)
    before = Stage(assignment.stage)
    told = facts(assignment, by) - PENDING_UPDATE
    outcome = earlier_outcome(assignment) if before == Stage.CLAIMED and kind == Report.PROGRESS else None
    stage = after_report(kind, before, told, returned_before=bool(outcome))
    first = [received(assignment, by)] if _received_with_it(assignment, by) else []
    if update.filed_at is None:
        update.gate, update.filed_at = "", timezone.now()
        update.save(update_fields=["gate", "filed_at"])
    _advance(assignment, update, stage, outcome)
    followup.store([assignment.demand_id])
    entries = [*first, *_lapsed_request(assignment, kind, told, by)]
    if outcome is not None or (before == Stage.CLAIMED and kind == Report.PROGRESS):
        entries.append(entry("claim_taken_back", assignment, by))
    return [*entries, entry(_EVENTS[kind], assignment, by, [update, *rows])]


_EVENTS = {Report.PROGRESS: "reported", Report.NO_CHANGE: "reported_no_change", Report.CLAIM: "claimed"}


def earlier_outcome(assignment: Assignment) -> Verdict | None:
    """What the council found about an earlier claim: a verdict, `none` for a reopened one; None: never returned."""
    last = assignment.verifications.order_by("-id").first()
    if last is None:
        return None
    return Verdict.NONE if last.verdict == Verdict.CONFIRMED else Verdict(last.verdict)


# In the statement that locks: the settings of the office, the defaults where nobody changed any.
_OFFICE_GATES = Coalesce(Subquery(Office.objects.values("gates")[:1]), Value(Gates.NONE))


def _locked(assignment_id: int, by: Viewer) -> tuple[Assignment, int]:
    """The assignment, locked with its demand, and the number of its newest report (0: none).

    One statement for somebody of its department; the others are told whether it exists for them.
    """
    numbers = ProgressUpdate.objects.filter(assignment=OuterRef("pk")).order_by("-number").values("number")
    rows = pending.with_facts(
        Assignment.objects.locked_with_demand().filter(pk=assignment_id).select_related("department")
    ).annotate(last=Subquery(numbers[:1]), office_gates=_OFFICE_GATES)
    assignment = rows.filter(department__in=by.department_ids).first()
    if assignment is None:
        assignment = rows.filter(pk__in=access.visible_to(by).values("pk")).first()
    if assignment is None:
        raise NotVisible
    access.require(by, Act.REPORT, assignment)
    return assignment, attrgetter("last")(assignment) or 0


def _last(assignment: Assignment) -> int:
    return assignment.updates.aggregate(last=Max("number"))["last"] or 0


def own_gates(assignment: Assignment) -> str:
    """The gates its department asks for; empty: as the office."""
    return assignment.department.gates if assignment.department else ""


def _allowed(
    assignment: Assignment, words: Words, newest: Callable[[], ProgressUpdate | None], by: Viewer
) -> Words:
    """What is to be stored: the words as checked, or those of the report before. Raises as `report_progress`."""
    kind = kind_of(words.status, no_change=words.no_change)
    after_report(kind, assignment.stage, facts(assignment, by))
    if kind == Report.NO_CHANGE:
        return _again(newest())
    _check(words, by.on)
    return words


def _newest(assignment: Assignment) -> ProgressUpdate | None:
    return assignment.updates.filed().order_by("-number").first()


def _asked(
    assignment: Assignment, update: ProgressUpdate, rows: Sequence[record.Kept], by: Viewer
) -> list[Entry]:
    """부서장 확인 요청: the report waits; what was reported before still stands (lifecycle.md §1)."""
    first = [received(assignment, by)] if _received_with_it(assignment, by) else []
    keep(assignment, ["stage", "received_on"])
    return [*first, entry("approval_asked", assignment, by, [update, *rows])]


def _received_with_it(assignment: Assignment, by: Viewer) -> bool:
    """Take the first report for the receipt; whether it is the first."""
    first = assignment.stage == Stage.ASSIGNED
    if first:
        assignment.stage = next_stage(Act.RECEIVE, assignment.stage)
        assignment.received_on = by.on
    return first


def _lapsed_request(assignment: Assignment, kind: Report, told: Collection[Fact], by: Viewer) -> list[Entry]:
    if kind != Report.CLAIM or Fact.EXTENSION_ASKED not in told:
        return []
    asked = ExtensionRequest.objects.get(assignment=assignment, state=RequestState.PENDING)
    asked.state = RequestState.LAPSED
    asked.save(update_fields=["state"])
    return [entry("extension_lapsed", assignment, by, facts={"request": asked.pk}, changed=[asked])]


def _again(newest: ProgressUpdate | None) -> Words:
    if newest is None:
        raise NotAllowedNow("변동 없음 보고: 앞선 보고가 없습니다. 먼저 할 일: 처리상황 보고")
    lacks_reason = newest.status == ReportedStatus.NOT_ACCEPTED and not newest.reason
    if lacks_reason or (newest.status == ReportedStatus.TRANSFERRED and not newest.receiver):
        # A published report may say less than a department has to.
        raise NotAllowedNow(
            _("변동 없음 보고: 앞선 보고에 사유나 받는 기관이 없습니다. 먼저 할 일: 처리상황 보고")
        )
    return Words(
        status=newest.status,
        actions_taken=newest.actions_taken,
        plan=newest.plan,
        planned_until=newest.planned_until,
        continues=newest.continues,
        no_change=True,
        reason=newest.reason,
        receiver=newest.receiver,
        wording=newest.wording,
    )


def _check(words: Words, on: date) -> None:
    """What each status needs (lifecycle.md §1). Raises ValidationError by field."""
    if words.status not in set(ReportedStatus) - {ReportedStatus.NOT_REPORTED}:
        raise ValidationError({"status": _("추진상황을 골라 주십시오.")})
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
        raise ValidationError({"continues": _("완료로 보고할 때만 계속 추진을 표시할 수 있습니다.")})
    if missing:
        raise ValidationError(
            {name: ValidationError(MESSAGES[code], code=code) for name, code in missing.items()}
        )
    if words.status == ReportedStatus.TRANSFERRED:
        refuse_department_inside(words.receiver, on)


def _store(
    assignment: Assignment,
    words: Words,
    number: int,
    by: Viewer,
    source: Source,
    gate: Gate | None,
    reported_on: date | None = None,
) -> ProgressUpdate:
    from_paper = source == Source.PAPER
    return ProgressUpdate.objects.create(
        assignment=assignment,
        number=number,
        department_id=assignment.department_id,
        author=None if from_paper else by.user,
        entered_by=by.user if from_paper else None,
        source=source,
        reported_on=reported_on or by.on,
        gate=gate or "",
        filed_at=timezone.now() if gate is None else None,
        status=words.status,
        continues=words.continues,
        no_change=words.no_change,
        wording=words.wording.strip(),
        actions_taken=stored(words.actions_taken),
        plan=stored(words.plan),
        planned_until=words.planned_until,
        reason=words.reason.strip(),
        receiver=words.receiver.strip(),
    )


def _advance(assignment: Assignment, update: ProgressUpdate, stage: Stage, outcome: Verdict | None) -> None:
    assignment.stage = stage
    assignment.reported_status = update.status
    assignment.continues = update.continues
    if stage == Stage.CLAIMED:
        assignment.verification = Verdict.AWAITING
    elif assignment.verification == Verdict.AWAITING:
        assignment.verification = outcome or Verdict.NONE
    keep(assignment, ["stage", "received_on", "reported_status", "continues", "verification"])
