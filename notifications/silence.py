"""발송 중단 경보: what those who answer for the installation are told when a part of it has fallen silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notifications.models import Part
from notifications.recipients import Recipient


@dataclass(frozen=True)
class Silent:
    """A part, when it last showed life (None: never), and the minutes since then when it was noticed."""

    part: Part
    since: datetime | None
    minutes: int


@dataclass(frozen=True)
class SilenceAlarm:
    """What `to` is told: what was silent `at` that moment, and who noticed. `url` leads to the ledger."""

    to: Recipient
    at: datetime
    parts: Sequence[Silent]
    noticed_by: str
    url: str

    @property
    def minutes(self) -> int:
        """How long the longest of them has been silent."""
        return max((each.minutes for each in self.parts), default=0)
