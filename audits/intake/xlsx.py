"""Reads a workbook from standard input and answers it as JSON: the process that `child` starts, under limits."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import IO, Any, Final
from xml.parsers import expat

import openpyxl
from openpyxl.utils.cell import range_boundaries

from audits.intake import serving
from audits.intake.child import DAY, ERROR, MOST_COLUMNS, MOST_ROWS, PLAIN, REFUSED, TOO_MANY, Told
from audits.intake.draft import Unreadable
from audits.intake.inspection.faults import BROKEN
from audits.intake.serving import ENCRYPTED
from audits.intake.xml_parts import declares_a_type

MOST_ENTRIES: Final = 2_000
MOST_MERGED: Final = 1_000
MOST_UNPACKED: Final = 200 * 1024 * 1024
# Of all sheets together: a few words that a package holds once may stand in every cell.
MOST_CELLS: Final = MOST_ROWS * MOST_COLUMNS
MOST_LETTERS: Final = 20_000_000


def main() -> None:
    """Read a workbook from standard input and answer it as JSON; what is no workbook is a refusal."""
    serving.answer(_workbook, broken=BROKEN)


def _workbook(content: bytes) -> dict[str, object]:
    _check_package(content)
    return {"sheets": list(_sheets(content))}


def _check_package(content: bytes) -> None:
    """Raise Unreadable for a package that unpacks to too much, is locked, or defines entities of its own."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        entries = package.infolist()
        if any(entry.flag_bits & 1 for entry in entries) or "EncryptedPackage" in package.namelist():
            raise Unreadable(ENCRYPTED)
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise Unreadable(TOO_MANY)
        if not any(entry.filename.startswith("xl/") for entry in entries):
            raise Unreadable(REFUSED)
        if any(declares_a_type(package, entry) for entry in entries):
            raise Unreadable(REFUSED)


def _sheets(content: bytes) -> Iterator[Told]:
    # Row by row, so that what a sheet only claims to hold takes no memory: a million dressed or merged empty cells.
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets: list[Any] = book.worksheets
        cells = letters = 0
        for sheet in sheets:
            sheet.reset_dimensions()
            rows = _rows(sheet, _Merged(package.open(sheet._worksheet_path)))
            cells += sum(map(len, rows))
            letters += sum(len(cell[1]) for row in rows for cell in row if isinstance(cell[1], str))
            if cells > MOST_CELLS or letters > MOST_LETTERS:
                raise Unreadable(TOO_MANY)
            yield {"name": sheet.title, "hidden": sheet.sheet_state != "visible", "rows": rows}


class _Merged:
    """The merged ranges of a sheet, which reading row by row leaves out."""

    def __init__(self, part: IO[bytes]) -> None:
        self.areas: list[tuple[int, int, int, int]] = []
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._begins
        with part:
            parser.ParseFile(part)

    def _begins(self, name: str, told: dict[str, str]) -> None:
        if name.rpartition(":")[2] != "mergeCell":
            return
        if len(self.areas) == MOST_MERGED:
            raise Unreadable(TOO_MANY)
        left, top, right, bottom = range_boundaries(told["ref"])
        self.areas.append((left or 1, top or 1, right or MOST_COLUMNS, bottom or MOST_ROWS))

    def __contains__(self, place: tuple[int, int]) -> bool:
        row, column = place
        return any(
            left <= column <= right and top <= row <= bottom for left, top, right, bottom in self.areas
        )


def _rows(sheet: Any, merged: _Merged) -> list[list[list[Any]]]:
    """The rows up to the last one that says something, each as wide as the widest that does."""
    found: dict[int, Sequence[Any]] = {}
    width = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        said = max((at for at, cell in enumerate(cells, start=1) if cell.value is not None), default=0)
        if said and (number > MOST_ROWS or said > MOST_COLUMNS):
            raise Unreadable(TOO_MANY)
        if said:
            found[number], width = cells[:said], max(width, said)
    return [
        _row(number, found.get(number, ()), width, merged) for number in range(1, max(found, default=0) + 1)
    ]


def _row(number: int, cells: Sequence[Any], width: int, merged: _Merged) -> list[list[Any]]:
    told = [*cells, *[None] * (width - len(cells))]
    return [_cell(cell, (number, column) in merged) for column, cell in enumerate(told, start=1)]


def _cell(cell: Any, merged: bool) -> list[Any]:
    if cell is None or cell.value is None:
        return [PLAIN, None, False, merged]
    if cell.data_type == "f":
        return [PLAIN, None, True, merged]
    if cell.data_type == "e":
        return [ERROR, str(cell.value), False, merged]
    found = cell.value
    if isinstance(found, datetime | date):
        day = found.date() if isinstance(found, datetime) else found
        return [DAY, day.isoformat(), False, merged]
    if isinstance(found, str | int | float | bool):
        return [PLAIN, found, False, merged]
    return [PLAIN, str(found), False, merged]


if __name__ == "__main__":
    main()
