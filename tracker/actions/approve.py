"""approve (부서장 확인): the head stands for what the department reports (lifecycle.md §4)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audits import record
from audits.access import Viewer
from audits.gates import Gate, next_gate
from audits.models import Office
from audits.record import Entry
from tracker import access
from tracker.actions.gates import LONGEST_NUMBER, ask_again, at_gate
from tracker.actions.hold import entry, keep
from tracker.actions.report import filed, own_gates
from tracker.lifecycle import Act
from tracker.models import Assignment, Passage, ProgressUpdate


@transaction.atomic
def approve(
    assignment_id: int, *, version: int | None, by: Viewer, document_number: str = ""
) -> ProgressUpdate:
    """Confirm the report that waits for the head; it goes on to the coordinator, or is filed.

    With `document_number` (결재문서번호) somebody of the department records what the head confirmed in the
    e-approval system, and the event says so. Raises as `gates.at_gate` and, where the report could not be filed any
    more, NotAllowedNow; ValidationError for a number that is too long.
    """
    number = _checked(document_number)
    act = Act.APPROVE_BY_NUMBER if number else Act.APPROVE
    right = access.require_pass_by_number if number else access.require_pass
    assignment, update = at_gate(assignment_id, act, version=version, by=by, right=right)
    ask_again(act, assignment, update, by)
    passage = Passage.objects.create(
        update=update, gate=Gate.HEAD, passed=True, document_number=number, by=by.user, on=by.on
    )
    record.append_all(_gone_on(assignment, update, passage, by))
    return update


def _gone_on(assignment: Assignment, update: ProgressUpdate, passage: Passage, by: Viewer) -> list[Entry]:
    """To the next gate, or filed where there is none left."""
    told = {"update": update.pk, "by_number": bool(passage.document_number)}
    gate = next_gate(Gate.HEAD, Office.current().gates, own_gates(assignment))
    if gate is None:
        approved = entry("report_approved", assignment, by, [passage], told)
        return [approved, *filed(assignment, update, [], by)]
    update.gate = gate
    update.save(update_fields=["gate"])
    keep(assignment, [])
    return [entry("report_approved", assignment, by, [passage], told, changed=[update])]


def _checked(document_number: str) -> str:
    number = document_number.strip()
    if len(number) > LONGEST_NUMBER:
        raise ValidationError(
            {"document_number": _("결재문서번호는 %(most)d자까지 적습니다.") % {"most": LONGEST_NUMBER}}
        )
    return number
