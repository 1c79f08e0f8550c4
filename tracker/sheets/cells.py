"""One cell of a sheet that somebody filled in: its words, its day, its number, and what is wrong with it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from audits.intake.dates import read_date
from audits.intake.decode import tidy
from audits.intake.sheet import Cell
from tracker.sheets.columns import UNWRITABLE

NUMBER: Final = re.compile(r"[1-9][0-9]{0,17}")
EPOCH: Final = date(1899, 12, 30)  # the day 0 of a spreadsheet
SERIALS: Final = range(36_526, 73_051)  # 2000-01-01 to 2099-12-31 as a spreadsheet counts days


def faults_of(cell: Cell) -> list[str]:
    """Why nothing can be read in a cell: a formula, one of several merged, a value Excel could not reckon."""
    told = {"cell": cell.name, "value": cell.text}
    if cell.formula:
        return [_("%(cell)s: 수식이 들어 있습니다. 값만 붙여 넣어 주십시오.") % told]
    if cell.merged:
        return [_("%(cell)s: 병합한 칸입니다. 병합을 풀어 주십시오.") % told]
    if cell.error:
        return [_("%(cell)s: 오류 값(%(value)s)입니다. 값을 다시 적어 주십시오.") % told]
    return []


def fitting(cell: Cell, most: int) -> list[str]:
    """Why its words cannot be kept: there are too many."""
    if len(words_of(cell)) <= most:
        return []
    return [
        _("%(cell)s: 너무 깁니다(%(length)s자). %(most)s자까지 적어 주십시오.")
        % {"cell": cell.name, "length": len(words_of(cell)), "most": most}
    ]


def words_of(cell: Cell) -> str:
    """Its words with their lines and indents; of a number or a day as `Cell.text`."""
    if not isinstance(cell.value, str):
        return cell.text
    return UNWRITABLE.sub("", tidy(cell.value)).strip("\n").rstrip()


def whole_number(cell: Cell) -> int | None:
    """The whole number above 0 that it says; None for anything else."""
    return int(cell.text) if not cell.formula and NUMBER.fullmatch(cell.text) else None


def day_of(cell: Cell) -> date | None:
    """The day it names, typed or as a date of Excel; None where it is empty. Raises ValidationError."""
    value = cell.value
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and value in SERIALS:
        return EPOCH + timedelta(days=int(value))
    # 2026.10 as a number is 2026.1: which month was meant is lost.
    lost = isinstance(value, bool) or (isinstance(value, float) and not value.is_integer())
    day = None if lost else read_date(cell.text)
    if day is None and cell.text:
        raise ValidationError(
            _("%(cell)s: 날짜로 읽을 수 없습니다: ‘%(typed)s’. 예: 2026. 3. 5. 또는 ’26. 12월")
            % {"cell": cell.name, "typed": cell.text[:40]}
        )
    return day
