"""One department: what it is called in short, what it does, where it is written to, and its place in the order."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.access import Act
from audits.actions.department_list import Facts, change_department, editable, state_of
from audits.intake.department_list import HIGHEST_RANK, LONGEST, Head
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of


class DepartmentForm(forms.Form):
    """What may change without a reorganisation; `seen` is what the form was filled in with."""

    rank = forms.IntegerField(
        label=gettext_lazy("건제순"),
        min_value=1,
        max_value=HIGHEST_RANK,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    short_names = forms.CharField(
        label=gettext_lazy("줄인 이름"),
        max_length=LONGEST[Head.ALIASES],
        required=False,
        help_text=gettext_lazy("쉼표로 나누어 적습니다. 보고서를 불러올 때 이 이름도 이 부서로 읽습니다."),
    )
    duties = forms.CharField(
        label=gettext_lazy("사무"),
        max_length=LONGEST[Head.DUTIES],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    mailbox = forms.EmailField(
        label=gettext_lazy("부서 공용 전자우편"), max_length=LONGEST[Head.MAILBOX], required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def facts(self) -> Facts:
        """What was asked for. Call on a valid form."""
        asked = self.cleaned_data
        return Facts(asked["rank"], asked["short_names"], asked["duties"], asked["mailbox"])


@require_http_methods(["GET", "POST"])
def department_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a department; POST changes it. 404 for one that is over."""
    viewer = viewer_of(request)
    viewer.require(Act.KEEP_DEPARTMENTS)
    department = editable(pk, viewer.on)
    form = DepartmentForm(
        request.POST or None,
        initial={
            "rank": department.rank,
            "short_names": ", ".join(department.short_names),
            "duties": department.duties,
            "mailbox": department.mailbox,
            "seen": state_of(department),
        },
    )
    checked = request.method == "POST" and form.is_valid()
    if checked and attempt(
        form, lambda: change_department(pk, form.facts(), seen=form.cleaned_data["seen"], by=viewer)
    ):
        messages.success(request, _("저장하였습니다."))
        return redirect("department_list")
    # Once it was told that somebody saved first, what is typed is meant for what is there now.
    seen = form["seen"].value() if form.is_bound and not checked else state_of(department)
    context = {"form": form, "department": department, "seen": seen}
    return render(request, "audits/department_edit.html", context)
