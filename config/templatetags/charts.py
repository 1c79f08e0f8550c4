"""How charts are written: segments of a bar with their patterns, and the sample before a part's name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from audits.web.markup import escaped
from config.templatetags.ui import figure
from tracker.web.charts import Bar, Group, Segment, Stack

register = template.Library()

# Parts whose shape is told by a pattern of `components/chart_patterns.html`; the others are plain.
PATTERNED: Final = frozenset(
    {"awaiting", "insufficient", "contradicted", "under_review", "not_accepted", "transferred"}
    | {"not_reported"}
)
HEIGHT: Final = 24
THIN: Final = 18  # of one bar among several
BELOW: Final = 21  # from one to the next


@register.simple_tag
def segments(stack: Stack) -> SafeString:
    """The segments of a bar, each in its colour and under its pattern."""
    return mark_safe("".join(_filled(part.code, part.x, part.width, HEIGHT) for part in stack.segments))  # noqa: S308 (each is safe)


@register.simple_tag
def parts(stack: Stack) -> SafeString:
    """The segments of a bar in words, each with its number, which leads to its list."""
    told = (
        f'<li><a href="{escaped(part.url)}">{key(part.code)}<span class="sr">{escaped(part.label)}</span>'
        f" {part.count:d}</a></li>"
        for part in stack.segments
    )
    return mark_safe("".join(told))  # noqa: S308 (numbers, and what is escaped)


@register.simple_tag
def cells(of: Iterable[Segment | Bar | None], *, words: bool = False) -> SafeString:
    """A cell of a table for each: its number, or its words, which lead to its list; a dash where there is none."""
    return mark_safe("".join(f'<td class="num">{_figure(part, words=words)}</td>' for part in of))  # noqa: S308 (each is safe)


def _figure(part: Segment | Bar | None, *, words: bool) -> SafeString:
    if part is None:
        return SafeString("–")
    return figure(part.words if words and isinstance(part, Bar) else part.count, part.url)


@register.simple_tag
def bars(group: Group) -> SafeString:
    """Bars of one thing, one below the other, their words behind them."""
    told = (
        f'<svg y="{BELOW * number}" width="100%" height="{THIN}"><rect class="fill-{bar.code}" y="1"'
        f' width="{bar.width}" height="16"/><text class="bar-words" x="{bar.at}" y="14" dx="6">'
        f"{escaped(bar.words)}</text></svg>"
        for number, bar in enumerate(group.bars)
    )
    height = THIN if len(group.bars) == 1 else 40
    return mark_safe(  # noqa: S308 (sizes and codes of our own, and what is escaped)
        f'<svg class="bars" width="100%" height="{height}" role="img"'
        f' aria-label="{escaped(group.label)}: {escaped(group.words)}">'
        f'<rect class="bar-base" width="1" height="100%"/>{"".join(told)}</svg>'
    )


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
