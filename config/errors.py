"""What the rules refuse with, as pages: one mapping for all of them."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from audits.errors import NotAllowedNow, NotVisible


class RefusalPages:
    """Middleware: an action's refusal becomes a page that says what happened and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; refusals come through `process_exception`."""
        return self.get_response(request)

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


def _typed(request: HttpRequest) -> list[str]:
    """What a person wrote into the form that was sent: every text of more than one word."""
    texts = [text for name in request.POST for text in request.POST.getlist(name)]
    return [text for text in texts if len(text.split()) > 1]
