"""Tables as people send them, XLSX and CSV: every cell by the name it has on paper, nothing guessed."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.worksheet import Worksheet

from audits.intake import sheet
from audits.intake.draft import Unreadable
from audits.intake.sheet import Book, Cell
from tests.audits.intake import workbooks


def _cells(content: bytes, name: str = "표.xlsx") -> dict[str, Cell]:
    return {
        cell.name: cell for grid in sheet.read(content, name).grids for row in grid.rows for cell in row.cells
    }


def _fill(page: Worksheet) -> None:
    page["A1"], page["B1"], page["C1"] = "구분", 3, 2.0
    page["A2"] = datetime(2026, 3, 5, 9, 30)  # noqa: DTZ001 - a spreadsheet knows no zones
    page["B2"], page["C2"] = True, "=B1+1"
    page["A3"], page["B3"], page["C3"] = "#REF!", "'0123", " 가\n나 "
    page["A3"].data_type = "e"
    page["A5"] = CellRichText("굵은 ", TextBlock(InlineFont(b=True), "글"))
    page["B5"] = "합친 칸"
    page.merge_cells("B5:C6")


@pytest.fixture
def cells() -> dict[str, Cell]:
    return _cells(workbooks.made(_fill))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("A1", "구분"),
        ("B1", "3"),
        ("C1", "2"),
        ("A2", "2026. 3. 5."),
        ("B2", "TRUE"),
        ("C2", ""),
        ("A3", "#REF!"),
        ("B3", "'0123"),
        ("C3", "가\n나"),
        ("A5", "굵은 글"),
        ("B5", "합친 칸"),
    ],
)
def test_what_a_cell_says_in_words(name: str, text: str, cells: dict[str, Cell]) -> None:
    assert cells[name].text == text


def test_formulas_merged_cells_and_errors_are_marked_for_the_form_to_refuse(cells: dict[str, Cell]) -> None:
    assert [name for name, cell in cells.items() if cell.formula] == ["C2"]
    assert [name for name, cell in cells.items() if cell.error] == ["A3"]
    assert [name for name, cell in cells.items() if cell.merged] == ["B5", "C5"]


def test_a_moment_is_its_day(cells: dict[str, Cell]) -> None:
    assert cells["A2"].value == date(2026, 3, 5)


def test_rows_keep_the_numbers_of_the_sheet_also_behind_empty_ones() -> None:
    rows = sheet.read(workbooks.packed(workbooks.parts(workbooks.row(7, "가"))), "표.xlsx").first.rows
    assert [(row.number, row.empty) for row in rows][-2:] == [(6, True), (7, False)]


def test_inline_strings_without_a_table_of_shared_ones_are_read() -> None:
    content = workbooks.packed(workbooks.parts(workbooks.row(1, "구분", "요구 내용")))
    assert _cells(content)["B1"].text == "요구 내용"


def test_a_number_that_is_stored_as_text_stays_what_is_written() -> None:
    assert _cells(workbooks.packed(workbooks.parts(workbooks.row(1, "007"))))["A1"].value == "007"


def test_a_hidden_sheet_is_there_and_not_the_first() -> None:
    def fill(page: Worksheet) -> None:
        page["A1"] = "숨음"
        page.sheet_state = "hidden"
        assert page.parent is not None
        page.parent.create_sheet("보임")["A1"] = "보임"

    book = sheet.read(workbooks.made(fill), "표.xlsx")
    assert (book.first.name, [grid.hidden for grid in book.grids]) == ("보임", [True, False])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_csv_is_read_in_every_encoding_that_an_office_saves_it_in(encoding: str) -> None:
    content = '구분,요구 내용\r\n시정,"쉼표, 그리고\n둘째 줄"\r\n'.encode(encoding)
    assert _cells(content, "표.csv")["B2"].text == "쉼표, 그리고\n둘째 줄"


def test_csv_of_tabs_is_read_and_the_apostrophe_of_our_own_files_is_left_out() -> None:
    found = _cells("구분\t내용\n'=1+1\t'글'\n".encode(), "표.txt")
    assert (found["A2"].text, found["B2"].text) == ("=1+1", "'글'")
    assert not found["A2"].formula


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "표.csv", "내용이 없는"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "표.xlsx", "암호가 걸렸거나 옛 형식"),
        (b"%PDF-1.7 ", "표.csv", "엑셀(XLSX)이나 CSV"),
        ("가,나".encode(), "표.xls", "엑셀(XLSX)이나 CSV"),
        (b"\x9b DRMONE" + bytes(100), "표.xlsx", "문서보안(DRM)"),
        (b"\x00\x01\x02\x03" * 50, "표.csv", "글이 아닌"),
        ("가,나\n".encode() * 5_001, "표.csv", "표가 너무 큽니다"),
        (("," * 100 + "\n").encode(), "표.csv", "표가 너무 큽니다"),
        (('"' + "가" * 140_000 + '"').encode(), "표.csv", "CSV로 읽을 수 없습니다"),
    ],
    ids=["empty", "password", "pdf", "xls", "drm", "binary", "rows", "columns", "field"],
)
def test_what_is_no_table_is_refused_in_one_line(content: bytes, name: str, told: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        sheet.read(content, name)
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)


def _first(*rows: tuple[str, ...]) -> sheet.Grid:
    content = "".join(workbooks.row(number, *words) for number, words in enumerate(rows, start=1))
    return sheet.read(workbooks.packed(workbooks.parts(content)), "표.xlsx").first


def test_heads_are_found_wherever_they_stand_and_however_they_are_spaced() -> None:
    grid = _first(("제목",), ("비고", "요구  내용", "구 분"), ("", "글", "시정"), ("",))
    heads, rows = sheet.headed(grid, ["구분", "요구 내용"])
    assert heads == {"요구 내용": 1, "구분": 2}
    assert [row.number for row in rows] == [3]


def test_a_head_that_stands_twice_and_a_table_without_heads_are_refused() -> None:
    with pytest.raises(Unreadable, match="2행: 같은 제목이 두 번"):
        sheet.headed(_first(("제목",), ("구분", "요구 내용", "구분")), ["구분", "요구 내용"])
    with pytest.raises(Unreadable, match="제목 줄을 찾지 못했습니다"):
        sheet.headed(_first(("가", "나")), ["구분", "요구 내용"])


def test_a_book_of_hidden_sheets_alone_is_no_table() -> None:
    with pytest.raises(Unreadable):
        _ = Book((sheet.Grid("숨음", (), hidden=True),)).first


def test_columns_are_named_as_on_paper() -> None:
    assert [sheet.column_name(place) for place in (0, 25, 26, 51, 52, 99)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "CV",
    ]
