"""What a reporting round is opened with, and how rounds are named in a choice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.access import Viewer
from audits.models import Audit
from audits.web.fields import DayField
from tracker import access
from tracker.actions.rounds import LONGEST_NAME
from tracker.lifecycle import Act
from tracker.models import Assignment, ReportingRound


class RoundField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django gives it none at run time
    """A choice among rounds, each with its audit: 2025년도 행감 1차 보고. The audits have to be loaded."""

    def label_from_instance(self, obj: Any) -> str:
        """The round as people name it."""
        return f"{obj.title} · {obj.audit.body}"


class ChangeForm(forms.Form):
    """Name and day of a round."""

    name = forms.CharField(
        label=gettext_lazy("보고 회차"), max_length=LONGEST_NAME, help_text=gettext_lazy("예: 1차 보고")
    )
    due_on = DayField(
        label=gettext_lazy("보고 기한"),
        help_text=gettext_lazy("이날까지 새 보고나 변동 없음 보고를 받습니다. 예: 2026. 3. 31."),
    )


class OpenForm(ChangeForm):
    """Of which audit, beside name and day: one in which something is owed."""

    audit = forms.ModelChoiceField(
        Audit.objects.none(), label=gettext_lazy("행정사무감사"), empty_label=gettext_lazy("고르지 않음")
    )
    field_order = ("audit", "name", "due_on")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owed = Assignment.objects.outstanding().filter(demand__audit=OuterRef("pk"))
        field = self.fields["audit"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = access.audits_for(viewer, Act.OPEN_ROUND).filter(Exists(owed))


def next_name(audit: Audit) -> str:
    """What the next round of an audit is called unless somebody says otherwise: 2차 보고."""
    before = ReportingRound.objects.filter(audit=audit, cancelled_on__isnull=True).count()
    return _("%(number)d차 보고") % {"number": before + 1}
