"""receive (접수 확인): a department confirms that it has a demand."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from audits import record
from audits.access import Viewer
from audits.errors import NotVisible
from audits.record import Entry
from tracker import access
from tracker.actions.hold import entry
from tracker.lifecycle import Act, next_stage
from tracker.models import Assignment, Stage


@transaction.atomic
def receive(assignment_ids: Collection[int], *, by: Viewer) -> list[Assignment]:
    """Confirm receipt of these assignments, all or none; what was confirmed before stays as it is.

    Answers them in order of id. Raises NotVisible, PermissionDenied and NotAllowedNow.
    """
    found = list(
        Assignment.objects.locked()
        .filter(pk__in=assignment_ids)
        .filter(pk__in=access.visible_to(by).values("pk"))
        .select_related("department")
    )
    if len(found) != len(set(assignment_ids)):
        raise NotVisible
    for assignment in found:
        access.require(by, Act.RECEIVE, assignment)
        next_stage(Act.RECEIVE, assignment.stage)
    fresh = [assignment for assignment in found if assignment.stage == Stage.ASSIGNED]
    for assignment in fresh:
        assignment.stage = next_stage(Act.RECEIVE, assignment.stage)
        assignment.received_on = by.on
    Assignment.objects.bulk_update(fresh, ["stage", "received_on"])
    record.append_all([received(assignment, by) for assignment in fresh])
    return found


def received(assignment: Assignment, by: Viewer) -> Entry:
    """The entry of a receipt, also where a first report stands for it."""
    return entry("received", assignment, by)
