"""verify (이행 확인): what the council finds about a closing report (product.md rules 1-3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from tracker import access, claims, followup, pending
from tracker.actions.extension import Extension, extended
from tracker.actions.hold import decision_for, entry, hold, keep, reason_of
from tracker.actions.send_back import back_to_author
from tracker.lifecycle import Act
from tracker.models import Assignment, Decision, ProgressUpdate, Stage, Verdict, Verification


@dataclass(frozen=True)
class _Finding:
    """A verdict on one claim, and what it rests on."""

    assignment: Assignment
    claim: ProgressUpdate
    verdict: Verdict
    reason: str = ""
    found: str = ""
    decision: Decision | None = None


@transaction.atomic
def confirm(assignment_id: int, *, update_id: int, version: int | None, by: Viewer) -> Verification:
    """The council finds the closing report `update_id` true; the assignment closes.

    A report that waits at a gate goes back to its author. Raises as `hold`; Stale where another report is the
    newest, SamePerson for who wrote, approved or entered it.
    """
    assignment, claim, stage = _claimed(assignment_id, Act.CONFIRM, update_id, version, by)
    kept = _find(_Finding(assignment, claim, Verdict.CONFIRMED), stage, by)
    waiting = pending.waiting_report(assignment)
    told = {"update": claim.pk} | ({"sent_back": waiting.pk} if waiting else {})
    if waiting:
        back_to_author(waiting)
    record.append(entry("verified", assignment, by, [kept], told, changed=[waiting] if waiting else []))
    return kept


@transaction.atomic
def return_claim(
    assignment_id: int,
    *,
    update_id: int,
    version: int | None,
    reason: str,
    by: Viewer,
    extension: Extension | None = None,
) -> Verification:
    """보완 요구: the closing report does not suffice; the department owes again, with the reason.

    An extension may be granted with it, under the guards of `grant`. Raises as `confirm`; ValidationError without
    a reason.
    """
    assignment, claim, stage = _claimed(assignment_id, Act.RETURN, update_id, version, by)
    finding = _Finding(assignment, claim, Verdict.INSUFFICIENT, reason_of(reason))
    return _returned("returned", finding, stage, by, extension)


@transaction.atomic
def contradict(
    assignment_id: int,
    *,
    update_id: int,
    version: int | None,
    reason: str,
    found: str,
    decision_id: int | None,
    by: Viewer,
    extension: Extension | None = None,
) -> Verification:
    """사실과 다름: something else was found than was claimed, and the committee decided so (product.md rule 7).

    Raises as `return_claim`; ValidationError also without what was found or without the decision.
    """
    assignment, claim, stage = _claimed(assignment_id, Act.CONTRADICT, update_id, version, by)
    decision = decision_for(assignment, decision_id)
    faults = {}
    if not found.strip():
        told = _("확인한 내용을 적어 주십시오.")
        faults["found"] = ValidationError(told, code="found_required")
    if decision is None:
        told = _("사실과 다름은 위원회 결정이 필요합니다. 회의일을 골라 주십시오.")
        faults["decision"] = ValidationError(told, code="contradiction_decided")
    if faults:
        raise ValidationError(faults)
    finding = _Finding(assignment, claim, Verdict.CONTRADICTED, reason_of(reason), found.strip(), decision)
    return _returned("contradicted", finding, stage, by, extension)


def _claimed(
    assignment_id: int, act: Act, update_id: int, version: int | None, by: Viewer
) -> tuple[Assignment, ProgressUpdate, Stage]:
    """The assignment, its claim, and the stage after `act`; nothing is changed yet. Raises as `confirm`."""
    assignment, stage = hold(assignment_id, act, by=by, version=version)
    claim = claims.checked(assignment, update_id)
    access.refuse_own_people(by, claim)
    return assignment, claim, stage


def _find(finding: _Finding, stage: Stage, by: Viewer) -> Verification:
    """Keep the verdict beside the report; what the department reported stays as it is (product.md rule 1)."""
    assignment = finding.assignment
    kept = Verification.objects.create(
        assignment=assignment,
        update=finding.claim,
        verdict=finding.verdict,
        reason=finding.reason,
        found=finding.found,
        decision=finding.decision,
        by=by.user,
        on=by.on,
    )
    assignment.stage, assignment.verification = stage, finding.verdict
    keep(assignment, ["stage", "verification"])
    followup.store([assignment.demand_id])
    return kept


def _returned(
    kind: str, finding: _Finding, stage: Stage, by: Viewer, extension: Extension | None
) -> Verification:
    kept = _find(finding, stage, by)
    facts = {"update": finding.claim.pk}
    if finding.decision:
        facts["decision"] = finding.decision.pk
    told = [entry(kind, finding.assignment, by, [kept], facts)]
    if extension:
        told.append(extended(finding.assignment, extension, by=by))
    record.append_all(told)
    return kept
