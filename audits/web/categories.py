"""One category: added, called otherwise, offered no more or again."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits.access import Act, Viewer
from audits.actions import categories
from audits.actions.categories import Naming
from audits.models import Category
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of


class CategoryForm(forms.Form):
    """What a category is called, and by which words a document heads it."""

    label = forms.CharField(
        label=gettext_lazy("구분 이름"),
        max_length=60,
        help_text=gettext_lazy("총괄표와 보고서에 적히는 이름입니다. 예: 시정·처리요구사항"),
    )
    short_label = forms.CharField(
        label=gettext_lazy("줄인 이름"),
        max_length=20,
        help_text=gettext_lazy("목록에서 번호 앞에 적습니다. 예: 시정"),
    )
    headings = forms.CharField(
        label=gettext_lazy("문서에서 쓰는 다른 말"),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "한 줄에 하나씩 적습니다. 보고서를 불러올 때 이 말이 나오면 이 구분으로 읽습니다."
        ),
    )

    def naming(self) -> Naming:
        """What was typed. Call on a valid form."""
        asked = self.cleaned_data
        return Naming(asked["label"], asked["short_label"], asked["headings"].splitlines())


@require_http_methods(["GET", "POST"])
def category_add(request: HttpRequest) -> HttpResponse:
    """구분 더하기; goes back to the list."""
    viewer = _required(request)
    form = CategoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added: Category | None = attempt(form, lambda: categories.add(form.naming(), by=viewer))
        if added:
            messages.success(request, _("구분을 더하였습니다: %(label)s") % {"label": added.label})
            return redirect(f"{reverse('word_list')}#category-{added.pk}")
    return render(request, "audits/category_form.html", {"form": form, "category": None})


@require_http_methods(["GET", "POST"])
def category_change(request: HttpRequest, pk: int) -> HttpResponse:
    """What a category is called from now on."""
    viewer = _required(request)
    category = get_object_or_404(Category, pk=pk)
    now = {
        "label": category.label,
        "short_label": category.short_label,
        "headings": "\n".join(category.headings),
    }
    form = CategoryForm(request.POST or None, initial=now)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt(form, lambda: categories.change(pk, form.naming(), by=viewer)):
        messages.success(request, _("저장하였습니다."))
        return redirect(f"{reverse('word_list')}#category-{pk}")
    context = {"form": form, "category": category, "used": category.demands.count()}
    return render(request, "audits/category_form.html", context)


@require_http_methods(["GET", "POST"])
def category_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a category is to be offered no more, or again, and say what comes of it; POST does it."""
    viewer = _required(request)
    category = get_object_or_404(Category, pk=pk)
    if request.method == "GET":
        context = {"category": category, "used": category.demands.count()}
        return render(request, "audits/category_offer.html", context)
    offered = request.POST.get("act") == "resume"
    categories.offer(pk, offered=offered, by=viewer)
    told = _("구분을 다시 씁니다: %(label)s") if offered else _("구분을 더 쓰지 않습니다: %(label)s")
    messages.success(request, told % {"label": category.label})
    return redirect("word_list")


def _required(request: HttpRequest) -> Viewer:
    viewer = viewer_of(request)
    viewer.require(Act.KEEP_WORDS)
    return viewer
