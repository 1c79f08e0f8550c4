"""How charts are written: segments of a bar with their patterns, and the sample before a part's name."""

from __future__ import annotations

from functools import cache
from typing import Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tracker.web.charts import Stack

register = template.Library()

# Parts whose shape is told by a pattern of `components/chart_patterns.html`; the others are plain.
PATTERNED: Final = frozenset(
    {"awaiting", "insufficient", "contradicted", "under_review", "not_accepted", "transferred"}
    | {"not_reported"}
)
HEIGHT: Final = 24


@register.simple_tag
def segments(stack: Stack) -> SafeString:
    """The segments of a bar, each in its colour and under its pattern."""
    return mark_safe("".join(_filled(part.code, part.x, part.width, HEIGHT) for part in stack.segments))  # noqa: S308 (each is safe)


@register.simple_tag
@cache
def key(code: str) -> SafeString:
    """A sample of how a part is filled; its name stands beside it."""
    return format_html(
        '<svg class="key" width="16" height="12" aria-hidden="true" focusable="false">{}</svg> ',
        _filled(code, "0", "16", 12),
    )


def _filled(code: str, x: str, width: str, height: int) -> SafeString:
    """Of one of our own codes, from there, so wide: nothing that anybody wrote."""
    place = f'x="{x}" width="{width}" height="{height}"'
    pattern = f'<rect {place} fill="url(#pattern-{code})"/>' if code in PATTERNED else ""
    return mark_safe(f'<rect class="fill-{code}" {place}/>{pattern}')  # noqa: S308 (see above)
