"""One person: memberships, and what an administrator can do about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from audits.access import Act, Viewer
from audits.actions import people
from audits.actions.deputies import end_deputy
from audits.models import Membership, User
from audits.web import deputies
from audits.web.memberships import (
    ONCE,
    EndForm,
    MembershipForm,
    attempt,
    membership_row,
    show_once,
    status_of,
)
from audits.web.viewer import viewer_of


@never_cache
@require_http_methods(["GET", "POST"])
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a person; POST does what `act` names and comes back, or shows why it could not."""
    viewer = viewer_of(request)
    viewer.require(Act.MANAGE_PEOPLE)
    person = get_object_or_404(User, pk=pk)
    forms_shown: dict[str, forms.Form] = {}
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise BadRequest(_("알 수 없는 요청입니다. 화면을 다시 열어 주십시오."))
        failed = act(request, person, viewer)
        if not failed:
            return redirect("person_detail", pk=pk)
        forms_shown = failed
    return render(request, "audits/person.html", _context(request, person, viewer, forms_shown))


Failed = dict[str, forms.Form]


def _add_membership(request: HttpRequest, person: User, viewer: Viewer) -> Failed:
    form = MembershipForm(request.POST, viewer=viewer)
    if form.is_valid() and attempt(form, lambda: people.start_membership(person, form.place(), by=viewer)):
        messages.success(request, _("저장하였습니다."))
        return {}
    return {"membership": form}


def _end_membership(request: HttpRequest, person: User, viewer: Viewer) -> Failed:
    asked = request.POST.get("membership", "")
    if not asked.isdecimal():
        raise BadRequest(_("알 수 없는 요청입니다. 화면을 다시 열어 주십시오."))
    membership = get_object_or_404(Membership, pk=int(asked), user=person)
    form = EndForm(request.POST)
    if form.is_valid() and attempt(
        form, lambda: people.end_membership(membership.pk, end_on=form.cleaned_data["end_on"], by=viewer)
    ):
        messages.success(request, _("저장하였습니다."))
        return {}
    return {f"end-{membership.pk}": form}


def _end_deputy(request: HttpRequest, person: User, viewer: Viewer) -> Failed:
    concerned = [person.pk]
    deputyship = deputies.asked_for(request, Q(user__in=concerned) | Q(deputy_for__in=concerned))
    form = forms.Form({})
    form.is_valid()
    if attempt(form, lambda: end_deputy(deputyship.pk, by=viewer)):
        messages.success(request, _("대직을 끝냈습니다."))
    return _told(request, form)


def _access(what: str) -> Callable[[HttpRequest, User, Viewer], Failed]:
    def make(request: HttpRequest, person: User, viewer: Viewer) -> Failed:
        form = forms.Form({})
        form.is_valid()
        attempt(form, lambda: show_once(request, person, what, viewer))
        return _told(request, form)

    return make


def _activity(active: bool) -> Callable[[HttpRequest, User, Viewer], Failed]:
    def switch(request: HttpRequest, person: User, viewer: Viewer) -> Failed:
        form = forms.Form({})
        form.is_valid()
        attempt(form, lambda: people.set_active(person, active, by=viewer))
        if not form.errors:
            messages.success(request, _("저장하였습니다."))
        return _told(request, form)

    return switch


def _told(request: HttpRequest, form: forms.Form) -> Failed:
    for reason in form.non_field_errors():
        messages.error(request, str(reason))
    return {}


_ACTS: Final[Mapping[str, Callable[[HttpRequest, User, Viewer], Failed]]] = {
    "add_membership": _add_membership,
    "end_membership": _end_membership,
    "end_deputy": _end_deputy,
    "renew_invitation": _access("link"),
    "first_password": _access("password"),
    "deactivate": _activity(active=False),
    "reactivate": _activity(active=True),
}


def _context(request: HttpRequest, person: User, viewer: Viewer, shown: Failed) -> dict[str, Any]:
    told = request.session.get(ONCE, {})
    once = request.session.pop(ONCE) if told.get("person") == person.pk else {}
    rows = list(
        person.memberships.select_related("department", "committee").order_by(
            F("end_on").desc(nulls_first=True), "-start_on", "id"
        )
    )
    return {
        "person": {
            "id": person.pk,
            "name": person.name,
            "email": person.email,
            "staff_number": person.staff_number,
            "status": status_of(person),
        },
        "memberships": [_row(row, viewer, shown) for row in rows],
        "deputies": deputies.rows(Q(user=person) | Q(deputy_for=person), viewer),
        "departments": {row.department for row in rows if row.department and row.in_force(viewer.on)},
        "membership_form": shown.get("membership") or MembershipForm(viewer=viewer),
        "can_manage": True,
        "one_time_link": once.get("link", ""),
        "first_password": once.get("password", ""),
    }


def _row(row: Membership, viewer: Viewer, shown: Failed) -> dict[str, Any]:
    running = not row.ended(viewer.on) and row.deputy_for_id is None
    empty = EndForm(initial={"end_on": row.end_on}, auto_id=f"id_end_{row.pk}_%s")
    return membership_row(row) | {"end_form": (shown.get(f"end-{row.pk}") or empty) if running else None}
