"""The adopted list of December: demands without any answer, and nothing amiss in that."""

from __future__ import annotations

import pytest

from audits.intake.draft import Draft, Unreadable
from audits.intake.text import read
from tests.audits.intake.papers import vocabulary

LIST = """2025년도 행정사무감사 결과

1. 시정·처리 요구사항
○ 하천 산책로의
가로등을 정비하기 바람
(하천관리과)
○ 민원 처리 기간을 줄일 것
(교통정책과)

2. 건의사항
○ 공원 화장실을 고칠 필요가 있음
 - 특히 야간 조명
(공원녹지과)
"""


def read_list(text: str) -> Draft:
    """Read with the words of the invented council."""
    return read(text, vocabulary())


def test_every_demand_is_not_reported_and_that_is_no_problem() -> None:
    draft = read_list(LIST)
    assert not draft.has_statuses
    assert [item.status for item in draft.items] == ["not_reported"] * 3
    assert draft.problems == ()
    assert draft.parsed.total.not_reported == 3


def test_text_departments_and_categories_are_read() -> None:
    assert [(item.category, item.text, item.departments) for item in read_list(LIST).items] == [
        ("corrective", "하천 산책로의 가로등을 정비하기 바람", ("하천관리과",)),
        ("corrective", "민원 처리 기간을 줄일 것", ("교통정책과",)),
        ("suggestion", "공원 화장실을 고칠 필요가 있음\n- 특히 야간 조명", ("공원녹지과",)),
    ]


@pytest.mark.parametrize("style", ["{}. ", "{}) ", "({}) ", "circled"])
def test_numbers_open_demands_and_begin_anew_in_a_section(style: str) -> None:
    numbers = iter((1, 2, 1))
    parts = LIST.split("○ ")
    numbered = parts[0]
    for part in parts[1:]:
        number = next(numbers)
        numbered += ("①②③"[number - 1] + " " if style == "circled" else style.format(number)) + part
    assert [item.text for item in read_list(numbered).items] == [item.text for item in read_list(LIST).items]


def test_a_date_at_the_beginning_of_a_line_opens_nothing() -> None:
    numbered = (
        "행정사무감사 결과\n건의사항\n1. 조례를 고치되\n12. 31.까지 마치기 바람\n2. 화단을 늘리기 바람\n"
    )
    assert [item.text for item in read_list(numbered).items] == [
        "조례를 고치되 12. 31.까지 마치기 바람",
        "화단을 늘리기 바람",
    ]


def test_without_departments_there_is_one_problem_for_the_whole_list() -> None:
    draft = read_list("행정사무감사 결과\n건의사항\n○ 화단을 늘리기 바람\n○ 가로등을 늘리기 바람\n")
    assert [problem.line for problem in draft.problems] == [3]


def test_a_list_without_titles_is_known_by_the_name_of_the_audit() -> None:
    draft = read_list("행정사무감사 지적사항\n○ 화단을 늘리기 바람\n○ 가로등을 늘리기 바람(교통정책과)\n")
    assert [item.text for item in draft.items] == ["화단을 늘리기 바람", "가로등을 늘리기 바람"]


def test_a_table_of_totals_is_compared_by_its_totals_only() -> None:
    table = "구분 계\n계 4\n시정·처리요구사항 2\n건의사항 2\n"
    draft = read_list(LIST.replace("1. 시정", table + "1. 시정"))
    assert [sentence.split(".")[0] for sentence in draft.differences] == [
        "전체: 문서에는 4건, 읽은 항목은 3건입니다",
        "건의사항: 문서에는 2건, 읽은 항목은 1건입니다",
    ]


@pytest.mark.parametrize(
    "paper",
    [
        "○ 화단을 늘리기 바람\n○ 가로등을 늘리기 바람\n",
        "행정사무감사 준비 자료\n○ 사업비 : 120,000천원\n○ 사업기간 : 한 해\n○ 대상 : 세 곳\n",
        "행정사무감사\n",
    ],
)
def test_a_paper_that_only_mentions_the_audit_or_only_asks_is_no_list(paper: str) -> None:
    with pytest.raises(Unreadable, match="읽을 수 없습니다"):
        read_list(paper)
