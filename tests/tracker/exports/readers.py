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
from typing import Any, Final

import pdfplumber
from openpyxl import load_workbook

Grid = list[list[str]]
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
            bare(head): int(value) for head, value in zip(heads[1:], row[1:], strict=True)
        }
    lines = [line for name in sections for line in _lines_of(book[_sheet_name(book, name)])]
    return Told(figures, _demands(lines))


def _sheet_name(book: Any, section: str) -> str:
    return next(name for name in book.sheetnames if bare(section).startswith(bare(name)[:6]))


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
    """From a PDF: the tables as the lines on its pages divide them; a row over two pages is put together."""
    with pdfplumber.open(io.BytesIO(content)) as document:
        tables = [table for page in document.pages for table in page.extract_tables()]
    grids: list[Grid] = [[[cell or "" for cell in row] for row in table] for table in tables]
    return Told(_figures(grids[0]), _from_rows(_rows_of_items(grids[1:])))


def _rows_of_items(grids: Sequence[Grid]) -> list[list[str]]:
    """The rows under heads that say what was done; what goes on after a page's end joins the row before."""
    found: list[list[str]] = []
    for grid in grids:
        if not _heads_items(grid[0]):
            continue
        for row in grid[1:]:
            if row[0].strip() or not found:
                found.append(list(row))
            else:
                found[-1] = [before + "\n" + more for before, more in zip(found[-1], row, strict=True)]
    return found


def _heads_items(row: Sequence[str]) -> bool:
    return any(bare(cell) in ("조치결과및향후추진계획", "부서보고") for cell in row[1:]) and len(row) <= 3


def page(text: str) -> Told:
    """From the paper on screen."""
    reader = _Tables()
    reader.feed(text)
    items = [table for table in reader.tables if _heads_items(table[0])]
    return Told(_figures(_spread(reader.tables[0])), _from_rows(row for table in items for row in table[1:]))


def _spread(grid: Grid) -> Grid:
    """A head of two rows as print shows it: what spans both rows stands in the first."""
    upper, lower = list(grid[0]), list(grid[1])
    heads: list[str] = []
    for cell in upper:
        if cell in ("부서 보고", "의회 확인"):
            heads += [lower.pop(0) for _ in range(_width(cell, lower))]
        else:
            heads.append(cell)
    return [heads, *grid[2:]]


def _width(head: str, lower: Sequence[str]) -> int:
    checks = sum(cell in ("이행 확인", "사실과 다름", "확인 대기", "보완 요구") for cell in lower)
    return checks if head == "의회 확인" else len(lower) - checks


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


class _Tables(HTMLParser):
    """The outer tables of a page, row by row; what a nested table says belongs to its cell."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Grid] = []
        self.depth = 0
        self.in_caption = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.depth += tag == "table"
        self.in_caption |= tag == "caption"
        if self.depth != 1:
            return
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "table"
        self.in_caption &= tag != "caption"
        if tag in ("p", "h4", "tr") and self.depth:
            self.handle_data("\n")

    def handle_data(self, data: str) -> None:
        if self.depth and not self.in_caption and self.tables[-1] and self.tables[-1][-1]:
            self.tables[-1][-1][-1] += data
