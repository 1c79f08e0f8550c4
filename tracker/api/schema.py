"""The description of the API (OpenAPI 3): written from the types in `shapes` and the bodies that are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import resolve_type_hint
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from tracker.api import shapes
from tracker.api.idempotency import HEADER, LONGEST
from tracker.api.problems import MEDIA_TYPE

F = TypeVar("F", bound=Callable[..., Any])

IF_MATCH: Final = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description=_("읽은 버전의 ETag. 없으면 428, 그사이 바뀌었으면 412"),
)
KEY: Final = OpenApiParameter(
    HEADER,
    {"type": "string", "maxLength": LONGEST},
    OpenApiParameter.HEADER,
    description=_("같은 요청을 다시 보내도 한 번만 처리하게 하는 키"),
)
EVERYWHERE: Final = (401, 403, 429)


class _KeyScheme(OpenApiAuthenticationExtension):
    target_class = "audits.api.authentication.TokenAuthentication"
    name = "departmentKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002
        """연계 인증키."""
        return {"type": "http", "scheme": "bearer"}


class _SessionScheme(OpenApiAuthenticationExtension):
    target_class = "audits.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002
        """The person signed in to the pages."""
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


def described(
    name: str,
    summary: str | Promise,
    answers: type,
    *,
    query: type | None = None,
    body: Any = None,
    status: int = 200,
    refusals: tuple[int, ...] = (),
    headers: tuple[OpenApiParameter, ...] = (),
) -> Callable[[F], F]:
    """Decorate the method of an endpoint with what it takes and answers; `name` is its operationId."""
    problem = OpenApiResponse(resolve_type_hint(shapes.ProblemBody), _("problem+json"))
    responses: dict[Any, Any] = {(code, MEDIA_TYPE): problem for code in (*EVERYWHERE, *refusals)}
    responses[status] = OpenApiResponse(resolve_type_hint(answers), str(answers.__doc__))
    return extend_schema(
        operation_id=name,
        summary=summary,
        parameters=[*([query] if query else []), *headers],
        request=body,
        responses=responses,
    )
