"""The official report on paper: its tables of figures, its answers."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from tracker.exports.heads import Group, figures, groups
from tracker.models import Paper
from tracker.reports.official import Column, Figures, Item, Official

register = template.Library()


@register.filter
def grouped(columns: Sequence[Column]) -> list[Group]:
    """The columns under the heads of both axes."""
    return groups(columns)


@register.filter
def counted(row: Figures, columns: Sequence[Column]) -> list[int]:
    """The figures of a row, one a column."""
    return figures(row, columns)


@register.filter
def holders(item: Item) -> str:
    """Who answers for a demand, in the order of the answers, each once: 디지털정책과, 데이터센터."""
    return ", ".join(dict.fromkeys(answer.department for answer in item.answers if answer.department))


@register.filter
def is_checked(report: Official) -> bool:
    """Whether the paper says what the council found."""
    return report.paper == Paper.INSPECTION


@register.filter
def by_words(label: str) -> SafeString:
    """A head that is broken between its words alone: a PDF would break 사실과 다름 inside the word."""
    return format_html_join(
        " ", '<span class="official-word">{}</span>', ((word,) for word in str(label).split())
    )
