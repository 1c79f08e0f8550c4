"""보기: lists that somebody looks at again and again, those of everybody's and one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from audits.access import Viewer
from audits.errors import NotVisible
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions import saved_views
from tracker.lifecycle import Act
from tracker.models import SavedView
from tracker.web.filter_form import THIS_WEEK, FilterForm, question
from tracker.web.list_address import Pairs, address, same

DELETE: Final = "delete"
REPLACE: Final = "replace"


@dataclass(frozen=True)
class View:
    """A view that is there for everybody with a use for it."""

    label: str | Promise
    asks: Pairs
    allowed: Callable[[Viewer], bool]


def _everybody(viewer: Viewer) -> bool:
    return access.may_read(viewer, access.Right.READ_DEMANDS)


def _checks(viewer: Viewer) -> bool:
    return access.may_read(viewer, access.Right.VERIFY)


def _settles(viewer: Viewer) -> bool:
    return access.may(viewer, Act.MOVE) or access.may(viewer, Act.ASSIGN)


def _names_officers(viewer: Viewer) -> bool:
    return _settles(viewer) or access.may(viewer, Act.REPORT)


BUILT_IN: Final = (
    View(gettext_lazy("기한 경과"), (("overdue", "on"), ("order", "due_date")), _everybody),
    View(gettext_lazy("이번 주 마감"), (("due", THIS_WEEK), ("order", "due_date")), _everybody),
    View(gettext_lazy("확인 대기"), (("verification", "awaiting"),), _checks),
    View(gettext_lazy("담당자 없음"), (("without_officer", "on"),), _names_officers),
    View(gettext_lazy("소관 없음"), (("department", "0"),), _settles),
    View(gettext_lazy("중점관리"), (("priority", "on"),), _everybody),
)


class NameForm(forms.Form):
    """What a view is called."""

    name = forms.CharField(label=gettext_lazy("보기 이름"), max_length=40)


def menu(viewer: Viewer, asked: Pairs) -> dict[str, Any]:
    """The views to choose from beside the list, and which of them it shows; one statement."""
    built_in: list[dict[str, Any]] = [
        {"label": view.label, "url": address(view.asks, reverse("demand_list")), "on": same(view.asks, asked)}
        for view in BUILT_IN
        if view.allowed(viewer)
    ]
    own: list[dict[str, Any]] = [
        {"label": view.name, "url": reverse("demand_view", args=[view.pk]), "on": same(_asks(view), asked)}
        for view in SavedView.objects.filter(owner=viewer.user)
    ]
    return {
        "built_in": built_in,
        "own": own,
        "now": next((each["label"] for each in [*own, *built_in] if each["on"]), ""),
        "save_url": address(asked, reverse("demand_views")) if asked else "",
        "all_url": reverse("demand_views"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def demand_views(request: HttpRequest) -> HttpResponse:
    """One's own views, and, where the address carries a question of the list, a form that keeps it."""
    viewer = viewer_of(request)
    access.require_reading(viewer)
    asked = question(request.GET)
    form = NameForm(request.POST if asked and request.method == "POST" else None)
    taken = False
    if form.is_valid():
        replace = request.POST.get("step") == REPLACE
        try:
            view = saved_views.save_view(
                form.cleaned_data["name"], address(asked)[1:], by=viewer, replace=replace
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            taken = form.has_error("name", saved_views.TAKEN)
        else:
            messages.success(request, _("보기를 저장하였습니다: %(name)s") % {"name": view.name})
            return redirect(address(asked, reverse("demand_list")))
    context = {
        "form": form,
        "taken": taken,
        "asked": bool(asked),
        "chips": _in_words(asked, viewer),
        "rows": [_row(view) for view in SavedView.objects.filter(owner=viewer.user)],
        "back_url": address(asked, reverse("demand_list")) if asked else reverse("demand_list"),
    }
    return render(request, "tracker/views.html", context)


@require_safe
def demand_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the list as a view asks for it; what there is no more is left out, and said. 404 for another's."""
    viewer = viewer_of(request)
    view = _own(pk, viewer)
    form = FilterForm(QueryDict(view.query), viewer=viewer)
    asked = form.asked()
    if not form.is_valid():
        asked = form.without_broken()
        gone = ", ".join(str(form.fields[name].label) for name in form.errors if name in form.fields)
        told = _("‘%(view)s’ 보기에서 지금은 없는 조건을 빼고 열었습니다: %(gone)s")
        messages.warning(request, told % {"view": view.name, "gone": gone})
    return redirect(address(asked, reverse("demand_list")))


@require_http_methods(["GET", "HEAD", "POST"])
def demand_view_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Renames an own view, or deletes it. 404 for another's."""
    viewer = viewer_of(request)
    view = _own(pk, viewer)
    if request.method == "POST" and request.POST.get("step") == DELETE:
        saved_views.delete_view(pk, by=viewer)
        messages.success(request, _("보기를 삭제하였습니다: %(name)s") % {"name": view.name})
        return redirect("demand_views")
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": view.name})
    if form.is_valid():
        try:
            saved_views.rename_view(pk, form.cleaned_data["name"], by=viewer)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("저장하였습니다."))
            return redirect("demand_views")
    context = {"form": form, "view": view, "chips": _in_words(_asks(view), viewer)}
    return render(request, "tracker/view_change.html", context)


def _own(pk: int, viewer: Viewer) -> SavedView:
    access.require_reading(viewer)
    view = SavedView.objects.filter(pk=pk, owner=viewer.user).first()
    if view is None:
        raise NotVisible
    return view


def _asks(view: SavedView) -> Pairs:
    return question(QueryDict(view.query))


def _row(view: SavedView) -> dict[str, Any]:
    return {
        "name": view.name,
        "url": reverse("demand_view", args=[view.pk]),
        "change_url": reverse("demand_view_change", args=[view.pk]),
        "saved_at": view.saved_at,
    }


def _in_words(asked: Pairs, viewer: Viewer) -> list[dict[str, str]]:
    """The conditions, as far as there still are such."""
    if not asked:
        return []
    form = FilterForm(QueryDict(address(asked)[1:]), viewer=viewer)
    if form.is_valid():
        return form.chips()
    form = FilterForm(QueryDict(address(form.without_broken())[1:]), viewer=viewer)
    return form.chips() if form.is_valid() else []
