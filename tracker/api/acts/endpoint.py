"""An act on one assignment, as an endpoint: who, at which version, with what, and what it left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponseBase
from django.utils.functional import Promise
from rest_framework.request import Request
from rest_framework.response import Response

from audits.errors import NotVisible
from tracker import access, pending
from tracker.api import answers, etag, shapes
from tracker.api.bodies import Body
from tracker.api.endpoint import Endpoint, answer, said, visible
from tracker.api.idempotency import once
from tracker.api.problems import Refusal
from tracker.api.schema import IF_MATCH, KEY, described
from tracker.lifecycle import Act
from tracker.models import Assignment


class NoBody(Body):
    """Nothing has to be said."""


class AssignmentAct(Endpoint):
    """One act. A subclass names it, says what it reads, and calls one action in `do`.

    `versioned`: the caller has to say which version it saw (428 without `If-Match`). `operation` is its
    operationId.
    """

    what: ClassVar[Act]
    operation: ClassVar[str]
    summary: ClassVar[str | Promise]
    body: ClassVar[type[Body]] = NoBody
    versioned: ClassVar[bool] = True
    status: ClassVar[int] = 200

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Describe the endpoint in the schema."""
        super().__init_subclass__(**kwargs)

        def post(self: AssignmentAct, request: Request, pk: int) -> HttpResponseBase:
            return once(
                request, self.viewer, permit=lambda: self.permit(pk), act=lambda: self.answer(request, pk)
            )

        post.__doc__ = cls.__doc__
        refusals = (400, 404, 409, 412, 413, 415, 422) + ((428,) if cls.versioned else ())
        cls.post = described(  # type: ignore[attr-defined]
            cls.operation,
            cls.summary,
            shapes.Acted,
            body=cls.body,
            status=cls.status,
            refusals=refusals,
            headers=(IF_MATCH, KEY) if cls.versioned else (KEY,),
        )(post)

    def do(self, assignment_id: int, said: Mapping[str, Any], version: int | None, pk: int) -> object:
        """Call the action. `pk` is the id in the address: the assignment's, unless `subject` says otherwise."""
        raise NotImplementedError

    def subject(self, pk: int) -> int:
        """The assignment that the address is about; `pk` itself. Raises NotVisible."""
        return pk

    def permit(self, pk: int) -> Assignment:
        """The assignment, where the caller may do this to it. Raises NotVisible and PermissionDenied."""
        row = visible(self.viewer, self.subject(pk))
        if not self.may(row):
            access.require(self.viewer, self.what, row)
        return row

    def may(self, row: Assignment) -> bool:
        """Whether the caller has a part in it."""
        return access.may(self.viewer, self.what, row)

    def answer(self, request: Request, pk: int) -> Response:
        """Do it, and answer the assignment as it is then. Raises Refusal `precondition_required`."""
        row = self.permit(pk)
        version = etag.version_asked(request, row.pk)
        if self.versioned and version is None:
            raise Refusal("precondition_required")
        self.do(row.pk, said(self.body, request).validated_data, version, pk)
        rows = Assignment.objects.with_officer(self.viewer.on).select_related("department")
        after = pending.with_facts(rows).filter(pk=row.pk).first()
        if after is None:
            raise NotVisible
        return answer(answers.acted(after, self.viewer.on), status=self.status, version_of=after)
