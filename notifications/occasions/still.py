"""Whether what was planned is still to be told, asked again when a mail is about to leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from notifications.models import Occasion, Reason


def reasons_against(occasions: Sequence[Occasion], on: date) -> dict[int, Reason]:  # noqa: ARG001
    """Why some of `occasions` are not to be told on `on`, by their id; whoever is not in it is told."""
    return {}
