"""Fields are written quicker than by Django's templates, and just the same."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from audits.web.markup import LongSelect
from config.forms import QuickWidgets

CHOICES: list[Any] = [
    ("", "전체"),
    ("a&b", "<b>부서</b>"),
    (3, mark_safe("<i>삼</i>")),
    ("국", [("1", "첫 과"), ("2", '둘째 "과"')]),
]


def _without_white_space(html: str) -> str:
    return re.sub(r">\s+|\s+<", lambda found: found.group().strip(), html)


@pytest.mark.parametrize("chosen", ["", "a&b", 3, "2", None])
@pytest.mark.parametrize(
    "widget",
    [
        forms.Select(choices=CHOICES),
        forms.Select(attrs={"required": True, "disabled": False, "data-x": 'a"b'}, choices=CHOICES),
        forms.SelectMultiple(choices=CHOICES),
        forms.NullBooleanSelect(),
    ],
    ids=lambda widget: type(widget).__name__,
)
def test_choices_are_written_as_the_templates_write_them(widget: forms.Select, chosen: object) -> None:
    value = [chosen] if isinstance(widget, forms.SelectMultiple) else chosen
    ours = widget.render("부서<", value, {"id": "id_x"}, renderer=QuickWidgets())
    theirs = widget.render("부서<", value, {"id": "id_x"}, renderer=DjangoTemplates())
    assert _without_white_space(ours) == _without_white_space(theirs)
    assert "<b>" not in ours


def test_a_widget_with_options_of_its_own_is_left_to_its_templates() -> None:
    class Own(forms.Select):
        option_template_name = "django/forms/widgets/checkbox_option.html"

    assert "checkbox" not in Own(choices=[("1", "하나")]).render("x", "1", renderer=QuickWidgets())
    assert "하나" in Own(choices=[("1", "하나")]).render("x", "1", renderer=QuickWidgets())


@pytest.mark.parametrize("value", ["", 'a"b<', 3, None, True, False])
@pytest.mark.parametrize(
    "widget",
    [
        forms.TextInput(attrs={"maxlength": 20, "data-x": "<", "autofocus": True, "disabled": False}),
        forms.HiddenInput(),
        forms.NumberInput(),
        forms.EmailInput(),
        forms.PasswordInput(),
        forms.CheckboxInput(),
        forms.DateInput(),
    ],
    ids=lambda widget: type(widget).__name__,
)
def test_an_input_is_written_as_its_template_writes_it(widget: forms.Widget, value: object) -> None:
    ours = widget.render("부서<", value, {"id": "id_x"}, renderer=QuickWidgets())
    theirs = widget.render("부서<", value, {"id": "id_x"}, renderer=DjangoTemplates())
    assert ours == theirs.strip()


@pytest.mark.parametrize("chosen", ["", 3, "3", None, "nothing"])
def test_a_long_choice_is_written_as_any_other(chosen: object) -> None:
    choices = [("", "전체"), (3, "<b>셋</b>"), ("4", mark_safe("<i>넷</i>"))]
    ours = LongSelect(attrs={"data-x": "<"}, choices=choices).render("감사<", chosen, {"id": "id_x"})
    theirs = forms.Select(attrs={"data-x": "<"}, choices=choices).render(
        "감사<", chosen, {"id": "id_x"}, renderer=DjangoTemplates()
    )
    assert ours == _without_white_space(theirs)
