"""Who answers for an assignment: `officer/`, `lead/`, `move/`, `withdrawal/`, `reminder/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from audits.models import Department, Succession
from tracker import access
from tracker.actions.move import decide
from tracker.actions.move_choices import Choice
from tracker.actions.name_lead import name_lead
from tracker.actions.name_officer import name_officer
from tracker.actions.remind import remind
from tracker.actions.withdraw import withdraw
from tracker.api.acts.endpoint import AssignmentAct
from tracker.api.bodies import Body, id_field, text_field
from tracker.lifecycle import Act
from tracker.models import Assignment


class OfficerBody(Body):
    """담당자 지정: a person of the department."""

    officer = id_field()


class NameOfficer(AssignmentAct):
    """Name the person in charge; an officer may name oneself."""

    what = Act.NAME_OFFICER
    operation = "name_officer"
    summary = _("담당자 지정")
    body = OfficerBody
    versioned = False

    def may(self, row: Assignment) -> bool:
        """Who names others, and who names oneself; which of the two it is, the action asks."""
        return super().may(row) or access.may(self.viewer, Act.NAME_ONESELF, row)

    def do(self, assignment_id: int, said: Mapping[str, Any], _version: int | None, _pk: int) -> object:
        """Name the officer."""
        return name_officer(assignment_id, said["officer"], by=self.viewer)


class NameLead(AssignmentAct):
    """Make this assignment the demand's lead; the one before cooperates from now on."""

    what = Act.NAME_LEAD
    operation = "name_lead"
    summary = _("주관부서 지정")

    def do(self, assignment_id: int, _said: Mapping[str, Any], version: int | None, _pk: int) -> object:
        """Name the lead."""
        return name_lead(assignment_id, version=version, by=self.viewer)


class WithdrawalBody(Body):
    """철회: why; who leads from now on, where it led and others remain; the committee's decision."""

    reason = text_field()
    new_lead = id_field(required=False, allow_null=True, default=None)
    decision = id_field(required=False, allow_null=True, default=None)


class Withdraw(AssignmentAct):
    """Withdraw one assignment; what stands beside it lapses."""

    what = Act.WITHDRAW
    operation = "withdraw_assignment"
    summary = _("소관 철회")
    body = WithdrawalBody

    def do(self, assignment_id: int, said: Mapping[str, Any], version: int | None, _pk: int) -> object:
        """Withdraw it."""
        return withdraw(
            assignment_id,
            reason=said["reason"],
            version=version,
            by=self.viewer,
            new_lead_id=said["new_lead"],
            decision_id=said["decision"],
        )


class MoveBody(Body):
    """소관 이동: the step of the reorganisation by which the duty went on, and why that one.

    Where nobody took it over (소관 없음), a `department` of today instead.
    """

    succession = serializers.PrimaryKeyRelatedField(
        queryset=Succession.objects.all(), pk_field=id_field(), html_cutoff=0, required=False
    )
    department = serializers.PrimaryKeyRelatedField(
        queryset=Department.objects.all(), pk_field=id_field(), html_cutoff=0, required=False
    )
    reason = text_field()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two."""
        if ("succession" in attrs) == ("department" in attrs):
            told = _("조직개편과 받는 부서 가운데 하나를 적어 주십시오.")
            raise serializers.ValidationError({"succession": [told]})
        return attrs


class Move(AssignmentAct):
    """Say by which step of a reorganisation an open duty went on to another department."""

    what = Act.MOVE
    operation = "move_assignment"
    summary = _("소관 이동")
    body = MoveBody

    def do(self, assignment_id: int, said: Mapping[str, Any], version: int | None, _pk: int) -> object:
        """Move it."""
        named = {"step": said.get("succession"), "department": said.get("department")}
        chosen = {name: row.pk for name, row in named.items() if row}
        return decide(Choice(assignment_id, said["reason"], version=version, **chosen), by=self.viewer)


class Remind(AssignmentAct):
    """Ask for one reminder; one a day for the same assignment."""

    what = Act.REMIND
    operation = "remind"
    summary = _("처리 촉구")
    versioned = False

    def do(self, assignment_id: int, _said: Mapping[str, Any], _version: int | None, _pk: int) -> object:
        """Remind."""
        return remind(assignment_id, by=self.viewer)
