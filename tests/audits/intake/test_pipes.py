"""Tables in plain text: between pipes, tabs and commas; the text itself stays as it came."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.intake import reader
from audits.intake.draft import Unreadable
from audits.intake.paper import WrittenTable
from audits.intake.pipes import written
from tests.audits.intake.papers import vocabulary


def cells(text: str) -> list[tuple[int, list[str]]]:
    """First line and cells of every row of every table."""
    source = written(text)
    assert source
    assert source.text == text
    return [
        (row.begins, [cell.text for cell in row.cells])
        for block in source.blocks
        if isinstance(block, WrittenTable)
        for row in block.rows
    ]


def test_rows_between_pipes_with_and_without_outer_ones() -> None:
    assert cells("앞\n| 가 | 나 |\n|:-:|---|\n| 1 | 2<br>3 \\| 4 |\n") == [
        (2, ["가", "나"]),
        (4, ["1", "2\n3 | 4"]),
    ]
    assert cells("가 | 나 | 다\n--|--|--\n1 | | 3") == [(1, ["가", "나", "다"]), (3, ["1", "", "3"])]


def test_rows_between_tabs_may_hold_lines_between_quotation_marks() -> None:
    assert cells('가\t나\n1\t"둘\n""셋"""\t4\n"5\t6') == [
        (1, ["가", "나"]),
        (2, ["1", '둘\n"셋"', "4"]),
        (4, ['"5', "6"]),
    ]


def test_rows_between_commas() -> None:
    assert cells('\ufeff연번,요구사항,부서\n1,"가, 나\n다",라') == [
        (1, ["연번", "요구사항", "부서"]),
        (2, ["1", "가, 나\n다", "라"]),
    ]


@pytest.mark.parametrize(
    "text", ["", "하나", "○ 가\t나", "가, 나, 다를 하고\n라, 마를 하기 바람", "|", "가 | 나 | 다\n라"]
)
def test_other_text_has_no_tables(text: str) -> None:
    assert written(text) is None


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters='|\\*<\n\t",\r')), min_size=2, max_size=5
        ),
        max_size=6,
    )
)
def test_what_was_put_between_tabs_is_there_again(table: list[list[str]]) -> None:
    text = "가\t나\n" + "\n".join("\t".join(row) for row in table)
    source = written(text)
    if source and len(source.blocks) == 1 and all("".join(row).strip() for row in table):
        found = [row for _, row in cells(text)][1:]
        assert [[cell.strip() for cell in row] for row in found] == [
            [cell.strip() for cell in row] for row in table
        ]


@given(st.text(alphabet='|\t",\n가- <br>', max_size=200))
def test_any_text_is_taken_apart_and_stays_as_it_is(text: str) -> None:
    source = written(text)
    assert source is None or source.text == text
    for block in source.blocks if source else ():
        if isinstance(block, WrittenTable):
            assert all(row.begins <= row.ends <= text.count("\n") + 1 for row in block.rows)


@pytest.mark.parametrize(
    "text",
    [
        "가\t나\n" * 150_001,
        "|가|나|\n" * 100_001,
        "가,나,다\n" * 100_001,
        "가\t나\n" + "\t".join("가" * 101) + "\n",
        "|가|나|\n" + "|".join("가" * 101) + "\n",
    ],
    ids=["tabs", "pipes", "commas", "columns", "columns between pipes"],
)
def test_a_table_larger_than_any_report_is_refused_before_it_takes_the_memory(text: str) -> None:
    with pytest.raises(Unreadable, match="표가 너무 큽니다"):
        written(text)


def test_a_sentence_of_many_commas_is_no_table() -> None:
    assert written("가, 나, 다\n" + "가, " * 200 + "나") is None


def test_a_text_longer_than_any_report_is_refused_before_its_tables_are_looked_for() -> None:
    with pytest.raises(Unreadable, match="너무 깁니다"):
        reader.read("가\t나\n".encode() * 1_300_000, "표.tsv", vocabulary())
