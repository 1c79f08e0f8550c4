"""What a history is asked for, kept in its address: a period, and what the acts are about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.access_record import start_of
from audits.models import Event
from audits.web.fields import DayField
from tracker.web.records.kinds import Group, kinds_of


@dataclass(frozen=True)
class Asked:
    """The days between which an entry was made, both within, and its group; empty fields ask for everything."""

    since: date | None = None
    until: date | None = None
    group: str = ""

    @property
    def question(self) -> str:
        """The filters as one text, to which the cursor of a page is bound."""
        return f"{self.since}:{self.until}:{self.group}"

    def of(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """Those of `events` that are asked for."""
        if self.since:
            events = events.filter(at__gte=start_of(self.since))
        if self.until:
            events = events.filter(at__lt=start_of(self.until + timedelta(days=1)))
        return events.filter(kind__in=kinds_of(self.group)) if self.group else events


class HistoryForm(forms.Form):
    """The filters of a history. `groups` are those that can be in it."""

    since = DayField(label=gettext_lazy("기간 시작"), required=False)
    until = DayField(label=gettext_lazy("기간 끝"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("종류"), required=False)

    def __init__(self, *args: Any, groups: Collection[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.fields["group"]
        if isinstance(group, forms.ChoiceField):
            group.choices = [("", _("전체")), *((each.value, each.label) for each in Group if each in groups)]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            raise ValidationError({"until": _("기간 끝은 기간 시작보다 이른 날일 수 없습니다.")})
        return told

    def asked(self) -> Asked:
        """What is asked for. Call on a valid form."""
        told = self.cleaned_data
        return Asked(told.get("since"), told.get("until"), told.get("group") or "")
