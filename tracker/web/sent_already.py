"""A button pressed twice reports once: what comes second is known as the same report, not as somebody else's."""

from __future__ import annotations

from collections.abc import Mapping

from audits.access import Viewer
from audits.statuses import ReportedStatus as Status
from tracker.actions.drafts import uploads_of
from tracker.models import ProgressUpdate
from tracker.web.side_by_side import side_by_side


def sent_already(fields: Mapping[str, str], there: ProgressUpdate | None, viewer: Viewer) -> bool:
    """Whether the report that stands is what this person typed, evidence included.

    Asked only where the form began on an older version: who says the same again on today's version means to.
    """
    if there is None or there.author_id != viewer.user.pk:
        return False
    if any(text["differs"] for text in side_by_side(fields, there)) or _differs(fields, there):
        return False
    pieces = len(fields.get("evidence", "").splitlines()) + len(set(uploads_of(fields)))
    return pieces == there.evidence.count()


def _differs(fields: Mapping[str, str], there: ProgressUpdate) -> bool:
    """Whether something is typed that belongs to its status alone and does not stand there."""
    asked = {
        Status.NOT_ACCEPTED: (fields.get("reason", ""), there.reason),
        Status.TRANSFERRED: (fields.get("receiver", ""), there.receiver),
        Status.COMPLETED: ("on" if fields.get("continues") else "", "on" if there.continues else ""),
    }
    typed, stands = asked.get(Status(there.status), ("", ""))
    return typed.split() != stands.split()
