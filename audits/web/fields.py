"""Form fields that every page shares."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from audits.intake import dates


class LongTextField(forms.CharField):
    """A long text with a limit that is told when it is sent.

    A limit that the browser keeps cuts off what is pasted beyond it, without a word.
    """

    widget = forms.Textarea
    default_error_messages = {
        "max_length": _("%(limit_value)s자까지 적을 수 있습니다. 지금 %(show_value)s자입니다.")
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """What a widget needs to be told; not where the text has to end."""
        attributes = super().widget_attrs(widget)
        return {name: value for name, value in attributes.items() if name != "maxlength"}


class DayField(forms.Field):
    """A day as officials type it (2026. 3. 5., ’26. 12월); a month or a year means its last day."""

    widget = forms.TextInput
    read: Callable[[str], date | None] = staticmethod(dates.read_date)

    def to_python(self, value: object) -> date | None:
        """The day meant, None for nothing typed. Raises ValidationError with an example."""
        if isinstance(value, date) or value in self.empty_values:
            return value if isinstance(value, date) else None
        found = self.read(str(value))
        if found is None:
            raise ValidationError(
                _("날짜로 읽을 수 없습니다. 예: 2026. 3. 5. 또는 ’26. 12월"), code="date_unreadable"
            )
        return found

    def prepare_value(self, value: object) -> object:
        """A day is shown as 2026. 3. 5.; what was typed is shown again as typed."""
        return f"{value.year}. {value.month}. {value.day}." if isinstance(value, date) else value


class FirstDayField(DayField):
    """The earliest day that may be meant: a month or a year means its first day."""

    read = staticmethod(dates.read_first_day)
