"""The forms of 부서 배부: one demand with any departments, or many demands with those proposed for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby, islice
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits import organisation
from audits.models import Demand, Department
from audits.web.fields import DayField
from tracker.actions.assign import LONGEST_POINT, Share

NOBODY: Final = ("", gettext_lazy("고르지 않음"))


class SharesForm(forms.Form):
    """Departments for one demand, or for one of its points: those that exist today."""

    departments = forms.TypedMultipleChoiceField(
        label=gettext_lazy("소관부서"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    lead = forms.TypedChoiceField(
        label=gettext_lazy("주관부서"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("부서를 하나만 고르면 그 부서가 주관부서입니다."),
    )
    point = forms.CharField(
        label=gettext_lazy("세부항목"),
        required=False,
        max_length=LONGEST_POINT,
        help_text=gettext_lazy(
            "요구사항의 한 부분만 맡길 때 그 이름을 적습니다. 같은 부서도 세부항목이 다르면 더 배부할 수 있습니다."
        ),
    )
    due_date = DayField(label=gettext_lazy("처리기한"), required=False)

    def __init__(self, *args: Any, on: date, has_lead: bool, default: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = organisation.on_sheet(on)
        self._by_pk = {department.pk: department for department in today}
        self._has_lead = has_lead
        self._groups = groups = _by_bureau(today, on)
        for name, choices in (("departments", groups), ("lead", [NOBODY, *groups])):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        self.fields["due_date"].help_text = default_words(default)
        if has_lead:
            del self.fields["lead"]

    def groups(self) -> list[tuple[str, list[forms.boundfield.BoundWidget]]]:
        """The boxes to tick by bureau, in 건제순."""
        boxes = iter(self["departments"].subwidgets)
        return [(name, list(islice(boxes, len(rows)))) for name, rows in self._groups]

    def shares(self) -> list[Share]:
        """What was chosen; a department on its own is the lead. Call on a valid form."""
        asked = self.cleaned_data
        chosen: list[int] = asked["departments"]
        lead = asked.get("lead")
        if lead and lead not in chosen:
            chosen = [lead, *chosen]
        if lead is None and len(chosen) == 1 and not self._has_lead:
            lead = chosen[0]
        return [Share(self._by_pk[pk], pk == lead, asked["due_date"], asked["point"]) for pk in chosen]


class ProposedForm(forms.Form):
    """One demand with the departments a document named for it; of several the lead is chosen by a person."""

    take = forms.BooleanField(label=gettext_lazy("배부"), required=False, initial=True)
    lead = forms.TypedChoiceField(
        label=gettext_lazy("주관부서"), coerce=int, empty_value=None, required=False
    )
    due_date = DayField(label=gettext_lazy("처리기한"), required=False)

    def __init__(
        self, data: Any, *, demand: Demand, departments: Sequence[Department], **kwargs: Any
    ) -> None:
        super().__init__(data, prefix=f"d{demand.pk}", **kwargs)
        self.demand, self.departments = demand, departments
        if len(departments) == 1:
            del self.fields["lead"]
            return
        field = self.fields["lead"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [NOBODY, *((str(d.pk), d.name) for d in departments)]

    def clean(self) -> dict[str, Any]:
        """Of several departments one is named, where the demand is taken."""
        asked = super().clean() or self.cleaned_data
        if asked.get("take") and "lead" in self.fields and not asked.get("lead"):
            self.add_error("lead", _("주관부서를 골라 주십시오."))
        return asked

    def shares(self, due_for_all: date | None) -> list[Share]:
        """What was chosen; a day of its own goes before the one for all. Call on a valid form."""
        asked = self.cleaned_data
        due = asked["due_date"] or due_for_all
        lead = asked["lead"] if "lead" in self.fields else self.departments[0].pk
        return [Share(department, department.pk == lead, due) for department in self.departments]


class DueForAllForm(forms.Form):
    """The due date of all that have none of their own."""

    due_date = DayField(label=gettext_lazy("모두의 처리기한"), required=False)

    def __init__(self, *args: Any, default: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_date"].help_text = default_words(default)


def default_words(default: date | None) -> str:
    """What holds where no day is given."""
    if default is None:
        return _("비우면 기한 미지정으로 둡니다.")
    return _("비우면 감사의 처리기한입니다: %(day)s") % {"day": DayField().prepare_value(default)}


def _by_bureau(departments: Sequence[Department], on: date) -> list[tuple[str, list[tuple[int, str]]]]:
    bureaus = organisation.bureau_names(on)
    grouped = groupby(departments, key=lambda department: bureaus.get(department.pk, ""))
    return [
        (name or _("실·국에 속하지 않은 부서"), [(department.pk, department.name) for department in group])
        for name, group in grouped
    ]
