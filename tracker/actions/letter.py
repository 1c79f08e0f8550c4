"""The letter by which reports reach the council: its day and number (제출일, 제출 문서번호)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Letter:
    """A letter of the executive to the council."""

    on: date
    number: str

    def check(self, today: date) -> None:
        """Raise ValidationError by field without a number, or for a day to come."""
        faults = {}
        if not self.number.strip():
            faults["number"] = _("문서번호를 적어 주십시오.")
        if self.on > today:
            faults["on"] = _("제출일은 오늘이거나 그 전이어야 합니다.")
        if faults:
            raise ValidationError(faults)
