"""What every endpoint does alike: who calls, how large a body may be, what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar, cast

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from audits.access import Viewer
from audits.errors import NotVisible
from tracker import access
from tracker.api import etag
from tracker.api.parsing import LARGEST
from tracker.api.problems import Refusal
from tracker.models import Assignment

S = TypeVar("S", bound=BaseSerializer[Any])


class Endpoint(APIView):
    """One address of the API. Refusals are raised and written down in `problems`.

    `largest`: the bytes a body may have. `tagged`: a version that is stale here is an assignment's, told as its ETag.
    """

    largest: ClassVar[int] = LARGEST
    tagged: ClassVar[bool] = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who calls, how often, and no more than a body may have. Raises Refusal `too_large`."""
        super().initial(request, *args, **kwargs)
        if _length(request) > self.largest:
            raise Refusal("too_large")

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Nothing of it may be kept on the way, nor by the browser."""
        final = super().finalize_response(request, response, *args, **kwargs)
        final.headers.setdefault("Cache-Control", "no-store")
        return final

    @property
    def viewer(self) -> Viewer:
        """Who calls, today."""
        return cast("Viewer", self.request.auth)

    @property
    def reader(self) -> Viewer:
        """Who calls, where demands may be read at all. Raises PermissionDenied."""
        access.require_reading(self.viewer)
        return self.viewer


def asked(shape: type[S], request: Request) -> S:
    """The parameters of a request in this shape. Raises ValidationError."""
    return _valid(shape, request.query_params)


def said(shape: type[S], request: Request) -> S:
    """The body of a request in this shape. Raises ValidationError, ParseError."""
    request.body  # noqa: B018 (read whole before it is parsed, because `idempotency` hashes its bytes)
    return _valid(shape, request.data)


def _valid(shape: type[S], given: Any) -> S:
    body = shape(data=given)
    body.is_valid(raise_exception=True)
    return body


def answer(body: Mapping[str, Any], *, status: int = 200, version_of: Assignment | None = None) -> Response:
    """`body` as JSON; with the ETag of an assignment where there is one."""
    headers = {"ETag": etag.of(version_of.pk, version_of.version)} if version_of else {}
    return Response(body, status, headers=headers)


def visible(viewer: Viewer, assignment_id: int) -> Assignment:
    """An assignment of a demand that the viewer may read, with all that is told of it. Raises NotVisible."""
    demands = access.visible_demands(viewer)
    rows = Assignment.objects.select_related("department", "demand__audit", "demand__category")
    found = rows.filter(pk=assignment_id, demand__in=demands).first()
    if found is None:
        raise NotVisible
    return found


def _length(request: Request) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0
