"""Who answers for an assignment: `officer/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from tracker.actions.name_officer import name_officer
from tracker.api.acts.endpoint import AssignmentAct
from tracker.api.bodies import Body, id_field
from tracker.lifecycle import Act


class OfficerBody(Body):
    """담당자 지정: a person of the department."""

    officer = id_field()


class NameOfficer(AssignmentAct):
    """Name the person in charge; an officer may name oneself."""

    what = Act.NAME_ONESELF
    operation = "name_officer"
    summary = _("담당자 지정")
    body = OfficerBody
    versioned = False

    def do(self, assignment_id: int, said: Mapping[str, Any], _version: int | None, _pk: int) -> object:
        """Name the officer."""
        return name_officer(assignment_id, said["officer"], by=self.viewer)
