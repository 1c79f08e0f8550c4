"""What is asked about a meeting: when it is, what it decided, what became known of it later."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits import committees
from audits.access import Viewer
from audits.models import Audit, Committee, Demand
from audits.web.fields import DayField, LongTextField
from tracker import access
from tracker.models import Conclusion, Meeting


class MeetingForm(forms.Form):
    """When a committee meets or met, as of which day its papers stand, and where its minutes are."""

    committee = forms.ModelChoiceField(
        Committee.objects.none(), label=gettext_lazy("위원회"), empty_label=gettext_lazy("고르지 않음")
    )
    held_on = DayField(label=gettext_lazy("회의일"), help_text=gettext_lazy("예: 2026. 3. 5."))
    name = forms.CharField(
        label=gettext_lazy("회의 이름"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("예: 제333회 정례회 제3차"),
    )
    cut_off = DayField(
        label=gettext_lazy("자료 기준일"),
        required=False,
        help_text=gettext_lazy("회의 자료가 이날을 기준으로 나옵니다. 비워 두면 회의 전날입니다."),
    )
    minutes_reference = forms.CharField(
        label=gettext_lazy("회의록 출처"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("회의 뒤에 적어도 됩니다."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        committees = access.book_committees(viewer).order_by("name", "id")
        _offer(self.fields["committee"], committees)
        if len(committees) == 1:
            self.fields["committee"].initial = committees[0]


class ConclusionForm(forms.Form):
    """What was concluded about a demand that is known already: beside its item on the paper."""

    conclusion = forms.ChoiceField(
        label=gettext_lazy("결정"), choices=Conclusion.choices, widget=forms.RadioSelect
    )
    words = LongTextField(
        label=gettext_lazy("결정 내용"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(ConclusionForm):
    """What was concluded about one demand, which is named by its audit and number."""

    audit = forms.ModelChoiceField(
        Audit.objects.none(), label=gettext_lazy("행정사무감사"), empty_label=gettext_lazy("고르지 않음")
    )
    number = forms.IntegerField(label=gettext_lazy("연번"), min_value=1, max_value=99_999)
    field_order = ("audit", "number", "conclusion", "words")

    def __init__(self, *args: Any, meeting: Meeting, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = committees.with_later({meeting.committee_id}, viewer.on)
        theirs = Q(committee__in=later) | Q(committee=None)
        _offer(self.fields["audit"], access.visible_audits(viewer).filter(theirs))

    def clean(self) -> dict[str, Any]:
        """Find the demand of the audit by its number."""
        said = super().clean() or self.cleaned_data
        if said.get("audit") and said.get("number"):
            said["demand"] = Demand.objects.filter(audit=said["audit"], number=said["number"]).first()
            if said["demand"] is None:
                self.add_error("number", _("이 감사에 그 연번의 요구사항이 없습니다."))
        return said


class CutOffForm(forms.Form):
    """Another day as of which the papers stand."""

    cut_off = DayField(
        label=gettext_lazy("자료 기준일"),
        required=False,
        help_text=gettext_lazy("회의일까지 바꿀 수 있습니다. 비워 두면 회의 전날입니다."),
    )


class MinutesForm(forms.Form):
    """Where the minutes are, once they are there."""

    minutes = forms.CharField(
        label=gettext_lazy("회의록 출처"),
        max_length=200,
        help_text=gettext_lazy("예: 제333회 도시위 제3차, 12쪽"),
    )


class CallOffForm(forms.Form):
    """Why a meeting does not take place."""

    reason = LongTextField(
        label=gettext_lazy("취소 사유"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )


def _offer(field: forms.Field, rows: Any) -> None:
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
