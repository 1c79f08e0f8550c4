"""What a demand's assignments add up to (lifecycle.md §6). Pure."""

from __future__ import annotations

from collections.abc import Collection

from audits.statuses import ReportedStatus as Status
from tracker.models.states import Verdict


def standing(statuses: Collection[str]) -> Status:
    """Standing of a demand from the reported statuses of its live assignments; the first line that fits."""
    found = {Status(status) for status in statuses}
    if not found:
        return Status.NOT_REPORTED
    if len(found) == 1:
        return found.pop()
    unfinished = found & {Status.NOT_REPORTED, Status.UNDER_REVIEW}
    if Status.IN_PROGRESS in found or (Status.COMPLETED in found and unfinished):
        return Status.IN_PROGRESS
    rest = (Status.UNDER_REVIEW, Status.NOT_REPORTED, Status.NOT_ACCEPTED)
    return next((status for status in rest if status in found), Status.TRANSFERRED)


def verification(verdicts: Collection[str]) -> Verdict:
    """The council's check of a demand from that of its live assignments: the worst that is there."""
    found = {Verdict(verdict) for verdict in verdicts}
    for verdict in (Verdict.CONTRADICTED, Verdict.INSUFFICIENT, Verdict.AWAITING):
        if verdict in found:
            return verdict
    return Verdict.CONFIRMED if found == {Verdict.CONFIRMED} else Verdict.NONE
