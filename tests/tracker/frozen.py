"""A frozen report of an audit, for tests that are about something else."""

from __future__ import annotations

import hashlib
from datetime import date

from audits.models import Audit
from tests.conftest import TODAY
from tracker.models import Paper, Snapshot
from tracker.reports.frozen import content


def frozen_report(
    audit: Audit, paper: Paper = Paper.RESULT, *, as_of: date = TODAY, title: str = "시연 보고서"
) -> Snapshot:
    """The report of `audit` as of a day, as it stands now and without an entry of the record."""
    text = content(audit, paper, as_of, title=title, today=as_of)
    digest = hashlib.sha256(text.encode()).hexdigest()
    kept = {"audit": audit, "paper": paper, "title": title, "as_of": as_of}
    return Snapshot.objects.create(**kept, content=text, sha256=digest)
