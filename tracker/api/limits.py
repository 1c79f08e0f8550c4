"""How many calls a minute one caller may make."""

from __future__ import annotations

import time

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from audits import calls
from audits.access import Viewer


class CallsPerMinute(BaseThrottle):
    """`API_CALLS_PER_MINUTE` for each key and each person, in minutes of the clock."""

    def __init__(self) -> None:
        self.now = time.time()

    def allow_request(self, request: Request, view: object) -> bool:  # noqa: ARG002 (the framework's signature)
        """Count this call, and say whether it is within the limit."""
        if not isinstance(request.auth, Viewer):
            return True
        caller = f"api-calls:{caller_of(request.auth)}"
        return not calls.too_many(caller, settings.API_CALLS_PER_MINUTE, self.now)

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return calls.wait(self.now)


def caller_of(viewer: Viewer) -> str:
    """One name for a key or a person, as limits and kept answers know it."""
    return f"token:{viewer.token_id}" if viewer.token_id else f"user:{viewer.user.pk}"
