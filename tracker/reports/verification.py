"""Closing reports that wait for the council, as one person has them to check: the counts of the queue."""

from __future__ import annotations

from audits.access import Viewer
from tracker import access, claims
from tracker.claims import Place


def claims_waiting(viewer: Viewer) -> int:
    """How many wait for this person; over all committees it is `awaiting_verification`."""
    return access.checked_by(viewer).awaiting_verification().count()


def claims_ahead(viewer: Viewer, place: Place) -> int:
    """How many of them come before a place in the queue."""
    return claims.before(claims.waiting(viewer), place).count()
