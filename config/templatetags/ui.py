"""How pages write dates, icons and an office's own text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from django import template
from django.templatetags.static import static
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from audits.statuses import ReportedStatus

register = template.Library()

MARK: Final = re.compile(r"^(?P<mark>[-–—•·․∙ㆍ○◦◯]|[①-⑳])\s*(?P<text>.*)$")
CHECKED: Final = frozenset({"verified", "awaiting", "confirmed", "insufficient", "contradicted"})
NUMBERED: Final = re.compile(r"[①-⑳]")


@register.simple_tag
def icon(name: str) -> SafeString:
    """The symbol `name` of the sprite: a status code, `late`, `clock` … Never without a word beside it."""
    return format_html(
        '<svg class="icon" width="16" height="16" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("husok/icons.svg"),
        name,
    )


@register.filter
def day(value: date | None) -> str:
    """A day with its weekday, 2026. 11. 20.(금); empty for no day. A moment stands for its local day."""
    if not value:
        return ""
    # Django's own short Korean weekdays are long ones: 금요일 where an office writes 금.
    weekday = pgettext("weekdays from Monday", "월 화 수 목 금 토 일").split()[_local(value).weekday()]
    return pgettext("day and weekday", "%(day)s(%(weekday)s)") % {"day": day_only(value), "weekday": weekday}


@register.filter
def day_only(value: date | None) -> str:
    """A day as tables write it, 2026. 11. 20.; empty for no day."""
    return _written(value, pgettext("day", "Y. n. j."))


@register.filter
def moment(value: datetime | None) -> str:
    """A day with weekday and clock in local time, 2026. 11. 20.(금) 10:42; empty for none."""
    return f"{day(value)} {_written(value, 'H:i')}".strip()


@register.filter
def iso(value: date | None) -> str:
    """A day for machines, 2026-11-20, as `<time datetime>` wants it; empty for no day."""
    return _written(value, "Y-m-d")


def _local(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _written(value: date | None, pattern: str) -> str:
    return dateformat.format(_local(value), pattern) if value else ""


@register.filter(is_safe=True)
def hold_end(text: str) -> str:
    """A demand with its closing 것 tied to the word before it, so that the last line is never 것 alone."""
    return re.sub(r"\s+것(?=[.\s]*$)", "\u00a0것", text)


@dataclass(frozen=True)
class Line:
    """One point of an answer. `nested`: it stands under the point before it."""

    text: str
    nested: bool


@register.filter
def points(text: str) -> list[Line]:
    """An office's answer as its points, in order.

    A line with a mark (-, ○, ◦, ①) opens a point; one without a mark goes on with the point before it, or is
    a point of its own where the answer has no marks. The first mark met is the upper level. Numbers such as ①
    are kept, because other lines refer to them.
    """
    rows = [row.strip() for row in text.splitlines() if row.strip()]
    marked = any(MARK.match(row) for row in rows)
    found: list[Line] = []
    first = ""
    for row in rows:
        match = MARK.match(row)
        if match:
            first = first or _level(match["mark"])
            found.append(Line(_kept(match), _level(match["mark"]) != first))
        elif marked and found and not row.startswith("※"):
            found[-1] = Line(f"{found[-1].text} {row}", found[-1].nested)
        else:
            found.append(Line(row, nested=marked and bool(found)))
    return found


def _level(mark: str) -> str:
    return "①" if NUMBERED.match(mark) else mark


def _kept(match: re.Match[str]) -> str:
    return f"{match['mark']} {match['text']}" if NUMBERED.match(match["mark"]) else match["text"]


@dataclass(frozen=True)
class ColumnGroup:
    """Neighbouring columns of one axis under one head; without a label each is a head of its own."""

    label: str
    columns: list[Mapping[str, Any]]


@register.filter
def axes(columns: Iterable[Mapping[str, Any]]) -> list[ColumnGroup]:
    """The columns of the 총괄표 under 부서 보고 and 의회 확인, which are never merged (product.md rule 1).

    Takes columns with `code` and `label`; a code of neither axis (a total, 기한 경과) stands under no head.
    """
    return [ColumnGroup(label, list(group)) for label, group in groupby(columns, key=_axis)]


def _axis(column: Mapping[str, Any]) -> str:
    if column["code"] in ReportedStatus.values:
        return gettext("부서 보고")
    return gettext("의회 확인") if column["code"] in CHECKED else ""
