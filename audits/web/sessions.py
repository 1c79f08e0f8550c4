"""Session rules: idle sign-out, a longest day, a temporary password changed first, nothing cached."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from audits.models import User
from audits.web.paths import own_path

SEEN: Final = "seen_at"
BEGAN: Final = "began_at"
API: Final = "/api/"  # answers for itself: 401 and 403 instead of a page to sign in
_WRITE_EVERY: Final = 60  # seconds: a click a second must not write a session a second


class SessionRules:
    """Middleware after authentication. Times come from the settings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or send somebody whose session ended to sign in again."""
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        if self._ended(request):
            logout(request)
            if request.path.startswith(API):
                return self.get_response(request)
            messages.info(request, _("오래 쓰지 않아 로그아웃되었습니다. 다시 로그인하여 주십시오."))
            # A form goes on as nobody's: only behind the proof of its origin is read what was typed into it.
            return self.get_response(request) if request.method == "POST" else to_sign_in(request)
        if (
            user.must_change_password
            and request.path not in _open_paths()
            and not request.path.startswith(API)
        ):
            return redirect("account_change_password")
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _ended(self, request: HttpRequest) -> bool:
        now = int(time.time())
        session = request.session
        began, seen = session.setdefault(BEGAN, now), session.setdefault(SEEN, now)
        idle = now - seen > settings.SESSION_IDLE_MINUTES * 60
        if idle or now - began > settings.SESSION_COOKIE_AGE:
            return True
        if now - seen >= _WRITE_EVERY:
            session[SEEN] = now
        return False


def to_sign_in(request: HttpRequest) -> HttpResponseRedirect:
    """To the page where one signs in, and from there back: to the page asked for, or for a form the page it was on."""
    return redirect_to_login(_page(request), reverse("account_login"))


def _page(request: HttpRequest) -> str:
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    ours = page.netloc == request.get_host()
    return own_path(f"{page.path}?{page.query}" if page.query else page.path) if ours else "/"


def _open_paths() -> frozenset[str]:
    return frozenset({reverse("account_change_password"), reverse("account_logout"), reverse("contrast")})
