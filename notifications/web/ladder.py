"""알림 단계: on which days around a due date who is told, for those who may decide it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from notifications import access, ladder
from notifications.actions.change_ladder import change_ladder
from notifications.ladder import DEFAULTS, Setting, Step, Unit
from notifications.models import OccasionKind as Kind
from notifications.occasions.table import ROUNDS
from tracker.deadlines import Holidays, next_working_day

AHEAD: Final = timedelta(days=30)
UNITS: Final[Mapping[Unit, str | Promise]] = {
    Unit.BEFORE: gettext_lazy("근무일 전"),
    Unit.ON: gettext_lazy("당일"),
    Unit.AFTER: gettext_lazy("근무일 뒤"),
    Unit.LATE: gettext_lazy("일 뒤"),
}
MEANINGS: Final[Mapping[Kind, str | Promise]] = {
    Kind.DUE_EARLY: gettext_lazy("처리기한이 다가옴을 담당자에게 미리 알립니다."),
    Kind.DUE_SOON: gettext_lazy("처리기한이 가까움을 담당자에게 알립니다."),
    Kind.DUE_TODAY: gettext_lazy("처리기한 당일에 담당자에게 알립니다. 휴일에도 보냅니다."),
    Kind.OVERDUE: gettext_lazy(
        "처리기한이 지났음을 담당자에게 알립니다. 그 뒤에는 처리할 때까지 주간 현황 알림이 매주 알리며, 끌 수 없습니다."
    ),
    Kind.OVERDUE_HEAD: gettext_lazy("그때까지 처리하지 않은 소관을 부서장에게 한 번 알립니다."),
    Kind.OVERDUE_COORDINATOR: gettext_lazy("그때까지 처리하지 않은 소관을 총괄부서에 한 번 알립니다."),
    Kind.OVERDUE_CLERK: gettext_lazy(
        "그때까지 처리하지 않은 소관을 전문위원실에 알립니다. 그 뒤에는 주간 현황 알림이 매주 알립니다."
    ),
    Kind.ROUND_DUE: gettext_lazy("보고 회차에 아직 보고하지 않은 소관을 보고 기한 전에 담당자에게 알립니다."),
    Kind.ROUND_OVERDUE: gettext_lazy("보고 기한이 지나도 보고하지 않은 소관을 담당자에게 알립니다."),
}


class LadderForm(forms.Form):
    """The days of each rung, and whether it is on; `seen` is the ladder as it stood when the page was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, steps: Sequence[Step], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = _written(steps)
        for step in steps:
            default = DEFAULTS[step.kind]
            if default.unit != Unit.ON:
                self.fields[step.kind.value] = _days_field(step)
            if not default.always:
                label = _("%(step)s 사용") % {"step": step.kind.label}
                self.fields[_on(step.kind)] = forms.BooleanField(
                    label=label, required=False, initial=step.is_on
                )

    @property
    def wanted(self) -> dict[Kind, Setting]:
        """What was asked for. Call on a valid form."""
        asked = self.cleaned_data
        return {kind: Setting(asked.get(kind.value, 0), asked.get(_on(kind), True)) for kind in DEFAULTS}

    def look_again(self, steps: Sequence[Step]) -> None:
        """Show what was typed beside the ladder as it stands now, so that it can be saved knowingly."""
        self.data = dict(self.data.items()) | {"seen": _written(steps)}


@require_http_methods(["GET", "POST"])
def notification_ladder(request: HttpRequest) -> HttpResponse:
    """The ladder in force; POST changes it from today on."""
    viewer = viewer_of(request)
    access.require(viewer, access.Act.SET_LADDER)
    steps = ladder.in_force(viewer.on)
    form = LadderForm(request.POST if request.method == "POST" else None, steps=steps)
    if request.method == "POST" and form.is_valid():
        seen = _read(form.cleaned_data["seen"])
        if attempt(form, lambda: change_ladder(form.wanted, by=viewer, seen=seen)) is not None:
            messages.success(request, _("저장하였습니다."))
            return redirect("notification_ladder")
        form.look_again(steps)
    holidays = ladder.holidays_around(viewer.on)
    due = next_working_day(viewer.on + AHEAD, holidays)
    context = {"form": form, "due": due, "rows": [_row(step, form, due, holidays) for step in steps]}
    return render(request, "notifications/ladder.html", context)


def _row(step: Step, form: LadderForm, due: date, holidays: Holidays) -> dict[str, Any]:
    fields = form.fields
    return {
        "label": step.kind.label,
        "meaning": MEANINGS[step.kind],
        "unit": UNITS[step.unit],
        "days": form[step.kind.value] if step.kind.value in fields else None,
        "on": form[_on(step.kind)] if _on(step.kind) in fields else None,
        "since": step.since,
        "of_round": step.kind in ROUNDS,
        "example": ladder.day_of(step, due, holidays),
    }


def _days_field(step: Step) -> forms.IntegerField:
    default = DEFAULTS[step.kind]
    bounds = {"min": default.least, "max": default.most}
    return forms.IntegerField(
        label=step.kind.label,
        initial=step.days,
        widget=forms.NumberInput(attrs=bounds),
        error_messages={"invalid": _("날수를 숫자로 적어 주십시오.")},
    )


def _on(kind: Kind) -> str:
    return f"{kind.value}_on"


def _written(steps: Sequence[Step]) -> str:
    """The ladder as a hidden field carries it."""
    return " ".join(f"{step.kind.value}:{step.days}:{step.is_on:d}" for step in steps)


def _read(written: str) -> dict[Kind, Setting]:
    """What `_written` wrote; whatever else stands there counts for nothing."""
    found = re.findall(r"\b([a-z_]+):(\d{1,4}):([01])\b", written)
    return {
        Kind(name): Setting(int(days), is_on == "1") for name, days, is_on in found if name in set(DEFAULTS)
    }
