"""Reminders (처리 촉구) of many at once."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from tracker import access
from tracker.actions.remind import Outcome, remind_many
from tracker.api import shapes
from tracker.api.bodies import MOST, Body, id_field
from tracker.api.endpoint import Endpoint, answer, said
from tracker.api.idempotency import once
from tracker.api.problems import problem_of
from tracker.api.schema import KEY, described
from tracker.lifecycle import Act


class RemindersBody(Body):
    """The ids of at most 200 assignments."""

    assignments = serializers.ListField(child=id_field(), allow_empty=False, max_length=MOST)


class Reminders(Endpoint):
    """`assignments/reminders/`."""

    @described(
        "remind_of_many",
        _("처리 촉구 여러 건"),
        shapes.Results,
        body=RemindersBody,
        refusals=(400, 409, 413, 415, 422),
        headers=(KEY,),
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Ask for one reminder of each, each with its own result; one a day for the same assignment."""
        return once(request, self.viewer, permit=self.permit, act=lambda: self.act(request))

    def permit(self) -> None:
        """Raise PermissionDenied unless the caller may still remind at all."""
        access.require(self.viewer, Act.REMIND)

    def act(self, request: Request) -> Response:
        """Ask, and answer the results in the order of the request."""
        self.permit()
        wanted = said(RemindersBody, request).validated_data["assignments"]
        found = {outcome.assignment_id: outcome for outcome in remind_many(wanted, by=self.viewer)}
        return answer({"results": [_result(found[pk]) for pk in dict.fromkeys(wanted)]})


def _result(outcome: Outcome) -> shapes.Result:
    problem = problem_of(outcome.refusal) if outcome.refusal else None
    if problem is None:
        return {"id": outcome.assignment_id, "status": int(HTTPStatus.OK)}
    told = problem.as_json()
    return {"id": outcome.assignment_id, "status": int(str(told["status"])), "problem": told}
