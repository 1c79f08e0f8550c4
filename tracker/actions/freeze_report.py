"""freeze_report (보고서 확정): the figures and rows of an audit as of a day, never changed afterwards."""

from __future__ import annotations

import hashlib
from datetime import date

from audits.access import Viewer
from audits.models import Audit
from audits.record import Entry
from tracker.models import Paper, ReportingRound, Snapshot
from tracker.reports.frozen import content


def freeze(
    audit: Audit,
    paper: Paper,
    *,
    round_: ReportingRound | None = None,
    title: str = "",
    on: date | None = None,
    by: Viewer,
) -> tuple[Snapshot, Entry]:
    """Freeze the report of an audit as of `on`, by itself the viewer's day, with what the record has to keep of it.

    The caller has asked for the right, holds every demand of the audit, and writes the record last. Raises
    NotAllowedNow for a day of which the record tells nothing (`reports.as_of`).
    """
    day = on or by.on
    text = content(audit, paper, day, round_, title, today=by.on)
    snapshot = Snapshot.objects.create(
        audit=audit,
        round=round_,
        paper=paper,
        title=title.strip(),
        as_of=day,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        content=text,
        by=by.user,
    )
    facts = {"on": day, "audit": audit.pk, "round": round_.pk if round_ else None, "paper": paper.value}
    return snapshot, Entry("report_frozen", snapshot, by.user, rows=[snapshot], facts=facts)
