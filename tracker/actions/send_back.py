"""send_back (반려): a report at a gate goes back to who wrote it (lifecycle.md §4)."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from audits import record
from audits.access import Viewer
from tracker.actions.gates import at_gate
from tracker.actions.hold import entry, keep, reason_of
from tracker.actions.uploads import again
from tracker.lifecycle import Act
from tracker.models import Passage, ProgressUpdate, ReportDraft


@transaction.atomic
def send_back(assignment_id: int, *, version: int | None, reason: str, by: Viewer) -> ProgressUpdate:
    """End the report that waits, with a reason; its words become its author's draft again.

    Who may is who decides at that gate. Raises as `gates.at_gate`; ValidationError without a reason.
    """
    assignment, update = at_gate(assignment_id, Act.SEND_BACK, version=version, by=by)
    passage = Passage.objects.create(
        update=update, gate=update.gate, passed=False, reason=reason_of(reason), by=by.user, on=by.on
    )
    keep(assignment, [])
    back_to_author(update)
    told = {"update": update.pk, "gate": passage.gate}
    record.append(entry("report_sent_back", assignment, by, [passage], told, changed=[update]))
    return update


def back_to_author(update: ProgressUpdate) -> ReportDraft | None:
    """End a report at its gate without filing it, and give its words back; answers the draft they are in.

    A draft that the author has begun meanwhile stays as it is: the report remains readable among the reports of the
    assignment. The author of a token's report is its responsible person. The draft begins on the version that the
    assignment has now, so raise that first. The caller holds the assignment and writes the record.
    """
    update.gate = ""
    update.save(update_fields=["gate"])
    if update.author_id is None:
        return None
    draft, _ = ReportDraft.objects.get_or_create(
        assignment=update.assignment,
        author_id=update.author_id,
        defaults={"fields": partial(_as_typed, update), "base_version": update.assignment.version},
    )
    return draft


def _as_typed(update: ProgressUpdate) -> dict[str, str]:
    """The words of a report as the form keeps them, and its files once more, because they are used up."""
    day = update.planned_until
    pieces = list(update.evidence.standing().select_related("file").order_by("id"))
    rows = [piece.document_number or piece.url for piece in pieces]
    used = [piece.file for piece in pieces if piece.file]
    files = again(used, by=update.author) if update.author else []
    return {
        "status": update.status,
        "actions_taken": update.actions_taken,
        "plan": update.plan,
        "planned_until": f"{day.year}. {day.month}. {day.day}." if day else "",
        "continues": "on" if update.continues else "",
        "reason": update.reason,
        "receiver": update.receiver,
        "evidence": "\n".join(row for row in rows if row),
        **({"uploads": "\n".join(str(file.pk) for file in files)} if files else {}),
    }
