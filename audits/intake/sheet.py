"""A table as people send it, CSV or XLSX: cells by the name they have on paper (B7), and nothing guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from audits.intake import child, decode
from audits.intake.child import MOST_COLUMNS, MOST_ROWS, TOO_MANY
from audits.intake.draft import Unreadable

NOT_A_TABLE: Final = "엑셀(XLSX)이나 CSV 파일만 올릴 수 있습니다."
COMPOUND: Final = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Excel makes of a file with a password, and old XLS
)
LOCKED: Final = "암호가 걸렸거나 옛 형식(XLS)인 파일입니다. 암호를 풀고 XLSX로 저장하여 올려 주십시오."
OTHERS: Final = (".xls", ".hwp", ".hwpx", ".pdf", ".docx")
LETTERS: Final = 26

Value = str | int | float | bool | date | None


@dataclass(frozen=True)
class Cell:
    """One cell. `name` is what the sender sees (B7); `formula`, `merged`, `error` are for the form's reader to refuse.

    A merged range has its value in its first cell; every cell of it is `merged`. An `error` is a value that Excel
    could not reckon (#REF!).
    """

    name: str
    value: Value = None
    formula: bool = False
    merged: bool = False
    error: bool = False

    @property
    def text(self) -> str:
        """What it says as words, composed (NFC), without blanks around; a whole number without its decimal point."""
        if self.value is None:
            return ""
        if isinstance(self.value, bool):
            return "TRUE" if self.value else "FALSE"
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        if isinstance(self.value, date):
            return f"{self.value.year}. {self.value.month}. {self.value.day}."
        return decode.tidy(str(self.value)).strip()


@dataclass(frozen=True)
class Row:
    """One row, by the number it has on the sheet; a cell beyond its end is an empty one."""

    number: int
    cells: tuple[Cell, ...]

    def __getitem__(self, place: int) -> Cell:
        if place < len(self.cells):
            return self.cells[place]
        return Cell(f"{column_name(place)}{self.number}")

    @property
    def empty(self) -> bool:
        """Whether nothing is written in it."""
        return not any(cell.text or cell.formula for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    """One sheet: its name and its rows, also the empty ones between others."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False


@dataclass(frozen=True)
class Book:
    """All sheets of a file in their order; of CSV one, without a name."""

    grids: tuple[Grid, ...] = field(default_factory=tuple)

    @property
    def first(self) -> Grid:
        """The first sheet that is shown. Raises Unreadable where there is none."""
        for grid in self.grids:
            if not grid.hidden:
                return grid
        raise Unreadable(NOT_A_TABLE)

    def named(self, name: str) -> Grid | None:
        """The sheet of this name, hidden or not."""
        return next((grid for grid in self.grids if grid.name == name), None)


def column_name(place: int) -> str:
    """The letters of a column, counted from 0: A, B, … Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def read(content: bytes, name: str) -> Book:
    """What a file called `name` says, by its content. Raises Unreadable with one line for the sender.

    XLSX is read in a process of its own with limits (`child`); whatever is no package is read as CSV.
    """
    if content.startswith(b"PK"):
        return Book(tuple(_grid(told) for told in child.read_workbook(content)))
    if content.startswith(COMPOUND):
        raise Unreadable(LOCKED)
    if any(sign.match(content) for sign, _format in decode.FORMATS) or name.lower().endswith(OTHERS):
        raise Unreadable(NOT_A_TABLE)
    return Book((_from_csv(decode.decode(content)),))


def headed(grid: Grid, known: Sequence[str]) -> tuple[dict[str, int], tuple[Row, ...]]:
    """Where each of the `known` heads stands, and the rows below the heads that say something.

    The heads are in the first row that names at least two of them (one, where only one is known), however spaced.
    Raises Unreadable without such a row, or where a head stands twice.
    """
    wanted = {_bare(head): head for head in known}
    for place, row in enumerate(grid.rows):
        found = [
            (wanted[_bare(cell.text)], at) for at, cell in enumerate(row.cells) if _bare(cell.text) in wanted
        ]
        if len(found) >= min(2, len(known)):
            heads = dict(found)
            if len(heads) != len(found):
                raise Unreadable(f"{row.number}행: 같은 제목이 두 번 있습니다.")
            return heads, tuple(row for row in grid.rows[place + 1 :] if not row.empty)
    raise Unreadable(f"제목 줄을 찾지 못했습니다. 있어야 하는 제목: {', '.join(known)}")


def _bare(text: str) -> str:
    return "".join(text.split()).lower()


def _from_csv(text: str) -> Grid:
    text = text.removeprefix("\ufeff")
    lines = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in lines and "," not in lines else ",")
    try:
        return Grid("", tuple(_limited(_csv_rows(reader))))
    except csv.Error as error:
        raise Unreadable(f"{reader.line_num}번째 줄: CSV로 읽을 수 없습니다.") from error


def _csv_rows(reader: Iterator[list[str]]) -> Iterator[Row]:
    for number, values in enumerate(reader, start=1):
        if len(values) > MOST_COLUMNS:
            raise Unreadable(TOO_MANY)
        yield Row(
            number,
            tuple(
                Cell(f"{column_name(at)}{number}", _unquoted(value) or None)
                for at, value in enumerate(values)
            ),
        )


def _unquoted(value: str) -> str:
    """Without the apostrophe by which our own files keep a spreadsheet from taking words for a formula."""
    return value[1:] if value[:1] == "'" and value[1:2] in {"=", "+", "-", "@"} else value


def _limited(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        if row.number > MOST_ROWS:
            raise Unreadable(TOO_MANY)
        yield row


def _grid(told: child.Told) -> Grid:
    rows = tuple(
        Row(
            number,
            tuple(
                Cell(
                    f"{column_name(at)}{number}",
                    child.value(cell),
                    bool(cell[2]),
                    bool(cell[3]),
                    cell[0] == child.ERROR,
                )
                for at, cell in enumerate(cells)
            ),
        )
        for number, cells in enumerate(told["rows"], start=1)
    )
    return Grid(told["name"], rows, told["hidden"])
