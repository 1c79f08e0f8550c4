"""A sheet of demands that comes back: each row understood, or named by its cell; nothing guessed."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from audits import reference
from audits.intake import sheet
from audits.intake.draft import Unreadable
from audits.models import Audit
from tracker.exports.demand_form import demand_form
from tracker.sheets import demands
from tracker.sheets.demands import Known, Wanted, read

KNOWN = Known(
    labels=["시정·처리요구사항", "건의사항"],
    categories={"시정·처리요구사항": "corrective", "시정": "corrective", "건의사항": "suggestion"},
    departments={"정보정책과": ("정보정책과",), "정보정책": ("정보정책과",), "총무과": ("총무과", "총무과")},
    texts={"이미있는요구"},
)
HEADS = ",".join(demands.HEADS)


def _read(*lines: str) -> tuple[Wanted, ...]:
    return read(sheet.read("\n".join([HEADS, *lines]).encode(), "요구.csv"), KNOWN)


def test_rows_are_understood_in_their_order() -> None:
    found = _read(
        '시정,"줄일 것\n둘째 줄",홍길동,"제333회 제3차, 12쪽","정보정책, 정보정책과"', "건의 사항,살필 것,,,"
    )
    assert found == (
        Wanted(2, "corrective", "줄일 것\n둘째 줄", "홍길동", "제333회 제3차, 12쪽", ("정보정책과",)),
        Wanted(3, "suggestion", "살필 것"),
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("시정,,,,", "B2: 요구 내용을 적어 주십시오."),
        (
            "권고,글,,,",
            "A2: 구분으로 읽을 수 없습니다: ‘권고’. 다음 가운데 적어 주십시오: 시정·처리요구사항, 건의사항",
        ),
        (",글,,,", "A2: 구분이 비어 있습니다."),
        (f"시정,글,{'가' * 201},,", "C2: 너무 깁니다(201자). 200자까지 적어 주십시오."),
        (f"시정,{'가' * 20_001},,,", "B2: 너무 깁니다"),
    ],
)
def test_what_cannot_be_logged_is_named_by_its_cell(line: str, told: str) -> None:
    (row,) = _read(line)
    assert row.faults[0].startswith(told)


@pytest.mark.parametrize(
    ("name", "told"),
    [("없는과", "E2: 오늘 있는 부서가 아닙니다: 없는과"), ("총무과", "E2: 여러 부서를 가리킵니다: 총무과")],
)
def test_a_department_that_is_not_sure_stays_empty_and_is_said(name: str, told: str) -> None:
    (row,) = _read(f'시정,글,,,"정보정책과\n{name}"')
    assert row.departments == ("정보정책과",)
    assert row.doubts[0].startswith(told)
    assert not row.faults


def test_a_text_that_is_there_already_is_pointed_out() -> None:
    found = _read("시정,이미 있는 요구,,,", "시정,새 요구,,,", "건의사항,새요구,,,")
    assert [row.again for row in found] == [True, False, True]
    assert "이미 있습니다" in found[0].doubts[0]
    assert "위의 행" in found[2].doubts[0]


def test_formulas_and_merged_cells_are_named() -> None:
    book = openpyxl.load_workbook(io.BytesIO(_form()))
    page = book[demands.TITLE]
    assert isinstance(page, Worksheet)
    page["A4"], page["B4"], page["A5"], page["B5"] = "시정", "=A1", "건의사항", "살필 것"
    page.merge_cells("B5:B6")
    file = io.BytesIO()
    book.save(file)
    found = read(sheet.read(file.getvalue(), "요구.xlsx"), KNOWN)
    assert [row.faults[0].split(".")[0] for row in found] == [
        "B4: 수식이 들어 있습니다",
        "B5: 병합한 칸입니다",
    ]


def test_a_sheet_without_its_columns_or_without_rows_is_refused() -> None:
    with pytest.raises(Unreadable, match="있어야 하는 열이 없습니다: 구분"):
        read(sheet.read("요구 내용,지적 의원\n글,가\n".encode(), "요구.csv"), KNOWN)
    with pytest.raises(Unreadable, match="적은 행이 없습니다"):
        read(sheet.read(_form(), "요구.xlsx"), KNOWN)
    with pytest.raises(Unreadable, match="제목 줄을 찾지 못했습니다"):
        read(sheet.read("가,나\n".encode(), "요구.csv"), KNOWN)


def _form() -> bytes:
    return demand_form(Audit(year=2026, body="정보국"), reference.standard_categories())


def test_the_empty_sheet_offers_the_councils_categories_and_takes_no_formula() -> None:
    page = openpyxl.load_workbook(io.BytesIO(_form()))[demands.TITLE]
    assert isinstance(page, Worksheet)
    assert [cell.value for cell in page[3]] == list(demands.HEADS)
    (offered,) = page.data_validations.dataValidation
    assert offered.formula1 == '"시정·처리요구사항,건의사항,기타(자료제출 등)"'
    assert page["B4"].number_format == "@"


@pytest.mark.parametrize("label", ['‘기타’ "자료"', "시정, 처리", "가" * 250])
def test_a_category_that_no_list_of_a_spreadsheet_can_hold_is_typed(label: str) -> None:
    """A file that Excel would have to repair is worse than a sheet without the list."""
    categories = reference.standard_categories()
    categories[0].label = label
    page = openpyxl.load_workbook(io.BytesIO(demand_form(Audit(year=2026, body="정보국"), categories)))[
        demands.TITLE
    ]
    assert isinstance(page, Worksheet)
    assert not page.data_validations.dataValidation
