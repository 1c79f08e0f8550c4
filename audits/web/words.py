"""구분·용어: by which categories demands are sorted, and what the office's own words mean in a document."""

from __future__ import annotations

from typing import Final

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.access import Act, Viewer
from audits.actions import categories, wordings
from audits.models import Category, Wording
from audits.statuses import ReportedStatus
from audits.web.memberships import attempt
from audits.web.settings_tabs import settings_tabs
from audits.web.viewer import viewer_of

HIGHEST_ID: Final = 2**63 - 1


class WordingForm(forms.Form):
    """One of the office's own words, and the status it stands for."""

    text = forms.CharField(
        label=gettext_lazy("용어"),
        max_length=40,
        help_text=gettext_lazy(
            "문서의 추진상황에 적히는 말입니다. 예: 조치완료. 띄어쓰기는 가리지 않습니다."
        ),
    )
    status = forms.ChoiceField(
        label=gettext_lazy("어느 상태로 보는가"),
        choices=ReportedStatus.choices,
        widget=forms.RadioSelect,
    )


class MeaningForm(forms.Form):
    """Another status for a word that is there."""

    status = forms.ChoiceField(
        label=gettext_lazy("어느 상태로 보는가"),
        choices=ReportedStatus.choices,
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET", "POST"])
def word_list(request: HttpRequest) -> HttpResponse:
    """Both lists; POST adds a wording, or moves a category one place `up` or `down`."""
    viewer = _required(request)
    act = request.POST.get("act", "")
    if act in {"up", "down"}:
        return _moved(request, viewer, up=act == "up")
    form = WordingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        added: Wording | None = attempt(form, lambda: wordings.add(asked["text"], asked["status"], by=viewer))
        if added:
            told = {"text": added.text, "status": added.get_status_display()}
            messages.success(request, _("용어를 더하였습니다: ‘%(text)s’(%(status)s)") % told)
            return redirect(f"{reverse('word_list')}#wordings")
    tabs = settings_tabs(viewer, "word_list")
    context = {**_categories(), "groups": _groups(), "form": form, "settings_tabs": tabs}
    return render(request, "audits/words.html", context)


@require_http_methods(["GET", "POST"])
def wording_change(request: HttpRequest, pk: int) -> HttpResponse:
    """What a word means from now on."""
    viewer = _required(request)
    wording = get_object_or_404(Wording, pk=pk)
    form = MeaningForm(request.POST or None, initial={"status": wording.status})
    if request.method == "POST" and form.is_valid():
        changed: Wording | None = attempt(
            form, lambda: wordings.change(pk, form.cleaned_data["status"], by=viewer)
        )
        if changed:
            messages.success(request, _("저장하였습니다."))
            return redirect(f"{reverse('word_list')}#wordings")
    return render(request, "audits/wording_change.html", {"wording": wording, "form": form})


@require_http_methods(["GET", "POST"])
def wording_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a word is to be understood no more; POST removes it. 404 where somebody has done so already."""
    viewer = _required(request)
    wording = get_object_or_404(Wording, pk=pk)
    if request.method == "GET":
        return render(request, "audits/wording_remove.html", {"wording": wording})
    wordings.remove(pk, by=viewer)
    messages.success(request, _("용어를 뺐습니다: ‘%(text)s’") % {"text": wording.text})
    return redirect(f"{reverse('word_list')}#wordings")


def _required(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    viewer.require(Act.KEEP_WORDS)
    return viewer


def _moved(request: HttpRequest, viewer: Viewer, *, up: bool) -> HttpResponse:
    named = request.POST.get("category", "")
    pk = int(named) if named.isascii() and named.isdigit() else 0
    if not 0 < pk <= HIGHEST_ID:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    categories.move(pk, up=up, by=viewer)
    return redirect(f"{reverse('word_list')}#category-{pk}")


def _categories() -> dict[str, object]:
    """The categories that are offered and those that are not, each with how many demands it has; one statement."""
    rows = list(Category.objects.annotate(used=Count("demands")))
    return {
        "offered": [row for row in rows if row.is_offered],
        "ended": [row for row in rows if not row.is_offered],
    }


def _groups() -> list[dict[str, object]]:
    """The words of each status, in the order of the statuses; one statement."""
    rows = list(Wording.objects.order_by("text"))
    return [
        {"code": status.value, "label": status.label, "words": [row for row in rows if row.status == status]}
        for status in ReportedStatus
    ]
