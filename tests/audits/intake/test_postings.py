"""A list of postings is read cell by cell, and what is not sure is a problem at its cell."""

from __future__ import annotations

from datetime import date

import pytest

from audits.intake import postings, sheet
from audits.intake.draft import Unreadable
from audits.intake.postings import HEADS, Fault, Line
from audits.intake.sheet import Book, Cell, Grid, Row, column_name
from tests.audits.lists import lines, table

FULL = "시연 하나,D001,one@demo.example,정보정책과,정보팀,주무관,담당자,02-000-0001,2027. 1. 1.,2027. 7. 1."


def _faults(line: Line) -> list[tuple[str, str]]:
    return [(problem.cell, problem.fault) for problem in line.problems]


def _cells(**written: object) -> Line:
    """One line in cells that are more than text."""
    row = [written.get(head, "") for head in HEADS]
    cells = [
        each if isinstance(each, Cell) else Cell(f"{column_name(at)}2", each)  # type: ignore[arg-type]
        for at, each in enumerate(row)
    ]
    head = Row(1, tuple(Cell(f"{column_name(at)}1", name) for at, name in enumerate(HEADS)))
    (line,) = postings.lines(Book((Grid("", (head, Row(2, tuple(cells)))),)))
    return line


def test_a_line_is_read_whole() -> None:
    (line,) = lines(FULL)
    assert (line.row, line.name, line.number, line.address) == (2, "시연 하나", "D001", "one@demo.example")
    assert (line.department, line.team, line.post, line.telephone) == (
        "정보정책과",
        "정보팀",
        "주무관",
        "02-000-0001",
    )
    assert (line.heads, line.start_on, line.end_on) == (False, date(2027, 1, 1), date(2027, 7, 1))
    assert line.problems == ()


def test_the_columns_may_stand_in_any_order_and_some_be_missing() -> None:
    content = table("2027.1.1,정보정책과,시연 하나,D001", heads=("시작일", "부서", "이름", "사 번"))
    (line,) = postings.lines(sheet.read(content, "x.csv"))
    assert (line.name, line.number, line.start_on, line.telephone) == (
        "시연 하나",
        "D001",
        date(2027, 1, 1),
        "",
    )


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2027. 1. 1.", date(2027, 1, 1)),
        ("2027-01-01", date(2027, 1, 1)),
        ("20270101", date(2027, 1, 1)),
        ("’27. 1. 1.", date(2027, 1, 1)),
        ("2027년 1월 1일", date(2027, 1, 1)),
        ("2027. 1. 4.(월)", date(2027, 1, 4)),
    ],
)
def test_a_day_is_read_as_offices_write_it(typed: str, day: date) -> None:
    (line,) = lines(f"시연 하나,D001,,정보정책과,,,,,{typed}")
    assert (line.start_on, line.problems) == (day, ())


@pytest.mark.parametrize(
    "typed",
    ["2027. 1월", "2027년", "상반기", "내일", "2027. 1. 1~3", "2027. 2. 30.", "46388", "1027. 1. 1.", "연중"],
)
def test_what_is_no_single_day_is_a_problem_at_its_cell(typed: str) -> None:
    (line,) = lines(f"시연 하나,D001,,정보정책과,,,,,{typed}")
    assert _faults(line) == [("I2", Fault.NO_DAY)]


def test_a_day_of_a_spreadsheet_and_a_number_without_its_point_are_read() -> None:
    line = _cells(이름="시연 하나", 사번=12345.0, 부서="정보정책과", 전화=1234, 시작일=date(2027, 1, 1))
    assert (line.number, line.telephone, line.start_on, line.problems) == (
        "12345",
        "1234",
        date(2027, 1, 1),
        (),
    )


def test_formulas_and_merged_cells_are_refused_by_their_cell() -> None:
    line = _cells(
        이름=Cell("A2", "시연 하나", formula=True),
        사번="D001",
        부서=Cell("D2", "정보정책과", merged=True),
        시작일=date(2027, 1, 1),
    )
    assert _faults(line) == [("A2", Fault.FORMULA), ("D2", Fault.MERGED)]


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (",D001,,정보정책과,,,,,2027.1.1", [("A2", Fault.NO_NAME)]),
        ("시연 하나,,,정보정책과,,,,,2027.1.1", [("B2", Fault.NOBODY)]),
        ("시연 하나,a@b,,정보정책과,,,,,2027.1.1", [("B2", Fault.NO_NUMBER)]),
        ("시연 하나,D001,no address,정보정책과,,,,,2027.1.1", [("C2", Fault.NO_ADDRESS)]),
        ("시연 하나,D001,,정보정책과,,,과장,,2027.1.1", [("G2", Fault.NO_ROLE)]),
        ("시연 하나,D001,,정보정책과", [("I2", Fault.NO_START)]),
        ("시연 하나,D001,,,,,,,2027.1.1", [("D2", Fault.NO_END)]),
        ("시연 하나,D001,,정보정책과,,,,,2027.1.1,2027.1.1", [("J2", Fault.TURNED_ROUND)]),
        (f"시연 하나,D001,,정보정책과,{'가' * 61},,,,2027.1.1", [("E2", Fault.TOO_LONG)]),
    ],
)
def test_what_is_missing_or_does_not_fit_is_named_by_its_cell(
    row: str, faults: list[tuple[str, str]]
) -> None:
    (line,) = lines(row)
    assert _faults(line) == faults


def test_an_end_needs_no_department_and_no_beginning() -> None:
    (line,) = lines("시연 하나,D001,,,,,,,,2027. 1. 1.")
    assert (line.department, line.end_on, line.problems) == ("", date(2027, 1, 1), ())


def test_empty_rows_are_passed_over_and_rows_keep_their_numbers() -> None:
    found = lines(FULL, ",,,,,,,,,", FULL)
    assert [line.row for line in found] == [2, 4]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "내용이 없는"),
        (table(), "적힌 사람이 없습니다"),
        (table("x,y", heads=("이름", "사번")), "빠진 제목이 있습니다: 부서, 시작일"),
        (table("x", heads=("가", "나")), "제목 줄을 찾지 못했습니다"),
        (table(FULL, heads=("이름", "사번", "이름")), "두 번"),
    ],
)
def test_a_list_without_its_heads_or_people_is_refused_in_one_line(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        postings.lines(sheet.read(content, "x.csv"))


def test_korean_of_old_offices_is_read() -> None:
    content = table(FULL).decode().encode("cp949")
    (line,) = postings.lines(sheet.read(content, "x.csv"))
    assert line.team == "정보팀"


def test_a_letter_that_no_database_takes_is_left_out() -> None:
    assert (
        _cells(이름="시연\0 하나", 사번="D001", 부서="정보정책과", 시작일=date(2027, 1, 1)).name
        == "시연 하나"
    )
