"""The form of a membership, and how people and memberships are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audits.access import Viewer
from audits.actions import people
from audits.actions.people import Place
from audits.models import Committee, Department, DepartmentKind, Membership, Role, User
from audits.web.fields import DayField
from audits.web.invitations import link_to

ONCE: Final = "shown_once"


class MembershipForm(forms.Form):
    """A role and where it is held."""

    role = forms.ChoiceField(label=_("역할"), choices=Role.choices)
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("부서"),
        required=False,
        empty_label=_("고르지 않음"),
        help_text=_("담당자와 부서장만 고릅니다."),
    )
    committee = forms.ModelChoiceField(
        Committee.objects.none(),
        empty_label=_("고르지 않음"),
        label=_("소관 위원회"),
        required=False,
        help_text=_("전문위원실 담당과 의원만 고릅니다."),
    )
    start_on = DayField(label=_("시작일"), help_text=_("예: 2026. 3. 5."))
    end_on = DayField(label=_("종료일"), required=False, help_text=_("이 날부터 권한이 없습니다."))
    team = forms.CharField(label=_("팀"), max_length=60, required=False)
    post = forms.CharField(label=_("직위"), max_length=60, required=False)
    telephone = forms.CharField(label=_("전화"), max_length=40, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = (
            Department.objects.valid(viewer.on).inside().exclude(kind=DepartmentKind.BUREAU).ranked()
        )
        choices: dict[str, QuerySet[Any]] = {
            "department": departments,
            "committee": Committee.objects.exclude(valid_until__lte=viewer.on).order_by("name", "id"),
        }
        for name, rows in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows
        self.fields["start_on"].initial = viewer.on

    def place(self) -> Place:
        """What was asked for. Call on a valid form."""
        asked = self.cleaned_data
        return Place(
            role=Role(asked["role"]),
            start_on=asked["start_on"],
            end_on=asked["end_on"],
            department=asked["department"],
            committee=asked["committee"],
            team=asked["team"],
            post=asked["post"],
            telephone=asked["telephone"],
        )


class EndForm(forms.Form):
    """The day a membership ends."""

    end_on = DayField(label=_("종료일"))


def attempt(form: forms.Form, act: Callable[[], Any]) -> Any:
    """What `act` answers; None where it refused, with the reasons on the form's own fields."""
    try:
        return act()
    except ValidationError as error:
        told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in told.items():
            form.add_error(name if name in form.fields else None, messages)
        return None


def show_once(request: HttpRequest, person: User, what: str, viewer: Viewer) -> None:
    """Make a link or a temporary password, kept for the next page of this session alone."""
    if what == "link":
        link = link_to(person, people.make_link(person, by=viewer))
        request.session[ONCE] = {"person": person.pk, "link": link}
    else:
        request.session[ONCE] = {
            "person": person.pk,
            "password": people.make_first_password(person, by=viewer),
        }


def membership_row(row: Membership) -> dict[str, Any]:
    """A membership as tables show it."""
    return {
        "id": row.pk,
        "role_label": row.role_label,
        "place": str(row.department or row.committee or ""),
        "start_on": row.start_on,
        "end_on": row.end_on,
        "called_off": row.called_off,
        "reached": " · ".join(part for part in (row.team, row.post, row.telephone) if part),
    }


def status_of(person: User) -> str:
    """Whether a person can sign in: invited, active or ended."""
    if not person.is_active:
        return "ended"
    return "active" if person.has_usable_password() else "invited"
