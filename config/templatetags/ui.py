"""How pages write dates, icons and heads of tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlsplit

from django import template
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from audits.statuses import ReportedStatus
from audits.web.markup import escaped
from audits.web.paths import own_path
from tracker.exports.heads import CHECKED

register = template.Library()

DUE_SIGNS: Final = {"late": "late", "today": "clock", "soon": "clock"}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """The symbol `name` of the sprite: a status code, `late`, `clock` … Never without a word beside it."""
    return format_html(
        '<svg class="icon" width="16" height="16" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("husok/icons.svg"),
        name,
    )


@register.simple_tag
def navigation(nav: object, seat: object) -> SafeString:
    """The navigation, which stands twice on a page: in the menu of a phone and beside what is wider."""
    return SafeString(render_to_string("components/nav.html", {"nav": nav, "seat": seat}))


@register.simple_tag
def options(choices: Iterable[Mapping[str, Any]]) -> SafeString:
    """The options of a `select`, each a number (`value`), its `label`, and whether it is `current`."""
    return mark_safe(  # noqa: S308 (a number, and what is escaped)
        "".join(
            f'<option value="{each["value"]:d}"{" selected" * each["current"]}>{escaped(each["label"])}</option>'
            for each in choices
        )
    )


@register.simple_tag
def figure(count: int | str, url: str, *, is_bad: bool = False) -> SafeString:
    """A number, or words of one, which leads to its list where there is one; `is_bad`: something is late or wrong."""
    if not url or not count:
        return SafeString(escaped(count))
    alarm = ' class="alarm is-bad"' if is_bad else ""
    sign = icon("late") if is_bad else ""
    return mark_safe(f'<a{alarm} href="{escaped(url)}">{sign}{escaped(count)}</a>')  # noqa: S308 (what is escaped)


@register.simple_tag
def due_date(of: Any) -> SafeString:
    """As `components/due.html`, for lists: without a template for every row."""
    sign = icon(DUE_SIGNS[of.kind]) if of.kind in DUE_SIGNS else ""
    date_ = f' <time class="due-date" datetime="{iso(of.date)}">{day(of.date)}</time>' if of.date else ""
    return mark_safe(  # noqa: S308 (codes and days of our own, and what is escaped)
        f'<span class="due due-{of.kind}"><span class="due-words">{sign}{escaped(of.words)}</span>{date_}</span>'
    )


@register.simple_tag
def late_cells(row: Mapping[str, Any]) -> SafeString:
    """The cells of a row: owed, late, late against the first due date, and for how many days the latest has been."""
    told = (
        figure(row["owed"], row["owed_url"]),
        figure(row["overdue"], row["overdue_url"], is_bad=True),
        figure(row["original"], row["original_url"]),
        gettext("%(days)d일") % {"days": row["days"]} if row["days"] else "–",
    )
    return mark_safe("".join(f'<td class="num">{each}</td>' for each in told))  # noqa: S308 (each is safe)


@register.filter
def came_from(request: object) -> str:
    """The page of ours on which somebody was before this one; empty where that is unknown, or this very page."""
    if not isinstance(request, HttpRequest):
        return ""
    page = urlsplit(request.headers.get("Referer", ""))
    asked = f"{page.path}?{page.query}" if page.query else page.path
    is_this = request.method == "GET" and asked == request.get_full_path()
    return own_path(asked) if page.netloc == request.get_host() and not is_this else ""


@register.filter
def day(value: date | None) -> str:
    """A day with its weekday, 2026. 11. 20.(금); empty for no day. A moment stands for its local day."""
    return _with_weekday(_local_day(value), get_language()) if value else ""


# The same few days stand many times on a page, and on most pages.
@lru_cache(maxsize=4096)
def _with_weekday(value: date, _language: str | None) -> str:
    # Django's own short Korean weekdays are long ones: 금요일 where an office writes 금.
    weekday = pgettext("weekdays from Monday", "월 화 수 목 금 토 일").split()[value.weekday()]
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
    return _local_day(value).isoformat() if value else ""


def _local_day(value: date) -> date:
    local = _local(value)
    return local.date() if isinstance(local, datetime) else local


def _local(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _written(value: date | None, pattern: str) -> str:
    return dateformat.format(_local(value), pattern) if value else ""


@register.filter(is_safe=True)
def hold_end(text: str) -> str:
    """A demand with its closing 것 tied to the word before it, so that the last line is never 것 alone."""
    return re.sub(r"\s+것(?=[.\s]*$)", "\u00a0것", text)


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
