"""The organisation as it stands and as it came about, read only."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audits import organisation
from audits.access import Act, Viewer
from audits.models import Department, DepartmentKind, Succession
from audits.models.succession import ENDS_PREDECESSOR
from audits.web.viewer import viewer_of

Steps = dict[int, list[Succession]]


@require_safe
def department_list(request: HttpRequest) -> HttpResponse:
    """Departments of today by bureau in 건제순, then those to come and former ones; the statements do not grow."""
    viewer = viewer_of(request)
    viewer.require(Act.SEE_ORGANISATION)
    bureaus = organisation.bureau_names(viewer.on)
    came, went = _steps()
    found = list(
        Department.objects.filter(is_void=False).exclude(kind=DepartmentKind.BUREAU).inside().ranked()
    )
    today = [department for department in found if department.existed(viewer.on)]
    planned = [each for each in found if each.valid_from and each.valid_from > viewer.on]
    gone = [each for each in found if each.valid_until and each.valid_until <= viewer.on]
    groups: list[dict[str, Any]] = [
        {"name": name, "departments": [_today(department, came, went, viewer) for department in group]}
        for name, group in groupby(today, key=lambda department: bureaus.get(department.pk, ""))
    ]
    for name, others in ((_("앞으로 생기는 부서"), planned), (_("없어진 부서"), gone)):
        if others:
            groups.append({"name": name, "departments": [_row(each, came, went) for each in others]})
    context = {
        "bureaus": groups,
        "may_reorganise": viewer.may(Act.RECORD_SUCCESSION),
        "sheet_url": reverse("department_sheet") if viewer.may(Act.KEEP_DEPARTMENTS) else "",
    }
    return render(request, "audits/departments.html", context)


def _steps() -> tuple[Steps, Steps]:
    came: Steps = defaultdict(list)
    went: Steps = defaultdict(list)
    for step in (
        Succession.objects.standing().select_related("predecessor", "successor").order_by("day", "id")
    ):
        if step.successor_id:
            came[step.successor_id].append(step)
        if step.predecessor_id:
            went[step.predecessor_id].append(step)
    return came, went


def _today(department: Department, came: Steps, went: Steps, viewer: Viewer) -> dict[str, Any]:
    """A department of today, with what it asks of its own reports."""
    url = reverse("department_gates", args=[department.pk]) if viewer.may_set_gates(department.pk) else ""
    gates = department.get_gates_display() if department.gates else ""
    edit_url = reverse("department_edit", args=[department.pk]) if viewer.may(Act.KEEP_DEPARTMENTS) else ""
    return _row(department, came, went) | {"gates": gates, "gates_url": url, "edit_url": edit_url}


def _row(department: Department, came: Steps, went: Steps) -> dict[str, Any]:
    began = [step for step in came[department.pk] if step.day == department.valid_from]
    ended = [step for step in went[department.pk] if step.kind in ENDS_PREDECESSOR]
    return {
        "name": department.name,
        "short_names": department.short_names,
        "start_on": department.valid_from,
        "start_assumed": any(step.assumed for step in began),
        "end_on": department.valid_until,
        "end_assumed": any(step.assumed for step in ended),
        "predecessors": [_step(step, step.predecessor) for step in came[department.pk] if step.predecessor],
        "successors": [_step(step, step.successor) for step in went[department.pk] if step.successor],
    }


def _step(step: Succession, other: Department) -> dict[str, str]:
    label = str(step.get_kind_display())
    return {"name": other.name, "kind_label": f"{label}({step.duties})" if step.duties else label}
