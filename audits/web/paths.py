"""Where a reader may be sent back to."""

from __future__ import annotations

from django.utils.http import url_has_allowed_host_and_scheme


def own_path(target: str) -> str:
    """`target` where it is a path of this site, with its question; otherwise the first page."""
    own = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if own else "/"
