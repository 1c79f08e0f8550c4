"""`Idempotency-Key`: a request sent twice is done once (contract.md).

The key is held by an advisory lock of the transaction that does the work and stores its answer, so that a
request that failed leaves nothing behind and may be sent again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from audits.access import Viewer
from tracker.api.limits import caller_of
from tracker.api.problems import Refusal
from tracker.models import KeptAnswer

HEADER: Final = "Idempotency-Key"
LONGEST: Final = 200

# One statement. Should the answer of another be stored between its start and the taking of the lock, the unique
# constraint refuses the second at the end, with all it did.
_TAKE: Final = """
    SELECT taken.free, kept.body_sha256, kept.status, kept.etag, kept.answer
    FROM (SELECT pg_try_advisory_xact_lock(%s) AS free) AS taken
    LEFT JOIN tracker_keptanswer AS kept ON kept.caller = %s AND kept.path = %s AND kept.key = %s
"""


class _Found(NamedTuple):
    free: bool
    body_sha256: str | None
    status: int
    etag: str
    answer: str


@dataclass(frozen=True)
class _Asked:
    """A request with a key: whose, where, and the hash of what it says."""

    caller: str
    path: str
    key: str
    body_sha256: str

    @property
    def lock(self) -> int:
        """The number of its advisory lock."""
        name = f"{self.caller}\n{self.path}\n{self.key}".encode()
        return int.from_bytes(hashlib.sha256(name).digest()[:8], "big", signed=True)


def once(
    request: Request, viewer: Viewer, *, permit: Callable[[], object], act: Callable[[], Response]
) -> HttpResponseBase:
    """What `act` answers; for a key that was seen, the answer kept then, if `permit` still lets the caller.

    `act` and `permit` raise what they refuse with; then nothing is kept. Raises ValidationError for a key that is
    no key, Refusal `running` and `key_reused`.
    """
    key = request.headers.get(HEADER, "")
    if not key:
        return act()
    if len(key) > LONGEST or not (key.isascii() and key.isprintable()):
        raise ValidationError({HEADER: _("요청 키는 200자 안의 영문, 숫자, 기호입니다.")})
    asked = _Asked(caller_of(viewer), request.path, key, _fingerprint(request))
    try:
        with transaction.atomic():
            return _replay(asked, permit) or _do(asked, act)
    except IntegrityError as error:
        if "kept_answer_once" in str(error):
            raise Refusal("running") from error
        raise


def _replay(asked: _Asked, permit: Callable[[], object]) -> HttpResponse | None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [asked.lock, asked.caller, asked.path, asked.key])
        found = _Found(*cursor.fetchone())
    if found.body_sha256 is None:
        if not found.free:
            raise Refusal("running")
        return None
    if found.body_sha256 != asked.body_sha256:
        raise Refusal("key_reused")
    permit()
    response = HttpResponse(found.answer, content_type="application/json", status=found.status)
    response.headers["Idempotency-Replayed"] = "true"
    return _with_etag(response, found.etag)


def _do(asked: _Asked, act: Callable[[], Response]) -> Response:
    response = act()
    KeptAnswer.objects.create(
        caller=asked.caller,
        path=asked.path,
        key=asked.key,
        body_sha256=asked.body_sha256,
        status=response.status_code,
        etag=response.headers.get("ETag", ""),
        answer=JSONRenderer().render(response.data).decode(),
    )
    return response


def _with_etag(response: HttpResponse, etag: str) -> HttpResponse:
    if etag:
        response.headers["ETag"] = etag
    return response


def _fingerprint(request: Request) -> str:
    """SHA-256 over what the request says: its query and its body, byte for byte."""
    return hashlib.sha256(request.META.get("QUERY_STRING", "").encode() + b"\n" + request.body).hexdigest()
