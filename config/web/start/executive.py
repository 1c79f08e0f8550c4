"""The first page of the executive's coordinator."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from audits.access import Viewer


def context(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What `start/executive.html` shows."""
    return {}
