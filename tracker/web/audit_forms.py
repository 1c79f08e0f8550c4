"""The forms with which the council sets an audit up, logs its demands and transmits it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from audits.access import Viewer
from audits.models import Audit, Category, Committee, PeriodUnit
from audits.web.fields import DayField, LongTextField
from tracker.actions.audits import AuditFacts, DemandFacts


class AuditForm(forms.Form):
    """What an audit is set up with; a clerk chooses among the committees that the clerk works for."""

    year = forms.IntegerField(
        label=_("감사 연도"),
        min_value=1991,
        max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    body = forms.CharField(label=_("감사대상기관"), max_length=100, help_text=_("예: 디지털도시국"))
    committee = forms.ModelChoiceField(
        Committee.objects.none(), label=_("소관 위원회"), required=False, empty_label=_("고르지 않음")
    )
    term = forms.CharField(label=_("대수"), max_length=30, required=False, help_text=_("예: 제11대"))
    session = forms.CharField(
        label=_("회기"), max_length=60, required=False, help_text=_("예: 제333회 정례회")
    )
    adopted_on = DayField(label=_("본회의 의결일"), required=False, help_text=_("예: 2026. 12. 18."))
    period_length = forms.IntegerField(
        label=_("처리 기간"),
        required=False,
        min_value=1,
        max_value=1000,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("이송일부터 셉니다. 날짜로 정하려면 비우고 아래 처리기한을 적습니다."),
    )
    period_unit = forms.ChoiceField(
        label=_("처리 기간 단위"), required=False, choices=[("", _("고르지 않음")), *PeriodUnit.choices]
    )
    default_due_date = DayField(
        label=_("처리기한"), required=False, help_text=_("처리 기간 대신 날짜로 정할 때 적습니다.")
    )
    receipt_days = forms.IntegerField(
        label=_("접수 확인 기한(근무일)"),
        min_value=1,
        max_value=60,
        initial=3,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("배부한 뒤 이만큼 지나도 접수를 확인하지 않으면 미접수로 알립니다."),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["committee"]
        if isinstance(field, forms.ModelChoiceField):
            today = Committee.objects.valid(viewer.on)
            own = today.filter(pk__in=viewer.committee_ids)
            field.queryset = own if viewer.committee_ids else today
            field.initial = own.first() if viewer.committee_ids else None

    def facts(self) -> AuditFacts:
        """What was asked for. Call on a valid form."""
        return AuditFacts(**self.cleaned_data)


class CommitteeForm(forms.Form):
    """Which committee of today follows an audit up from now on, and why where it has demands."""

    committee = forms.ModelChoiceField(
        Committee.objects.none(), label=_("새 소관 위원회"), empty_label=_("고르지 않음")
    )
    reason = LongTextField(label=_("사유"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, audit: Audit, has_demands: bool, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["committee"]
        if isinstance(field, forms.ModelChoiceField):
            others = [] if audit.committee_id is None else [audit.committee_id]
            field.queryset = Committee.objects.valid(viewer.on).exclude(pk__in=others)
        if not has_demands:
            del self.fields["reason"]


class DemandForm(forms.Form):
    """One demand; who raised it and where the minutes have it are seen by the council only.

    `keeps` is the category that a demand has: it may stay, even where nothing new is logged under it.
    """

    category = forms.ModelChoiceField(
        Category.objects.offered(), label=_("구분"), widget=forms.RadioSelect, empty_label=None
    )
    text = LongTextField(
        label=_("요구 내용"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("채택된 글을 그대로 옮깁니다. 이송하면 고정됩니다."),
    )
    raised_by = forms.CharField(
        label=_("지적 의원"), max_length=200, required=False, help_text=_("의회에서만 봅니다.")
    )
    minutes_reference = forms.CharField(
        label=_("회의록 출처"),
        max_length=200,
        required=False,
        help_text=_("의회에서만 봅니다. 예: 제333회 제3차, 12쪽"),
    )

    def __init__(self, *args: Any, keeps: Category | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        if keeps and isinstance(field, forms.ModelChoiceField):
            field.queryset = Category.objects.offered() | Category.objects.filter(pk=keeps.pk)

    def facts(self) -> DemandFacts:
        """What was asked for. Call on a valid form."""
        return DemandFacts(**self.cleaned_data)


class TransmittalForm(forms.Form):
    """The letter with which the council sends the demands."""

    on = DayField(label=_("이송일"), help_text=_("예: 2026. 12. 22."))
    number = forms.CharField(label=_("이송 문서번호"), max_length=60, help_text=_("예: 의사과-1234"))
