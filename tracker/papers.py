"""The two papers as one finds them: a frozen one from what it holds alone, another as an audit stood on a day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tracker.models import Paper, ReportFile, Snapshot
from tracker.reports.official import Official, official, official_now


def of_snapshot(snapshot: Snapshot, before: Snapshot | None = None) -> Official:
    """A frozen report, with what has changed since `before`, where that is given."""
    earlier = content_of(before) if before else None
    return official(content_of(snapshot), sha256=digest(snapshot), is_frozen=True, before=earlier)


def of_file(file: ReportFile) -> Official:
    """What a file is made of. Raises NotAllowedNow for a day of which nothing is known."""
    if file.snapshot:
        return of_snapshot(file.snapshot, before(file.snapshot))
    return official_now(file.audit, Paper(file.paper), file.as_of)


def content_of(snapshot: Snapshot) -> Mapping[str, Any]:
    """What a snapshot holds."""
    content: Mapping[str, Any] = json.loads(snapshot.content)
    return content


def digest(snapshot: Snapshot) -> str:
    """SHA-256 over the bytes of the content; of one frozen before it was kept, reckoned now."""
    return snapshot.sha256 or hashlib.sha256(snapshot.content.encode()).hexdigest()


def before(snapshot: Snapshot) -> Snapshot | None:
    """The report of the same paper that was frozen before this one."""
    earlier = Snapshot.objects.filter(audit=snapshot.audit_id, paper=snapshot.paper, pk__lt=snapshot.pk)
    return earlier.filter(as_of__lte=snapshot.as_of).order_by("-as_of", "-pk").first()
