"""보고 견주기: two reports of one assignment side by side, heading by heading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from audits.access import Viewer
from audits.errors import NotVisible
from audits.web.viewer import viewer_of
from tracker import access
from tracker.models import Assignment, ProgressUpdate
from tracker.web.demands import label
from tracker.web.records.subjects import crumbs
from tracker.web.side_by_side import fields_of, side_by_side

MOST = 60  # reports to choose from, the newest


class Pair(forms.Form):
    """Which two reports stand beside each other."""

    left = forms.TypedChoiceField(label=gettext_lazy("앞의 보고"), coerce=int)
    right = forms.TypedChoiceField(label=gettext_lazy("뒤의 보고"), coerce=int)

    def __init__(self, *args: Any, updates: Sequence[ProgressUpdate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            if isinstance(each, forms.ChoiceField):
                each.choices = [(update.number, _name(update)) for update in updates]


@require_safe
def report_pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Two filed reports that the viewer may read, as chosen; else the last two."""
    viewer = viewer_of(request)
    access.require_reading(viewer)
    assignment = _assignment(pk, viewer)
    filed = access.visible_updates(viewer).filter(assignment=assignment, filed_at__isnull=False)
    updates = list(filed.select_related("department").order_by("-number")[:MOST])
    last_two = [str(update.number) for update in updates[:2]]
    chosen = {"right": request.GET.get("right", last_two[0] if last_two else "")}
    chosen["left"] = request.GET.get("left", last_two[-1] if last_two else "")
    form = Pair(chosen, updates=updates)
    demand = assignment.demand
    context = {
        "label": label(demand),
        "crumbs": crumbs(demand),
        "assignment": assignment,
        "form": form,
        "updates": updates,
        "pair": _beside(updates, form.cleaned_data) if len(updates) > 1 and form.is_valid() else None,
    }
    return render(request, "tracker/report_pair.html", context)


def _assignment(pk: int, viewer: Viewer) -> Assignment:
    rows = access.visible_to(viewer).select_related("demand__audit", "demand__category", "department")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def _beside(updates: Sequence[ProgressUpdate], chosen: dict[str, int]) -> dict[str, Any]:
    by_number = {update.number: update for update in updates}
    left, right = by_number[chosen["left"]], by_number[chosen["right"]]
    texts = side_by_side(fields_of(left), right)
    return {"left": left, "right": right, "texts": texts, "same": not any(text["differs"] for text in texts)}


def _name(update: ProgressUpdate) -> str:
    told = {"number": update.number, "on": f"{update.reported_on:%Y. %-m. %-d.}"}
    return _("%(number)d번째 보고 · %(on)s") % told
