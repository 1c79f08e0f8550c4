"""People: the list, and a new person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django import forms
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from audits import keyset, organisation
from audits.access import Act, Viewer
from audits.actions import people
from audits.models import Membership, User
from audits.web.memberships import MembershipForm, attempt, membership_row, show_once, status_of
from audits.web.viewer import viewer_of

PAGE: Final = 50


@dataclass(frozen=True)
class State:
    """Of whom the list may be asked alone."""

    label: Promise
    people: Callable[[date], QuerySet[User]]


STATES: Final[Mapping[str, State]] = {
    "invited": State(
        gettext_lazy("아직 비밀번호를 정하지 않은 사람"), lambda _on: organisation.people_invited()
    ),
    "unseated": State(gettext_lazy("소속이 없는 사람"), organisation.people_without_seat),
}


class PersonForm(MembershipForm):
    """A new person with a first membership."""

    name = forms.CharField(label=gettext_lazy("이름"), max_length=60)
    email = forms.EmailField(label=gettext_lazy("전자우편"), max_length=254)
    staff_number = forms.CharField(
        label=gettext_lazy("사번"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("전자우편 대신 로그인 이름으로 쓸 수 있습니다"),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("처음 로그인"),
        choices=[("link", gettext_lazy("초대 링크")), ("password", gettext_lazy("임시 비밀번호"))],
        widget=forms.RadioSelect,
        initial="link",
    )
    field_order = [
        "name",
        "email",
        "staff_number",
        "role",
        "department",
        "committee",
        "start_on",
        "end_on",
        "team",
        "post",
        "telephone",
        "how",
    ]


@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody, by name, found by name, address, staff number or department; `left`: those left behind.

    Left behind is who still is in a department that no longer exists, and has no rights there. `state` asks for those
    of `STATES` alone.
    """
    viewer = viewer_of(request)
    viewer.require(Act.MANAGE_PEOPLE)
    query = request.GET.get("q", "").replace("\0", "").strip()
    behind = organisation.people_left_behind(viewer.on).values("user")
    only_left = "left" in request.GET
    state = request.GET.get("state", "")
    found = _found(query)
    if state in STATES:
        found = found.filter(pk__in=STATES[state].people(viewer.on).values("pk"))
    page = keyset.page(
        found.filter(pk__in=behind) if only_left else found,
        ["name", "id"],
        size=PAGE,
        cursor=request.GET.get("cursor", ""),
        question=f"people:{only_left}:{state}:{query}",
    )
    context = {
        "left": only_left,
        "state_label": STATES[state].label if state in STATES else "",
        "left_behind": behind.distinct().count(),
        "q": query,
        "can_add": True,
        "can_post": viewer.may(Act.POST_PEOPLE),
        "people": [_row(person) for person in page.rows],
        "shown": len(page.rows),
        "more": bool(page.next),
        "next_url": _page_url(query, page.next, left="1" if only_left else "", state=state),
        "previous_url": _page_url(query, page.previous, left="1" if only_left else "", state=state),
    }
    return render(request, "audits/people.html", context)


@require_http_methods(["GET", "POST"])
def person_create(request: HttpRequest) -> HttpResponse:
    """Register a person; the link or temporary password is shown once on the person's page."""
    viewer = viewer_of(request)
    viewer.require(Act.MANAGE_PEOPLE)
    form = PersonForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        person = attempt(form, lambda: _register(request, form, viewer))
        if person:
            return redirect("person_detail", pk=person.pk)
    return render(request, "audits/person_form.html", {"form": form})


@transaction.atomic
def _register(request: HttpRequest, form: PersonForm, viewer: Viewer) -> User:
    asked = form.cleaned_data
    person = people.create_person(
        email=asked["email"],
        name=asked["name"],
        staff_number=asked["staff_number"] or None,
        place=form.place(),
        by=viewer,
    )
    show_once(request, person, asked["how"], viewer)
    return person


def _found(query: str) -> QuerySet[User]:
    everybody = User.objects.prefetch_related("memberships__department", "memberships__committee")
    if not query:
        return everybody
    places = Membership.objects.filter(
        Q(department__name__icontains=query) | Q(committee__name__icontains=query)
    )
    return everybody.filter(
        Q(name__icontains=query)
        | Q(email__icontains=query)
        | Q(staff_number__icontains=query)
        | Q(pk__in=places.values("user_id"))
    )


def _row(person: User) -> dict[str, object]:
    return {
        "url": reverse("person_detail", args=[person.pk]),
        "name": person.name,
        "email": person.email,
        "staff_number": person.staff_number,
        "memberships": [membership_row(row) for row in person.memberships.all()],
        "status": status_of(person),
    }


def _page_url(query: str, cursor: str, **narrowed: str) -> str:
    if not cursor:
        return ""
    asked = {"q": query, **narrowed, "cursor": cursor}
    return "?" + urlencode({name: value for name, value in asked.items() if value})
