"""The workbook of a report: to filter, to print, never a formula, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.tracker.exports import officials
from tracker.exports import xlsx
from tracker.exports.spreadsheet import Sheet, storable, workbook
from tracker.reports.official import Official, Section

NASTY = ("=1+1", "+82", "-3", "@SUM(A1)", "\t=1", "＝1+1")


def opened(report: Official) -> Any:
    return load_workbook(io.BytesIO(xlsx.written(report)))


def test_there_is_a_sheet_for_the_figures_each_section_the_departments_and_the_changes() -> None:
    assert opened(officials.result()).sheetnames == [
        "총괄",
        "시정·처리요구사항",
        "건의사항",
        "기타(자료제출 등)",
        "부서별",
        "변동",
    ]


def test_figures_are_numbers_and_statuses_are_words() -> None:
    book = opened(officials.result())
    assert [cell.value for cell in book["총괄"][6]] == ["계", 7, 3, 1, 1, 1, 1]
    heads = [cell.value for cell in book["건의사항"][4]]
    first = [cell.value for cell in book["건의사항"][5]]
    told = dict(zip(heads, first, strict=True))
    assert (told["추진상황"], told["보고일"]) == ("검토 중", datetime(2026, 6, 12))  # noqa: DTZ001


def test_claim_and_check_stand_under_heads_of_their_own() -> None:
    sheet = opened(officials.inspection())["총괄"]
    assert {str(span) for span in sheet.merged_cells.ranges} == {"A4:A5", "B4:B5", "C4:G4", "H4:I4"}
    assert (sheet["C4"].value, sheet["H4"].value) == ("부서 보고", "의회 확인")


def test_only_the_council_s_workbook_says_what_was_checked() -> None:
    def heads(report: Official) -> list[Any]:
        return [cell.value for cell in opened(report)["건의사항"][4]]

    assert {"의회 확인", "확인 내용", "확인 필요 사항"} <= set(heads(officials.inspection()))
    assert not {"의회 확인", "확인 내용", "확인 필요 사항"} & set(heads(officials.result()))


@pytest.mark.parametrize("text", NASTY)
def test_what_begins_like_a_formula_stays_text(text: str) -> None:
    item = officials.item(1, officials.answer(actions_taken=text), text=text)
    sheet = opened(officials.result([item]))["시정·처리요구사항"]
    told = [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == text.strip("\t") or cell.value == text
    ]
    assert len(told) == 2
    assert {cell.data_type for cell in told} == {"s"}
    quoted = text[0] in "=+-@"
    assert {bool(cell.quotePrefix) for cell in told} == {quoted}


def test_each_section_can_be_filtered_and_its_head_stays_on_screen_and_on_every_page() -> None:
    sheet = opened(officials.result())["시정·처리요구사항"]
    assert sheet.auto_filter.ref == "A4:T9"
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert officials.HEAD in sheet.oddFooter.left.text


def test_a_demand_that_nobody_has_is_a_line_as_well() -> None:
    sheet = opened(officials.result([officials.item(1, answers=(), standing="not_reported")]))[
        "시정·처리요구사항"
    ]
    told = dict(zip([cell.value for cell in sheet[4]], [cell.value for cell in sheet[5]], strict=True))
    assert (told["연번"], told["소관부서"], told["주관·협조"], told["처리상태"]) == (
        "시정 1",
        None,
        "배부 전",
        "미보고",
    )


def test_the_same_report_gives_the_same_bytes() -> None:
    assert xlsx.written(officials.inspection()) == xlsx.written(officials.inspection())


def test_a_report_without_any_demand_is_a_workbook_too() -> None:
    book = opened(officials.empty())
    assert book["총괄"]["B6"].value == 0
    assert book["건의사항"].max_row == 4


def test_a_text_longer_than_a_cell_says_that_it_was_cut() -> None:
    shown = storable("가" * 40_000)
    assert len(shown) == 32_767
    assert shown.endswith("(이하 줄임. 전체는 화면에서 봅니다.)")
    assert len(storable("😀" * 20_000).encode("utf-16-le")) // 2 <= 32_767
    assert storable("가" * 32_767) == "가" * 32_767


@pytest.mark.parametrize("text", ["\x00가\x0b나", "가\ud800나", "\ufffe가나", "]]>&<가나"])
def test_no_letter_breaks_the_file(text: str) -> None:
    item = officials.item(1, officials.answer(actions_taken=text), text=text)
    assert "가" in opened(officials.result([item]))["시정·처리요구사항"]["C5"].value


def test_sheets_are_named_as_a_sheet_may_be_and_never_alike() -> None:
    names = ["시정/처리:요구[1]", "시정 처리 요구 1", "'", "가" * 40, "가" * 50]
    sheets = [Sheet(name, "", "", [["머리"]], [10], []) for name in names]
    book = load_workbook(
        io.BytesIO(workbook(sheets, title="", made_on=date(2026, 1, 1), foot="")), data_only=True
    )
    assert len({name.lower() for name in book.sheetnames}) == 5
    assert all(0 < len(name) <= 31 and not set("[]:*?/\\'") & set(name) for name in book.sheetnames)


def test_nothing_of_the_machine_or_the_hour_is_in_the_file() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx.written(officials.result()))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-06-30T00:00:00Z" in package.read("docProps/core.xml")


def test_a_report_that_is_not_frozen_says_so_on_every_sheet() -> None:
    for sheet in opened(officials.draft()):
        assert "확정 전" in sheet["A2"].value
    assert "확정 전" not in opened(officials.result())["총괄"]["A2"].value


def test_whoever_waits_hears_how_many_demands_are_written() -> None:
    heard: list[int] = []
    xlsx.written(officials.large(1200), heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1200
    assert len(heard) >= 3


def test_two_sections_of_one_name_have_sheets_of_their_own() -> None:
    report = officials.result()
    twin: Callable[[], Section] = lambda: replace(report.sections[0], label="같은 이름")  # noqa: E731
    book = opened(replace(report, sections=[twin(), twin()], changes=None))
    assert book.sheetnames == ["총괄", "같은 이름", "같은 이름(3)", "부서별"]
