"""XLSX as papers: every sheet that is shown is one table, its cells as they look, merged ranges once.

Row by row, so that what a sheet only claims to hold takes no memory. Formulas answer what the workbook last reckoned;
that, and what is hidden, is said.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Final
from xml.parsers import expat

import openpyxl
from openpyxl.utils.cell import range_boundaries

from audits.intake.draft import Unreadable
from audits.intake.flow import Count, Flow, framed
from audits.intake.inspection import packages
from audits.intake.number_formats import shown
from audits.intake.paper import Cell, Paper
from audits.intake.sheet import column_name
from audits.intake.xml_parts import refuse_definitions

FORM: Final = "xlsx"
MOST_MERGED: Final = 50_000
MOST_NAMED: Final = 20
NOTHING: Final = "내용이 있는 시트가 없습니다. 표가 든 시트를 보이게 하여 다시 올려 주십시오."
TOO_MANY_MERGED: Final = "‘{sheet}’ 시트에 병합한 칸이 너무 많습니다. 병합을 풀고 올려 주십시오."
HIDDEN_SHEET: Final = "숨긴 시트 ‘{sheet}’은(는) 읽지 않았습니다."
HIDDEN_ROWS: Final = "‘{sheet}’ 시트의 숨긴 행({rows}개)도 읽었습니다."
HIDDEN_COLUMNS: Final = "‘{sheet}’ 시트의 숨긴 열도 읽었습니다."
FORMULA: Final = "‘{sheet}’ 시트 {cells}: 수식이 있습니다. 계산하여 둔 값으로 읽었습니다."
UNRECKONED: Final = "‘{sheet}’ 시트 {cells}: 수식이 있으나 계산한 값이 없어 비워 두었습니다."
COVERED: Final = "‘{sheet}’ 시트 {cells}: 병합한 칸에 가려진 글이 있어 읽지 않았습니다."
ERRORS: Final = "‘{sheet}’ 시트 {cells}: 엑셀이 계산하지 못한 값입니다."


def papers(content: bytes) -> list[Paper]:
    """The sheets of a workbook. Raises Unfit or Unreadable (`serving`)."""
    packages.check(io.BytesIO(content), FORM)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        refuse_definitions(package)
        return _Book(content, package).papers()


class _Book:
    """One workbook on its way to papers; the limits hold for all of its sheets together."""

    def __init__(self, content: bytes, package: zipfile.ZipFile) -> None:
        self._content, self._package = content, package
        self._book: Any = _opened(content, reckoned=False)
        self._reckoned: Any = None
        self._count = Count()

    def papers(self) -> list[Paper]:
        """A paper for each sheet that is shown and says something."""
        found: list[Flow] = []
        names: list[str] = []
        hidden = [sheet.title for sheet in self._book.worksheets if sheet.sheet_state != "visible"]
        for sheet in self._book.worksheets:
            if sheet.sheet_state == "visible":
                flow = self._sheet(sheet)
                if flow.blocks:
                    found.append(flow)
                    names.append(sheet.title)
        if not found:
            raise Unreadable(NOTHING)
        for title in hidden:
            found[0].remark(HIDDEN_SHEET.format(sheet=title))
        return [flow.paper(name) for flow, name in zip(found, names, strict=True)]

    def _sheet(self, sheet: Any) -> Flow:
        self._count.tables += 1
        look = _Look.of(self._package.open(sheet._worksheet_path), sheet.title)
        page = _Page(sheet.title, look, self._count)
        page.take(_rows(sheet))
        if page.formulas:
            page.reckon(_rows(self._twin(sheet.title)))
        return page.flow()

    def _twin(self, title: str) -> Any:
        """The same sheet with what its formulas last came to."""
        if self._reckoned is None:
            self._reckoned = _opened(self._content, reckoned=True)
        return self._reckoned[title]


@dataclass
class _Look:
    """What reading row by row leaves out: merged ranges, what is hidden."""

    title: str
    areas: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: int = 0

    @classmethod
    def of(cls, part: IO[bytes], title: str) -> _Look:
        look = cls(title)
        parser = expat.ParserCreate()
        parser.StartElementHandler = look._begins
        with part:
            parser.ParseFile(part)
        return look

    def _begins(self, name: str, told: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "mergeCell":
            if len(self.areas) == MOST_MERGED:
                raise Unreadable(TOO_MANY_MERGED.format(sheet=self.title))
            left, top, right, bottom = range_boundaries(told["ref"])
            self.areas.append((top or 1, left or 1, bottom or 2**20, right or 2**14))
        elif told.get("hidden") in {"1", "true"}:
            self.hidden_rows += local == "row"
            self.hidden_columns += local == "col"


class _Page:
    """The cells of one sheet that say something, by their place; rows and columns count from 1."""

    def __init__(self, title: str, look: _Look, count: Count) -> None:
        self._title, self._look, self._count = title, look, count
        self._said: dict[tuple[int, int], str] = {}
        self.formulas: set[tuple[int, int]] = set()
        self._errors: list[tuple[int, int]] = []
        self._last = (0, 0)

    def take(self, rows: Iterator[tuple[int, Sequence[Any]]]) -> None:
        """Take in every cell that says something. Raises Unreadable where there are too many."""
        for number, cells in rows:
            for column, cell in enumerate(cells, start=1):
                if cell.value is None:
                    continue
                self._reach(number, column)
                if cell.data_type == "f":
                    self.formulas.add((number, column))
                else:
                    self._say((number, column), cell)

    def reckon(self, rows: Iterator[tuple[int, Sequence[Any]]]) -> None:
        """Take in what the formulas last came to."""
        for number, cells in rows:
            for column, cell in enumerate(cells, start=1):
                if cell.value is not None and (number, column) in self.formulas:
                    self._say((number, column), cell)

    def flow(self) -> Flow:
        """The sheet as one table; without blocks where nothing is written on it."""
        flow = Flow()
        if not self._said and not self.formulas:
            return flow
        self._count.area(*self._last)
        for message in self._remarks():
            flow.remark(message)
        flow.add(framed(list(self._laid_out())))
        return flow

    def _reach(self, row: int, column: int) -> None:
        self._last = (max(self._last[0], row), max(self._last[1], column))
        self._count.table(row, column)
        self._count.cell(column)

    def _say(self, place: tuple[int, int], cell: Any) -> None:
        text = shown(cell.value, cell.number_format, cell.data_type)
        self._count.text(text)
        if cell.data_type == "e":
            self._errors.append(place)
        if text.strip():
            self._said[place] = text

    def _laid_out(self) -> Iterator[list[Cell]]:
        spans, covered = self._merged()
        height, width = self._last
        for row in range(1, height + 1):
            yield [
                Cell(self._said.get((row, column), ""), *spans.get((row, column), (1, 1)))
                for column in range(1, width + 1)
                if (row, column) not in covered
            ]

    def _merged(self) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
        """How far merged ranges reach on the part of the sheet that says something, and the cells they cover."""
        height, width = self._last
        spans: dict[tuple[int, int], tuple[int, int]] = {}
        covered: set[tuple[int, int]] = set()
        taken: set[tuple[int, int]] = set()
        for top, left, last_row, last_column in self._look.areas:
            bottom, right = min(last_row, height), min(last_column, width)
            area = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
            if not area or area & taken:
                continue
            taken |= area
            spans[top, left] = (bottom - top + 1, right - left + 1)
            covered |= area - {(top, left)}
        return spans, covered

    def _remarks(self) -> Iterator[str]:
        title = self._title
        _, covered = self._merged()
        reckoned = sorted(place for place in self.formulas if place in self._said)
        for message, places in (
            (FORMULA, reckoned),
            (UNRECKONED, sorted(self.formulas - set(reckoned))),
            (ERRORS, self._errors),
            (COVERED, sorted(place for place in self._said if place in covered)),
        ):
            if places:
                yield message.format(sheet=title, cells=_named(places))
        if self._look.hidden_rows:
            yield HIDDEN_ROWS.format(sheet=title, rows=self._look.hidden_rows)
        if self._look.hidden_columns:
            yield HIDDEN_COLUMNS.format(sheet=title)


def _opened(content: bytes, *, reckoned: bool) -> Any:
    return openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=reckoned, keep_links=False, rich_text=False
    )


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    sheet.reset_dimensions()
    yield from enumerate(sheet.iter_rows(), start=1)


def _named(places: Sequence[tuple[int, int]]) -> str:
    """Cells by the names they have on the sheet: B7, C9 외 3칸."""
    names = ", ".join(f"{column_name(column - 1)}{row}" for row, column in places[:MOST_NAMED])
    return names + (f" 외 {len(places) - MOST_NAMED}칸" if len(places) > MOST_NAMED else "")
