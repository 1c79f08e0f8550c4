"""A filled sheet: what would become of each of its rows, one report each for those that are sent, drafts for the rest.

Every row is a report like one from the form, with the same rights, guards and history; the sheet adds nothing but
the way it came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import Final

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.access import Viewer
from audits.errors import NotVisible, Stale
from audits.intake.lines import squeezed
from audits.models.demand import demand_label
from tracker import access, pending
from tracker.actions import bulk, drafts
from tracker.actions.evidence import Piece, piece_of
from tracker.actions.report import Words, refuse_report, report_progress
from tracker.checks import PAPERS, Doubt, Said, doubts, said_already
from tracker.lifecycle import Act
from tracker.models import Assignment, Evidence, ProgressUpdate, ReportDraft
from tracker.sheets.columns import Answer
from tracker.sheets.progress import Filled

MOST: Final = 500  # rows of one sheet that are looked at and sent together
VIA: Final = "sheet"


class Fate(models.TextChoices):
    """What becomes of a row."""

    NEW = "new", gettext_lazy("새 보고")
    NO_CHANGE = "no_change", gettext_lazy("변동 없음 보고")
    SAME = "same", gettext_lazy("이미 보고한 내용과 같음")
    MEANWHILE = "meanwhile", gettext_lazy("그사이 다른 사람이 저장함")
    REFUSED = "refused", gettext_lazy("보낼 수 없음")


@dataclass(frozen=True)
class Judged:
    """A row with what becomes of it, and why where nothing does.

    `assignment` is None where it is not there for this person; `own`: it is this person's to report. `now` is the
    report that stands today. `sent` is the report it has become.
    """

    row: Filled
    fate: Fate
    assignment: Assignment | None = None
    why: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    now: ProgressUpdate | None = None
    has_draft: bool = False
    own: bool = True
    sent: ProgressUpdate | None = None

    @property
    def can_be_sent(self) -> bool:
        """Whether it would be a report."""
        return self.fate in {Fate.NEW, Fate.NO_CHANGE}

    @property
    def can_be_drafted(self) -> bool:
        """Whether what was typed in it can be kept as a draft of who sends it: it is readable, and not reported."""
        return (
            self.assignment is not None
            and self.own
            and self.sent is None
            and self.fate in {Fate.MEANWHILE, Fate.REFUSED}
            and not self.row.faults
        )


def look(rows: Sequence[Filled], *, by: Viewer) -> list[Judged]:
    """What would become of `rows` now, each asked what it is asked when it is sent; in their order.

    Nothing is locked or done, and the statements do not grow with the rows, but for the rare ones with an open offer
    and for 이첩. Raises ValidationError for more than `MOST`.
    """
    refuse_too_many(rows)
    beside = _Beside.of(rows, by)
    return _doubted([_would(row, beside, by) for row in rows], beside, by)


def send(rows: Sequence[Filled], *, by: Viewer) -> list[Judged]:
    """One report for each of `rows`, in their order; what one is refused does not hold up the others.

    Each is a transaction of its own. Sent again, or by two people at once, none is reported twice: the row's version
    is an older one then. Raises ValidationError for more than `MOST`.
    """
    refuse_too_many(rows)
    beside = _Beside.of(rows, by)
    found = [_sent(row, beside, by) for row in rows]
    overtaken = [each.row for each in found if each.fate == Fate.MEANWHILE and each.now is None]
    if overtaken:
        later = _Beside.of(overtaken, by)
        found = [_overtaken(each.row, later) if each.row in overtaken else each for each in found]
    return found


def keep_drafts(rows: Sequence[Filled], *, by: Viewer) -> tuple[list[Filled], list[Filled]]:
    """Keep what was typed in `rows` as drafts of `by`: those kept, and those not, because a draft is there already.

    What is not visible, or not this person's to report, is neither.
    """
    beside = _Beside.of(rows, by)
    kept: list[Filled] = []
    left: list[Filled] = []
    for row in rows:
        assignment = beside.assignments.get(row.assignment_id)
        if assignment is None or not access.may(by, Act.REPORT, assignment):
            continue
        if row.assignment_id in beside.drafted:
            left.append(row)
        else:
            drafts.save_draft(row.assignment_id, as_typed(row), base_version=row.version, by=by)
            kept.append(row)
    return kept, left


def as_typed(row: Filled) -> dict[str, str]:
    """A row as the form of a report keeps what is typed."""
    answer = row.answer
    return {
        "status": answer.status,
        "actions_taken": answer.actions_taken,
        "plan": answer.plan,
        "planned_until": f"{answer.planned_until:%Y. %-m. %-d.}" if answer.planned_until else "",
        "continues": "on" if answer.continues else "",
        "reason": answer.reason,
        "receiver": answer.receiver,
        "evidence": "\n".join(row.evidence),
        "uploads": "",
    }


@dataclass(frozen=True)
class _Beside:
    """What rows are judged by: the assignments that are there, their newest reports, the person's own drafts."""

    assignments: Mapping[int, Assignment]
    newest: Mapping[int, ProgressUpdate]
    evidence: Mapping[int, frozenset[str]] = field(default_factory=dict)
    drafted: Collection[int] = ()
    proved: Collection[int] = ()  # with evidence that was added by itself

    @classmethod
    def of(cls, rows: Sequence[Filled], by: Viewer) -> _Beside:
        """A handful of statements, however many rows."""
        ids = [row.assignment_id for row in rows]
        seen = access.visible_to(by).filter(pk__in=ids)
        found = pending.with_facts(seen).select_related("demand__audit", "demand__category", "department")
        told = found.in_bulk()
        standing = access.visible_updates(by).filter(
            Q(filed_at__isnull=False) | ~Q(gate=""), assignment__in=told
        )
        newest = {
            update.assignment_id: update
            for update in standing.select_related("author", "department")
            .order_by("assignment_id", "-number")
            .distinct("assignment_id")
        }
        drafts_there = ReportDraft.objects.filter(assignment__in=told, author=by.user)
        return cls(
            told,
            newest,
            _evidence(newest.values()),
            set(drafts_there.values_list("assignment_id", flat=True)),
            _proved(told),
        )

    def said(self, judged: Judged, on: date) -> Said:
        """A row that can be sent as the checks see a report of `on`."""
        row, demand = judged.row, self.assignments[judged.row.assignment_id].demand
        return Said(
            status=row.answer.status,
            actions_taken=row.answer.actions_taken,
            reported_on=on,
            plan=row.answer.plan,
            planned_until=row.answer.planned_until,
            continues=row.answer.continues,
            no_change=row.no_change,
            evidence=bool(row.evidence) or row.assignment_id in self.proved,
            papers=demand.category.code == PAPERS,
            demand=demand.pk,
            label=demand_label(demand.category.short_label, demand.number),
        )

    def judged(self, row: Filled, fate: Fate, *why: str) -> Judged:
        return Judged(
            row,
            fate,
            self.assignments.get(row.assignment_id),
            why,
            now=self.newest.get(row.assignment_id),
            has_draft=row.assignment_id in self.drafted,
        )


def _evidence(updates: Collection[ProgressUpdate]) -> dict[int, frozenset[str]]:
    """The numbers and links of each report."""
    found: dict[int, frozenset[str]] = {}
    pieces = (
        Evidence.objects.standing()
        .filter(update__in=updates)
        .values_list("update_id", "document_number", "url")
    )
    for update, number, url in pieces:
        found[update] = found.get(update, frozenset()) | {number or url}
    return found


def _proved(assignments: Mapping[int, Assignment]) -> frozenset[int]:
    alone = Evidence.objects.standing().filter(update__isnull=True, assignment__in=assignments)
    return frozenset(alone.values_list("assignment_id", flat=True))


def refuse_too_many(rows: Sequence[Filled]) -> None:
    """Raise ValidationError for more rows than are looked at and sent together."""
    if len(rows) > MOST:
        told = _("한 번에 %(most)d건까지 보고할 수 있습니다. 서식을 나누어 올려 주십시오.") % {"most": MOST}
        raise ValidationError(told, code="too_many_at_once")


def _would(row: Filled, beside: _Beside, by: Viewer) -> Judged:
    """What would become of a row."""
    judged = _before_sending(row, beside, by)
    if judged:
        return judged
    try:
        refuse_report(
            beside.assignments[row.assignment_id], _words(row), beside.newest.get(row.assignment_id), by=by
        )
    except bulk.REFUSALS as refusal:
        return _refused(row, refusal, beside)
    return beside.judged(row, _fate(row))


def _sent(row: Filled, beside: _Beside, by: Viewer) -> Judged:
    judged = _before_sending(row, beside, by)
    if judged:
        return judged
    try:
        update = _report(row, by)
    except Stale:
        # Somebody was quicker than this very request: what stands now is read once for all of these.
        return replace(beside.judged(row, Fate.MEANWHILE), now=None)
    except bulk.REFUSALS as refusal:
        return _refused(row, refusal, beside)
    return replace(beside.judged(row, _fate(row)), sent=update)


def _before_sending(row: Filled, beside: _Beside, by: Viewer) -> Judged | None:
    """The judgement of a row that is not even tried; None for one that is."""
    assignment = beside.assignments.get(row.assignment_id)
    if assignment is None:
        return Judged(row, Fate.REFUSED, why=(bulk.in_words(NotVisible()),))
    try:
        access.require(by, Act.REPORT, assignment)
    except bulk.REFUSALS as refusal:
        return replace(_refused(row, refusal, beside), own=False)
    if row.faults:
        return beside.judged(row, Fate.REFUSED, *row.faults)
    return _overtaken(row, beside) if assignment.version != row.version else None


def _overtaken(row: Filled, beside: _Beside) -> Judged:
    """A row whose item has gone on since it was taken: reported in the same words, or in others."""
    now = beside.newest.get(row.assignment_id)
    if now and _says_already(row, now, beside.evidence.get(now.pk, frozenset())):
        return beside.judged(row, Fate.SAME)
    return beside.judged(row, Fate.MEANWHILE)


def _says_already(row: Filled, now: ProgressUpdate, evidence: frozenset[str]) -> bool:
    if row.no_change != now.no_change:
        return False
    return row.answer.says_the_same_as(Answer.of(now)) and evidence >= set(row.evidence)


def _refused(row: Filled, refusal: Exception, beside: _Beside) -> Judged:
    return beside.judged(row, Fate.REFUSED, bulk.in_words(refusal))


def _report(row: Filled, by: Viewer) -> ProgressUpdate:
    return report_progress(row.assignment_id, _words(row), version=row.version, by=by, via=VIA)


def _words(row: Filled) -> Words:
    """What is reported. Raises ValidationError for a link that is none."""
    if row.no_change:
        return Words(no_change=True)
    answer = row.answer
    pieces: list[Piece] = [piece_of(line) for line in row.evidence]
    return Words(
        status=answer.status,
        actions_taken=answer.actions_taken,
        plan=answer.plan,
        planned_until=answer.planned_until,
        continues=answer.continues,
        reason=answer.reason,
        receiver=answer.receiver,
        wording=row.wording,
        evidence=pieces,
    )


def _doubted(found: Sequence[Judged], beside: _Beside, by: Viewer) -> list[Judged]:
    """With what there is to doubt about the rows that can be sent; one statement, however many.

    They are asked as reports of today beside what is stored, and beside each other: one answer under several demands
    of the very sheet is what a sheet invites.
    """
    if not access.may_read(by, access.Right.SEE_DOUBTS):
        return list(found)
    told = {each.row.row: beside.said(each, by.on) for each in found if each.can_be_sent}
    answers = _in_same_words(told.values(), beside, by)
    return [
        replace(each, doubts=_doubts(each, told[each.row.row], answers, by.on))
        if each.row.row in told
        else each
        for each in found
    ]


def _in_same_words(
    told: Collection[Said], beside: _Beside, by: Viewer
) -> Mapping[tuple[int, str], list[Said]]:
    """Answers by their audit and their words: those filed of other demands, and those of the sheet."""
    audit_of = {row.demand_id: row.demand.audit_id for row in beside.assignments.values()}
    in_sheet = {said.demand for said in told}
    found: dict[tuple[int, str], list[Said]] = defaultdict(list)
    stored = said_already([said.actions_taken for said in told], set(audit_of.values()), by)
    for audit, answers in stored.items():
        for said in answers:
            if said.demand not in in_sheet:
                found[audit, squeezed(said.actions_taken)].append(said)
    for said in sorted(told, key=attrgetter("demand")):
        found[audit_of[said.demand], squeezed(said.actions_taken)].append(said)
    return found


def _doubts(
    judged: Judged, said: Said, answers: Mapping[tuple[int, str], list[Said]], on: date
) -> tuple[Doubt, ...]:
    before = None
    if judged.now:
        now = judged.now
        before = Said(now.status, now.actions_taken, now.reported_on, now.plan)
    audit = judged.assignment.demand.audit_id if judged.assignment else 0
    alike = answers.get((audit, squeezed(said.actions_taken)), [])
    return tuple(doubts(said, on=on, before=before, answers=alike))


def _fate(row: Filled) -> Fate:
    return Fate.NO_CHANGE if row.no_change else Fate.NEW
