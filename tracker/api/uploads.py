"""Files: sent first and named in a report afterwards; and evidence to take away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.plumbing import resolve_type_hint
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from tracker import access
from tracker.actions.uploads import store_upload
from tracker.api import shapes
from tracker.api.endpoint import Endpoint, answer
from tracker.api.problems import MEDIA_TYPE, Problem, problem_of
from tracker.api.schema import EVERYWHERE, described
from tracker.files import store
from tracker.files.inspection import LARGEST
from tracker.files.unfit import FileRefused
from tracker.web.files import attachment, lost
from tracker.web.uploads import no_room

FIELD: Final = "file"
AROUND_IT: Final = 1024 * 1024  # bytes that a body of several parts may have beside the file


class UploadBody(serializers.Serializer[Any]):
    """One file, in a body of several parts (multipart/form-data)."""

    file = serializers.FileField()


class Uploads(Endpoint):
    """`uploads/`."""

    parser_classes = (MultiPartParser,)
    largest: ClassVar[int] = LARGEST + AROUND_IT

    @described(
        "send_file",
        gettext_lazy("파일 올리기"),
        shapes.Upload,
        body={"multipart/form-data": UploadBody},
        status=201,
        refusals=(400, 413, 415, 503),
    )
    def post(self, request: Request) -> Response:
        """Keep one file for the caller, who names it once as evidence within 24 hours."""
        access.require_reading(self.viewer, access.Right.SEND_FILES)
        sent = [file for _name, files in request.FILES.lists() for file in files]
        if len(sent) != 1:
            raise ValidationError(
                {FIELD: ValidationError(_("파일 하나를 보내 주십시오."), code="file_required")}
            )
        row = store_upload(sent[0].file, sent[0].name, by=self.viewer)
        told: shapes.Upload = {
            "id": row.pk,
            "name": row.name,
            "sha256": row.sha256,
            "size": row.size,
            "expires": row.expires_at,
        }
        return answer(told, status=201)


class _AsItIs(BaseContentNegotiation):
    """A file has the form it has, whatever form is asked for."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:  # noqa: ARG002
        """Whichever there is; nothing is sent here."""
        return next(iter(parsers), None)

    def select_renderer(
        self,
        request: Request,  # noqa: ARG002
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> tuple[BaseRenderer, str]:
        """The one there is, for what is refused."""
        renderer = next(iter(renderers))
        return renderer, str(renderer.media_type)


class EvidenceFile(Endpoint):
    """`evidence/{id}/file/`."""

    content_negotiation_class = _AsItIs

    @extend_schema(
        operation_id="read_evidence_file",
        summary=gettext_lazy("증빙자료 내려받기"),
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            **{
                (status, MEDIA_TYPE): OpenApiResponse(resolve_type_hint(shapes.ProblemBody), "problem+json")
                for status in (*EVERYWHERE, 404, 503)
            },
        },
    )
    def get(self, _request: Request, pk: int) -> FileResponse:
        """The file of a piece of evidence, as an attachment."""
        return attachment(pk, self.reader)


@problem_of.register
def _unfit(error: FileRefused) -> Problem:
    return Problem(error.fault.value, error.messages[0])


@problem_of.register
def _not_stored(_error: store.NoRoom) -> Problem:
    return Problem("unavailable", no_room())


@problem_of.register
def _not_there(_error: store.Missing) -> Problem:
    return Problem("unavailable", lost())
