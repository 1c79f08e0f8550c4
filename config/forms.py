"""How fields of a form are written: as Django's templates do, but choices without a template an option.

A list of a city has some six hundred departments to choose from. Written by templates they cost more than the list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

SELECT: Final = "django/forms/widgets/select.html"
OPTION: Final = "django/forms/widgets/select_option.html"
_SPECIAL: Final = re.compile("[&<>\"']")


class QuickChoices(DjangoTemplates):
    """Django's own templates, but for a `select` and its options."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """The same HTML."""
        if template_name == SELECT and _is_plain(context["widget"]):
            return mark_safe(_select(context["widget"]))  # noqa: S308 (every value is escaped where it is written)
        return mark_safe(super().render(template_name, context, request))  # noqa: S308 (as Django has it)


def _is_plain(widget: Mapping[str, Any]) -> bool:
    """Whether its options are written as Django writes them."""
    return all(
        option["template_name"] == OPTION for _, options, _ in widget["optgroups"] for option in options
    )


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for name, options, _index in widget["optgroups"]:
        if name:
            parts.append(f'<optgroup label="{conditional_escape(name)}">')
        parts.extend(_option(option) for option in options)
        if name:
            parts.append("</optgroup>")
    return "".join([*parts, "</select>"])


def _option(option: Mapping[str, Any]) -> str:
    attributes = _attributes(option["attrs"]) if option["attrs"] else ""
    return f'<option value="{escaped(option["value"])}"{attributes}>{escaped(option["label"])}</option>'


def escaped(value: Any) -> str:
    """As `conditional_escape`; most of what there is to choose from needs none."""
    text = str(value)
    return conditional_escape(value) if _SPECIAL.search(text) else text


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in attributes.items()
        if value is not False
    )
