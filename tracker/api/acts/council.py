"""The council's check: `verification/`, `opinion/`, `reopen/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from tracker.actions.extension import Extension
from tracker.actions.opinion import record_opinion
from tracker.actions.reopen import reopen
from tracker.actions.verify import confirm, contradict, return_claim
from tracker.api.acts.endpoint import AssignmentAct
from tracker.api.bodies import Body, DayField, id_field, text_field
from tracker.lifecycle import Act
from tracker.models import Verdict, View


class CheckBody(Body):
    """Names the report that was looked at, `update`."""

    def get_fields(self) -> dict[str, Any]:
        """As declared, and `update`, which as an attribute would hide a method of every serializer."""
        return {**super().get_fields(), "update": id_field()}


class ExtendingBody(Body):
    """What may be extended in the same step, and the decision of the committee it rests on."""

    decision = id_field(required=False, allow_null=True, default=None)
    due_date = DayField(required=False, allow_null=True, default=None)
    extension_reason = text_field()


class VerificationBody(ExtendingBody, CheckBody):
    """이행 확인: what was found about the report `update`; a reason where it is returned."""

    verdict = serializers.ChoiceField(
        choices=[
            (verdict.value, verdict.label)
            for verdict in (Verdict.CONFIRMED, Verdict.INSUFFICIENT, Verdict.CONTRADICTED)
        ]
    )
    reason = text_field()
    found = text_field()


class OpinionBody(CheckBody):
    """검토의견: on the report `update`, in words."""

    view = serializers.ChoiceField(choices=View.choices)
    words = serializers.CharField(max_length=2_000)


class ReopenBody(ExtendingBody):
    """종결 취소: why, and the decision it rests on where there is one."""

    reason = text_field()


def _extension(said: Mapping[str, Any]) -> Extension | None:
    """The extension asked for with it; without words of its own it rests on the reason of the act."""
    if said["due_date"] is None:
        return None
    return Extension(said["due_date"], said["extension_reason"] or said["reason"], said["decision"])


def _return(assignment_id: int, said: Mapping[str, Any], **checked: Any) -> object:
    return return_claim(assignment_id, reason=said["reason"], extension=_extension(said), **checked)


def _contradict(assignment_id: int, said: Mapping[str, Any], **checked: Any) -> object:
    return contradict(
        assignment_id,
        reason=said["reason"],
        found=said["found"],
        decision_id=said["decision"],
        extension=_extension(said),
        **checked,
    )


def _confirm(assignment_id: int, _said: Mapping[str, Any], **checked: Any) -> object:
    return confirm(assignment_id, **checked)


_VERDICTS: Final[Mapping[str, Callable[..., object]]] = {
    Verdict.CONFIRMED: _confirm,
    Verdict.INSUFFICIENT: _return,
    Verdict.CONTRADICTED: _contradict,
}


class Verify(AssignmentAct):
    """Say what was found about the newest closing report."""

    what = Act.CONFIRM
    operation = "verify"
    summary = _("이행 확인")
    body = VerificationBody

    def do(self, assignment_id: int, said: Mapping[str, Any], version: int | None, _pk: int) -> object:
        """Confirm, return or contradict."""
        act = partial(_VERDICTS[said["verdict"]], assignment_id, said)
        return act(update_id=said["update"], version=version, by=self.viewer)


class RecordOpinion(AssignmentAct):
    """Keep an opinion beside the newest closing report."""

    what = Act.RECORD_OPINION
    operation = "record_opinion"
    summary = _("검토의견 작성")
    body = OpinionBody
    versioned = False

    def do(self, assignment_id: int, said: Mapping[str, Any], _version: int | None, _pk: int) -> object:
        """Keep it."""
        return record_opinion(
            assignment_id, update_id=said["update"], view=said["view"], words=said["words"], by=self.viewer
        )


class Reopen(AssignmentAct):
    """Take back a confirmation."""

    what = Act.REOPEN
    operation = "reopen"
    summary = _("종결 취소")
    body = ReopenBody

    def do(self, assignment_id: int, said: Mapping[str, Any], version: int | None, _pk: int) -> object:
        """Reopen."""
        return reopen(
            assignment_id,
            version=version,
            reason=said["reason"],
            by=self.viewer,
            decision_id=said["decision"],
            extension=_extension(said),
        )
