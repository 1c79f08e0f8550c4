"""The field of a form that takes a table (CSV or XLSX), and what was read in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.intake import sheet
from audits.intake.decode import MAX_BYTES
from audits.intake.draft import Unreadable


class SheetField(forms.FileField):
    """A file that is read as a table; its cleaned value is the `sheet.Book`."""

    def __init__(self, **kwargs: Any) -> None:
        defaults: dict[str, Any] = {
            "label": gettext_lazy("파일"),
            "help_text": gettext_lazy("엑셀(XLSX)이나 CSV, 20MB까지"),
            "allow_empty_file": True,
        }
        super().__init__(**defaults | kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The book that was sent. Raises ValidationError with one line for the sender."""
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(_("파일이 20MB보다 큽니다: %(name)s") % {"name": file.name})
        try:
            return sheet.read(file.read(), file.name or "")
        except Unreadable as error:
            raise ValidationError(str(error)) from error
