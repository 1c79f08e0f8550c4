"""The two papers for whoever shows, makes or publishes one: frozen, from what it holds alone, or of a day."""

from __future__ import annotations

import hashlib
from datetime import date

from audits.models import Audit
from tracker.models import Paper, ReportFile, Snapshot
from tracker.reports.official import Official, of_snapshot, official_now


def of_file(file: ReportFile) -> Official:
    """What a file is made of. Raises NotAllowedNow for a day of which nothing is known."""
    if file.snapshot:
        return of_snapshot(file.snapshot, before(file.snapshot))
    return official_now(file.audit, Paper(file.paper), file.as_of)


def digest(snapshot: Snapshot) -> str:
    """SHA-256 over the bytes of the content; of one frozen before it was kept, reckoned now."""
    return snapshot.sha256 or hashlib.sha256(snapshot.content.encode()).hexdigest()


def before(snapshot: Snapshot) -> Snapshot | None:
    """The report of the same paper that was handed in before this one; what it holds comes with it.

    Only reports that were frozen before it count, so that it is the same one for ever.
    """
    earlier = Snapshot.objects.filter(audit=snapshot.audit_id, paper=snapshot.paper, pk__lt=snapshot.pk)
    return earlier.filter(as_of__lte=snapshot.as_of).order_by("-as_of", "-pk").first()


def newest(audit: Audit, paper: Paper, on: date) -> Snapshot | None:
    """The newest report of that paper handed in for `on` or a day before; what it holds comes with it."""
    frozen = Snapshot.objects.filter(audit=audit, paper=paper, as_of__lte=on)
    return frozen.order_by("-as_of", "-pk").first()
