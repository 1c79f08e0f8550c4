"""The versions of a demand's text: all of them, and two side by side (product.md rule 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from audits.access import Viewer
from audits.models import Demand, DemandVersion, User
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions.audits import BEFORE_TRANSMITTAL
from tracker.web.demands import label
from tracker.web.records.differences import compared
from tracker.web.records.names import as_of, with_seats
from tracker.web.records.subjects import crumbs, visible_demand


class Pair(forms.Form):
    """Which two versions stand beside each other."""

    left = forms.TypedChoiceField(label=gettext_lazy("왼쪽"), coerce=int)
    right = forms.TypedChoiceField(label=gettext_lazy("오른쪽"), coerce=int)

    def __init__(self, *args: Any, numbers: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            if isinstance(each, forms.ChoiceField):
                each.choices = [(number, _("%(number)s판") % {"number": number}) for number in numbers]


@require_safe
def demand_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The versions that the viewer may read, the newest first, and of them the chosen two; else the last two."""
    viewer = viewer_of(request)
    demand = visible_demand(viewer, pk)
    versions = _readable(demand, viewer)
    numbers = [row.number for row in versions]
    last_two = {"left": numbers[:2][-1], "right": numbers[0]}
    form = Pair({name: request.GET.get(name, last) for name, last in last_two.items()}, numbers=numbers)
    context = {
        "label": label(demand),
        "crumbs": crumbs(demand),
        "form": form,
        "pair": _beside(versions, form.cleaned_data) if form.is_valid() and len(versions) > 1 else None,
        "rows": _rows(versions),
    }
    return render(request, "tracker/versions.html", context)


def _readable(demand: Demand, viewer: Viewer) -> list[DemandVersion]:
    """The newest first; what the council rewrote before it sent the demand is for the council alone."""
    versions = list(DemandVersion.objects.filter(demand=demand).order_by("-number"))
    if access.may_read(viewer, access.Right.SEE_COUNCIL_FACTS):
        return versions
    later = list(takewhile(lambda row: row.reason != BEFORE_TRANSMITTAL, versions))
    return versions[: len(later) + 1]


def _beside(versions: Sequence[DemandVersion], chosen: Mapping[str, int]) -> dict[str, Any]:
    """The two texts in parts, in the order they were chosen."""
    by_number = {row.number: row for row in versions}
    left, right = by_number[chosen["left"]], by_number[chosen["right"]]
    before, after = compared(left.text, right.text)
    return {"same": left.text.split() == right.text.split(), "sides": [(left, before), (right, after)]}


def _rows(versions: Sequence[DemandVersion]) -> list[dict[str, Any]]:
    people = with_seats({row.by_id for row in versions if row.by_id})
    return [
        {
            "number": row.number,
            "at": row.created_at,
            "who": _who(people.get(row.by_id or 0), row),
            "reason": row.reason,
            "text": row.text,
        }
        for row in versions
    ]


def _who(person: User | None, row: DemandVersion) -> str:
    return as_of(person, timezone.localdate(row.created_at)) if person else ""
