"""A report at its gates: `approval/`, `send-back/`, `submission/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from tracker.actions.approve import approve
from tracker.actions.gates import LONGEST_NUMBER
from tracker.actions.letter import Letter
from tracker.actions.send_back import send_back
from tracker.actions.submit import submit
from tracker.api.acts.endpoint import AssignmentAct
from tracker.api.bodies import Body, DayField, text_field
from tracker.lifecycle import Act


class ApprovalBody(Body):
    """부서장 확인: with a number, the head's confirmation was made in the e-approval system."""

    document_number = text_field(LONGEST_NUMBER)


class SendBackBody(Body):
    """반려: why."""

    reason = text_field()


class SubmissionBody(Body):
    """의회 제출: the day and the number of the letter."""

    on = DayField()
    number = serializers.CharField(max_length=LONGEST_NUMBER)


class Approve(AssignmentAct):
    """Confirm the report that waits for the head of the department, or record that the head has confirmed it."""

    what = Act.APPROVE_BY_NUMBER
    operation = "approve_report"
    summary = _("부서장 확인")
    body = ApprovalBody

    def do(self, assignment_id: int, said: Mapping[str, Any], version: int | None, _pk: int) -> object:
        """Confirm it."""
        return approve(
            assignment_id, version=version, by=self.viewer, document_number=said["document_number"]
        )


class SendBack(AssignmentAct):
    """Give the report that waits back to its author."""

    what = Act.SEND_BACK
    operation = "send_back_report"
    summary = _("반려")
    body = SendBackBody

    def do(self, assignment_id: int, said: Mapping[str, Any], version: int | None, _pk: int) -> object:
        """Send it back."""
        return send_back(assignment_id, version=version, reason=said["reason"], by=self.viewer)


class Submit(AssignmentAct):
    """File the report that waits for the coordinator, with the letter it reaches the council by."""

    what = Act.SUBMIT
    operation = "submit_report"
    summary = _("의회 제출")
    body = SubmissionBody

    def do(self, assignment_id: int, said: Mapping[str, Any], version: int | None, _pk: int) -> object:
        """Submit it."""
        letter = Letter(on=said["on"], number=said["number"])
        return submit(assignment_id, letter, version=version, by=self.viewer)
