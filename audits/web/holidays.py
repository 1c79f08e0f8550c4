"""Holidays by year: one is added, one is removed after asking, a year without any is filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
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
from audits.web.settings_tabs import settings_tabs
from audits.web.viewer import viewer_of


class HolidayForm(forms.Form):
    """A day off and what it is called."""

    date = DayField(label=gettext_lazy("날짜"), help_text=gettext_lazy("예: 2026. 3. 5."))
    name = forms.CharField(
        label=gettext_lazy("이름"), max_length=100, help_text=gettext_lazy("예: 임시공휴일")
    )


@require_http_methods(["GET", "POST"])
def holiday_list(
    request: HttpRequest, affected: Callable[[Viewer], Mapping[str, object]] | None = None
) -> HttpResponse:
    """The holidays of one year (`year`, else this one); POST adds a day, or fills the year if `act` says so.

    `affected` answers the `count` of due dates that fall on a holiday and the `url` where they are moved, where
    there are any: due dates are another app's.
    """
    viewer = viewer_of(request)
    viewer.require(Act.MANAGE_HOLIDAYS)
    year = _asked_year(request, viewer)
    if request.POST.get("act") == "fill":
        _fill(request, year, viewer)
        return redirect(_address(year))
    form = HolidayForm(request.POST or None)
    added = _added(form, viewer) if request.method == "POST" else None
    if added:
        messages.success(request, _("휴일을 더하였습니다: %(holiday)s") % {"holiday": _written(added)})
        return redirect(_address(added.date.year))
    context = _context(year, form) | {
        "affected": affected(viewer) if affected else {},
        "settings_tabs": settings_tabs(viewer, "holiday_list"),
    }
    return render(request, "audits/holidays.html", context)


@require_http_methods(["GET", "POST"])
def holiday_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a holiday is to be removed; POST removes it. 404 where somebody has done so already."""
    viewer = viewer_of(request)
    viewer.require(Act.MANAGE_HOLIDAYS)
    holiday = get_object_or_404(Holiday, pk=pk)
    back = _address(holiday.date.year)
    if request.method == "GET":
        return render(request, "audits/holidays_remove.html", {"holiday": holiday, "back_url": back})
    holidays.remove(pk, by=viewer)
    messages.success(request, _("휴일을 뺐습니다: %(holiday)s") % {"holiday": _written(holiday)})
    return redirect(back)


def _asked_year(request: HttpRequest, viewer: Viewer) -> int:
    asked = request.GET.get("year") or str(viewer.on.year)
    found = {str(year): year for year in holidays.YEARS}.get(asked)
    if found is None:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    return found


def _added(form: HolidayForm, viewer: Viewer) -> Holiday | None:
    if not form.is_valid():
        return None
    asked = form.cleaned_data
    added: Holiday | None = attempt(form, lambda: holidays.add(asked["date"], asked["name"], by=viewer))
    return added


def _fill(request: HttpRequest, year: int, viewer: Viewer) -> None:
    try:
        added = holidays.fill_year(year, by=viewer)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        told = _("%(year)d년 휴일 %(count)d일을 더하였습니다.") % {"year": year, "count": added}
        messages.success(request, told)


def _context(year: int, form: HolidayForm) -> dict[str, object]:
    return {
        "year": year,
        "holidays": Holiday.objects.filter(date__year=year),
        "form": form,
        "before": _beside(year - 1),
        "after": _beside(year + 1),
    }


def _beside(year: int) -> dict[str, object]:
    return {"year": year, "url": _address(year)} if year in holidays.YEARS else {}


def _address(year: int) -> str:
    return f"{reverse('holiday_list')}?{urlencode({'year': year})}"


def _written(holiday: Holiday) -> str:
    return f"{DayField().prepare_value(holiday.date)} {holiday.name}"
