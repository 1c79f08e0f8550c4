"""Who is asking, found once a request."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from audits.access import Viewer, viewer

_KEPT = "_husok_viewer"


def viewer_of(request: HttpRequest) -> Viewer:
    """The person behind `request` on today's date in the office's time zone; one statement a request.

    Raises PermissionDenied for somebody not signed in.
    """
    found: Viewer | None = getattr(request, _KEPT, None)
    if found is None:
        found = viewer(request.user, timezone.localdate())
        setattr(request, _KEPT, found)
    return found
