"""Versions as ETags: what one read last, and what one therefore may change (contract.md)."""

from __future__ import annotations

import re
from typing import Final

from rest_framework.request import Request

TAG: Final = re.compile(r'"a(\d{1,18})-v(\d{1,9})"')
NEVER: Final = 0  # versions count from 1, so an act that is given this one finds it stale


def of(assignment_id: int, version: int) -> str:
    """The ETag of an assignment at a version."""
    return f'"a{assignment_id}-v{version}"'


def version_asked(request: Request, assignment_id: int) -> int | None:
    """The version of this assignment that `If-Match` names; None without `If-Match` or with a bare `*`.

    A proxy may have weakened the tag (W/): what stands before it is passed over. Of several the newest counts,
    because only that one can still be in force. Tags of something else name a version that never was.
    """
    said = request.headers.get("If-Match", "").strip()
    if said in {"", "*"}:
        return None
    return max((int(version) for pk, version in TAG.findall(said) if int(pk) == assignment_id), default=NEVER)
