"""보고 절차 of one department: its head's page, and the administrator's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.actions.department_gates import offered, set_department_gates
from audits.errors import NotVisible
from audits.models import Department
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of


class DepartmentGatesForm(forms.Form):
    """As the office, or more."""

    gates = forms.ChoiceField(label=gettext_lazy("보고 절차"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["gates"]
        if isinstance(field, forms.ChoiceField):
            field.choices = offered()


@require_http_methods(["GET", "POST"])
def department_gates(request: HttpRequest, pk: int) -> HttpResponse:
    """What the department asks for; POST changes it. 404 for one that is not there today."""
    viewer = viewer_of(request)
    department = Department.objects.valid(viewer.on).inside().filter(pk=pk).first()
    if department is None:
        raise NotVisible
    if not viewer.may_set_gates(pk):
        raise PermissionDenied(_("보고 절차는 그 부서의 부서장과 시스템관리자가 정합니다."))
    form = DepartmentGatesForm(
        request.POST if request.method == "POST" else None, initial={"gates": department.gates}
    )
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["gates"]
        if attempt(form, lambda: set_department_gates(pk, wanted, by=viewer)):
            messages.success(request, _("저장하였습니다."))
            return redirect("department_gates", pk=pk)
    return render(request, "audits/department_gates.html", {"form": form, "department": department})
