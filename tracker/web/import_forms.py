"""The forms of an import: the file with what it does not say of itself, and what a person settles to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits import reference
from audits.access import Viewer
from audits.models import Committee
from audits.models.audit import normal_body
from audits.statuses import ReportedStatus
from audits.web.fields import DayField
from tracker import access, imports
from tracker.imports import Obstacle

CONFIRM: Final = "confirm"  # id of the form, for fields that stand beside the problem they settle


class UploadForm(forms.Form):
    """The file, and what it does not say of itself; a clerk brings in for the committees the clerk works for."""

    file = forms.FileField(
        label=gettext_lazy("보고서 파일"),
        help_text=gettext_lazy("글자로 저장한 문서(.txt), 20MB까지"),
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
        help_text=gettext_lazy("비우면 기한 미지정으로 둡니다"),
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
    """What was seen, why it is stored although something is open, and a choice for each obstacle a person settles."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, asked: Sequence[Obstacle], needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = {_name(obstacle): obstacle for obstacle in asked}
        known = _known() if asked else {}
        for name, obstacle in self._asked.items():
            self.fields[name] = _choice(obstacle, known[obstacle.field])
        if needs_reason:
            self.fields["reason"] = forms.CharField(
                label=_("남긴 채 확정하는 사유"),
                help_text=_("수가 다르거나 부서가 빈 채로 저장되며 사유는 처리 이력에 남습니다."),
                max_length=2000,
                widget=forms.Textarea,
                error_messages={"required": _("사유를 적어 주십시오.")},
            )

    def choices_made(self) -> imports.Choices:
        """What was chosen for which item. Call on a valid form."""
        return {
            (obstacle.number, obstacle.field): self.cleaned_data[name]
            for name, obstacle in self._asked.items()
        }

    def fields_of(self, number: int) -> list[forms.BoundField]:
        """The choices that belong to the item `number`."""
        return [self[name] for name, obstacle in self._asked.items() if obstacle.number == number]


def _name(obstacle: Obstacle) -> str:
    return f"{obstacle.field}_{obstacle.number}"


def _known() -> dict[str, list[tuple[str, str]]]:
    """What can be chosen, by the field of an obstacle: codes with their words."""
    answered = [status for status in ReportedStatus if status != ReportedStatus.NOT_REPORTED]
    return {
        imports.STATUS: [(status.value, str(status.label)) for status in answered],
        imports.CATEGORY: [(category.code, category.label) for category in reference.categories()],
    }


def _choice(obstacle: Obstacle, known: list[tuple[str, str]]) -> forms.ChoiceField:
    is_status = obstacle.field == imports.STATUS
    label = _("연번 %(number)d의 추진상황") if is_status else _("연번 %(number)d의 구분")
    return forms.ChoiceField(
        label=label % {"number": obstacle.number},
        choices=[("", _("고르지 않음")), *known],
        help_text=obstacle.message,
        error_messages={"required": _("하나를 골라 주십시오.")},
        widget=forms.Select(attrs={"form": CONFIRM}),
    )
