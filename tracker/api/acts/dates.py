"""Due dates: `due-date/`, `extension-requests/` and what is decided about them."""

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
from tracker.actions.due_dates import adjust_calendar, set_first_due_date
from tracker.actions.extension import Extension, grant
from tracker.actions.refuse_extension import refuse
from tracker.actions.request_extension import cancel_request, request_extension
from tracker.api.acts.endpoint import AssignmentAct
from tracker.api.bodies import Body, DayField, id_field, text_field
from tracker.api.endpoint import Endpoint, answer, asked
from tracker.api.queries import PageQuery
from tracker.api.schema import described
from tracker.lifecycle import Act
from tracker.models import ExtensionRequest, RequestState


class DueDateBody(Body):
    """처리기한 지정: the first due date; with `calendar`, 휴일 조정 instead and no day."""

    due_date = DayField(required=False, allow_null=True, default=None)
    calendar = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Raises ValidationError where both or none are given."""
        if bool(attrs["due_date"]) == attrs["calendar"]:
            raise serializers.ValidationError(
                {"due_date": _("처리기한이나 휴일 조정 가운데 하나를 적어 주십시오.")}
            )
        return attrs


class RequestBody(Body):
    """기한 연장 요청: the day that is wanted, and why."""

    wanted = DayField()
    reason = text_field()


class DecisionBody(Body):
    """연장 승인, 연장 불승인: without a day the wanted one is granted; a refusal needs a reason."""

    grant = serializers.BooleanField()
    due_date = DayField(required=False, allow_null=True, default=None)
    reason = text_field()
    decision = id_field(required=False, allow_null=True, default=None)


class ExtensionBody(Body):
    """기한 연장 on the secretariat's own motion: the day, and why."""

    due_date = DayField()
    reason = text_field()
    decision = id_field(required=False, allow_null=True, default=None)


class SetDueDate(AssignmentAct):
    """Set the first due date, or move one that fell on a holiday to the next working day."""

    what = Act.SET_FIRST_DUE_DATE
    operation = "set_due_date"
    summary = _("처리기한 지정, 휴일 조정")
    body = DueDateBody

    def do(self, assignment_id: int, said: Mapping[str, Any], version: int | None, _pk: int) -> object:
        """Set or adjust."""
        if said["calendar"]:
            return adjust_calendar(assignment_id, version=version, by=self.viewer)
        return set_first_due_date(assignment_id, said["due_date"], version=version, by=self.viewer)


class Extend(AssignmentAct):
    """Extend without having been asked."""

    what = Act.GRANT_UNASKED
    operation = "extend"
    summary = _("기한 연장")
    body = ExtensionBody

    def do(self, assignment_id: int, said: Mapping[str, Any], version: int | None, _pk: int) -> object:
        """Extend."""
        extension = Extension(said["due_date"], said["reason"], said["decision"])
        return grant(assignment_id, extension, version=version, by=self.viewer)


class RequestExtension(AssignmentAct):
    """Ask for more time."""

    what = Act.REQUEST_EXTENSION
    operation = "request_extension"
    summary = _("기한 연장 요청")
    body = RequestBody
    versioned = False
    status = 201

    def do(self, assignment_id: int, said: Mapping[str, Any], _version: int | None, _pk: int) -> object:
        """Ask."""
        return request_extension(assignment_id, wanted=said["wanted"], reason=said["reason"], by=self.viewer)


class _OnRequest:
    """An act whose address names a request."""

    def subject(self, pk: int) -> int:
        """The assignment of the request. Raises NotVisible."""
        found = ExtensionRequest.objects.filter(pk=pk).values_list("assignment", flat=True).first()
        if found is None:
            raise NotVisible
        return found


class DecideExtension(_OnRequest, AssignmentAct):
    """Grant or refuse a request; who asked may not decide."""

    what = Act.GRANT
    operation = "decide_extension"
    summary = _("연장 승인, 연장 불승인")
    body = DecisionBody

    def do(self, assignment_id: int, said: Mapping[str, Any], version: int | None, pk: int) -> object:
        """Grant or refuse."""
        if not said["grant"]:
            return refuse(pk, reason=said["reason"], decision_id=said["decision"], by=self.viewer)
        until = said["due_date"] or ExtensionRequest.objects.get(pk=pk).wanted
        extension = Extension(until, said["reason"], said["decision"])
        return grant(assignment_id, extension, version=version, by=self.viewer, request_id=pk)


class CancelExtension(_OnRequest, AssignmentAct):
    """Take a request back."""

    what = Act.CANCEL_REQUEST
    operation = "cancel_extension_request"
    summary = _("연장 요청 취소")
    versioned = False

    def do(self, _assignment_id: int, _said: Mapping[str, Any], _version: int | None, pk: int) -> object:
        """Cancel."""
        return cancel_request(pk, by=self.viewer)


class ExtensionRequestItem(TypedDict):
    """A request that waits; `due_date` is the one in force."""

    id: int
    assignment: int
    department: int
    wanted: date
    due_date: date | None
    reason: str
    on: date


class ExtensionRequestList(TypedDict):
    """A page of requests, the oldest first; `next` asks for the one after it, empty on the last."""

    next: str | None
    results: list[ExtensionRequestItem]


class ExtensionRequests(Endpoint):
    """`extension-requests/`."""

    @described(
        "list_extension_requests",
        _("기한 연장 요청 목록"),
        ExtensionRequestList,
        query=PageQuery,
        refusals=(400,),
    )
    def get(self, request: Request) -> Response:
        """A page of the requests that wait and the caller may read."""
        viewer, query = self.reader, asked(PageQuery, request)
        waiting = access.visible_requests(viewer).filter(state=RequestState.PENDING)
        page = keyset.page(
            waiting.select_related("assignment"),
            ["id"],
            size=query.validated_data["limit"],
            cursor=query.validated_data["next"],
            question="extension_requests",
        )
        return answer({"next": page.next or None, "results": [_item(row) for row in page.rows]})


def _item(row: ExtensionRequest) -> ExtensionRequestItem:
    return {
        "id": row.pk,
        "assignment": row.assignment_id,
        "department": row.department_id,
        "wanted": row.wanted,
        "due_date": row.assignment.due_date,
        "reason": row.reason,
        "on": row.on,
    }
