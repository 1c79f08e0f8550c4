"""Departments as somebody types them."""

from __future__ import annotations

from datetime import date

import pytest

from audits.intake.department_list import Fault
from audits.intake.draft import Unreadable
from audits.intake.typed_departments import read_typed

TYPED = """감사담당관
도시국
  도시계획과
 - 건축과

문화사업소
"""


def test_lines_set_in_below_another_are_of_that_bureau() -> None:
    listed = read_typed(TYPED, known=[], after=0)
    assert [(line.name, line.bureau, line.kind, line.rank) for line in listed.lines] == [
        ("감사담당관", "", "department", 10),
        ("도시국", "", "bureau", 20),
        ("도시계획과", "도시국", "department", 30),
        ("건축과", "도시국", "department", 40),
        ("문화사업소", "", "office", 50),
    ]
    assert not listed.flaws


def test_one_that_is_there_keeps_its_rank_and_kind_and_new_ones_follow() -> None:
    listed = read_typed("도시국\n 도로과", known=["도시국"], after=300, start_on=date(2026, 7, 1))
    bureau, road = listed.lines
    assert (bureau.kind, bureau.rank, bureau.start_on) == ("", None, None)
    assert (road.bureau, road.rank, road.start_on) == ("도시국", 320, date(2026, 7, 1))


def test_the_same_name_twice_and_one_that_is_too_long_are_named_by_their_line() -> None:
    listed = read_typed(f"건축과\n건 축 과\n{'가' * 101}", known=[], after=0)
    assert [(flaw.cell, flaw.fault) for flaw in listed.flaws] == [
        ("3번째 줄", Fault.TOO_LONG),
        ("2번째 줄", Fault.NAME_TWICE),
    ]


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_nothing_typed_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_typed(text, known=[], after=0)


def test_a_first_line_that_is_set_in_belongs_to_no_bureau() -> None:
    (line,) = read_typed("  건축과", known=[], after=0).lines
    assert (line.name, line.bureau, line.kind) == ("건축과", "", "department")
