"""What was sent and read, kept between looking at it and confirming it: for its own person, and for two hours."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from audits.access import Viewer

KEPT_FOR: Final = 2 * 60 * 60  # seconds between looking and confirming


def hold(kind: str, thing: Any, viewer: Viewer) -> str:
    """Keep what `viewer` sent; its token, or nothing where the cache did not keep it."""
    token = secrets.token_urlsafe(16)
    cache.set(_key(kind, viewer, token), thing, KEPT_FOR)
    return token if cache.get(_key(kind, viewer, token)) == thing else ""


def keep(kind: str, token: str, thing: Any, viewer: Viewer) -> bool:
    """Keep another state of what is held under `token`, for two hours from now; whether the cache kept it."""
    cache.set(_key(kind, viewer, token), thing, KEPT_FOR)
    return bool(cache.get(_key(kind, viewer, token)) == thing)


def held(kind: str, token: str, viewer: Viewer) -> Any:
    """What is kept under a token of this person; None where nothing is."""
    return cache.get(_key(kind, viewer, token))


def release(kind: str, token: str, viewer: Viewer) -> None:
    """Forget what was confirmed, so that it is not confirmed again."""
    cache.delete(_key(kind, viewer, token))


def away() -> str:
    """What is said where the cache keeps nothing."""
    return _("지금은 처리할 수 없습니다. 저장된 것은 없습니다. 시스템관리자에게 알려 주십시오: %(part)s") % {
        "part": _("임시 보관(Redis)")
    }


def gone(request: HttpRequest, kind: str, viewer: Viewer, back: str, **where: Any) -> HttpResponse:
    """The answer for what is not kept: the cache is away (503), or its time or its task is over (to `back`)."""
    probe = _key(kind, viewer, secrets.token_urlsafe(16))
    cache.set(probe, True, 1)
    if not cache.get(probe):
        return render(request, "503.html", {"exception": away()}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    messages.info(
        request,
        _(
            "올린 파일이 보관되어 있지 않습니다. 이미 확정하였거나 보관 시간이 지났습니다. 다시 올려 주십시오."
        ),
    )
    answer: HttpResponse = redirect(back, **where)
    return answer


def _key(kind: str, viewer: Viewer, token: str) -> str:
    return f"held:{kind}:{viewer.user.pk}:{token}"
