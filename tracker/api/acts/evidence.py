"""Evidence outside a report: `evidence/`, `evidence/{id}/`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from audits.errors import NotVisible
from tracker.actions.evidence import add_evidence, remove_evidence
from tracker.api import shapes
from tracker.api.acts.endpoint import AssignmentAct
from tracker.api.bodies import LONGEST_TEXT, MOST, Body, EvidenceBody, pieces
from tracker.api.idempotency import once
from tracker.api.schema import IF_MATCH, KEY, described
from tracker.lifecycle import Act
from tracker.models import Evidence


class AddEvidenceBody(Body):
    """증빙자료 첨부: one piece or several."""

    evidence: serializers.ListSerializer[Any] = serializers.ListSerializer(
        child=EvidenceBody(), allow_empty=False, max_length=MOST
    )


class RemoveEvidenceBody(Body):
    """증빙자료 삭제: why."""

    reason = serializers.CharField(max_length=LONGEST_TEXT)


class AddEvidence(AssignmentAct):
    """Add files, document numbers and links to an assignment outside a report."""

    what = Act.ADD_EVIDENCE
    operation = "add_evidence"
    summary = _("증빙자료 첨부")
    body = AddEvidenceBody
    status = 201

    def do(self, assignment_id: int, said: Mapping[str, Any], version: int | None, _pk: int) -> object:
        """Add them."""
        return add_evidence(assignment_id, pieces(said), version=version, by=self.viewer)


class RemoveEvidence(AssignmentAct):
    """Take a piece of evidence away; it stays on record with its reason."""

    http_method_names = ("delete", "options")
    what = Act.REMOVE_EVIDENCE
    operation = "remove_evidence"
    summary = _("증빙자료 삭제")
    body = RemoveEvidenceBody

    @described(
        "remove_evidence",
        _("증빙자료 삭제"),
        shapes.Acted,
        refusals=(400, 404, 409, 412, 413, 415, 422, 428),
        headers=(IF_MATCH, KEY),
    )
    def delete(self, request: Request, pk: int, evidence: int) -> HttpResponseBase:  # noqa: ARG002 (see `do`)
        """Take a piece of evidence away. The body is JSON and says why: `{"reason": "…"}`."""
        return once(
            request, self.viewer, permit=lambda: self.permit(pk), act=lambda: self.answer(request, pk)
        )

    def do(self, assignment_id: int, said: Mapping[str, Any], version: int | None, _pk: int) -> object:
        """Take it away. Raises NotVisible for a piece of another assignment."""
        evidence = self.kwargs["evidence"]
        if not Evidence.objects.filter(pk=evidence, assignment=assignment_id).exists():
            raise NotVisible
        return remove_evidence(evidence, reason=said["reason"], version=version, by=self.viewer)
