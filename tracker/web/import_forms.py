"""The forms of an import: the file with what it does not say of itself, and what a person settles to confirm."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.access import Viewer
from audits.models import Committee
from audits.models.audit import normal_body
from audits.web.fields import DayField
from tracker import access, imports

CONFIRM: Final = "confirm"  # id of the form
ACCEPTED: Final = ".txt,.html,.htm,.hwpx,.hwp,.xlsx,.xlsm,.pdf,.csv,.tsv"


class UploadForm(forms.Form):
    """The file, and what it does not say of itself; a clerk brings in for the committees the clerk works for."""

    file = forms.FileField(
        label=gettext_lazy("보고서 파일"),
        help_text=gettext_lazy(
            "한글(HWPX, HWP), 엑셀(XLSX), PDF(글자가 들어 있는 것), "
            "웹 문서(HTML), 표(CSV, TSV), 글(TXT)을 읽습니다. 20MB까지"
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        allow_empty_file=True,
    )
    year = forms.IntegerField(
        label=gettext_lazy("감사 연도"),
        min_value=imports.FIRST_YEAR,
        max_value=imports.LAST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    body = forms.CharField(label=gettext_lazy("감사대상기관"))
    committee = forms.ModelChoiceField(
        Committee.objects.none(),
        label=gettext_lazy("소관 위원회"),
        required=False,
        empty_label=gettext_lazy("고르지 않음"),
        help_text=gettext_lazy("위원회 담당자는 여기서 고른 위원회의 감사만 볼 수 있습니다."),
    )
    report_date = DayField(
        label=gettext_lazy("보고 기준일"),
        required=False,
        help_text=gettext_lazy(
            "이 날의 부서 이름으로 읽습니다. 비우면 감사 연도의 12. 31.입니다. 예: 2020. 11. 1."
        ),
    )
    due_date = DayField(
        label=gettext_lazy("처리기한"),
        required=False,
        help_text=gettext_lazy("비우면 기한 미지정으로 둡니다."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = viewer.on
        field = self.fields["committee"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = possible = access.eligible_committees(viewer)
            field.required = access.needs_committee(viewer)
            field.initial = possible.first() if possible.count() == 1 else None

    def clean_body(self) -> str:
        """The body as it is stored."""
        return normal_body(self.cleaned_data["body"])

    def clean(self) -> dict[str, Any]:
        """What was asked for. Refuses days to come, days out of order and a body that cannot be stored."""
        asked: dict[str, Any] = super().clean() or self.cleaned_data
        names = ("year", "body", "report_date", "due_date")
        if not self.errors:
            try:
                imports.check_facts(today=self._today, **{name: asked[name] for name in names})
            except ValidationError as error:
                self.add_error(None, error)
        return asked


class ConfirmForm(forms.Form):
    """What was seen, why it is stored although something is open, and that the document's own year is another one."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self, *args: Any, needs_reason: bool, year: int, other_year: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if other_year:
            told = {"other": other_year, "year": year}
            self.fields["other_year"] = forms.BooleanField(
                label=_("문서에는 %(other)d년도로 적혀 있으나 %(year)d년도 감사로 저장합니다") % told,
                error_messages={
                    "required": _("연도를 확인하고 표시하여 주십시오. 잘못 적었으면 다시 올려 주십시오.")
                },
            )
        if needs_reason:
            self.fields["reason"] = forms.CharField(
                label=_("남긴 채 확정하는 사유"),
                help_text=_(
                    "수가 다르거나 확인할 곳이 남은 채, 또는 항목을 빼고 저장하며 사유는 문서와 함께 남습니다."
                ),
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": _("사유를 적어 주십시오.")},
            )
