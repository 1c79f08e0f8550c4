"""What stands around the list: the views, the departments to choose from, the files, and the page of departments."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audits.web.viewer import viewer_of
from tracker import access
from tracker.models import ReportForm
from tracker.web.department_tree import MOST_BESIDE, NOBODY
from tracker.web.filter_form import FilterForm
from tracker.web.list_address import address, without
from tracker.web.saved_views import menu


def beside(form: FilterForm) -> dict[str, Any]:
    """The views, the tree, and what is taken away, for the page of the list. Call with a valid form."""
    pairs = form.asked()
    return {
        "views": menu(form.viewer, pairs),
        "files": [
            (label, address(pairs, reverse("demand_list_file", args=[kind])))
            for kind, label in ((ReportForm.XLSX, ReportForm.XLSX.label), (ReportForm.CSV, "CSV"))
        ],
        "kept": [pair for pair in pairs if pair[0] in {"department", "former"}],
        "tree": tree(form, whole=form.tree.size <= MOST_BESIDE),
    }


def tree(form: FilterForm, *, whole: bool) -> dict[str, Any] | None:
    """The departments to choose from, and the rest of the question; None where there is nothing to choose.

    Without counts: to count what each holds under every filter would cost more than the page itself.
    """
    if form.tree.size < 2 and not form.tree.former:
        return None
    pairs = form.asked()
    values = [value for name, value in pairs if name == "department"]
    return {
        "branches": form.tree.shown(values, whole=whole),
        "nobody": NOBODY,
        "nobody_on": NOBODY in values,
        "former": form["former"] if "former" in form.fields else None,
        "former_on": any(name == "former" for name, _value in pairs),
        "kept": without(without(pairs, "department"), "former"),
        "page_url": address(pairs, reverse("demand_departments")),
        "whole": whole,
        "chosen": len(set(values)),
    }


@require_safe
def demand_departments(request: HttpRequest) -> HttpResponse:
    """All departments to choose from on a page of their own; with `part=tree` the tree alone, as the list loads it."""
    viewer = viewer_of(request)
    access.require_reading(viewer)
    form = FilterForm(request.GET, viewer=viewer)
    form.is_valid()  # what there is no more is not ticked, and the rest goes on with the address
    part = request.GET.get("part") == "tree"
    context = {
        "tree": tree(form, whole=True),
        "back_url": address(form.asked(), reverse("demand_list")),
    }
    return render(request, "tracker/department_tree.html" if part else "tracker/departments.html", context)
