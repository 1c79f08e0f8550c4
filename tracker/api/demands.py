"""Demands: listed, read, logged, distributed, corrected, withdrawn."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from audits import keyset
from audits.access import Viewer
from audits.errors import NotVisible
from audits.models import Demand, DemandVersion
from tracker import access, filters
from tracker.actions import assign
from tracker.actions.audits import log_demand
from tracker.actions.correct_demand import correct_demand
from tracker.actions.priority import mark_priority
from tracker.actions.withdraw import withdraw_demand
from tracker.api import answers, shapes
from tracker.api.bodies import AssignmentsBody, CorrectionBody, DemandBody, PriorityBody, WholeWithdrawalBody
from tracker.api.endpoint import Endpoint, answer, asked, said
from tracker.api.idempotency import once
from tracker.api.queries import DemandQuery, PageQuery
from tracker.api.schema import KEY, described
from tracker.lifecycle import Act

ORDER: Final = ["-audit__year", "audit_id", "number", "id"]


class Demands(Endpoint):
    """`demands/`."""

    @described("list_demands", _("처리요구사항 목록"), shapes.DemandList, query=DemandQuery, refusals=(400,))
    def get(self, request: Request) -> Response:
        """A page of the demands that the caller may read and the filters ask for."""
        viewer, query = self.reader, asked(DemandQuery, request)
        wanted = query.wanted()
        found = filters.chosen_demands(wanted, viewer)
        page = keyset.page(
            found.select_related("audit", "category", "followup"),
            ORDER,
            size=query.validated_data["limit"],
            cursor=query.validated_data["next"],
            question=wanted.question,
        )
        texts = DemandVersion.objects.texts(page.rows)
        rows = [answers.demand(row, texts[row.pk]) for row in page.rows]
        return answer({"next": page.next or None, "results": rows})

    @described(
        "log_demand",
        _("요구사항 등록"),
        shapes.Demand,
        body=DemandBody,
        status=201,
        refusals=(400, 404, 409, 413, 415, 422),
        headers=(KEY,),
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Log a demand at the end of an audit that was not transmitted yet."""
        return once(request, self.viewer, permit=lambda: self.permit(request), act=lambda: self.act(request))

    def permit(self, request: Request) -> None:
        """Raise PermissionDenied or NotVisible unless the caller may still log demands in this audit."""
        access.require(self.viewer, Act.LOG_DEMAND)
        named = said(DemandBody, request).validated_data["audit"]
        if not access.visible_audits(self.viewer).filter(pk=named).exists():
            raise NotVisible

    def act(self, request: Request) -> Response:
        """Log the demand, and answer it."""
        access.require(self.viewer, Act.LOG_DEMAND)
        body = said(DemandBody, request)
        demand = log_demand(body.validated_data["audit"], body.facts(), by=self.viewer)
        return answer(answers.demand_detail(demand, self.viewer), status=201)


class DemandDetail(Endpoint):
    """`demands/{id}/`."""

    @described("read_demand", _("처리요구사항"), shapes.Demand, refusals=(404,))
    def get(self, _request: Request, pk: int) -> Response:
        """A demand with the name, status and dates of every assignment."""
        return answer(answers.demand_detail(_visible(pk, self.reader), self.viewer))


class DemandAssignments(Endpoint):
    """`demands/{id}/assignments/`."""

    @described(
        "assign_demand",
        _("부서 배부"),
        shapes.Assigned,
        body=AssignmentsBody,
        status=201,
        refusals=(400, 404, 409, 413, 415, 422),
        headers=(KEY,),
    )
    def post(self, request: Request, pk: int) -> HttpResponseBase:
        """Give a demand to departments, exactly one of them as lead."""
        return once(request, self.viewer, permit=lambda: self.permit(pk), act=lambda: self.act(request, pk))

    def permit(self, pk: int) -> None:
        """Raise PermissionDenied or NotVisible unless the caller may still distribute this demand."""
        access.require(self.viewer, Act.ASSIGN)
        _visible(pk, self.viewer)

    def act(self, request: Request, pk: int) -> Response:
        """Distribute, and answer the new assignments in 건제순."""
        self.permit(pk)
        made = assign.assign(pk, said(AssignmentsBody, request).shares(), by=self.viewer)
        return answer({"assignments": [answers.facts(row, self.viewer.on) for row in made]}, status=201)


class DemandCorrections(Endpoint):
    """`demands/{id}/corrections/`."""

    tagged = False

    @described(
        "correct_demand",
        _("본문 정정"),
        shapes.Demand,
        body=CorrectionBody,
        status=201,
        refusals=(400, 404, 409, 412, 413, 415, 422),
        headers=(KEY,),
    )
    def post(self, request: Request, pk: int) -> HttpResponseBase:
        """Correct a text that is fixed; `version` is that of the text which the correction starts from."""
        return once(request, self.viewer, permit=lambda: self.permit(pk), act=lambda: self.act(request, pk))

    def permit(self, pk: int) -> None:
        """Raise PermissionDenied or NotVisible unless the caller may still correct this demand."""
        access.require(self.viewer, Act.CORRECT_DEMAND)
        _visible(pk, self.viewer)

    def act(self, request: Request, pk: int) -> Response:
        """Correct, and answer the demand."""
        self.permit(pk)
        correct_demand(pk, **said(CorrectionBody, request).validated_data, by=self.viewer)
        return answer(answers.demand_detail(_visible(pk, self.viewer), self.viewer), status=201)


class DemandPriority(Endpoint):
    """`demands/{id}/priority/`."""

    @described(
        "mark_priority",
        _("중점관리"),
        shapes.Demand,
        body=PriorityBody,
        refusals=(400, 404, 409, 413, 415, 422),
        headers=(KEY,),
    )
    def post(self, request: Request, pk: int) -> HttpResponseBase:
        """Put a demand first in every list, or no longer; the same again changes nothing."""
        return once(request, self.viewer, permit=lambda: self.permit(pk), act=lambda: self.act(request, pk))

    def permit(self, pk: int) -> None:
        """Raise PermissionDenied or NotVisible unless the caller may still mark this demand."""
        access.require(self.viewer, Act.MARK_PRIORITY)
        _visible(pk, self.viewer)

    def act(self, request: Request, pk: int) -> Response:
        """Mark, and answer the demand."""
        self.permit(pk)
        mark_priority(pk, said(PriorityBody, request).validated_data["priority"], by=self.viewer)
        return answer(answers.demand_detail(_visible(pk, self.viewer), self.viewer))


class DemandWithdrawal(Endpoint):
    """`demands/{id}/withdrawal/`."""

    @described(
        "withdraw_demand",
        _("요구사항 철회"),
        shapes.Demand,
        body=WholeWithdrawalBody,
        refusals=(400, 404, 409, 413, 415, 422),
        headers=(KEY,),
    )
    def post(self, request: Request, pk: int) -> HttpResponseBase:
        """Withdraw a demand with all its assignments."""
        return once(request, self.viewer, permit=lambda: self.permit(pk), act=lambda: self.act(request, pk))

    def permit(self, pk: int) -> None:
        """Raise PermissionDenied or NotVisible unless the caller may still withdraw this demand."""
        access.require(self.viewer, Act.WITHDRAW)
        _visible(pk, self.viewer)

    def act(self, request: Request, pk: int) -> Response:
        """Withdraw, and answer the demand."""
        self.permit(pk)
        asked_for = said(WholeWithdrawalBody, request).validated_data
        withdraw_demand(pk, reason=asked_for["reason"], decision_id=asked_for["decision"], by=self.viewer)
        return answer(answers.demand_detail(_visible(pk, self.viewer), self.viewer))


class DemandHistory(Endpoint):
    """`demands/{id}/history/`."""

    @described(
        "read_demand_history", _("요구사항의 처리 이력"), shapes.History, query=PageQuery, refusals=(400, 404)
    )
    def get(self, request: Request, pk: int) -> Response:
        """The record of a demand and of all its assignments, newest first."""
        query, demand = asked(PageQuery, request), _visible(pk, self.reader)
        page = keyset.page(
            access.visible_events(self.viewer, demand).select_related("actor"),
            ["-number"],
            size=query.validated_data["limit"],
            cursor=query.validated_data["next"],
            question=f"history:demand:{pk}",
        )
        rows = [answers.history(row) for row in page.rows]
        for row in rows:
            row["values"] = access.readable_values(self.viewer, row["values"])
        return answer({"next": page.next or None, "results": rows})


def _visible(pk: int, viewer: Viewer) -> Demand:
    demand = access.visible_demands(viewer).select_related("category", "followup").filter(pk=pk).first()
    if demand is None:
        raise NotVisible
    return demand
