"""How large the body of a request may be, asked before anything reads it: what is refused is never stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from audits.web.sessions import API
from tracker.api.problems import MEDIA_TYPE, Problem

LARGEST_FORM: Final = 1024 * 1024  # bytes; the longest report fits many times
# A form without a script brings several files at once; with one each comes by itself through the API.
LARGEST_WITH_FILES: Final = 61 * 1024 * 1024
BRINGS_ONE_FILE: Final = re.compile(r"/(?:imports|sheets|audits/[0-9]+/demands/sheet)/")
BRINGS_FILES: Final = re.compile(r"/assignments/[0-9]+/(?:report|acts)/")


class BodyLimits:
    """Middleware after the session rules, so that it knows who is signed in.

    A page's form may have 1 MB, a file of somebody signed in DATA_UPLOAD_MAX_MEMORY_SIZE, a form with evidence
    three such files. The API asks who calls and how much comes before it reads; here it has the bound of one file. A
    body that does not say its length is refused: nobody could say beforehand whether it fits.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what fits; 411 and 413 for the rest."""
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return _refuse(request, HTTPStatus.LENGTH_REQUIRED)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > _limit(request):
            return _refuse(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self.get_response(request)


def _limit(request: HttpRequest) -> int:
    """Most bytes that this request may bring."""
    known = request.user.is_authenticated
    if known and BRINGS_FILES.match(request.path):
        return LARGEST_WITH_FILES
    if request.path.startswith(API) or (known and BRINGS_ONE_FILE.match(request.path)):
        return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return LARGEST_FORM


def _refuse(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    if request.path.startswith(API):
        told: dict[str, object] = {"type": "about:blank", "title": status.phrase, "status": status.value}
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            told = Problem("too_large").as_json()
        return JsonResponse(told, status=status, content_type=MEDIA_TYPE)
    return render(request, f"{status.value}.html", status=status)
