"""What is asked about sheets to fill in: which one, and the one that comes back."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from audits.access import Viewer
from audits.models import Audit, Department
from audits.web.sheet_form import SheetField
from tracker import access
from tracker.exports.form import Wanted
from tracker.exports.workbook import XLSX
from tracker.models import ReportingRound
from tracker.web.round_forms import RoundField


class SheetForm(forms.Form):
    """The sheet that comes back."""

    file = SheetField(label=_("작성한 서식"))


class TakeForm(forms.Form):
    """Which items the sheet is to have, of those this person writes or gathers reports of."""

    round = RoundField(
        ReportingRound.objects.none(), label=_("보고 회차"), required=False, empty_label=_("회차 없이")
    )
    audit = forms.ModelChoiceField(
        Audit.objects.none(), label=_("행정사무감사"), required=False, empty_label=_("모두")
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("부서"), required=False, empty_label=_("모두")
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = access.gathered(viewer).outstanding()
        # One that is over is asked for by an old address: it is told so, and not that there is none.
        rounds = access.visible_rounds(viewer).select_related("audit").newest_first()
        self._offer("round", rounds if self.is_bound else rounds.open())
        self._offer("audit", access.visible_audits(viewer).order_by("-year", "body"))
        self._offer("department", Department.objects.filter(pk__in=held.values("department")).ranked())

    def wanted(self) -> Wanted:
        """What was asked for. Call on a valid form."""
        return Wanted(**self.cleaned_data)

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows


def workbook(content: bytes, name: str) -> FileResponse:
    """An XLSX file to take away."""
    return taken_away(content, name, XLSX)


def taken_away(content: bytes, name: str, content_type: str) -> FileResponse:
    """A file to take away."""
    response = FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
