"""The first page of the installation's administrator."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from audits.access import Viewer


def context(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What `start/administrator.html` shows."""
    return {}
