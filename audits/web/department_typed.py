"""부서 적기: the way to the first departments without a file; what was typed is looked at like an uploaded list."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.access import Act, Viewer
from audits.intake.department_list import Listed
from audits.intake.draft import Unreadable
from audits.intake.typed_departments import read_typed
from audits.models import Department
from audits.web import holding
from audits.web.department_sheet import HELD
from audits.web.fields import FirstDayField, LongTextField
from audits.web.viewer import viewer_of


class TypedForm(forms.Form):
    """Departments, one a line."""

    typed = LongTextField(
        label=gettext_lazy("부서"),
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy(
            "건제순으로 한 줄에 하나씩 적습니다. 실·국에 속한 부서는 그 실·국 아래에 한 칸 들여 적습니다."
        ),
    )
    start_on = FirstDayField(
        label=gettext_lazy("시작일"),
        required=False,
        help_text=gettext_lazy("처음 적을 때는 비웁니다. 그 뒤에는 새로 생긴 날을 적습니다. 예: 2026. 7. 1."),
    )


@require_http_methods(["GET", "POST"])
def department_typed(request: HttpRequest) -> HttpResponse:
    """Take what was typed and go on to what it would change; nothing is stored before that."""
    viewer = viewer_of(request)
    viewer.require(Act.KEEP_DEPARTMENTS)
    form = TypedForm(request.POST or None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid() and (listed := _listed(form, viewer)):
        if token := holding.hold(HELD, listed, viewer):
            return redirect("department_sheet_preview", token=token)
        form.add_error(None, holding.away())
        status = HTTPStatus.SERVICE_UNAVAILABLE
    return render(request, "audits/department_typed.html", {"form": form}, status=status)


def _listed(form: TypedForm, viewer: Viewer) -> Listed | None:
    """What was read; None with the reason on the form where nothing was typed."""
    there = dict(Department.objects.valid(viewer.on).inside().values_list("name", "rank"))
    asked = form.cleaned_data
    try:
        return read_typed(
            asked["typed"],
            known=list(there),
            after=max(there.values(), default=0),
            start_on=asked["start_on"],
        )
    except Unreadable as error:
        form.add_error("typed", str(error))
        return None
