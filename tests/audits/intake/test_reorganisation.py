"""A reorganisation as a table: the columns by either title, and each cell that cannot be read named."""

from __future__ import annotations

from datetime import date

import pytest

from audits.intake import reorganisation, sheet
from audits.intake.draft import Unreadable
from audits.intake.reorganisation import Line

CODES = "kind,predecessor,successor,effective_on,not_before,not_after,duties,basis"
TITLES = "종류,앞선 부서,승계 부서,시행일,가장 이른 날,가장 늦은 날,사무,근거"


def _read(*rows: str) -> reorganisation.Lines:
    return reorganisation.read(sheet.read("\n".join(rows).encode(), "a.csv").first)


def test_both_titles_read_the_same() -> None:
    row = '업무 이관,가과,나과,2026-07-01,,,"망, 기지국",조례'
    line = Line(2, "transfer", "가과", "나과", date(2026, 7, 1), duties="망, 기지국", basis="조례")
    assert _read(CODES, row).lines == _read(TITLES, row).lines == (line,)


def test_columns_may_stand_in_any_order_below_a_heading_and_some_be_missing() -> None:
    found = _read(
        "조직개편 목록",
        "",
        "승계부서,종류,앞선부서,시행일",
        "나과,명칭변경,가과,2026. 7. 1.",
        "",
        "다과,신설,,2026. 7. 1.",
    )
    assert [(line.number, line.kind, line.predecessor, line.successor) for line in found.lines] == [
        (4, "rename", "가과", "나과"),
        (6, "new", "", "다과"),
    ]


def test_a_month_is_its_first_day_at_the_beginning_of_a_span_and_its_last_at_the_end() -> None:
    (line,) = _read(TITLES, "통합,가과,나과,,2026. 1월,2026. 2월,,").lines
    assert (line.effective_on, line.not_before, line.not_after) == (None, date(2026, 1, 1), date(2026, 2, 28))


def test_what_a_new_department_is_stands_beside_it() -> None:
    heads = f"{TITLES},부서 구분,실·국,조직 밖"
    new, outside = _read(
        heads, "신설·편입,,기록원,2026-07-01,,,,,사업소,정보국,", "이관,가과,공단,2026-07-01,,,,,,,예"
    ).lines
    assert (new.unit, new.bureau, new.external) == ("office", "정보국", False)
    assert (outside.unit, outside.external) == ("", True)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("합체,가과,나과,2026-07-01,,,,", "A2: 종류 칸의 말을 알 수 없습니다(합체)"),
        (",가과,나과,2026-07-01,,,,", "A2: 종류 칸의 말을 알 수 없습니다()"),
        ("rename,가과,나과,칠월,,,,", "D2: 날짜로 읽을 수 없습니다(칠월)"),
        ("rename,가과,나과,,2026-13-01,2026-07-01,,", "E2: 날짜로"),
        ("rename,가과,나과,2026-07-01,,,," + "가" * 2_001, "H2: 2,000자까지"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(row: str, fault: str) -> None:
    (found,) = _read(CODES, row).faults
    assert found.startswith(fault)


def test_all_cells_that_cannot_be_read_are_named_at_once() -> None:
    assert len(_read(CODES, "합체,가과,나과,칠월,,,,", "rename,가과,나과,팔월,,,,").faults) == 3


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["이름,나이", "가,1"], "제목 줄을 찾지 못했습니다"),
        (["종류,시행일", "rename,2026-07-01"], "앞선 부서, 승계 부서"),
        ([CODES], "내용이 없습니다"),
        (["종류,종류,앞선 부서,승계 부서", "rename,,가과,나과"], "두 번"),
    ],
)
def test_a_table_of_something_else_is_refused(rows: list[str], words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        _read(*rows)


def test_a_formula_and_a_merged_cell_are_refused_by_their_names() -> None:
    head = tuple(sheet.Cell(f"{sheet.column_name(at)}1", title) for at, title in enumerate(CODES.split(",")))
    cells = (
        sheet.Cell("A2", "rename"),
        sheet.Cell("B2", "가과", merged=True),
        sheet.Cell("C2", "나과", formula=True),
        sheet.Cell("D2", date(2026, 7, 1)),
    )
    found = reorganisation.read(sheet.Grid("", (sheet.Row(1, head), sheet.Row(2, cells))))
    assert [fault.split(":")[0] for fault in found.faults] == ["B2", "C2"]
    assert found.lines[0].effective_on == date(2026, 7, 1)
