"""우리 부서 사람: who is here and since when, who comes and goes, what each is named for, and who stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audits import keyset
from audits.access import Act, Viewer
from audits.actions.deputies import end_deputy, name_deputy
from audits.errors import NotVisible
from audits.models import Department, Membership
from audits.web import deputies
from audits.web.deputies import DeputyForm
from audits.web.memberships import attempt
from audits.web.viewer import viewer_of
from tracker import access, reports
from tracker.web.asked import nonsense

PAGE: Final = 50


@require_safe
def own_people(request: HttpRequest) -> HttpResponse:
    """To the page of the viewer's department, the first of several in 건제순; 404 for who has none."""
    viewer = viewer_of(request)
    own = Department.objects.filter(pk__in=viewer.department_ids).ranked().first()
    if own is None:
        raise NotVisible
    return redirect("department_people", pk=own.pk)


@require_http_methods(["GET", "POST"])
def department_people(request: HttpRequest, pk: int) -> HttpResponse:
    """The people of a department; POST names or ends a deputy. 404 for who neither belongs to it nor keeps people."""
    viewer = viewer_of(request)
    if not viewer.may_see_people_of(pk):
        raise NotVisible
    department = get_object_or_404(Department, pk=pk)
    form = DeputyForm(viewer=viewer, department=department)
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise nonsense()
        refused = act(request, department, viewer)
        if refused is None:
            return redirect("department_people", pk=pk)
        form = refused
    return render(request, "tracker/department_people.html", _context(request, department, viewer, form))


def _name_deputy(request: HttpRequest, department: Department, viewer: Viewer) -> DeputyForm | None:
    form = DeputyForm(request.POST, viewer=viewer, department=department)
    if not form.is_valid():
        return form
    person, deputy = deputies.people_of(form)
    days = {"start_on": form.cleaned_data["start_on"], "end_on": form.cleaned_data["end_on"]}
    if not attempt(form, lambda: name_deputy(person, deputy, department, **days, by=viewer)):
        return form
    messages.success(request, _("대직자를 지정하였습니다."))
    return None


def _end_deputy(request: HttpRequest, department: Department, viewer: Viewer) -> None:
    deputyship = deputies.asked_for(request, Q(department=department))
    form = forms.Form({})
    form.is_valid()
    if attempt(form, lambda: end_deputy(deputyship.pk, by=viewer)):
        messages.success(request, _("대직을 끝냈습니다."))
    for words in form.non_field_errors():
        messages.error(request, str(words))


_ACTS: Final[Mapping[str, Callable[[HttpRequest, Department, Viewer], DeputyForm | None]]] = {
    "name_deputy": _name_deputy,
    "end_deputy": _end_deputy,
}


def _context(
    request: HttpRequest, department: Department, viewer: Viewer, form: DeputyForm
) -> dict[str, Any]:
    reads = access.may_read(viewer, access.Right.READ_DEMANDS) and department.pk in viewer.department_ids
    here = Membership.objects.own().filter(department=department, user__is_active=True)
    running = here.exclude(end_on__lte=viewer.on).exclude(end_on=F("start_on")).select_related("user")
    page = keyset.page(
        running,
        ["user__name", "id"],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question=f"department_people:{department.pk}",
    )
    counts = reports.open_by_officer(department.pk, viewer.on) if reads else {}
    others = Department.objects.filter(pk__in=viewer.department_ids).exclude(pk=department.pk)
    return {
        "department": department,
        "rows": [_row(row, viewer, counts) for row in page.rows],
        "counts_shown": reads,
        "without_officer": reports.without_officer(viewer, department.pk) if reads else 0,
        "deputies": deputies.rows(Q(department=department), viewer),
        "form": form if form.speaks_for_somebody else None,
        "others": others.ranked(),
        "may_post": viewer.may(Act.POST_PEOPLE) and viewer.may_post(department.pk),
        "shown": len(page.rows),
        "more": bool(page.next),
        "next_url": f"?{urlencode({'cursor': page.next})}" if page.next else "",
        "previous_url": f"?{urlencode({'cursor': page.previous})}" if page.previous else "",
    }


def _row(row: Membership, viewer: Viewer, counts: Mapping[int, int]) -> dict[str, object]:
    return {
        "name": row.user.name,
        "role_label": row.role_label,
        "team": row.team,
        "post": row.post,
        "telephone": row.telephone,
        "start_on": row.start_on,
        "end_on": row.end_on,
        "comes": row.start_on > viewer.on,
        "goes": row.start_on <= viewer.on and row.end_on is not None,
        "open": counts.get(row.user_id, 0),
        "paper_url": reverse("handover_paper", args=[row.user_id])
        if access.may_hand_on(viewer, row.user_id, row.department_id)
        else "",
    }
