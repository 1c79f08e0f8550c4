"""Assignments: listed, read, received; their record and their deadline."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Subquery
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from audits import keyset
from audits.models import DemandVersion
from tracker import access, filters
from tracker.actions.receive import receive
from tracker.api import answers, shapes
from tracker.api.endpoint import Endpoint, answer, asked, visible
from tracker.api.idempotency import once
from tracker.api.queries import AssignmentQuery, PageQuery
from tracker.api.schema import KEY, described
from tracker.lifecycle import Act
from tracker.models.assignment import late

SUBJECT: Final = "assignment"


class Assignments(Endpoint):
    """`assignments/`: the list that other systems poll."""

    @described(
        "list_assignments", _("소관 목록"), shapes.AssignmentList, query=AssignmentQuery, refusals=(400,)
    )
    def get(self, request: Request) -> Response:
        """A page of what the caller may see and the filters ask for; one statement beside those of access."""
        viewer, query = self.reader, asked(AssignmentQuery, request)
        wanted = query.wanted()
        texts = DemandVersion.objects.filter(demand=OuterRef("demand"), number=OuterRef("demand__version"))
        found = filters.chosen(wanted, viewer).annotate(
            text=Subquery(texts.values("text")[:1]),
            overdue=ExpressionWrapper(late(viewer.on), output_field=BooleanField()),
        )
        order = filters.ORDERS[wanted.order]
        page: keyset.Page[Any] = keyset.page(
            found.values(*{*answers.LINE, "text", "overdue", *(name.lstrip("-") for name in order)}),
            order,
            size=query.validated_data["limit"],
            cursor=query.validated_data["next"],
            question=wanted.question,
        )
        return answer({"next": page.next or None, "results": [answers.line(row) for row in page.rows]})


class AssignmentDetail(Endpoint):
    """`assignments/{id}/`."""

    @described("read_assignment", _("소관"), shapes.Assignment, refusals=(404,))
    def get(self, _request: Request, pk: int) -> Response:
        """An assignment with its reports; of another department on the same demand without its texts."""
        row = visible(self.reader, pk)
        return answer(answers.assignment_detail(row, self.viewer), version_of=row)


class Receipt(Endpoint):
    """`assignments/{id}/receipt/`."""

    @described(
        "confirm_receipt", _("접수 확인"), shapes.Received, refusals=(400, 404, 409, 413, 422), headers=(KEY,)
    )
    def post(self, request: Request, pk: int) -> HttpResponseBase:
        """Confirm receipt; again gives the same answer."""
        return once(request, self.viewer, permit=lambda: self.permit(pk), act=lambda: self.act(pk))

    def permit(self, pk: int) -> None:
        """Raise PermissionDenied or NotVisible unless the caller may still receive it."""
        access.require(self.viewer, Act.RECEIVE, visible(self.viewer, pk))

    def act(self, pk: int) -> Response:
        """Receive, and answer the assignment."""
        access.require(self.viewer, Act.RECEIVE)
        (row,) = receive([pk], by=self.viewer)
        return answer(answers.received(row), version_of=row)


class AssignmentHistory(Endpoint):
    """`assignments/{id}/history/`."""

    @described("read_history", _("처리 이력"), shapes.History, query=PageQuery, refusals=(400, 404))
    def get(self, request: Request, pk: int) -> Response:
        """The record of an assignment, newest first."""
        query, row = asked(PageQuery, request), visible(self.reader, pk)
        events = access.visible_events(self.viewer, row.demand).filter(subject_kind=SUBJECT, subject_id=pk)
        page = keyset.page(
            events.select_related("actor"),
            ["-number"],
            size=query.validated_data["limit"],
            cursor=query.validated_data["next"],
            question=f"history:{pk}",
        )
        return answer({"next": page.next or None, "results": [answers.history(row) for row in page.rows]})


class AssignmentDeadline(Endpoint):
    """`assignments/{id}/deadline/`."""

    @described("explain_deadline", _("처리기한의 셈"), shapes.Deadline, refusals=(404,))
    def get(self, _request: Request, pk: int) -> Response:
        """How the due date came about, step by step."""
        return answer(answers.deadline(visible(self.reader, pk), self.viewer.on))
