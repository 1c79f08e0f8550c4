"""The letter by which reports reach the council, as forms ask for it."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from audits.web.fields import DayField
from tracker.actions.gates import LONGEST_NUMBER
from tracker.actions.letter import Letter


class LetterForm(forms.Form):
    """Its number and its day."""

    number = forms.CharField(
        label=_("제출 문서번호"), max_length=LONGEST_NUMBER, help_text=_("예: 기획담당관-1234")
    )
    on = DayField(label=_("제출일"), help_text=_("예: 2026. 3. 5."))

    def letter(self) -> Letter:
        """The letter. Call on a valid form."""
        return Letter(on=self.cleaned_data["on"], number=self.cleaned_data["number"])

    def checked(self, today: date) -> Letter:
        """The letter, where it may be of `today`. Raises as `Letter.check`."""
        letter = self.letter()
        letter.check(today)
        return letter
