"""Values of a workbook as their cells show them: dates, percents, thousands; what else a format means stays out.

A date whose format names no day says its month only, for that is what was written: a month means its last day
(`dates`), the first of it would be another promise.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Final

QUOTED: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
PERCENT: Final = re.compile(r"0(?:\.(0+))?%")
DECIMALS: Final = re.compile(r"(#,##)?0(?:\.(0+))?(?:[_)\s-].*)?")
GENERAL: Final = "General"


def shown(value: object, form: str | None, kind: str = "") -> str:
    """`value` of a cell with the number format `form`; `kind` is openpyxl's ("s" text, "n" number, …)."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date):
        return _day(value, form or "")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, int | float) and kind != "s":
        return _number(value, form or GENERAL)
    return "" if value is None else str(value)


def _day(value: date, form: str) -> str:
    bare = QUOTED.sub("", form).lower()
    if "y" in bare and "m" in bare and "d" not in bare:
        return f"{value.year}. {value.month}월"
    if isinstance(value, datetime) and (value.hour or value.minute):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.strftime("%Y-%m-%d")


def _number(value: float, form: str) -> str:
    first = QUOTED.sub("", form).split(";")[0].strip()
    percent = PERCENT.fullmatch(first)
    if percent:
        return _rounded(Decimal(repr(value)) * 100, len(percent[1] or "")) + "%"
    decimals = DECIMALS.fullmatch(first)
    if decimals:
        return _rounded(Decimal(repr(value)), len(decimals[2] or ""), thousands=bool(decimals[1]))
    return _plain(value)


def _rounded(value: Decimal, places: int, *, thousands: bool = False) -> str:
    try:
        return f"{value:,.{places}f}" if thousands else f"{value:.{places}f}"
    except InvalidOperation:
        return str(value)


def _plain(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}" if isinstance(value, float) else str(value)
