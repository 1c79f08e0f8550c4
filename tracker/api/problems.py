"""Refusals as `application/problem+json` (RFC 9457), in Korean or English by `Accept-Language`.

The one mapping for the API, as `config.errors` is for pages. A refusal keeps its own words; where nobody has
translated them, a reader of English gets the sentence of its kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import singledispatch
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, ValidationError
from django.db import OperationalError
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from audits.errors import NotAllowedNow, NotVisible, Stale
from tracker.api import etag

MEDIA_TYPE: Final = "application/problem+json"
WHOLE: Final = "non_field_errors"
HANGUL: Final = re.compile("[가-힣]")


class Kind(NamedTuple):
    """A kind of refusal: its status, what people call it, and the sentence for readers of English."""

    status: HTTPStatus
    title: str | Promise
    english: str


KINDS: Final[Mapping[str, Kind]] = {
    "invalid": Kind(
        HTTPStatus.BAD_REQUEST,
        _("입력한 내용을 확인하여 주십시오."),
        "Something is missing or does not have the form that is asked for.",
    ),
    "login_required": Kind(
        HTTPStatus.UNAUTHORIZED,
        _("로그인이 필요합니다."),
        "A department's key or a signed-in person is needed; the one shown opens nothing.",
    ),
    "not_allowed": Kind(
        HTTPStatus.FORBIDDEN, _("이 업무를 처리할 권한이 없습니다."), "The caller may not do this."
    ),
    "not_found": Kind(
        HTTPStatus.NOT_FOUND,
        _("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."),
        "There is nothing here, or nothing that the caller may see.",
    ),
    "method": Kind(
        HTTPStatus.METHOD_NOT_ALLOWED, _("이 주소에서는 쓸 수 없는 방식입니다."), "Not offered here."
    ),
    "not_acceptable": Kind(
        HTTPStatus.NOT_ACCEPTABLE, _("이 형식으로는 답할 수 없습니다."), "Answers are JSON."
    ),
    "wrong_state": Kind(
        HTTPStatus.CONFLICT,
        _("지금 상태에서는 처리할 수 없습니다."),
        "The act does not fit the state that the thing is in.",
    ),
    "running": Kind(
        HTTPStatus.CONFLICT,
        _("같은 요청 키의 요청을 처리하고 있습니다."),
        "A request with this key is being dealt with.",
    ),
    "stale": Kind(
        HTTPStatus.PRECONDITION_FAILED,
        _("작성하는 동안 다른 사람이 먼저 저장하였습니다."),
        "Somebody else saved first. Read it again, compare, and send anew.",
    ),
    "too_large": Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("요청이 너무 큽니다."), "The body is too large."
    ),
    "media_type": Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        _("읽을 수 없는 형식입니다."),
        "The body has to be application/json.",
    ),
    "key_reused": Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("같은 요청 키로 다른 내용이 이미 접수되었습니다."),
        "This key came with another body before.",
    ),
    "precondition_required": Kind(
        HTTPStatus.PRECONDITION_REQUIRED,
        _("최신 버전 확인값(If-Match)이 필요합니다."),
        "If-Match has to name the version that the change starts from.",
    ),
    "too_many": Kind(
        HTTPStatus.TOO_MANY_REQUESTS,
        _("요청이 많아 잠시 제한되었습니다."),
        "Too many calls. Retry-After says when to go on.",
    ),
    "unavailable": Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("지금은 처리할 수 없습니다. 잠시 뒤에 다시 시도하여 주십시오."),
        "Not possible at the moment. Try again shortly.",
    ),
    "file_too_big": Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("파일이 20MB보다 큽니다."), "The file is larger than 20 MB."
    ),
    "file_type": Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        _("올릴 수 없는 파일입니다."),
        "Not a file that is taken: PDF, HWPX, HWP, XLSX, DOCX, PNG and JPEG are, without macros.",
    ),
    "file_drm": Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        _("문서보안(DRM)이 걸린 파일로 보입니다."),
        "The file is under document security (DRM). Take that off first.",
    ),
    "file_encrypted": Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        _("암호가 걸린 파일입니다."),
        "The file is under a password. Take that off first.",
    ),
    "file_empty": Kind(HTTPStatus.BAD_REQUEST, _("내용이 없는 파일입니다."), "The file is empty."),
    "file_broken": Kind(
        HTTPStatus.BAD_REQUEST, _("파일이 손상되어 읽을 수 없습니다."), "The file is damaged or cut short."
    ),
}
REFUSALS: Final = (NotVisible, NotAllowedNow, Stale, PermissionDenied, ValidationError)
BY_STATUS: Final = {kind.status: name for name, kind in reversed(list(KINDS.items()))}

FIELD_WORDS: Final[Mapping[str, str]] = {
    "evidence_required": "A report of completion needs evidence: a file, a document number or a link.",
    "reason_required": "A reason is needed.",
    "receiver_required": "The body that takes it over has to be named.",
    "words_required": "Actions taken or a plan are needed.",
    "date_unreadable": "Not readable as a date. Example: 2026-03-05",
    "lead_required": "The assignment that leads from now on has to be named.",
    "department_closed": "Not a department that demands can be given to today.",
    "due_date_later": "Only the council may set a day later than the audit's due date.",
    "found_required": "What was found instead of what was claimed has to be said.",
    "contradiction_decided": "A contradiction names a decision of the committee about this demand.",
    "date_not_later": "An extension has to be later than the due date in force.",
    "decision_required": "From the second extension on a decision of the committee about this demand is needed.",
    "receiver_inside": "A department of this office: ask for a handover instead.",
    "evidence_missing": "A file, a document number or a link is needed.",
    "upload_unknown": "Not a file that the caller sent, or one that was used or is gone. Send it again.",
    "file_required": "One file is needed.",
    "department_holds_it": "The department holds this demand already.",
}


class Refusal(Exception):
    """What the API itself refuses, by the name of its kind in `KINDS`."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Problem:
    """A refusal before it is written down; `errors` by field, `more` are further members of the answer."""

    kind: str
    detail: str | Promise = ""
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    more: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(KINDS[self.kind].status)

    def as_json(self) -> dict[str, object]:
        """The members of RFC 9457, in the reader's language."""
        kind = KINDS[self.kind]
        body: dict[str, object] = {
            "type": f"/api/v1/docs/#{self.kind}",
            "title": str(kind.title) if _reads_korean() else kind.status.phrase,
            "status": self.status,
            "detail": _for_reader(str(self.detail or kind.title), kind.english),
        }
        return body | ({"errors": self.errors} if self.errors else {}) | dict(self.more)

    def response(self) -> Response:
        """The answer itself."""
        return Response(self.as_json(), self.status, headers=dict(self.headers), content_type=MEDIA_TYPE)


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """What the framework calls with whatever an endpoint raised; None hands a fault of ours on."""
    problem = problem_of(error)
    if problem is None:
        return None
    response = problem.response()
    if isinstance(error, Stale) and "pk" in context["kwargs"] and context["view"].tagged:
        subject = getattr(context["view"], "subject", int)
        response.headers["ETag"] = etag.of(subject(context["kwargs"]["pk"]), error.version)
    return response


@singledispatch
def problem_of(_error: Exception) -> Problem | None:
    """The refusal that an exception stands for; None for a fault of ours."""
    return None


@problem_of.register
def _refusal(error: Refusal) -> Problem:
    return Problem(error.kind, headers={"Retry-After": "1"} if error.kind == "running" else {})


@problem_of.register
def _invisible(_error: NotVisible | Http404) -> Problem:
    return Problem("not_found")


@problem_of.register
def _wrong_state(error: NotAllowedNow) -> Problem:
    return Problem("wrong_state", str(error))


@problem_of.register
def _stale(error: Stale) -> Problem:
    return Problem("stale", str(error), more={"version": error.version})


@problem_of.register
def _forbidden(error: PermissionDenied) -> Problem:
    return Problem("not_allowed", str(error))


@problem_of.register
def _bad(error: BadRequest) -> Problem:
    return Problem("invalid", str(error))


@problem_of.register
def _too_large(_error: RequestDataTooBig) -> Problem:
    return Problem("too_large")


@problem_of.register
def _unavailable(_error: OperationalError) -> Problem:
    return Problem("unavailable", headers={"Retry-After": "5"})


@problem_of.register
def _refused_by_a_rule(error: ValidationError) -> Problem:
    found = error.error_dict if hasattr(error, "error_dict") else {WHOLE: error.error_list}
    errors = {name: [_sentence(each) for each in faults] for name, faults in found.items()}
    return Problem("invalid", errors=errors)


@problem_of.register
def _wrong_shape(error: exceptions.ValidationError) -> Problem:
    return Problem("invalid", errors=_flat(error.detail))


@problem_of.register
def _refused_by_the_framework(error: exceptions.APIException) -> Problem | None:
    kind = BY_STATUS.get(HTTPStatus(error.status_code))
    if kind is None:
        return None
    if kind == "not_found":
        return Problem(kind)
    return Problem(kind, str(error.detail), headers=_headers(error))


def _headers(error: exceptions.APIException) -> dict[str, str]:
    challenge = getattr(error, "auth_header", None)
    wait = getattr(error, "wait", None)
    return ({"WWW-Authenticate": challenge} if challenge else {}) | (
        {"Retry-After": str(max(1, int(wait)))} if wait is not None else {}
    )


def _sentence(error: ValidationError) -> str:
    return _for_reader(error.messages[0], FIELD_WORDS.get(error.code or "", KINDS["invalid"].english))


def _flat(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Errors of nested bodies by dotted path: `evidence.0.url`."""
    if isinstance(detail, Mapping):
        pairs = list(detail.items())
    elif isinstance(detail, list) and any(isinstance(each, (Mapping, list)) for each in detail):
        pairs = list(enumerate(detail))
    else:
        words = detail if isinstance(detail, list) else [detail]
        told = [
            _for_reader(str(each), FIELD_WORDS.get(each.code, KINDS["invalid"].english)) for each in words
        ]
        return {path or WHOLE: told} if told else {}
    found: dict[str, list[str]] = {}
    for name, inner in pairs:
        found |= _flat(inner, f"{path}.{name}" if path else str(name))
    return found


def _for_reader(words: str, english: str) -> str:
    return words if _reads_korean() or not HANGUL.search(words) else english


def _reads_korean() -> bool:
    return (get_language() or "ko").startswith("ko")
