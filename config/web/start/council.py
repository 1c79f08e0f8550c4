"""The first page of the council's secretariat and of a committee's clerk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from audits.access import Viewer


def context(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What `start/council.html` shows."""
    return {}
