"""소관 변경: `handover/`, `handovers/` and what becomes of an offer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from audits import keyset
from audits.errors import NotVisible
from tracker import access
from tracker.actions.hand_over import accept, cancel_offer, offer, refuse_offer
from tracker.actions.settle_handover import settle
from tracker.api.acts.endpoint import AssignmentAct
from tracker.api.bodies import Body, id_field, text_field
from tracker.api.endpoint import Endpoint, answer, asked, visible
from tracker.api.queries import PageQuery
from tracker.api.schema import described
from tracker.lifecycle import Act
from tracker.models import PENDING_OFFER, Assignment, Handover, HandoverState


class OfferBody(Body):
    """소관 변경 요청: the department whose duty it is, and why."""

    receiver = id_field()
    reason = text_field()


class ReasonBody(Body):
    """인수 불가: why."""

    reason = text_field()


class SettlementBody(Body):
    """소관 조정: it moves to the receiver, or stays; why."""

    moves = serializers.BooleanField()
    reason = text_field()


class OfferHandover(AssignmentAct):
    """Offer an assignment to another department."""

    what = Act.OFFER_HANDOVER
    operation = "offer_handover"
    summary = _("소관 변경 요청")
    body = OfferBody
    versioned = False
    status = 201

    def do(self, assignment_id: int, said: Mapping[str, Any], _version: int | None, _pk: int) -> object:
        """Offer."""
        return offer(assignment_id, said["receiver"], reason=said["reason"], by=self.viewer)


class _OnOffer:
    """An act whose address names an offer."""

    def subject(self, pk: int) -> int:
        """The assignment of the offer. Raises NotVisible."""
        found = Handover.objects.filter(pk=pk).values_list("assignment", flat=True).first()
        if found is None:
            raise NotVisible
        return found


class AcceptHandover(_OnOffer, AssignmentAct):
    """Take over."""

    what = Act.ACCEPT_HANDOVER
    operation = "accept_handover"
    summary = _("인수")

    def permit(self, pk: int) -> Assignment:
        """As for every act; and the assignment that the caller's department has by now, for a request sent twice."""
        row = visible(self.viewer, self.subject(pk))
        return row if access.mine(self.viewer).filter(pk=row.pk).exists() else super().permit(pk)

    def do(self, _assignment_id: int, _said: Mapping[str, Any], version: int | None, pk: int) -> object:
        """Accept."""
        return accept(pk, version=version, by=self.viewer)


class RefuseHandover(_OnOffer, AssignmentAct):
    """Do not take over, and say why."""

    what = Act.REFUSE_HANDOVER
    operation = "refuse_handover"
    summary = _("인수 불가")
    body = ReasonBody
    versioned = False

    def do(self, _assignment_id: int, said: Mapping[str, Any], _version: int | None, pk: int) -> object:
        """Refuse."""
        return refuse_offer(pk, reason=said["reason"], by=self.viewer)


class CancelHandover(_OnOffer, AssignmentAct):
    """Take an offer back."""

    what = Act.CANCEL_HANDOVER
    operation = "cancel_handover"
    summary = _("소관 변경 요청 취소")
    versioned = False

    def do(self, _assignment_id: int, _said: Mapping[str, Any], _version: int | None, pk: int) -> object:
        """Cancel."""
        return cancel_offer(pk, by=self.viewer)


class SettleHandover(_OnOffer, AssignmentAct):
    """Decide whose duty it is, where departments do not agree or do not answer."""

    what = Act.SETTLE_HANDOVER
    operation = "settle_handover"
    summary = _("소관 조정")
    body = SettlementBody

    def do(self, _assignment_id: int, said: Mapping[str, Any], version: int | None, pk: int) -> object:
        """Settle."""
        return settle(pk, moves=said["moves"], reason=said["reason"], version=version, by=self.viewer)


class HandoverItem(TypedDict):
    """An offer that waits for its receiver or, refused, for the coordinator."""

    id: int
    assignment: int
    giver: int
    receiver: int
    state: HandoverState
    reason: str
    on: date


class HandoverList(TypedDict):
    """A page of offers, the oldest first; `next` asks for the one after it, empty on the last."""

    next: str | None
    results: list[HandoverItem]


class Handovers(Endpoint):
    """`handovers/`."""

    @described("list_handovers", _("소관 변경 목록"), HandoverList, query=PageQuery, refusals=(400,))
    def get(self, request: Request) -> Response:
        """A page of the offers that wait and the caller may read."""
        viewer, query = self.reader, asked(PageQuery, request)
        page = keyset.page(
            access.visible_offers(viewer).filter(state__in=PENDING_OFFER),
            ["id"],
            size=query.validated_data["limit"],
            cursor=query.validated_data["next"],
            question="handovers",
        )
        return answer({"next": page.next or None, "results": [_item(row) for row in page.rows]})


def _item(row: Handover) -> HandoverItem:
    return {
        "id": row.pk,
        "assignment": row.assignment_id,
        "giver": row.giver_id,
        "receiver": row.receiver_id,
        "state": HandoverState(row.state),
        "reason": row.reason,
        "on": row.on,
    }
