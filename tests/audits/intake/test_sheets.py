"""A workbook as papers: its sheets as they look, and what a person has to know of them."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from audits.intake import child, sheets
from audits.intake.number_formats import shown
from audits.intake.paper import Cell, Paper, Table
from tests.audits.intake import workbooks


def _saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _page(book: openpyxl.Workbook, title: str) -> Worksheet:
    sheet = book.create_sheet(title)
    assert isinstance(sheet, Worksheet)
    return sheet


def _report() -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    first = _page(book, "시정")
    first["A1"] = "2019년 행정사무감사 처리결과"
    first.merge_cells("A1:C1")
    for row in (
        ["구분", "요구사항", "상태"],
        ["시정", "도로를\n정비", "완료"],
        [None, "보도를 정비", "추진 중"],
    ):
        first.append(row)
    first.merge_cells("A3:A4")
    second = _page(book, "건의")
    second["B2"] = "나무를 심기 바람"
    hidden = _page(book, "계산")
    hidden["A1"] = "몰래"
    hidden.sheet_state = "hidden"
    _page(book, "빈 시트")
    return _saved(book)


def test_every_sheet_that_is_shown_is_a_paper_with_one_table() -> None:
    found = child.read_papers(_report(), "xlsx")
    assert [(paper.name, len(paper.blocks)) for paper in found] == [("시정", 1), ("건의", 1)]
    assert found[0].blocks[0] == Table(
        (
            (Cell("2019년 행정사무감사 처리결과", 1, 3),),
            (Cell("구분"), Cell("요구사항"), Cell("상태")),
            (Cell("시정", 2, 1), Cell("도로를\n정비"), Cell("완료")),
            (Cell("보도를 정비"), Cell("추진 중")),
        )
    )
    assert found[1].blocks[0] == Table(((Cell(""), Cell("")), (Cell(""), Cell("나무를 심기 바람"))))


def test_a_hidden_sheet_is_not_read_and_named() -> None:
    messages = [remark.message for paper in sheets.papers(_report()) for remark in paper.remarks]
    assert messages == ["숨긴 시트 ‘계산’은(는) 읽지 않았습니다."]


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    def fill(page: Worksheet) -> None:
        page.append(["가", "나"])
        page.append(["다", "라"])
        page.row_dimensions[2].hidden = True
        page.column_dimensions["B"].hidden = True

    (paper,) = sheets.papers(workbooks.made(fill))
    assert paper.blocks == (Table(((Cell("가"), Cell("나")), (Cell("다"), Cell("라")))),)
    assert [remark.message for remark in paper.remarks] == [
        "‘Sheet’ 시트의 숨긴 행(1개)도 읽었습니다.",
        "‘Sheet’ 시트의 숨긴 열도 읽었습니다.",
    ]


def _formulas(*cells: str) -> Paper:
    (paper,) = sheets.papers(workbooks.packed(workbooks.parts(f'<row r="1">{"".join(cells)}</row>')))
    return paper


def test_a_formula_says_what_it_last_came_to_and_that_it_is_one() -> None:
    paper = _formulas(
        '<c r="A1"><f>1+2</f><v>3</v></c>',
        '<c r="B1" t="str"><f>A1&amp;"건"</f><v>3건</v></c>',
        '<c r="C1"><f>NOW()</f></c>',
        '<c r="D1" t="e"><v>#REF!</v></c>',
    )
    assert paper.blocks == (Table(((Cell("3"), Cell("3건"), Cell(""), Cell("#REF!")),)),)
    assert [remark.message for remark in paper.remarks] == [
        "‘표’ 시트 A1, B1: 수식이 있습니다. 계산하여 둔 값으로 읽었습니다.",
        "‘표’ 시트 C1: 수식이 있으나 계산한 값이 없어 비워 두었습니다.",
        "‘표’ 시트 D1: 엑셀이 계산하지 못한 값입니다.",
    ]


def test_many_formulas_are_named_in_part() -> None:
    cells = [f'<c r="{column}1"><f>1</f><v>1</v></c>' for column in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    assert "T1 외 6칸: 수식" in _formulas(*cells).remarks[0].message


def test_words_behind_a_merged_range_are_told() -> None:
    content = workbooks.parts(workbooks.row(1, "보임", "가려짐"))
    content["xl/worksheets/sheet1.xml"] = content["xl/worksheets/sheet1.xml"].replace(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    )
    (paper,) = sheets.papers(workbooks.packed(content))
    assert paper.blocks == (Table(((Cell("보임", 1, 2),),)),)
    assert paper.remarks[0].message == "‘표’ 시트 B1: 병합한 칸에 가려진 글이 있어 읽지 않았습니다."


def test_ranges_that_overlap_are_merged_once() -> None:
    content = workbooks.parts(workbooks.row(1, "가", "나", "다") + workbooks.row(2, "라", "마", "바"))
    content["xl/worksheets/sheet1.xml"] = content["xl/worksheets/sheet1.xml"].replace(
        "</sheetData>",
        '</sheetData><mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="A1:C1"/></mergeCells>',
    )
    (paper,) = sheets.papers(workbooks.packed(content))
    assert paper.blocks == (Table(((Cell("가", 2, 1), Cell("나"), Cell("다")), (Cell("마"), Cell("바")))),)


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (0.5, "0%", "50%"),
        (0.1234, "0.0%", "12.3%"),
        (1234567, "#,##0", "1,234,567"),
        (1234.5, '#,##0.0"원"', "1,234.5"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (12.5, "0", "12"),
        (7, "제0호", "7"),
        (-1200, "#,##0;[Red]-#,##0", "-1,200"),
        (True, "General", "TRUE"),
        (date(2020, 10, 5), "yyyy-mm-dd", "2020-10-05"),
        (datetime(2020, 10, 5, 9, 30), "yyyy/mm/dd hh:mm", "2020-10-05 09:30"),  # noqa: DTZ001 (a cell has no zone)
        (datetime(2020, 10, 1), 'yyyy"년" m"월"', "2020. 10월"),  # noqa: DTZ001 (a cell has no zone)
        (time(9, 5), "hh:mm", "09:05"),
        ("00123", "@", "00123"),
        (None, "General", ""),
    ],
)
def test_a_value_is_told_as_its_cell_shows_it(value: object, form: str, expected: str) -> None:
    assert shown(value, form) == expected
