"""수신 해제: what the one click of a mail program does (RFC 8058), and the same as a page with one button.

Nobody has to sign in, and nothing is said of whose mail it was: a forwarded mail must not tell.
"""

from __future__ import annotations

import math
import time
from http import HTTPStatus
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from audits import calls
from audits.models import User
from notifications.actions.prefer import switch_off
from notifications.unsubscribe import person_of

MOST: Final = 60  # a minute and address; a mail server may answer for many readers
PAGE: Final = "notifications/unsubscribe.html"


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET changes nothing, because mail programs follow links by themselves; POST switches off, however often.

    404 for a word that we did not sign; 429 for who comes too often. The body is not read: the word says it all.
    """
    now = time.time()
    if calls.too_many(f"unsubscribe:{request.META.get('REMOTE_ADDR', '')}", MOST, now):
        wait = math.ceil(calls.wait(now))
        context = {"too_often": True, "wait": wait}
        answer = render(request, PAGE, context, status=HTTPStatus.TOO_MANY_REQUESTS)
        answer.headers["Retry-After"] = str(wait)
        return answer
    pk = person_of(token)
    if pk is None:
        raise Http404
    person = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        switch_off(person)
    return render(request, PAGE, {"done": request.method == "POST"})
