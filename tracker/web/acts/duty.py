"""Pages of acts on who answers for an assignment: 담당자 지정."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from audits.access import Viewer
from tracker import access
from tracker.actions.name_officer import name_officer
from tracker.lifecycle import Act
from tracker.models import Assignment
from tracker.web.acts.page import ActForm, ActPage


class OfficerForm(ActForm):
    """Somebody of the department."""

    officer = forms.TypedChoiceField(label=_("담당자"), coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = access.staff(self.assignment, self.viewer.on)
        field = self.fields["officer"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("고르지 않음")), *{row.user_id: row.user.name for row in staff}.items()]
        field.initial = self.assignment.officer_id


def _name(pk: int, form: OfficerForm, _version: int, by: Viewer) -> object:
    return name_officer(pk, form.cleaned_data["officer"], by=by)


def _name_oneself(pk: int, _form: ActForm, _version: int, by: Viewer) -> object:
    return name_officer(pk, by.user.pk, by=by)


def _not_in_charge(viewer: Viewer, assignment: Assignment) -> bool:
    return assignment.officer_id != viewer.user.pk and not access.may(viewer, Act.NAME_OFFICER, assignment)


PAGES = (
    ActPage("officer", Act.NAME_OFFICER, OfficerForm, _name, _("담당자를 지정하였습니다.")),
    ActPage(
        "officer-oneself",
        Act.NAME_ONESELF,
        ActForm,
        _name_oneself,
        _("담당자로 지정되었습니다."),
        note=_("이 요구사항의 담당자가 됩니다. 알림은 담당자에게 먼저 갑니다."),
        label=_("내가 담당"),
        offered=_not_in_charge,
    ),
)
