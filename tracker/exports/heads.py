"""How every form heads its tables of figures: the two axes side by side, never merged (product.md rule 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _

from audits.statuses import ReportedStatus
from tracker.reports.official import Column, Figures

CHECKED: Final = frozenset({"verified", "awaiting", "confirmed", "insufficient", "contradicted"})


@dataclass(frozen=True)
class Group:
    """Neighbouring columns of one axis under one head; without a label each is a head of its own."""

    label: str
    columns: Sequence[Column]


def groups(columns: Sequence[Column]) -> list[Group]:
    """The columns under 부서 보고 and 의회 확인; a code of neither axis (a total, 기한 경과) stands under no head."""
    return [Group(label, list(group)) for label, group in groupby(columns, key=_axis)]


def figures(row: Figures, columns: Sequence[Column]) -> list[int]:
    """The figures of `row`, one a column; what it does not count is 0."""
    return [row.counts.get(column.code, 0) for column in columns]


def _axis(column: Column) -> str:
    if column.code in ReportedStatus.values:
        return _("부서 보고")
    return _("의회 확인") if column.code in CHECKED else ""
