"""What the rules refuse with, as pages: one mapping for all of them."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from audits.errors import NotAllowedNow, NotVisible
from audits.web.sessions import to_sign_in


class RefusalPages:
    """Middleware: a refusal becomes a page that says what happened and what to do, and gives back what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; refusals come through `process_exception`, a form of nobody's as the way to sign in."""
        response = self.get_response(request)
        if request.method != "POST" or not _leads_to_sign_in(response):
            return response
        way, typed = to_sign_in(request), _typed(request)
        told = {"typed": typed, "sign_in_url": way.url, "had_files": bool(request.FILES)}
        return render(request, "signed_out.html", told, status=HTTPStatus.FORBIDDEN) if typed else way

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """404 for what is not visible, 409 for what does not fit the state; anything else is not ours.

        Rights end with the next request, also while somebody is writing: the page gives back what was typed.
        """
        typed = _typed(request)
        if isinstance(exception, NotVisible):
            return render(request, "404.html", {"typed": typed}, status=HTTPStatus.NOT_FOUND)
        told = {"exception": str(exception), "typed": typed}
        if isinstance(exception, NotAllowedNow):
            return render(request, "409.html", told, status=HTTPStatus.CONFLICT)
        if isinstance(exception, PermissionDenied) and typed:
            return render(request, "403.html", told, status=HTTPStatus.FORBIDDEN)
        return None


def _leads_to_sign_in(response: HttpResponse) -> bool:
    """Whether a page answered that somebody has to sign in first, to come back to it."""
    return isinstance(response, HttpResponseRedirect) and response.url.startswith(
        f"{reverse('account_login')}?{REDIRECT_FIELD_NAME}="
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """403 for a form whose proof is missing or old, as after signing in again in another window.

    What was typed is given back where the form was ours; words of another site are not shown as the reader's.
    """
    ours = request.headers.get("Origin", "").partition("://")[2] == request.get_host()
    told = {"typed": _typed(request) if ours else []}
    return render(request, "403_csrf.html", told, status=HTTPStatus.FORBIDDEN)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, said without asking the database or the session anything: they may be what is broken."""
    page = render_to_string("500.html", {"path": request.path})
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _typed(request: HttpRequest) -> list[str]:
    """What a person wrote into the form that was sent: every text of more than one word, and no password."""
    told = [name for name in request.POST if "password" not in name]
    texts = [text for name in told for text in request.POST.getlist(name)]
    return [text for text in texts if len(text.split()) > 1]
