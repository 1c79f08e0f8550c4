"""What dates bring: the rungs of the ladder around due dates, and around the due dates of reporting rounds."""

from __future__ import annotations

from datetime import date

from notifications.occasions.table import Due


def missing(on: date) -> list[Due]:  # noqa: ARG001
    """What has come up by `on` and has no row yet; what a later rung has replaced is `passed`."""
    return []
