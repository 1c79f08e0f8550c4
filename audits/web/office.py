"""The administrator's page of the settings of the installation."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.access import Act
from audits.actions.office import change_office
from audits.gates import Gates
from audits.models import Department, Office
from audits.web.settings_tabs import settings_tabs
from audits.web.viewer import viewer_of


class OfficeForm(forms.Form):
    """The settings, as one form."""

    council_distributes = forms.BooleanField(
        label=gettext_lazy("의회가 부서에 바로 배부"),
        required=False,
        help_text=gettext_lazy(
            "표시하면 의회사무처와 전문위원실도 부서 배부를 합니다. 이송에 이어서 배부 화면이 나옵니다."
        ),
    )
    gates = forms.ChoiceField(
        label=gettext_lazy("보고 절차"),
        choices=Gates.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "부서의 보고가 의회에 보이기까지 거치는 곳입니다. 부서는 더 거치게 정할 수 있습니다."
        ),
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("처리결과 공개"),
        required=False,
        help_text=gettext_lazy(
            "표시하면 의회사무처가 공개한 확정 보고서를 로그인하지 않은 사람도 봅니다. 사람 이름, 확인 필요 사항, "
            "검토의견은 공개하지 않습니다."
        ),
    )


@require_http_methods(["GET", "POST"])
def office(request: HttpRequest) -> HttpResponse:
    """The settings in force; POST changes them."""
    viewer = viewer_of(request)
    viewer.require(Act.CHANGE_OFFICE)
    current = Office.current()
    now = {name: getattr(current, name) for name in OfficeForm.base_fields}
    form = OfficeForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        change_office(**form.cleaned_data, by=viewer)
        messages.success(request, _("저장하였습니다."))
        return redirect("office")
    tighter = Department.objects.valid(viewer.on).inside().exclude(gates="").ranked()
    tabs = settings_tabs(viewer, "office")
    context = {"form": form, "tighter": tighter, "settings_tabs": tabs}
    return render(request, "audits/office.html", context)
