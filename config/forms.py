"""How fields of a form are written: as Django's templates do, but most of them without a template.

A list of a city has some six hundred departments to choose from. Written by templates they cost more than the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString, mark_safe

from audits.web.markup import attributes, escaped

SELECT: Final = "django/forms/widgets/select.html"
OPTION: Final = "django/forms/widgets/select_option.html"
INPUTS: Final = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in ("checkbox", "date", "email", "hidden", "number", "password", "text")
)


class QuickWidgets(DjangoTemplates):
    """Django's own templates, but for a `select` with its options and for what is one `input`."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        """The same HTML."""
        if template_name in INPUTS:
            return mark_safe(_input(context["widget"]))  # noqa: S308 (every value is escaped where it is written)
        if template_name == SELECT and _is_plain(context["widget"]):
            return mark_safe(_select(context["widget"]))  # noqa: S308 (likewise)
        return mark_safe(super().render(template_name, context, request))  # noqa: S308 (as Django has it)


def _input(widget: Mapping[str, Any]) -> str:
    told = {"type": widget["type"], "name": widget["name"]}
    if widget["value"] is not None:
        told["value"] = str(widget["value"])
    return f"<input{attributes(told | widget['attrs'])}>"


def _is_plain(widget: Mapping[str, Any]) -> bool:
    """Whether its options are written as Django writes them."""
    return all(
        option["template_name"] == OPTION for _, options, _ in widget["optgroups"] for option in options
    )


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{escaped(widget["name"])}"{attributes(widget["attrs"])}>']
    for name, options, _index in widget["optgroups"]:
        if name:
            parts.append(f'<optgroup label="{escaped(name)}">')
        parts.extend(_option(option) for option in options)
        if name:
            parts.append("</optgroup>")
    return "".join([*parts, "</select>"])


def _option(option: Mapping[str, Any]) -> str:
    inside = attributes(option["attrs"]) if option["attrs"] else ""
    return f'<option value="{escaped(option["value"])}"{inside}>{escaped(option["label"])}</option>'
