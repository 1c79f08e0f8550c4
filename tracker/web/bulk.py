"""One act on the rows chosen in the list: asked, shown item by item as it would be, done, told item by item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audits import shown
from audits.access import Viewer
from audits.models import Demand, DemandVersion
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions import bulk
from tracker.actions.bulk import Outcome
from tracker.models import Assignment, Stage
from tracker.web import asked
from tracker.web.bulk_acts import ACTS, BulkAct
from tracker.web.demands import label
from tracker.web.due import due
from tracker.web.filter_form import question
from tracker.web.list_address import address

PREVIEW: Final = "preview"
DO: Final = "do"


@dataclass(frozen=True)
class Item:
    """What was chosen: its id, and the version that its page saw where it has one."""

    pk: int
    version: int | None = None

    @property
    def value(self) -> str:
        """As the form carries it."""
        return f"{self.pk}:{self.version or ''}"


@require_http_methods(["GET", "POST"])
def bulk_act(request: HttpRequest, name: str) -> HttpResponse:
    """GET asks about the rows `pk`; POST shows what would happen, and with `step=do` does it.

    404 for an act that is not offered in bulk, 403 for who may not do it at all. What a single row is refused is
    said beside it; the others go on.
    """
    act, viewer = ACTS.get(name), viewer_of(request)
    if act is None:
        raise Http404(_("찾는 내용이 없거나 볼 수 있는 권한이 없습니다."))
    access.require(viewer, act.act)
    data = request.POST if request.method == "POST" else None
    form = act.form(data, viewer)
    items = _sent(request) if data is not None else _chosen(request, act, viewer)
    shown.add(len(items))
    step = request.POST.get("step", "") if data is not None and form.is_valid() else ""
    outcomes = _outcomes(step, act, form, items, viewer)
    context = {
        "act": act,
        "form": form,
        "items": items,
        "step": step if outcomes is not None else "",
        "said": act.says(form) if outcomes is not None else "",
        "rows": _rows(act, items, outcomes or [], viewer),
        "done": sum(outcome.done for outcome in outcomes or []),
        "refused": sum(not outcome.done for outcome in outcomes or []),
        "too_many": bulk.MOST if len(items) > bulk.MOST else 0,
        # The address goes on carrying what the list was asked for, so that one comes back to the same list.
        "back_url": address(question(request.GET), reverse("demand_list")),
    }
    return render(request, "tracker/bulk.html", context)


def _outcomes(
    step: str, act: BulkAct, form: forms.Form, items: Sequence[Item], viewer: Viewer
) -> list[Outcome] | None:
    """What would become or became of each; None where nothing is asked yet, or too much."""
    ways = {PREVIEW: bulk.each_would, DO: bulk.each}
    if step not in ways:
        return None
    versions = {item.pk: item.version for item in items}
    one = partial(_one, act, form, versions, viewer)
    found: list[Outcome] | None = attempt(form, lambda: ways[step](versions, one))
    return found


def _one(act: BulkAct, form: forms.Form, versions: dict[int, int | None], viewer: Viewer, pk: int) -> object:
    return act.do(pk, form, versions[pk], viewer)


def _sent(request: HttpRequest) -> list[Item]:
    """What the page carried on. Raises BadRequest for anything else."""
    pairs = [value.partition(":") for value in request.POST.getlist("item")]
    return [
        Item(asked.number(pk), asked.number(version) if version else None) for pk, _colon, version in pairs
    ]


def _chosen(request: HttpRequest, act: BulkAct, viewer: Viewer) -> list[Item]:
    """The rows ticked in the list, as they are now; what is not visible is not there."""
    pks = [asked.number(pk) for pk in request.GET.getlist("pk")]
    if act.on_demands:
        seen = access.visible_demands(viewer).filter(pk__in=pks).order_by("pk")
        return [Item(pk) for pk in seen.values_list("pk", flat=True)]
    rows = access.visible_to(viewer).filter(pk__in=pks).order_by("pk")
    return [Item(pk, version) for pk, version in rows.values_list("pk", "version")]


def _rows(
    act: BulkAct, items: Sequence[Item], outcomes: Sequence[Outcome], viewer: Viewer
) -> list[dict[str, object]]:
    """A line an item, with its outcome where there is one; the statements do not grow with the items."""
    told = _demand_lines(items, viewer) if act.on_demands else _assignment_lines(items, viewer)
    by_pk = {outcome.pk: outcome for outcome in outcomes}
    return [told.get(item.pk, {"label": "–"}) | {"outcome": by_pk.get(item.pk)} for item in items]


def _assignment_lines(items: Sequence[Item], viewer: Viewer) -> dict[int, dict[str, object]]:
    rows = access.visible_to(viewer).filter(pk__in=[item.pk for item in items])
    found = list(rows.select_related("demand__category", "demand__audit", "department"))
    texts = DemandVersion.objects.texts(row.demand for row in found)
    return {row.pk: _line(row.demand, texts[row.demand_id]) | _duty(row, viewer) for row in found}


def _duty(row: Assignment, viewer: Viewer) -> dict[str, object]:
    return {
        "department": row.department.name if row.department else _("소관 없음"),
        "point": row.point,
        "stage": row.get_stage_display(),
        "due": due(row, viewer.on) if row.stage != Stage.WITHDRAWN else None,
    }


def _demand_lines(items: Sequence[Item], viewer: Viewer) -> dict[int, dict[str, object]]:
    rows = access.visible_demands(viewer).filter(pk__in=[item.pk for item in items])
    found = list(rows.select_related("category", "audit"))
    texts = DemandVersion.objects.texts(found)
    return {row.pk: _line(row, texts[row.pk]) for row in found}


def _line(demand: Demand, text: str) -> dict[str, Any]:
    return {
        "label": label(demand),
        "audit": str(demand.audit),
        "text": text,
        "url": reverse("demand_detail", args=[demand.pk]),
    }
