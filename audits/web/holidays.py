"""Holidays by year: one is added, one is removed after asking, a year without any is filled."""

from __future__ import annotations

from datetime import date
from typing import Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.access import Act, Viewer
from audits.actions import holidays
from audits.models import Holiday
from audits.web.fields import DayField
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of

ACTS: Final = frozenset({"add", "fill"})


class HolidayForm(forms.Form):
    """A day off and what it is called."""

    date = DayField(label=gettext_lazy("날짜"), help_text=gettext_lazy("예: 2026. 3. 5."))
    name = forms.CharField(
        label=gettext_lazy("이름"), max_length=100, help_text=gettext_lazy("예: 임시공휴일")
    )


@require_http_methods(["GET", "POST"])
def holiday_list(request: HttpRequest) -> HttpResponse:
    """The holidays of one year (`year`, else this one); POST does what `act` names and comes back."""
    viewer = viewer_of(request)
    viewer.require(Act.MANAGE_HOLIDAYS)
    year = _asked_year(request, viewer)
    act = request.POST.get("act", "")
    if request.method == "POST" and act not in ACTS:
        raise BadRequest(_("알 수 없는 요청입니다. 화면을 다시 열어 주십시오."))
    if act == "fill":
        _fill(request, year, viewer)
        return redirect(_address(year))
    form = HolidayForm(request.POST or None)
    if act == "add" and form.is_valid():
        added = attempt(form, lambda: holidays.add(**form.cleaned_data_for_add(), by=viewer))
        if added:
            _say(request, _("휴일을 더하였습니다: %(day)s %(name)s"), added)
            return redirect(_address(added.date.year))
    return render(request, "audits/holidays.html", _context(year, form))


@require_http_methods(["GET", "POST"])
def holiday_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a holiday is to be removed; POST removes it. 404 where somebody has done so already."""
    viewer = viewer_of(request)
    viewer.require(Act.MANAGE_HOLIDAYS)
    holiday = get_object_or_404(Holiday, pk=pk)
    back = _address(holiday.date.year)
    if request.method == "POST":
        _remove(request, pk, viewer)
        return redirect(back)
    return render(request, "audits/holidays_remove.html", {"holiday": holiday, "back_url": back})
