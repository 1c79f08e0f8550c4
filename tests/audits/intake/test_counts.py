"""Counts that a report declares in sentences, in titles and in tables of cells, beside what was read."""

from __future__ import annotations

import pytest

from audits.intake.columns import Columns
from audits.intake.draft import CountRow, Draft, Totals
from audits.intake.lines import Line
from audits.intake.prose import Prose, totals_in_words
from audits.intake.sections import Sections
from audits.intake.text import read
from audits.intake.totals_cells import CellRow, totals_in_cells
from audits.intake.wordings import Wordings
from tests.audits.intake.papers import CATEGORIES, WORDINGS, vocabulary

BODY = """
시정·처리 요구사항
○ 담장을 고치기 바람
(교통정책과)
□ 추진상황 : 완료
○ 난간을 고치기 바람
(교통정책과)
□ 추진상황 : 추진 중
건의사항
○ 꽃길을 늘리기 바람
(공원녹지과)
□ 추진상황 : 완료
"""
SECTIONS, COLUMNS = Sections(CATEGORIES), Columns(Wordings(WORDINGS))


def report(above: str) -> Draft:
    """A report of three demands (two done, one going on) below these lines."""
    return read("행정사무감사 처리결과\n" + above + BODY, vocabulary())


def told(sentence: str) -> Totals | None:
    """What a sentence declares."""
    lines = [Line(number, line) for number, line in enumerate(sentence.split("\n"), start=1)]
    return totals_in_words(Prose(SECTIONS, COLUMNS).told(lines))


def numbers(row: CountRow) -> dict[str, int]:
    """The numbers a row tells, without those that are 0."""
    fields = (
        "total",
        "completed",
        "in_progress",
        "under_review",
        "not_accepted",
        "transferred",
        "not_reported",
    )
    return {field: number for field in fields if (number := row.says(field))}


@pytest.mark.parametrize(
    "sentence",
    [
        "총 32건 중 완료 18건, 추진 중 14건",
        "○ 처리요구사항 등 ------------- 총 32 건 (완료 18, 추진중 14)",
        "모두 합하여 총 32건 가운데 18건은 완료하였고, 14건은 추진 중임",
        "완료 18건, 추진 중 14건으로 총 32건",
        "총 ３２건（완료 １８건，추진 중 １４건）",
        "총 32건 중\n완료 18건,\n추진 중 14건",
        "합계 32건: 추진완료 18건 / 추진 중 14건",
    ],
)
def test_a_sentence_tells_all_and_by_status(sentence: str) -> None:
    declared = told(sentence)
    assert declared
    assert declared.in_words
    assert numbers(declared.total) == {"total": 32, "completed": 18, "in_progress": 14}


@pytest.mark.parametrize(
    "sentence",
    [
        "시정요구 24건, 건의 8건",
        "시정·처리요구사항은 24건이며, 건의사항은 8건임",
        "- 시정·처리요구사항 24건\n- 건의사항 8건\n- 총 32건",
    ],
)
def test_a_sentence_tells_categories(sentence: str) -> None:
    declared = told(sentence + "\n- 시정요구 24건, 건의 8건")
    assert declared
    assert {row.category: row.total for row in declared.rows} == {"corrective": 24, "suggestion": 8}
    assert declared.total.total == 32


def test_statuses_in_parentheses_are_of_the_category_before_them() -> None:
    declared = told("시정요구 24건(완료 20건, 추진 중 4건), 건의 8건(완료 8건)")
    assert declared
    assert {row.category: numbers(row) for row in declared.rows} == {
        "corrective": {"total": 24, "completed": 20, "in_progress": 4},
        "suggestion": {"total": 8, "completed": 8},
    }


@pytest.mark.parametrize(
    "sentence", ["2020. 11. 2. ~ 11. 13. 12일간", "요구 자료 1,204건", "민원 3건, 사고 2건", "완료 2020. 3."]
)
def test_other_numbers_tell_nothing(sentence: str) -> None:
    assert told(sentence) is None


def test_counts_in_words_stand_where_there_is_no_table() -> None:
    draft = report("총 4건 중 완료 2건, 추진 중 2건\n시정요구 2건, 건의 2건")
    assert draft.declared
    assert [sentence.split(". ")[0] for sentence in draft.differences] == [
        "전체: 문서에는 4건, 읽은 항목은 3건입니다",
        "전체 추진 중: 문서에는 2건, 읽은 항목은 1건입니다",
        "건의사항: 문서에는 2건, 읽은 항목은 1건입니다",
    ]


def test_what_words_leave_untold_is_no_difference() -> None:
    draft = report("총 3건, 그 가운데 완료 2건")
    assert draft.declared
    assert draft.declared.total.says("in_progress") is None
    assert (draft.differences, draft.problems) == ((), ())


def test_a_table_counts_and_words_against_it_are_a_problem() -> None:
    draft = report("총 4건 중 완료 3건, 추진 중 1건\n구분 계 완료 추진중\n계 3 2 1")
    assert draft.declared
    assert draft.declared.total.total == 3
    assert draft.differences == ()
    assert [(problem.line, problem.message) for problem in draft.problems] == [
        (2, "전체: 글에는 4건, 총괄표에는 3건입니다. 총괄표와 견주었습니다."),
        (2, "전체 완료: 글에는 3건, 총괄표에는 2건입니다. 총괄표와 견주었습니다."),
    ]


def test_words_that_agree_with_the_table_are_no_problem() -> None:
    draft = report("총 3건 중 완료 2건\n구분 계 완료 추진중\n계 3 2 1")
    assert (draft.differences, draft.problems) == ((), ())


def test_a_count_behind_a_title_is_declared() -> None:
    draft = read("행정사무감사" + BODY.replace("건의사항", "건의사항(2건)"), vocabulary())
    assert [sentence.split(". ")[0] for sentence in draft.differences][-1] == (
        "건의사항: 문서에는 2건, 읽은 항목은 1건입니다"
    )


def test_a_count_nobody_knows_among_known_ones_is_told() -> None:
    draft = report("시정요구 2건, 건의 1건, 권고 4건")
    assert [problem.message.split(".")[0] for problem in draft.problems] == [
        "문서에 적힌 건수 가운데 알 수 없는 것이 있습니다: ‘권고 4건’"
    ]


@pytest.mark.parametrize("sentence", ["총 2건 중 완료 2건, 추진 중 1건", "총 2건, 시정요구 2건, 건의 1건"])
def test_counts_that_make_more_than_their_total_are_told(sentence: str) -> None:
    assert [problem.message for problem in report(sentence).problems] == [
        "문서에 적힌 건수가 서로 맞지 않습니다: 전체 2건인데 나누어 적은 것은 3건입니다."
    ]


def test_two_sentences_that_contradict_each_other_are_told() -> None:
    draft = report("총 3건 중 완료 2건\n\n\n\n○ 총 5건")
    assert [problem.line for problem in draft.problems] == [6]
    assert "3건, 5건" in draft.problems[0].message


def test_a_column_of_refusals_is_known_by_the_councils_table_alone() -> None:
    bare = Columns(Wordings({}))
    assert COLUMNS.all_in("계완료추진불가") == ("total", "completed", "not_accepted")
    assert bare.all_in("계완료추진불가") is None
    assert bare.meaning("미반영") == "not_accepted"


def cells(*rows: str) -> list[CellRow]:
    """A table, written with bars between its cells."""
    return [CellRow(number, tuple(row.split("|"))) for number, row in enumerate(rows, start=1)]


WHOLE = Totals(
    CountRow("", total=3, completed=2, in_progress=1),
    (
        CountRow("corrective", total=2, completed=1, in_progress=1),
        CountRow("suggestion", total=1, completed=1),
    ),
)


@pytest.mark.parametrize(
    "rows",
    [
        ("구분|계|완료|추진 중|미반영", "계|3|2|1|", "시정·처리요구사항|2|1|1|-", "건의사항|1건|1|0|0"),
        (
            "구분|구분|계|처리상황|처리상황",
            "구분|구분|계|완 료|추진중",
            "합계|합계|3|2|1",
            "가|시정|2|1|1",
            "나|건의사항|1|1|",
        ),
        ("구분|시정|건의사항|계", "완료|1|1|2", "추진중|1||1", "계|2|1|3"),
        ("구분|추진완료|추진중", "시정·처리요구사항|1(50%)|1", "건의사항|1|0"),
    ],
)
def test_a_table_of_cells_is_read_however_it_stands(rows: tuple[str, ...]) -> None:
    sections = Sections(CATEGORIES | {"corrective": ("시정·처리요구사항", "시정")})
    assert totals_in_cells(cells(*rows), sections, COLUMNS) == (WHOLE, [])


def test_a_row_of_cells_that_does_not_add_up_or_is_unknown_is_told() -> None:
    totals, problems = totals_in_cells(
        cells("구분|계|완료|추진중", "시정·처리요구사항|3|1|1", "권고|1|1|0"), SECTIONS, COLUMNS
    )
    assert totals
    assert [problem.line for problem in problems] == [2, 3]


@pytest.mark.parametrize(
    "rows",
    [
        ("연번|요구사항|부서", "1|담장을 고치기 바람|교통정책과"),
        ("구분|2018|2019", "어른|12|15"),
        ("구분|계|완료|추진중",),
        (),
    ],
)
def test_another_table_is_no_table_of_totals(rows: tuple[str, ...]) -> None:
    assert totals_in_cells(cells(*rows), SECTIONS, COLUMNS) == (None, [])
