"""One item of an import under a person's hands: the form, and the edit that it makes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audits import organisation, reference
from audits.intake.draft import DraftItem
from audits.intake.edits import Edit, Kind, Piece
from audits.statuses import ReportedStatus
from audits.web.fields import DayField, LongTextField
from tracker import imports
from tracker.web.import_held import Sheet

DEPARTMENT: Final = "department_"
FREE: Final = 2  # empty places for departments beside those that are chosen
ANSWER: Final = ("status", "wording", "actions_taken", "plan", "planned_until")
TEXTS: Final = ("text", "wording", "actions_taken", "plan")


class ItemForm(forms.Form):
    """Everything of one item. What the document has no place for (an answer in a list of demands) is not asked."""

    text = LongTextField(
        label=gettext_lazy("요구 내용"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    category = forms.ChoiceField(label=gettext_lazy("구분"))
    status = forms.ChoiceField(label=gettext_lazy("추진상황"), choices=ReportedStatus.choices)
    wording = forms.CharField(
        label=gettext_lazy("원문 표기"), required=False, max_length=imports.LONGEST_WORDING
    )
    actions_taken = LongTextField(
        label=gettext_lazy("추진내용"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    plan = LongTextField(
        label=gettext_lazy("향후계획"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    planned_until = DayField(label=gettext_lazy("완료 예정일"), required=False)

    def __init__(self, *args: Any, piece: Piece, sheet: Sheet, **kwargs: Any) -> None:
        item = self._item = piece.item
        super().__init__(*args, **{"initial": vars(item)} | kwargs)
        self._drop(sheet)
        known = [(category.code, category.label) for category in reference.categories()]
        self._choose("category", [("", _("고르지 않음")), *known])
        self._offer_departments(item, sheet)

    def edit(self, key: str) -> Edit:
        """What a person changed. Call on a valid form."""
        said = self.cleaned_data
        values = {name: said[name] for name in ("category", *ANSWER) if name in said}
        values |= {name: _as_before(said[name], getattr(self._item, name)) for name in TEXTS if name in said}
        named = [said[name] for name in self.fields if name.startswith(DEPARTMENT) and said[name]]
        return Edit(Kind.CHANGE, key, values | {"departments": tuple(dict.fromkeys(named))})

    def _drop(self, sheet: Sheet) -> None:
        """Leave away what the document has no place for."""
        item = self._item
        if not sheet.edited.draft.has_statuses:
            for name in ANSWER:
                if name not in ("actions_taken", "plan") or not (item.actions_taken or item.plan):
                    del self.fields[name]

    def _offer_departments(self, item: DraftItem, sheet: Sheet) -> None:
        """A choice for each department that is named, and a few more; those of the day, in 건제순."""
        known = [("", _("고르지 않음")), *((name, name) for name in department_names(sheet))]
        for place in range(1, len(item.departments) + FREE + 1):
            name = f"{DEPARTMENT}{place}"
            label = _("부서") if place == 1 else _("부서 %(place)d") % {"place": place}
            self.fields[name] = forms.ChoiceField(label=label, choices=known, required=False)
            self.initial[name] = item.departments[place - 1] if place <= len(item.departments) else ""

    def _choose(self, name: str, known: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(known)


def department_names(sheet: Sheet) -> list[str]:
    """Departments of the day of reading that their name tells for certain; one statement."""
    names = [department.name for department in organisation.on_sheet(sheet.read.on)]
    return [name for name, bearers in Counter(names).items() if bearers == 1]


def settled(posted: Mapping[str, str], key: str) -> Edit | None:
    """The edit of a short form beside a problem: a status or a category alone; None where neither is one."""
    known: Mapping[str, set[str]] = {
        imports.STATUS: {*ReportedStatus.values} - {ReportedStatus.NOT_REPORTED.value},
        imports.CATEGORY: {category.code for category in reference.categories()},
    }
    values = {name: posted[name] for name, codes in known.items() if posted.get(name) in codes}
    return Edit(Kind.CHANGE, key, values) if values else None


def _as_before(said: str, before: str) -> str:
    """What was typed; what differs from the text before in nothing but its line ends and margins is that text."""
    said = said.replace("\r\n", "\n")
    return before if said == before.strip() else said
