"""What the state of things brings: not received, without owner or officer, an offer that nobody answers."""

from __future__ import annotations

from datetime import date

from notifications.occasions.table import Due


def missing(on: date) -> list[Due]:  # noqa: ARG001
    """What stands so on `on` and has no row yet."""
    return []
