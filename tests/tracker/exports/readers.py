"""What the files say, read from their bytes by readers that know nothing of the code that wrote them.

Each answers the same: the 총괄 as figures by row and column, and the demands with what each department reported.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import count, product, takewhile
from typing import Any, Final

import pdfplumber
from openpyxl import load_workbook

Grid = list[list[str]]
MARGINS: Final = (42.5, 51.0, 42.5, 56.7)  # of the printed page, in points
STATUS_HEAD: Final = "추진상황"


@dataclass(frozen=True)
class Told:
    """The 총괄 of a file, and its demands in order: label, text and `department status` of each answer.

    Everything without white space, which every form breaks in its own way.
    """

    figures: dict[str, dict[str, int]]
    demands: list[tuple[str, str, tuple[str, ...]]]


def bare(text: object) -> str:
    """Without white space of any kind."""
    return re.sub(r"\s+", "", "" if text is None else str(text))


def xlsx(content: bytes, sections: Sequence[str]) -> Told:
    """From a workbook: the sheet 총괄, then a sheet a section."""
    book = load_workbook(io.BytesIO(content))
    rows = [[cell.value for cell in row] for row in book["총괄"].iter_rows(min_row=4)]
    spans = book["총괄"].merged_cells.ranges
    assert spans, "the head is merged"
    heads = [lower or upper for upper, lower in zip(rows[0], rows[1], strict=True)]
    figures = {}
    for row in rows[2:]:
        if row[0] is None:
            break
        figures[bare(row[0])] = {
            bare(head): int(str(value)) for head, value in zip(heads[1:], row[1:], strict=True)
        }
    lines = [line for name in sections for line in _lines_of(book[_sheet_name(book, name)])]
    return Told(figures, _demands(lines))


def _sheet_name(book: Any, section: str) -> str:
    return next(str(name) for name in book.sheetnames if bare(section).startswith(bare(name)[:6]))


def _lines_of(sheet: Any) -> list[dict[str, Any]]:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def comma_separated(content: bytes) -> Told:
    """From CSV, whose figures are counted from its lines: each demand once, by its standing."""
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    seen: dict[tuple[str, str], dict[str, str]] = {}
    for line in lines:
        seen.setdefault((line["구분"], line["고유번호"]), line)
    figures: dict[str, Counter[str]] = {"계": Counter()}
    for line in seen.values():
        row = figures.setdefault(bare(line["구분"]), Counter())
        for counted in (row, figures["계"]):
            counted.update(["계", bare(line["처리상태"])])
    return Told({name: dict(counted) for name, counted in figures.items()}, _demands(lines))


def _demands(lines: Iterable[dict[str, Any]]) -> list[tuple[str, str, tuple[str, ...]]]:
    found: dict[object, tuple[str, str, list[str]]] = {}
    for line in lines:
        told = found.setdefault(line["고유번호"], (bare(line["연번"]), bare(line["요구 내용"]), []))
        if line["소관부서"]:
            told[2].append(bare(f"{line['소관부서']} {line[STATUS_HEAD]}"))
    return [(label, text, tuple(answers)) for label, text, answers in found.values()]


def pdf(content: bytes) -> Told:
    """From a PDF: rows as the rules on its pages divide them; a row over two pages is put together."""
    with pdfplumber.open(io.BytesIO(content)) as document:
        tables = [table for page in document.pages for table in _ruled(page)]
    rows = [row for table in tables for row in table]
    return Told(_first_figures(rows), _from_rows(_rows_of_items(tables)))


def _ruled(page: Any) -> list[list[list[str | None]]]:
    """The tables of a page; the edge of the type area closes what is open at a side or goes on overleaf."""
    left, top, right, bottom = MARGINS
    edges = {
        "explicit_vertical_lines": [left, float(page.width) - right],
        "explicit_horizontal_lines": [top, float(page.height) - bottom],
    }
    found: list[list[list[str | None]]] = page.extract_tables(edges)
    return found


def _first_figures(rows: Sequence[list[str | None]]) -> dict[str, dict[str, int]]:
    """The first table of figures: the row 계, those like it below, and the two of its head above."""
    first = next(place for place, row in enumerate(rows) if _is_total(row))
    columns = [column for column, cell in enumerate(rows[first]) if cell is not None]
    body = list(
        takewhile(lambda row: [c for c, cell in enumerate(row) if cell is not None] == columns, rows[first:])
    )
    grid = [[row[column] or "" for column in columns] for row in [*rows[first - 2 : first], *body]]
    return _figures(grid)


def _is_total(row: Sequence[str | None]) -> bool:
    told = [cell for cell in row if cell is not None]
    return len(told) > 2 and bare(told[0]) == "계" and bare(told[1]).isdecimal()


def _rows_of_items(tables: Iterable[Sequence[Sequence[str | None]]]) -> list[list[str]]:
    """The rows under heads that say what was done; what goes on after a page's end joins the row before."""
    found: list[list[str]] = []
    for table in tables:
        wide = 0  # a table within an answer has no such head
        for row in table:
            told = [cell for cell in row if cell is not None]
            if _heads_items(told):
                wide = len(told)
            elif wide and (_LABEL.match(told[0]) or bare(told[0]).endswith("계속")):
                found.append(
                    [*told, *[""] * (wide - len(told))]
                )  # a demand that nobody has has one cell for both
            elif len(told) != wide:
                wide = 0
            else:
                found[-1] = [before + "\n" + more for before, more in zip(found[-1], told, strict=True)]
    return found


def _heads_items(row: Sequence[str]) -> bool:
    return any(bare(cell) in ("조치결과및향후추진계획", "부서보고") for cell in row[1:]) and len(row) <= 3


def page(text: str) -> Told:
    """From the paper on screen."""
    reader = _Tables()
    reader.feed(text)
    tables = [_spread(table) for table in reader.tables]
    items = [table for table in tables if _heads_items(table[0])]
    return Told(_figures(tables[0]), _from_rows(row for table in items for row in table[1:]))


def _figures(grid: Grid) -> dict[str, dict[str, int]]:
    """Rows of figures under heads of one row or two; a dash is none."""
    body = next(place for place, row in enumerate(grid) if bare(row[1]).isdecimal())
    heads = list(grid[0])
    for row in grid[1:body]:
        heads = [lower or upper for upper, lower in zip(heads, row, strict=True)]
    return {
        bare(row[0]): {bare(head): _number(cell) for head, cell in zip(heads[1:], row[1:], strict=True)}
        for row in grid[body:]
    }


def _number(cell: str) -> int:
    return 0 if bare(cell) == "–" else int(cell)


_LABEL: Final = re.compile(r"^\s*([^\d\s]+\s\d+)\.\s")
_STATUS: Final = re.compile(r"□\s*추진상황\s*:\s*([^\n]+)")


def _from_rows(rows: Iterable[Sequence[str]]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Demands from rows of two or three cells: `시정 1. text (departments)`, then what was reported."""
    found: list[tuple[str, str, list[str], list[str]]] = []
    for row in rows:
        if label := _LABEL.match(row[0]):
            text, _open, tail = bare(row[0][label.end() :]).rpartition("(")
            names = tail.partition(")")[0].split(",")
            found.append((bare(label[1]), text or tail, names, []))
        for status in _STATUS.findall(row[1]):
            by = row[1].partition("□")[0].partition("(")[0].partition("·")[0]
            names = found[-1][2]
            mine = [name for name in names if name and bare(by).startswith(name)]
            found[-1][3].append(bare(f"{(mine or names)[0]} {status}"))
    return [(label, text, tuple(answers)) for label, text, _names, answers in found]


@dataclass
class _Cell:
    text: str
    columns: int
    rows: int


def _spread(table: list[list[_Cell]]) -> Grid:
    """A cell in every place: what spans several stands in the first and leaves the others empty."""
    taken: dict[tuple[int, int], str] = {}
    for row, cells in enumerate(table):
        for cell in cells:
            column = next(place for place in count() if (row, place) not in taken)
            for place in product(range(row, row + cell.rows), range(column, column + cell.columns)):
                taken[place] = ""
            taken[row, column] = cell.text
    wide = 1 + max(column for _row, column in taken)
    return [[taken.get((row, column), "") for column in range(wide)] for row in range(len(table))]


class _Tables(HTMLParser):
    """The outer tables of a page, row by row; what a nested table says belongs to its cell."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[_Cell]]] = []
        self.depth = 0
        self.in_caption = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag == "table"
        self.in_caption |= tag == "caption"
        if self.depth != 1:
            return
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            spans = dict(attrs)
            columns, rows = (int(spans.get(name) or 1) for name in ("colspan", "rowspan"))
            self.tables[-1][-1].append(_Cell("", columns, rows))

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "table"
        self.in_caption &= tag != "caption"
        if tag in ("p", "h4"):
            self.handle_data("\n")

    def handle_data(self, data: str) -> None:
        if self.depth and not self.in_caption and self.tables[-1] and self.tables[-1][-1]:
            self.tables[-1][-1][-1].text += data
