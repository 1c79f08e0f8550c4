"""Filters that only figures lead to: hidden in the list's form, shown as its conditions, and taken off there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from audits.web.fields import DayField
from tracker.models import Verdict


class FigureFields(forms.Form):
    """What the first page's figures count and no visible field asks for (product.md rule 12)."""

    check = forms.ChoiceField(
        label=gettext_lazy("요구사항의 의회 확인"),
        required=False,
        choices=[("", ""), *Verdict.choices],
        widget=forms.HiddenInput,
    )
    owed = forms.BooleanField(label=gettext_lazy("남은 것"), required=False, widget=forms.HiddenInput)
    overdue_original = forms.BooleanField(
        label=gettext_lazy("당초 기한 경과"), required=False, widget=forms.HiddenInput
    )
    due_after = DayField(label=gettext_lazy("처리기한이 이날 뒤"), required=False, widget=forms.HiddenInput)
    due_before = DayField(label=gettext_lazy("처리기한이 이날 앞"), required=False, widget=forms.HiddenInput)
    original_after = DayField(
        label=gettext_lazy("당초 처리기한이 이날 뒤"), required=False, widget=forms.HiddenInput
    )
    original_before = DayField(
        label=gettext_lazy("당초 처리기한이 이날 앞"), required=False, widget=forms.HiddenInput
    )

    def figures(self) -> dict[str, Any]:
        """What of a `Filter` these fields ask for. Call on a valid form."""
        return {name: self.cleaned_data.get(name) or plain for name, plain in PLAIN.items()}


PLAIN: dict[str, Any] = {
    "check": "",
    "owed": False,
    "overdue_original": False,
    "due_after": None,
    "due_before": None,
    "original_after": None,
    "original_before": None,
}
