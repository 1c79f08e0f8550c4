"""처리 촉구 공문 붙임 as HWPX: a page a department, with the columns and the figures of the workbook."""

from __future__ import annotations

import io
from datetime import date
from typing import Final

from openpyxl import load_workbook

from audits.models import Department
from tests.tracker.exports.hwpx_file import Hwpx, cells, told, value
from tracker.exports import hwpx
from tracker.exports import urge_letter as letters
from tracker.exports.urge_letter import Letter, Line, Page

PAST: Final = date(2026, 1, 30)


def _line(number: int, text: str = "예산 집행계획을 다시 세울 것", point: str = "") -> Line:
    return Line(
        number=number,
        category="시정·처리요구사항",
        audit="2025년도 행정사무감사 정보국",
        text=text,
        point=point,
        due_date=PAST,
        original_due_date=PAST,
        late=20 + number,
        status="추진 중",
        officer="시연 담당자",
        reported_on=None,
    )


def _letter(*counts: int) -> Letter:
    pages = [
        Page(Department(name=f"부서 {place}"), [_line(number) for number in range(1, count + 1)])
        for place, count in enumerate(counts, start=1)
    ]
    return Letter(date(2026, 2, 20), "", pages, "12:ab")


def _file(letter: Letter) -> Hwpx:
    return Hwpx(hwpx.letter_written(letter))


def test_each_department_begins_on_a_page_of_its_own() -> None:
    file = _file(_letter(3, 1, 2))
    assert [len(table) for table in map(cells, file.tables)] == [4, 2, 3]
    titles = [paragraph for paragraph in file.every("p") if paragraph.get("styleIDRef") == "1"]
    assert [title.get("pageBreak") for title in titles] == ["0", "1", "1"]
    assert "부서 2 · 기준일 2026. 2. 20. · 계 1건 · 최장 21일 경과" in file.text


def test_it_has_the_columns_and_the_cells_of_the_workbook() -> None:
    letter = _letter(3)
    (table,) = _file(letter).tables
    sheet = load_workbook(io.BytesIO(letters.written(letter))).worksheets[0]
    expected = [
        ["" if cell.value is None else str(cell.value) for cell in row] for row in sheet.iter_rows(4, 7)
    ]
    assert told(table) == expected
    assert table.get("repeatHeader") == "1"


def test_its_pages_are_turned_and_its_tables_as_wide_as_they_are() -> None:
    file = _file(_letter(1))
    assert {page.get("landscape") for page in file.every("pagePr")} == {"NARROWLY"}
    margins = next(file.every("margin"))
    room = 84_186 - value(margins, "", "left") - value(margins, "", "right")
    assert [value(table, "sz", "width") for table in file.tables] == [room]


def test_a_demand_longer_than_a_page_goes_on_in_the_next_row_and_loses_nothing() -> None:
    text = "가나다 라마바 사아자 " * 800
    (table,) = _file(Letter(PAST, "", [Page(Department(name="부서"), [_line(1, text, "장비")])], "0")).tables
    assert len(cells(table)) > 2
    said = "".join(row[2] for row in told(table)[1:])
    assert "".join(said.split()) == "".join(f"{text}(장비)".split())


def test_the_same_letter_gives_the_same_bytes_and_quotes_the_record() -> None:
    letter = _letter(2)
    assert hwpx.letter_written(letter) == hwpx.letter_written(letter)
    assert _file(letter).running("footer") == "기록 확인값 12:ab"
