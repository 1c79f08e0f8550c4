"""Audits and their 총괄."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from audits import shown
from audits.errors import NotVisible
from audits.models import Audit
from tracker import access, reports
from tracker.actions import audits as acts
from tracker.api import answers, shapes
from tracker.api.bodies import TransmittalBody
from tracker.api.endpoint import Endpoint, answer, said
from tracker.api.idempotency import once
from tracker.api.schema import KEY, described
from tracker.lifecycle import Act


class Audits(Endpoint):
    """`audits/`."""

    @described("list_audits", _("감사 목록"), shapes.AuditList)
    def get(self, _request: Request) -> Response:
        """Audits that the caller may see, newest first, with their figures."""
        rows = reports.audit_rows(self.reader)
        shown.add(len(rows))
        return answer({"results": [answers.audit(row) for row in rows]})


class AuditSummary(Endpoint):
    """`audits/{id}/summary/`."""

    @described("read_summary", _("총괄표"), shapes.Summary, refusals=(404,))
    def get(self, _request: Request, pk: int) -> Response:
        """The 총괄 over what the caller may see."""
        audit = self.audit(pk)
        return answer(reports.summary(audit, access.visible_demands(self.viewer)).as_json())

    def audit(self, pk: int) -> Audit:
        """An audit that the caller may see. Raises PermissionDenied and NotVisible."""
        found = access.visible_audits(self.reader).filter(pk=pk).first()
        if found is None:
            raise NotVisible
        return found


class Transmittal(Endpoint):
    """`audits/{id}/transmittal/`."""

    @described(
        "transmit_audit",
        _("이송"),
        shapes.Transmitted,
        body=TransmittalBody,
        refusals=(400, 404, 409, 413, 415, 422),
        headers=(KEY,),
    )
    def post(self, request: Request, pk: int) -> HttpResponseBase:
        """Send the audit's demands to the executive; their texts are fixed from here on."""
        return once(request, self.viewer, permit=self.permit, act=lambda: self.act(request, pk))

    def permit(self) -> None:
        """Raise PermissionDenied unless the caller may transmit."""
        access.require(self.viewer, Act.TRANSMIT)

    def act(self, request: Request, pk: int) -> Response:
        """Transmit, and answer the audit."""
        self.permit()
        letter = said(TransmittalBody, request).validated_data
        audit = acts.transmit(pk, on=letter["on"], number=letter["number"], by=self.viewer)
        return answer(
            {
                "id": audit.pk,
                "transmitted_on": audit.transmitted_on,
                "transmittal_number": audit.transmittal_number,
                "default_due_date": audit.default_due_date,
            }
        )
