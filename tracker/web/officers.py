"""담당자 지정 for many at once: what nobody of the department is named for, and whom to name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from audits import shown
from audits.access import Viewer
from audits.models import DemandVersion
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access
from tracker.actions import bulk
from tracker.actions.bulk import Outcome
from tracker.actions.name_officer import name_officer
from tracker.lifecycle import Act
from tracker.models import Assignment
from tracker.models.assignment import AssignmentQuerySet
from tracker.web import asked
from tracker.web.demands import label
from tracker.web.due import due

AT_ONCE: Final = 100  # offered on one page


class OfficersForm(forms.Form):
    """One person for all that is marked."""

    officer = forms.TypedChoiceField(label=gettext_lazy("담당자"), coerce=int)

    def __init__(self, data: QueryDict | None, viewer: Viewer) -> None:
        super().__init__(data)
        people = {row.user_id: f"{row.user.name} ({row.department})" for row in access.nameable(viewer)}
        field = self.fields["officer"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("고르지 않음")), *people.items()]
        if len(people) == 1:
            field.initial = next(iter(people))


@require_http_methods(["GET", "POST"])
def work_officers(request: HttpRequest) -> HttpResponse:
    """GET shows what has no officer in the viewer's departments; POST names one for those marked, item by item."""
    viewer = viewer_of(request)
    access.require(viewer, Act.NAME_ONESELF)
    data = request.POST if request.method == "POST" else None
    form, outcomes = OfficersForm(data, viewer), None
    pks = [asked.number(pk) for pk in request.POST.getlist("pk")]
    if data is not None and not pks:
        form.add_error(None, _("고른 소관이 없습니다. 담당자를 지정할 소관에 표시하여 주십시오."))
    elif data is not None and form.is_valid():
        outcomes = _named(form, pks, viewer)
    context = {
        "form": form,
        "results": _results(outcomes, viewer) if outcomes else [],
        "done": sum(outcome.done for outcome in outcomes or []),
        "refused": sum(not outcome.done for outcome in outcomes or []),
    }
    return render(request, "tracker/work_officers.html", context | _left(viewer))


def _named(form: OfficersForm, pks: Sequence[int], viewer: Viewer) -> list[Outcome] | None:
    """What became of each; None with the reason on the form where there are too many."""
    officer = form.cleaned_data["officer"]
    found: list[Outcome] | None = attempt(
        form, lambda: bulk.each(pks, lambda pk: name_officer(pk, officer, by=viewer))
    )
    return found


def _left(viewer: Viewer) -> dict[str, Any]:
    """The most urgent of what is owed and still has no officer (lifecycle.md §4: named while outstanding)."""
    rows = access.mine(viewer).outstanding().without_officer(viewer.on).order_by("due_order", "id")
    found = list(_loaded(rows)[: AT_ONCE + 1])
    shown.add(len(found[:AT_ONCE]))
    return {"rows": _lines(found[:AT_ONCE], viewer), "more": len(found) > AT_ONCE}


def _results(outcomes: Sequence[Outcome], viewer: Viewer) -> list[dict[str, object]]:
    rows = access.visible_to(viewer).filter(pk__in=[outcome.pk for outcome in outcomes])
    lines = {line["pk"]: line for line in _lines(_loaded(rows), viewer)}
    return [lines.get(outcome.pk, {"label": "–"}) | {"outcome": outcome} for outcome in outcomes]


def _loaded(rows: AssignmentQuerySet) -> AssignmentQuerySet:
    return rows.select_related("demand__category", "demand__audit", "department")


def _lines(rows: Iterable[Assignment], viewer: Viewer) -> list[dict[str, object]]:
    found = list(rows)
    texts = DemandVersion.objects.texts(row.demand for row in found)
    return [
        {
            "pk": row.pk,
            "label": label(row.demand),
            "audit_title": str(row.demand.audit),
            "text": texts[row.demand_id],
            "url": reverse("demand_detail", args=[row.demand_id]),
            "department": row.department.name if row.department else "",
            "stage": row.get_stage_display(),
            "due": due(row, viewer.on),
        }
        for row in found
    ]
