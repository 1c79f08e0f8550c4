"""A report that is one chapter of a booklet: what is read, what is left alone, and that it is said."""

from __future__ import annotations

import pytest

from audits.intake.chapters import is_contents
from audits.intake.draft import Draft
from audits.intake.text import read
from tests.audits.intake.papers import vocabulary

CHAPTER = """Ⅱ. 행정사무감사 처리결과
시정·처리 요구사항
○ 담장을 고치기 바람
(교통정책과)
□ 추진상황 : 완료
□ 추진내용
- 고쳤음
건의사항
○ 꽃길을 늘리기 바람
(공원녹지과)
□ 추진상황 : 추진 중
□ 추진내용
- 늘리는 중
"""
BEFORE = "Ⅰ. 감사 개요\n1. 건의사항\n○ 기간을 지키기 바람(교통정책과)\n○ 장소 : 회의실\n"
AFTER = "Ⅲ. 회의록\n○위원장 감사를 마치겠습니다.\n건의사항\n○ 다음에 또 살피기 바람\n"


def texts(draft: Draft) -> list[str]:
    """The demands as read."""
    return [item.text for item in draft.items]


def read_booklet(text: str) -> Draft:
    """Read with the words of the invented council."""
    return read(text, vocabulary())


def test_only_the_chapter_of_the_report_is_read_and_the_rest_said_once() -> None:
    draft = read_booklet(BEFORE + CHAPTER + AFTER)
    assert texts(draft) == ["담장을 고치기 바람", "꽃길을 늘리기 바람"]
    assert draft.items[1].actions_taken == "- 늘리는 중"
    (problem,) = draft.problems
    assert problem.line == 1
    assert "1~4번째 줄(‘Ⅰ. 감사 개요’부터), 18~21번째 줄(‘Ⅲ. 회의록’부터)" in problem.message


def test_a_chapter_alone_is_a_plain_report() -> None:
    assert read_booklet(CHAPTER).problems == ()


def test_a_mark_inside_an_answer_ends_no_chapter() -> None:
    report = CHAPTER.replace("- 고쳤음", "Ⅰ. 조사\n- 조사함\nⅡ. 개선\n- 고쳤음\nⅢ. 점검\n- 점검함")
    draft = read_booklet(BEFORE + report)
    assert len(draft.items) == 2
    assert draft.items[0].actions_taken.count("\n") == 5


def test_marks_in_the_last_answer_end_no_chapter_either() -> None:
    draft = read_booklet(CHAPTER.replace("- 늘리는 중", "Ⅰ. 조사\n- 조사함\nⅡ. 개선\n- 늘리는 중"))
    assert draft.items[1].actions_taken == "Ⅰ. 조사\n- 조사함\n  Ⅱ. 개선\n- 늘리는 중"
    assert draft.problems == ()


def test_the_head_of_a_page_repeats_the_chapter_and_divides_nothing() -> None:
    head = "Ⅱ. 행정사무감사 처리결과\n"
    draft = read_booklet(CHAPTER.replace("건의사항\n", head + "건의사항\n").replace("(공원", head + "(공원"))
    assert len(draft.items) == 2


def test_categories_with_roman_numbers_are_no_chapters() -> None:
    report = CHAPTER.replace("시정·처리", "Ⅰ. 시정·처리").replace("건의사항", "Ⅱ. 건의사항")
    draft = read_booklet(report.replace("Ⅱ. 행정사무감사", "행정사무감사"))
    assert [item.category for item in draft.items] == ["corrective", "suggestion"]
    assert draft.problems == ()


def test_the_offices_bureaus_are_chapters_of_one_report() -> None:
    second = (
        CHAPTER.replace("Ⅱ. 행정사무감사 처리결과", "Ⅱ. 교통국")
        .replace("담장", "울타리")
        .replace("꽃길", "숲길")
    )
    draft = read_booklet(
        CHAPTER.replace("Ⅱ. 행정사무감사 처리결과", "행정사무감사 처리결과\nⅠ. 기획실") + second
    )
    assert len(draft.items) == 4


def test_totals_in_a_chapter_above_are_of_the_report() -> None:
    table = "Ⅰ. 총괄\n구분 계 완료 추진중\n계 3 2 1\n"
    draft = read_booklet("행정사무감사\n" + table + CHAPTER)
    assert draft.declared
    assert draft.declared.total.total == 3


def test_of_two_committees_the_one_with_more_demands_is_read_and_the_other_named() -> None:
    other = "Ⅰ. 살림위원회 처리결과\n건의사항\n○ 불을 끄기 바람\n(교통정책과)\n□ 추진상황 : 완료\n"
    draft = read_booklet(other + CHAPTER)
    assert len(draft.items) == 2
    assert [problem.message for problem in draft.problems] == [
        (
            "처리결과가 여럿 있어 항목이 가장 많은 6~18번째 줄만 읽었습니다. 따로 올려 주십시오: "
            "1~5번째 줄(‘Ⅰ. 살림위원회 처리결과’부터)."
        )
    ]


def test_a_list_is_found_in_its_booklet_too() -> None:
    paper = BEFORE + "Ⅱ. 감사결과\n건의사항\n○ 담장을 고치기 바람\n○ 꽃길을 늘리기 바람\n" + AFTER
    assert texts(read_booklet(paper.replace("1. 건의사항\n", "").replace("건의사항\n○ 다음", "○ 다음"))) == [
        "담장을 고치기 바람",
        "꽃길을 늘리기 바람",
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Ⅰ. 감사 개요 ·········· 3", True),
        ("1. 건의사항 ……… 12", True),
        ("2. 결과 . . . . . . . 7", True),
        ("계 3 - - 2", False),
        ("사업비 : 1,200", False),
        ("12", False),
        ("…………", False),
    ],
)
def test_a_line_of_the_contents_has_dots_up_to_its_page(line: str, *, told: bool) -> None:
    assert is_contents(line) == told
