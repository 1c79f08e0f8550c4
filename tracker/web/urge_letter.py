"""처리 촉구 공문 붙임: audit, departments and 기준일 are chosen, counted, printed or taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from audits import shown
from audits.access import Viewer
from audits.models import Audit, Department
from audits.web.fields import DayField
from audits.web.reasons import with_reason
from audits.web.viewer import viewer_of
from tracker import access, reports
from tracker.exports import hwpx
from tracker.exports import urge_letter as letters
from tracker.exports.workbook import XLSX
from tracker.models import ReportForm
from tracker.reports import Late
from tracker.web import asked
from tracker.web.sheet_forms import taken_away

MOST_ON_PAPER: Final = 2_000
MOST_IN_A_FILE: Final = 30_000
_WRITERS: Final[Mapping[str, tuple[Callable[[letters.Letter], bytes], str]]] = {
    ReportForm.XLSX: (letters.written, XLSX),
    ReportForm.HWPX: (hwpx.letter_written, hwpx.HWPX),
}


class UrgeForm(forms.Form):
    """Which of what is overdue, and as of which day."""

    audit = forms.ModelChoiceField(
        Audit.objects.none(),
        label=gettext_lazy("행정사무감사"),
        required=False,
        empty_label=gettext_lazy("모두"),
    )
    on = DayField(
        label=gettext_lazy("기준일"),
        help_text=gettext_lazy("이날 처리기한이 지났고 지금도 처리되지 않은 것을 셉니다."),
    )

    def __init__(self, asked_for: Mapping[str, Any], *, viewer: Viewer) -> None:
        super().__init__({"on": viewer.on, **{name: value for name, value in asked_for.items() if value}})
        self.viewer = viewer
        audit = self.fields["audit"]
        if isinstance(audit, forms.ModelChoiceField):
            audit.queryset = access.visible_audits(viewer).order_by("-year", "body", "id")

    def clean_on(self) -> date:
        """Raises ValidationError for a day to come: nobody knows what will be late then."""
        on: date = self.cleaned_data["on"]
        if on > self.viewer.on:
            raise ValidationError(_("기준일은 오늘까지의 날이어야 합니다."))
        return on

    def late(self) -> Late:
        """What is asked for. Call on a valid form."""
        audit = self.cleaned_data["audit"]
        return Late(self.viewer.on, self.cleaned_data["on"], audit.pk if audit else None)

    def question(self) -> dict[str, str]:
        """The same as a part of an address. Call on a valid form."""
        audit, on = self.cleaned_data["audit"], self.cleaned_data["on"]
        return {"audit": str(audit.pk) if audit else "", "on": on.isoformat()}


@require_safe
def urge_letter(request: HttpRequest) -> HttpResponse:
    """How many each department has overdue, in 건제순, to choose from; five statements, however many."""
    viewer = _viewer(request)
    form = UrgeForm(request.GET.dict(), viewer=viewer)
    context: dict[str, object] = {"form": form, "rows": []}
    if form.is_valid():
        counts = reports.late_counts(form.late())
        found = _departments(counts)
        shown.add(len(found))
        context |= {
            "on": form.cleaned_data["on"],
            "question": form.question(),
            "rows": [
                {"pk": each.pk, "name": each.name, "count": counts[each.pk], "url": _list_url(form, each.pk)}
                for each in found
            ],
            "without_owner": counts.get(None, 0),
            "without_owner_url": _list_url(form, 0),
            "total": sum(counts.values()),
            "most_on_paper": MOST_ON_PAPER,
        }
    return render(request, "tracker/urge_letter.html", context)


@require_safe
def urge_letter_paper(request: HttpRequest) -> HttpResponse:
    """The letter to print, a department a page; back to the choice where there is nothing or too much."""
    viewer = _viewer(request)
    form, chosen, count = _chosen(request, viewer)
    if why := _unfit(count, MOST_ON_PAPER):
        return _back(request, form, why)
    shown.add(count)
    letter = letters.letter(form.late(), chosen)
    context = {
        "letter": letter,
        "title": letters.TITLE,
        "heads": letters.HEADS,
        "back_url": _choice_url(form),
    }
    return render(request, "tracker/urge_letter_paper.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def urge_letter_file(request: HttpRequest) -> HttpResponseBase:
    """The letter as a workbook or as HWPX (`form`); a reason first (`audits.web.reasons`)."""
    viewer = _viewer(request)
    form, chosen, count = _chosen(request, viewer)
    kind = request.GET.get("form") or ReportForm.XLSX
    if kind not in _WRITERS:
        raise asked.nonsense()
    if why := _unfit(count, MOST_IN_A_FILE):
        return _back(request, form, why)
    name = f"처리촉구_{form.cleaned_data['on']:%Y%m%d}.{kind}"

    def download() -> HttpResponseBase:
        write, content_type = _WRITERS[kind]
        return taken_away(write(letters.letter(form.late(), chosen)), name, content_type)

    title = _("처리 촉구 공문 붙임 내려받기")
    return with_reason(request, download, title=title, items=count, back_url=_choice_url(form))


def _viewer(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    access.require_reading(viewer, access.Right.TAKE_URGE_LETTER)
    return viewer


def _departments(counts: Mapping[int | None, int]) -> Sequence[Department]:
    return list(Department.objects.filter(pk__in=[pk for pk in counts if pk]).ranked())


def _chosen(request: HttpRequest, viewer: Viewer) -> tuple[UrgeForm, frozenset[int], int]:
    """What the address asks for: the form, the departments chosen that have something overdue, and how much.

    Raises BadRequest where the address makes no sense.
    """
    form = UrgeForm({name: request.GET.get(name, "") for name in ("audit", "on")}, viewer=viewer)
    if not form.is_valid():
        raise asked.nonsense()
    wanted = {asked.number(pk) for pk in request.GET.getlist("department")}
    counts = reports.late_counts(form.late())
    chosen = frozenset(pk for pk in counts if pk and pk in wanted)
    return form, chosen, sum(counts[pk] for pk in chosen)


def _unfit(count: int, most: int) -> str:
    """Why so many items make no letter; empty where they do."""
    if not count:
        return _("고른 부서에 처리기한이 지난 것이 없습니다. 부서를 골라 주십시오.")
    if count > most:
        told = _("%(count)d건은 한 번에 만들 수 없습니다(%(most)d건까지). 부서를 나누어 골라 주십시오.")
        return told % {"count": count, "most": most}
    return ""


def _back(request: HttpRequest, form: UrgeForm, why: str) -> HttpResponse:
    messages.warning(request, why)
    return redirect(_choice_url(form))


def _choice_url(form: UrgeForm) -> str:
    return f"{reverse('urge_letter')}?{urlencode(form.question())}"


def _list_url(form: UrgeForm, department: int) -> str:
    """The list of what is counted; empty for an earlier day, of which the list knows nothing."""
    if form.cleaned_data["on"] != form.viewer.on:
        return ""
    asked_for = {"audit": form.question()["audit"], "department": str(department), "overdue": "on"}
    return (
        f"{reverse('demand_list')}?{urlencode({name: value for name, value in asked_for.items() if value})}"
    )
