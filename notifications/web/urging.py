"""처리 촉구 for many at once: chosen in a list, looked at by department, asked for, told by department."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from audits import shown
from audits.access import Viewer
from audits.models import DemandVersion
from audits.web.viewer import viewer_of
from notifications.urging import preview, shares
from tracker import access, filters
from tracker.actions.remind import MOST, Outcome, remind_many
from tracker.lifecycle import Act
from tracker.web import asked
from tracker.web.demands import label
from tracker.web.due import due
from tracker.web.filter_form import FilterForm

ALL: Final = "all"
LISTED: Final = 50  # items beside the counts; the lists they were chosen in have them all


@require_http_methods(["GET", "POST"])
def urge(request: HttpRequest) -> HttpResponse:
    """GET looks at the rows `pk`, or with `all` at whatever is overdue of the list's own filter; POST asks for `ids`.

    Nothing is asked for that was not looked at. What a single one is refused is said, and the others go on.
    """
    viewer = viewer_of(request)
    access.require(viewer, Act.REMIND)
    if request.method == "POST":
        return _done(request, viewer)
    wanted = _overdue(request, viewer) if request.GET.get(ALL) else _ticked(request)
    shown.add(min(len(wanted), MOST))
    context: dict[str, object] = {"step": "preview", "back_url": _back(request), "most": MOST}
    try:
        looked = preview(wanted, by=viewer)
    except ValidationError:
        return render(request, "notifications/urging.html", context | {"too_many": True})
    context |= {"preview": looked, "shares": looked.shares, "items": _items(looked.outcomes, viewer)}
    return render(request, "notifications/urging.html", context | {"left": len(looked.outcomes) - LISTED})


def _done(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask, and tell what became of each department's. A form sent twice asks for nothing twice."""
    ids = [asked.number(pk) for each in request.POST.getlist("ids") for pk in each.split(",")]
    context: dict[str, object] = {"step": "done", "back_url": reverse("demand_list"), "most": MOST}
    try:
        outcomes = remind_many(ids, by=viewer)
    except ValidationError:
        return render(request, "notifications/urging.html", context | {"too_many": True})
    refused = [outcome for outcome in outcomes if not outcome.done]
    context |= {
        "done": len(outcomes) - len(refused),
        "refused": len(refused),
        "shares": shares(outcomes, viewer),
        "items": _items(refused, viewer),
        "left": len(refused) - LISTED,
    }
    return render(request, "notifications/urging.html", context)


def _ticked(request: HttpRequest) -> list[int]:
    return [asked.number(pk) for pk in request.GET.getlist("pk")]


def _overdue(request: HttpRequest, viewer: Viewer) -> list[int]:
    """What is overdue of what the list's filter asks for; nothing where it asks for what there is not."""
    form = FilterForm(request.GET, viewer=viewer)
    if not form.is_valid() or form.cleaned_data["stage"] == filters.UNDISTRIBUTED:
        return []
    found = filters.chosen(replace(form.wanted(), overdue=True), viewer)
    return list(found.order_by("pk").values_list("pk", flat=True)[: MOST + 1])


def _back(request: HttpRequest) -> str:
    """The list as it was asked for, where the filter is known."""
    asked_for = request.GET.copy()
    for name in (ALL, "pk"):
        asked_for.pop(name, None)
    question = asked_for.urlencode()
    return f"{reverse('demand_list')}?{question}" if question else reverse("demand_list")


def _items(outcomes: Sequence[Outcome], viewer: Viewer) -> list[dict[str, Any]]:
    """The first of them, those that are refused before the others; two statements."""
    first = sorted(outcomes, key=lambda outcome: (outcome.done, outcome.assignment_id))[:LISTED]
    seen = [outcome.assignment.pk for outcome in first if outcome.assignment]
    rows = access.visible_to(viewer).filter(pk__in=seen).select_related("demand__category")
    labels = {row.pk: label(row.demand) for row in rows}
    texts = DemandVersion.objects.texts(_demands(first))
    return [_item(outcome, labels, texts, viewer) for outcome in first]


def _demands(outcomes: Iterable[Outcome]) -> list[Any]:
    return [outcome.assignment.demand for outcome in outcomes if outcome.assignment]


def _item(outcome: Outcome, labels: dict[int, str], texts: dict[int, str], viewer: Viewer) -> dict[str, Any]:
    row = outcome.assignment
    if row is None:
        return {"label": "–", "outcome": outcome}
    return {
        "label": labels.get(row.pk, "–"),
        "audit": str(row.demand.audit),
        "text": texts[row.demand_id],
        "url": reverse("demand_detail", args=[row.demand_id]),
        "department": row.department.name if row.department else "",
        "point": row.point,
        "due": due(row, viewer.on),
        "outcome": outcome,
    }
