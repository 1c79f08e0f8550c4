"""The forms of a reorganisation: its day and basis, a row for each step, or a table of them; and its calling off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits.actions.call_off_succession import LONGEST_REASON
from audits.intake import reorganisation as table
from audits.intake.draft import Unreadable
from audits.models import Department, DepartmentKind, SuccessionKind
from audits.reorganisation import Founding, Step, steps_of
from audits.reorganisation.steps import FOUNDS, LONGEST_NAME
from audits.web.fields import DayField, FirstDayField
from audits.web.sheet_form import SheetField

ROWS: Final = 3  # offered at first, and more each time
MOST_ROWS: Final = 30  # a larger one comes as a table
OUTSIDE: Final = "external"
LONGEST: Final = 2_000

Choices = Sequence[tuple[str, Any]]


class OccasionForm(forms.Form):
    """When it takes effect, on a day or within a span, and on what ground."""

    effective_on = DayField(
        label=gettext_lazy("시행일"), required=False, help_text=gettext_lazy("예: 2026. 3. 5. 앞날도 됩니다.")
    )
    not_before = FirstDayField(
        label=gettext_lazy("가장 이른 날"),
        required=False,
        help_text=gettext_lazy("시행일을 모를 때만 적습니다."),
    )
    not_after = DayField(
        label=gettext_lazy("가장 늦은 날"),
        required=False,
        help_text=gettext_lazy("이 날로 셈하고 추정으로 적습니다."),
    )
    basis = forms.CharField(
        label=gettext_lazy("근거"), max_length=LONGEST, help_text=gettext_lazy("예: 행정기구 설치 조례 개정")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse neither a day nor a span, both, and a span turned round."""
        said = super().clean() or self.cleaned_data
        day, first, last = (said.get(name) for name in ("effective_on", "not_before", "not_after"))
        if self.errors:
            return said
        if day and (first or last):
            self.add_error("effective_on", _("시행일과 기간을 함께 적을 수 없습니다. 하나만 적어 주십시오."))
        elif not day and not (first and last):
            words = _("시행일을 적거나, 가장 이른 날과 가장 늦은 날을 모두 적어 주십시오.")
            self.add_error("effective_on", words)
        elif first and last and first > last:
            self.add_error("not_before", _("가장 이른 날이 가장 늦은 날보다 늦을 수 없습니다."))
        return said


class StepForm(forms.Form):
    """One step; a row without a word is none."""

    kind = forms.ChoiceField(label=gettext_lazy("종류"), required=False)
    predecessor = forms.ChoiceField(label=gettext_lazy("앞선 부서"), required=False)
    successor = forms.ChoiceField(label=gettext_lazy("승계 부서"), required=False)
    name = forms.CharField(
        label=gettext_lazy("새 부서 이름"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("목록에 없을 때"),
    )
    unit = forms.ChoiceField(label=gettext_lazy("새 부서 구분"), required=False)
    bureau = forms.ChoiceField(label=gettext_lazy("새 부서의 실·국"), required=False)
    duties = forms.CharField(label=gettext_lazy("사무"), required=False, max_length=LONGEST)

    def __init__(self, *args: Any, departments: Sequence[Department], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._departments, self._on = departments, on
        self._rows = {str(department.pk): department for department in departments}
        bureaus = [one for one in departments if one.kind == DepartmentKind.BUREAU and not one.external]
        self._offer("kind", SuccessionKind.choices)
        self._offer("predecessor", [(str(one.pk), _called(one, on)) for one in departments])
        self._offer("successor", [(str(one.pk), _called(one, on)) for one in departments])
        self._offer("bureau", [(str(one.pk), _called(one, on)) for one in bureaus], _("앞선 부서와 같이"))
        units = [*DepartmentKind.choices, (OUTSIDE, _("이 조직 밖의 기관"))]
        self._offer("unit", units, _("앞선 부서와 같이"))

    def clean(self) -> dict[str, Any]:
        """Refuse a row without a kind, and one whose successor is both chosen and new."""
        said = super().clean() or self.cleaned_data
        if any(said.values()) and not said.get("kind"):
            self.add_error("kind", _("종류를 골라 주십시오."))
        if said.get("successor") and said.get("name"):
            self.add_error(
                "name", _("승계 부서는 목록에서 고르거나 새 이름을 적습니다. 하나만 남겨 주십시오.")
            )
        return said

    @property
    def says_something(self) -> bool:
        """Whether anything was chosen or written in it. Call on a valid form."""
        return any(self.cleaned_data.values())

    def step(self, occasion: dict[str, Any], place: str) -> Step:
        """The step that it says, on the day of the occasion. Call on a valid form."""
        said = self.cleaned_data
        return Step(
            SuccessionKind(said["kind"]),
            self._rows.get(said["predecessor"]),
            self._rows.get(said["successor"]) or self._new(said) or None,
            occasion["effective_on"],
            occasion["not_before"],
            occasion["not_after"],
            said["duties"],
            occasion["basis"],
            place,
        )

    def another(self, row: int, typed: dict[str, str | None]) -> StepForm:
        """Another row beside it, with what was typed there."""
        return StepForm(prefix=f"row-{row}", initial=typed, departments=self._departments, on=self._on)

    def _new(self, said: dict[str, Any]) -> Founding | str:
        """A department that begins; by a transfer only its name, which another row founds."""
        outside = said["unit"] == OUTSIDE
        if not said["name"] or (said["kind"] not in FOUNDS and not outside):
            return str(said["name"])
        kind = DepartmentKind(said["unit"]) if said["unit"] and not outside else None
        return Founding(said["name"], kind, self._rows.get(said["bureau"]), external=outside)

    def _offer(self, name: str, choices: Choices, nothing: str = "") -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", nothing or _("고르지 않음")), *choices]


class StepsForm:
    """All rows of a page: as many as were sent, and some more where they are asked for."""

    def __init__(self, data: QueryDict | None, *, on: date) -> None:
        departments = _departments(on)
        self.forms = [
            StepForm(data, prefix=f"row-{at}", departments=departments, on=on) for at in range(_sent(data))
        ]

    def grow(self, data: QueryDict) -> None:
        """Offer more rows beside those as typed so far, without a word about what is missing yet."""
        count = min(len(self.forms) + ROWS, MOST_ROWS)
        self.forms = [self.forms[0].another(at, _typed(data, at)) for at in range(count)]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.forms)

    @property
    def may_grow(self) -> bool:
        """Whether more rows can be asked for."""
        return self.count < MOST_ROWS

    def is_valid(self) -> bool:
        """Whether every row can be read; all are looked at."""
        return all([form.is_valid() for form in self.forms])  # noqa: C419 (each row says what is wrong with it)

    def steps(self, occasion: dict[str, Any]) -> list[Step]:
        """The steps of the rows that say something. Call on valid forms."""
        return [
            form.step(occasion, _("%(number)s번째 줄") % {"number": number})
            for number, form in enumerate(self.forms, start=1)
            if form.says_something
        ]


def _sent(data: QueryDict | None) -> int:
    """How many rows a page has: those offered at first, or as many as were sent."""
    said = data.get("rows", "") if data else ""
    return min(max(int(said[:3]), 1), MOST_ROWS) if said.isascii() and said.isdigit() else ROWS


def _typed(data: QueryDict, row: int) -> dict[str, str | None]:
    return {name: data.get(f"row-{row}-{name}") for name in StepForm.base_fields}


class TableForm(forms.Form):
    """A table of steps: the columns of the form, each with its own day."""

    file = SheetField()

    def clean_file(self) -> list[Step]:
        """The steps that it says. Raises ValidationError with a line for each cell that cannot be read."""
        try:
            read = table.read(self.cleaned_data["file"].first)
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        if read.faults:
            raise ValidationError(list(read.faults))
        return steps_of(read.lines)


class CallOffForm(forms.Form):
    """Why a planned reorganisation does not come, and how much of it."""

    reason = forms.CharField(
        label=gettext_lazy("취소 사유"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("사유를 적어 주십시오.")},
    )

    def __init__(self, *args: Any, same_day: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if same_day > 1:
            self.fields["scope"] = forms.ChoiceField(
                label=_("취소할 범위"),
                choices=[
                    ("one", _("이 조직개편만")),
                    ("day", _("같은 날의 조직개편 모두(%(count)s건)") % {"count": same_day}),
                ],
                widget=forms.RadioSelect,
                initial="one",
            )

    @property
    def whole_day(self) -> bool:
        """Whether every step of the day is meant. Call on a valid form."""
        return self.cleaned_data.get("scope") == "day"


def _departments(on: date) -> list[Department]:
    """What can be chosen: those of today and of days to come in 건제순, then those that are gone."""
    found = Department.objects.filter(is_void=False).ranked()
    gone = Q(valid_until__lte=on)
    return [*found.exclude(gone), *found.filter(gone)]


def _called(department: Department, on: date) -> str:
    """A department by its name, with its days where it is not of today, and what is outside as such."""
    if department.external:
        return _("%(name)s(조직 밖)") % {"name": department.name}
    if department.existed(on):
        return department.name
    days = DayField().prepare_value
    period = f"{days(department.valid_from) or ''}~{days(department.valid_until) or ''}"
    return f"{department.name}({period})"
