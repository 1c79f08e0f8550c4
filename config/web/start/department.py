"""The first page of a department's officers and of its head."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from audits.access import Viewer


def context(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What `start/department.html` shows."""
    return {}
