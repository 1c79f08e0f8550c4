"""freeze_report (보고서 확정): the figures and rows of an audit as they are, never changed afterwards."""

from __future__ import annotations

from audits.access import Viewer
from audits.models import Audit
from audits.record import Entry
from tracker.models import Paper, ReportingRound, Snapshot
from tracker.reports.frozen import frozen


def freeze(
    audit: Audit, paper: Paper, *, round_: ReportingRound | None = None, by: Viewer
) -> tuple[Snapshot, Entry]:
    """Freeze the report of an audit as of the viewer's day, with what the record has to keep of it.

    The caller has asked for the right, holds every demand of the audit, and writes the record last.
    """
    snapshot = Snapshot.objects.create(
        audit=audit,
        round=round_,
        paper=paper,
        as_of=by.on,
        content=frozen(audit, on=by.on, round_=round_),
        by=by.user,
    )
    facts = {"on": by.on, "audit": audit.pk, "round": round_.pk if round_ else None, "paper": paper.value}
    return snapshot, Entry("report_frozen", snapshot, by.user, rows=[snapshot], facts=facts)
