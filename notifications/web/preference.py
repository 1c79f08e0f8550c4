"""수신 설정: how often and in which language one's mails come, and who gets them as well while one is away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.access import Viewer
from audits.models import Department
from audits.web import deputies
from audits.web.viewer import viewer_of
from notifications import access
from notifications.actions.prefer import prefer
from notifications.models import Frequency, Preference

MEANS: Final = (
    (Frequency.DAILY, gettext_lazy("매일: 근무일마다 08:00에 한 통. 알릴 것이 없는 날은 보내지 않습니다.")),
    (Frequency.WEEKLY, gettext_lazy("매주: 첫 근무일 08:00에 한 통. 알릴 것이 없는 주는 보내지 않습니다.")),
    (Frequency.NONE, gettext_lazy("받지 않음: 끌 수 없는 것만 보냅니다.")),
)
# Where nothing stays that cannot be switched off.
MEANS_OF_ALL: Final = (*MEANS[:-1], (Frequency.NONE, Frequency.NONE.label))
STAYS: Final = gettext_lazy(
    "끌 수 없는 것: 기한이 지난 소관이 있으면 무엇을 골라도 매주 한 통을 보냅니다. "
    "처리기한, 보완 요구, 처리 촉구 같은 처리 안내도 그대로 보냅니다."
)
NOTHING_STAYS: Final = gettext_lazy(
    "의원에게는 고른 대로만 보내며, 받지 않음을 고르면 아무것도 보내지 않습니다."
)


class PreferenceForm(forms.Form):
    """What one chooses of `means`. `stays` says what is sent whatever one chooses."""

    frequency = forms.ChoiceField()
    language = forms.ChoiceField(
        label=gettext_lazy("메일의 언어"),
        required=False,
        choices=[("", gettext_lazy("기관의 언어")), *settings.LANGUAGES],
    )

    def __init__(
        self, *args: Any, means: Sequence[tuple[str, str | Promise]], stays: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["frequency"] = forms.ChoiceField(
            label=_("현황 알림"), choices=means, help_text=stays, widget=forms.RadioSelect
        )


@require_http_methods(["GET", "POST"])
def mail_preference(request: HttpRequest) -> HttpResponse:
    """What is in force for this person; POST changes it."""
    viewer = viewer_of(request)
    access.require(viewer, access.Act.SET_MAIL_PREFERENCE)
    means, stays = (MEANS, STAYS) if access.is_told_of_overdue(viewer) else (MEANS_OF_ALL, NOTHING_STAYS)
    form = PreferenceForm(request.POST or None, initial=_in_force(viewer), means=means, stays=str(stays))
    if request.method == "POST" and form.is_valid() and _kept(form, viewer):
        messages.success(request, _("저장하였습니다."))
        return redirect("mail_preference")
    context = {
        "form": form,
        "address": viewer.user.email,
        "stand_in_for_me": deputies.rows(Q(deputy_for=viewer.user), viewer),
        "i_stand_in": deputies.rows(Q(user=viewer.user), viewer),
        "departments": Department.objects.filter(pk__in=viewer.department_ids).ranked(),
    }
    return render(request, "notifications/preference.html", context)


def _kept(form: PreferenceForm, viewer: Viewer) -> bool:
    """Whether it was kept; else the form says why not."""
    try:
        prefer(**form.cleaned_data, by=viewer)
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    return True


def _in_force(viewer: Viewer) -> dict[str, str]:
    kept = Preference.objects.filter(user=viewer.user).first() or Preference()
    return {"frequency": kept.frequency or access.own_frequency(viewer), "language": kept.language}
