"""A workbook of long tables, written as XML: the library takes twice as long for ten thousand rows.

Text is always a shared string, so no cell is ever a formula; the same sheets give the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from audits.intake.decode import tidy
from tracker.exports import spreadsheet_parts as parts
from tracker.exports.workbook import CUT, FORMULA
from tracker.sheets.columns import LONGEST_CELL, UNWRITABLE

Cell = str | int | date | None
Row = Sequence[Cell]

FIRST_DAY: Final = date(1899, 12, 30)  # from which a spreadsheet counts days
WIDEST_NAME: Final = 31  # letters of a sheet's name
ZIPPED_ON: Final = (1980, 1, 1, 0, 0, 0)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_UNNAMEABLE: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD_ROW: Final = 4


@dataclass(frozen=True)
class Sheet:
    """A table under its title and note. `heads` are one row of heads or several, `merged` what they span (`A4:A5`).

    `filtered` puts filters on the last row of heads; `wide` prints across; `foot` stands below the table.
    """

    name: str
    title: str
    note: str
    heads: Sequence[Sequence[str]]
    widths: Sequence[int]
    rows: Iterable[Row]
    merged: Sequence[str] = ()
    filtered: bool = True
    foot: Sequence[str] = ()

    @property
    def first_row(self) -> int:
        """The first row below the heads."""
        return _HEAD_ROW + len(self.heads)


def workbook(sheets: Iterable[Sheet], *, title: str, made_on: date, foot: str) -> bytes:
    """The file. `foot` is printed on every page; sheets get names that no sheet may lack or share."""
    texts = _Texts()
    names: list[str] = []
    last_rows: list[int] = []
    given = list(sheets)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
        for number, sheet in enumerate(given, start=1):
            names.append(_name(sheet.name, number, names))
            pieces = list(_sheet(sheet, texts, foot))
            last_rows.append(int(pieces.pop()))
            _put(package, f"xl/worksheets/sheet{number}.xml", pieces)
        _put(package, "xl/sharedStrings.xml", texts.part())
        defined = [
            parts.Table(name, _HEAD_ROW, sheet.first_row - 1, last, len(sheet.widths), sheet.filtered)
            for name, sheet, last in zip(names, given, last_rows, strict=True)
        ]
        for path, text in parts.package(defined, title=title, made_on=made_on):
            _put(package, path, [text])
    return file.getvalue()


class _Texts:
    """The texts of all cells, each kept once, in the order in which they came."""

    def __init__(self) -> None:
        self.places: dict[str, tuple[int, bool]] = {}
        self.written: list[str] = []

    def place(self, text: str) -> tuple[int, bool]:
        """Its number, and whether it begins as a formula would."""
        found = self.places.get(text)
        if found is None:
            shown = storable(text)
            found = self.places[text] = (len(self.written), shown[:1] in FORMULA and shown != "")
            self.written.append(f'<si><t xml:space="preserve">{escape(shown)}</t></si>')
        return found

    def part(self) -> Iterator[str]:
        """The part of the package that carries them."""
        yield f'{parts.XML}<sst xmlns="{parts.MAIN}" uniqueCount="{len(self.written)}">'
        yield from self.written
        yield "</sst>"


def storable(text: str) -> str:
    """What a cell can hold of `text`: without what XML cannot carry, and saying so where it had to be cut.

    A spreadsheet counts the letters beyond the first 65,536 twice.
    """
    bare = _SURROGATE.sub("\ufffd", UNWRITABLE.sub("", tidy(text)))
    if len(bare) * 2 <= LONGEST_CELL or _letters(bare) <= LONGEST_CELL:
        return bare
    room = LONGEST_CELL - len(CUT)
    return bare.encode("utf-16-le")[: room * 2].decode("utf-16-le", "ignore") + CUT


def _letters(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _sheet(sheet: Sheet, texts: _Texts, foot: str) -> Iterator[str]:
    """The part of a sheet in pieces; the last piece is the number of the table's last row."""
    letters = [get_column_letter(place) for place in range(1, len(sheet.widths) + 1)]
    yield parts.opening(sheet.widths, sheet.first_row)
    yield "<sheetData>"
    yield _line(1, [(letters[0], _text(texts, sheet.title), parts.TITLE)])
    yield _line(2, [(letters[0], _text(texts, sheet.note), parts.NOTE)])
    for row, labels in enumerate(sheet.heads, start=_HEAD_ROW):
        cells = [(at, _text(texts, label), parts.HEAD) for at, label in zip(letters, labels, strict=True)]
        yield _line(row, cells)
    row = sheet.first_row - 1
    for row, values in enumerate(sheet.rows, start=sheet.first_row):
        yield _row(row, letters, values, texts)
    for place, words in enumerate(sheet.foot, start=row + 2):
        yield _line(place, [(letters[0], _text(texts, words), parts.NOTE)])
    yield "</sheetData>"
    head = f"A{sheet.first_row - 1}:{letters[-1]}{max(row, sheet.first_row - 1)}"
    yield parts.closing(sheet.merged, head if sheet.filtered else "", foot)
    yield str(row)


def _text(texts: _Texts, text: str) -> str:
    return f't="s"><v>{texts.place(text)[0]}</v></c>' if text else "/>"


def _line(row: int, cells: Iterable[tuple[str, str, int]]) -> str:
    told = "".join(f'<c r="{at}{row}" s="{dress}" {rest}' for at, rest, dress in cells)
    return f'<row r="{row}">{told}</row>'


def _row(row: int, letters: Sequence[str], values: Row, texts: _Texts) -> str:
    told = [f'<row r="{row}">']
    for at, value in zip(letters, values, strict=True):
        if value is None or value == "":
            told.append(f'<c r="{at}{row}" s="{parts.TEXT}"/>')
        elif isinstance(value, str):
            number, quoted = texts.place(value)
            dress = parts.QUOTED if quoted else parts.TEXT
            told.append(f'<c r="{at}{row}" s="{dress}" t="s"><v>{number}</v></c>')
        elif isinstance(value, int):
            told.append(f'<c r="{at}{row}" s="{parts.NUMBER}"><v>{value}</v></c>')
        else:
            told.append(f'<c r="{at}{row}" s="{parts.DAY}"><v>{(value - FIRST_DAY).days}</v></c>')
    told.append("</row>")
    return "".join(told)


def _name(wanted: str, number: int, given: Sequence[str]) -> str:
    """A name no other sheet has: without what a sheet may not be called, of at most 31 letters."""
    plain = _UNNAMEABLE.sub(" ", wanted).strip(" '") or str(number)
    name = plain[:WIDEST_NAME].strip(" '")
    if name.lower() in {other.lower() for other in given}:
        mark = f"({number})"
        name = plain[: WIDEST_NAME - len(mark)] + mark
    return name


def _put(package: zipfile.ZipFile, path: str, pieces: Iterable[str]) -> None:
    entry = zipfile.ZipInfo(path, ZIPPED_ON)
    entry.compress_type = zipfile.ZIP_DEFLATED
    with package.open(entry, "w") as part:
        for piece in _joined(pieces):
            part.write(piece.encode())


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in larger pieces: a compressor asked for every row is slow."""
    kept: list[str] = []
    size = 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > 500_000:
            yield "".join(kept)
            kept, size = [], 0
    yield "".join(kept)
