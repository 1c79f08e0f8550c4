"""What every workbook to fill in has in common: cells that are never formulas, columns to read and to print."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from audits.intake.decode import tidy
from tracker.sheets.columns import LONGEST_CELL, UNWRITABLE

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA: Final = "=+-@"
AS_TEXT: Final = "@"  # a spreadsheet takes nothing that is typed here for a formula, a number or a day
CUT: Final = "…(이하 줄임. 전체는 화면에서 봅니다.)"
_LINE: Final = Side(style="thin", color="9AA4B2")
_BORDER: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD: Final = PatternFill("solid", fgColor="E6EBF2")
_LOCKED: Final = PatternFill("solid", fgColor="F4F5F7")
_NOTE: Final = Font(color="5B6573", size=9)


def new_sheet(title: str) -> tuple[Workbook, Worksheet]:
    """A workbook with one sheet."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - what a new workbook always has
    sheet.title = title
    return book, sheet


def write(sheet: Worksheet, row: int, column: int, value: str | int, *, locked: bool = True) -> Any:
    """Write a cell as text, whatever it begins with, or as a whole number; bordered, its lines broken."""
    cell = put(sheet, row, column, value)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.border = _BORDER
    cell.protection = Protection(locked=locked)
    if locked:
        cell.fill = _LOCKED
    return cell


def write_rows(sheet: Worksheet, first: int, rows: Iterable[Sequence[str | int]]) -> None:
    """Write rows from `first` on as `write` does, unlocked; each dress is made once, so that ten thousand are quick."""
    samples: dict[str, str | int] = {"text": "가", "formula": "=", "number": 0}
    dress = {
        name: write(sheet, first, place, sample, locked=False)._style
        for place, (name, sample) in enumerate(samples.items(), start=1)
    }
    for row, values in enumerate(rows, start=first):
        for column, value in enumerate(values, start=1):
            cell = _fill(sheet.cell(row, column), value)
            quoted = cell.data_type == "s" and cell.value[0] in FORMULA
            cell._style = dress["number" if isinstance(value, int) else "formula" if quoted else "text"]


def put(sheet: Worksheet, row: int, column: int, value: str | int) -> Any:
    """Write a cell without any dress; text stays text, and says so where it had to be cut."""
    cell = _fill(sheet.cell(row, column), value)
    if not isinstance(value, int):
        cell.number_format = AS_TEXT
        if cell.value:
            cell.quotePrefix = cell.value[0] in FORMULA
    return cell


def _fill(cell: Any, value: str | int) -> Any:
    """The value alone: a whole number, or text that no spreadsheet takes for anything else."""
    if isinstance(value, int):
        cell.value = value
        return cell
    text = UNWRITABLE.sub("", tidy(value))
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - len(CUT)] + CUT
    cell.value = text or None
    if text:
        cell.data_type = "s"
    return cell


def heading(sheet: Worksheet, title: str, note: str, heads: Sequence[str], *, row: int) -> None:
    """The title and the note above, and the heads in `row`, which every printed page repeats."""
    put(sheet, 1, 1, title).font = Font(bold=True, size=14)
    put(sheet, 2, 1, note).font = _NOTE
    for place, head in enumerate(heads, start=1):
        cell = write(sheet, row, place, head)
        cell.font = Font(bold=True)
        cell.fill = _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    sheet.print_title_rows = f"{row}:{row}"


def lay_out(sheet: Worksheet, widths: Mapping[str, int], heads: Sequence[str]) -> None:
    """Widths by head, and landscape pages as wide as the sheet."""
    for place, head in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = widths.get(head, 12)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def protect(sheet: Worksheet) -> None:
    """Lock what is not to be filled in, without a password; columns and rows may be made wider and higher."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def saved(book: Workbook) -> bytes:
    """The file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
