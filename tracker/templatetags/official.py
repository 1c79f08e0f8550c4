"""The official report on paper: its tables of figures, its answers."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

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
