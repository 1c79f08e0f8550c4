"""What the ledger is asked for: one of its tabs, and within it a kind, a person or department, a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audits.web.fields import DayField
from notifications.models import Kind, Notification, Occasion, OccasionState, State
from notifications.models.notification import NotificationQuerySet
from notifications.models.occasion import OccasionQuerySet


@dataclass(frozen=True)
class Tab:
    """One part of the ledger. `empty` is said where there is nothing in it."""

    code: str
    label: Promise
    states: frozenset[State]
    empty: Promise


TABS: Final = (
    Tab(
        "coming",
        _("발송 예정"),
        frozenset({State.PLANNED, State.QUEUED, State.LEASED}),
        _("보내려고 기다리는 알림이 없습니다."),
    ),
    Tab("sent", _("발송 완료"), frozenset({State.SENT}), _("아직 보낸 알림이 없습니다.")),
    Tab("failed", _("발송 실패"), frozenset({State.FAILED, State.DEAD}), _("보내지 못한 알림이 없습니다.")),
    Tab(
        "uncertain",
        _("확인 필요"),
        frozenset({State.UNCERTAIN}),
        _("받았는지 알 수 없는 알림이 없습니다."),
    ),
    Tab("skipped", _("발송 안 함"), frozenset({State.SKIPPED}), _("만들었으나 보내지 않은 알림이 없습니다.")),
)
# Occasions that no mail carries: what came up and was not told.
PASSED: Final = Tab("passed", _("알리지 않은 일"), frozenset(), _("알리지 않고 넘어간 일이 없습니다."))
BY_CODE: Final[Mapping[str, Tab]] = {tab.code: tab for tab in (*TABS, PASSED)}


class LedgerFilter(forms.Form):
    """What the list is asked for."""

    tab = forms.ChoiceField(
        required=False, choices=[(code, tab.label) for code, tab in BY_CODE.items()], widget=forms.HiddenInput
    )
    who = forms.CharField(label=_("받는 사람"), required=False, max_length=254)
    kind = forms.ChoiceField(label=_("종류"), required=False, choices=[("", _("전체")), *Kind.choices])
    day = DayField(label=_("날짜"), required=False, help_text=_("보낸 날, 보내지 않은 것은 만든 날입니다."))


@dataclass(frozen=True)
class Asked:
    """What is asked, read: `query` says it again in an address."""

    tab: Tab = TABS[0]
    who: str = ""
    kind: str = ""
    day: date | None = None

    @classmethod
    def of(cls, form: LedgerFilter) -> Asked:
        """Of a form; what cannot be read asks for nothing."""
        said: Mapping[str, Any] = form.cleaned_data if form.is_valid() else {}
        tab = BY_CODE.get(said.get("tab", ""), TABS[0])
        return cls(tab, said.get("who", ""), said.get("kind", ""), said.get("day"))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the tab is asked."""
        return bool(self.who or self.kind or self.day)

    def mails(self) -> NotificationQuerySet:
        """The mails of every tab that are asked for."""
        rows = Notification.objects.all()
        if self.who:
            rows = rows.about(self.who)
        if self.kind:
            rows = rows.filter(kind=self.kind)
        return rows.of_day(*_bounds(self.day)) if self.day else rows

    def passed(self) -> OccasionQuerySet:
        """The occasions that were not told; a kind of mail asks for none."""
        rows = Occasion.objects.filter(state=OccasionState.SKIPPED)
        if self.who:
            rows = rows.about(self.who)
        if self.day:
            rows = rows.filter(on=self.day)
        return rows.none() if self.kind else rows

    def query(self, **more: str) -> str:
        """The question as an address has it, with something else beside it or in its place."""
        said = {
            "tab": self.tab.code,
            "who": self.who,
            "kind": self.kind,
            "day": self.day.isoformat() if self.day else "",
        }
        return "?" + urlencode({name: value for name, value in (said | more).items() if value})


def _bounds(day: date) -> tuple[datetime, datetime]:
    begins = timezone.make_aware(datetime.combine(day, time.min))
    return begins, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
