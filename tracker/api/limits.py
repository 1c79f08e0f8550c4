"""How many calls a minute one caller may make; counted in the cache, which may be away."""

from __future__ import annotations

import time
from typing import Final

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from audits.access import Viewer

MINUTE: Final = 60


class CallsPerMinute(BaseThrottle):
    """`API_CALLS_PER_MINUTE` for each key and each person, in minutes of the clock.

    A cache that does not answer counts nothing and refuses nobody.
    """

    def __init__(self) -> None:
        self.now = time.time()

    def allow_request(self, request: Request, view: object) -> bool:  # noqa: ARG002 (the framework's signature)
        """Count this call, and say whether it is within the limit."""
        if not isinstance(request.auth, Viewer):
            return True
        key = f"api-calls:{caller_of(request.auth)}:{int(self.now // MINUTE)}"
        cache.add(key, 0, timeout=2 * MINUTE)
        try:
            calls: int | None = cache.incr(key)
        except ValueError:  # the cache came back between the two, without the key
            return True
        return calls is None or calls <= settings.API_CALLS_PER_MINUTE

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return MINUTE - self.now % MINUTE


def caller_of(viewer: Viewer) -> str:
    """One name for a key or a person, as limits and kept answers know it."""
    return f"token:{viewer.token_id}" if viewer.token_id else f"user:{viewer.user.pk}"
