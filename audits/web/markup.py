"""HTML that is written without a template, because a page has hundreds of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_SPECIAL: Final = re.compile("[&<>\"']")


def escaped(value: Any) -> str:
    """As `conditional_escape`; most of what there is to show needs none."""
    text = str(value)
    return conditional_escape(value) if _SPECIAL.search(text) else text


def attributes(of: Mapping[str, Any]) -> str:
    """Attributes of an element, each after a space; those that are False are left out."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escaped(str(value))}"'
        for name, value in of.items()
        if value is not False
    )


class LongSelect(forms.Select):
    """A choice among many that stand in no groups; Django would make a dictionary of every one of them first."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 (Django's)
        """The same HTML, whatever the renderer."""
        chosen = "" if value is None else str(value)
        told = "".join(
            f'<option value="{escaped(each)}"{" selected" if str(each) == chosen else ""}>{escaped(label)}</option>'
            for each, label in self.choices
        )
        inside = attributes(self.build_attrs(self.attrs, attrs))
        return mark_safe(f'<select name="{escaped(name)}"{inside}>{told}</select>')  # noqa: S308 (what is escaped)
