"""Session rules: idle sign-out, a longest day, a first password changed first, nothing cached."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from audits.models import User

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
            messages.info(request, "오래 쓰지 않아 로그아웃되었습니다. 다시 로그인하여 주십시오.")
            return redirect(f"{reverse('account_login')}?next={request.get_full_path()}")
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


def _open_paths() -> frozenset[str]:
    return frozenset({reverse("account_change_password"), reverse("account_logout"), reverse("contrast")})
