"""Papers that are no reports, and how long it takes to say so."""

from __future__ import annotations

import contextlib
import cProfile
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.intake.draft import Unreadable, Vocabulary
from audits.intake.text import LONGEST, MOST_LINES, read
from tests.audits.intake.papers import vocabulary
from tools.bench.reading import town_report

LETTERS, LINES = 300_000, 20_000  # as long as the longest report anybody has seen, many times over
ITEM = "○ 보도를 정비하기 바람\n(교통정책과)\n□ 추진상황 : 완료\n□ 추진내용\n◦ 정비함\n"
BUDGET = """2025년도 세입·세출 예산서
□ 사업개요
○ 사업기간 : 2025. 1. ~ 12.
○ 사업비 : 120,000천원
□ 추진계획
○ 설계용역 : 2025. 3월
□ 향후계획
○ 준공 : 2025. 12월
"""


@pytest.mark.parametrize(
    "paper",
    [
        "",
        "\n\n",
        BUDGET,
        "2025년도 주요업무\n○ 도로 정비\n□ 추진상황 : 공정률 60%\n□ 향후계획\n- 준공\n",
        "그날 밤 비가 내렸다. 아무도 창을 열지 않았다.\n" * 200,
        "추진상황\n완료\n",
        "(교통정책과)\n" * 5,
    ],
)
def test_another_paper_is_refused_in_one_line(paper: str) -> None:
    with pytest.raises(Unreadable, match="처리결과 보고서로 읽을 수 없습니다") as refusal:
        read(paper, vocabulary())
    assert "\n" not in str(refusal.value)


def test_an_empty_vocabulary_refuses_what_it_cannot_recognise() -> None:
    with pytest.raises(Unreadable, match="읽을 수 없습니다"):
        read(ITEM, Vocabulary())


def seconds(paper: str) -> float:
    """How long a paper keeps the processor, whether it is read or refused."""
    begun = time.process_time()
    with contextlib.suppress(Unreadable):
        read(paper, vocabulary())
    return time.process_time() - begun


@pytest.mark.parametrize(
    "filling",
    [
        ITEM,
        "○ 보도를 정비하기 바람\n",
        "○ (가)\n",
        "○\n",
        "○ (가, 나, 다, 라)\n",
        "(가\n",
        "- ’20.10~12월 하기로 함\n",
        "◦ 정비 : ’20. 1월~ ",
        "(교통정책과)",
        "(",
        "추 진 ",
        "'20년 ",
        "가나 다라마\n바사 아자차\n",
        " ",
        "\n",
        "□ 추진상황 : 완료\n",
        "1. 하나\n",
        "계 1 1\n구분 계\n",
        "Ⅰ. 개요\n",
        "가 ..... 3\n",
        "총 3건 완료 2건, ",
        "□ 완료 ■ ",
        "<",
        "\t가\t",
    ],
)
@pytest.mark.parametrize("place", ["□ 향후계획\n", "○ 무엇을 "])
def test_no_filling_of_a_long_paper_keeps_anybody_waiting(place: str, filling: str) -> None:
    head = "건의사항\n" + ITEM + place
    times = min((LETTERS - len(head)) // len(filling), (LINES - 10) // max(filling.count("\n"), 1))
    assert seconds(head + filling * times) < 3


@settings(deadline=None, max_examples=60)
@given(
    st.text(min_size=1, max_size=6),
    st.sampled_from(["□ 향후계획\n", "○ 무엇을 ", "시정·처리 요구사항 총 3건 ", ""]),
)
def test_no_long_line_of_the_same_signs_keeps_anybody_waiting(filling: str, place: str) -> None:
    paper = f"건의사항\n{ITEM}{place}{filling * (50_000 // len(filling))}\n{ITEM}"
    assert seconds(paper) < 2


def calls(paper: str) -> int:
    """How many functions are called while a paper is read: the same on every machine."""
    profile = cProfile.Profile()
    profile.enable()
    read(paper, vocabulary())
    profile.disable()
    return sum(entry.callcount for entry in profile.getstats())


def test_twice_as_many_items_take_twice_the_work() -> None:
    counts = [calls(town_report(items)) for items in (1_250, 2_500, 5_000)]
    assert counts[1] < 2.1 * counts[0]
    assert counts[2] < 2.1 * counts[1]


def test_what_is_longer_than_any_report_is_refused_for_its_length() -> None:
    for paper in (ITEM + "가" * LONGEST, "건의사항\n" + ITEM + "가\n" * MOST_LINES):
        with pytest.raises(Unreadable, match="너무 깁니다"):
            read(paper, vocabulary())


@pytest.mark.parametrize("line", ["2020-11-01 12:00:00 추진상황 : 완료 request done\n", ITEM, "가", " \n"])
def test_twenty_megabytes_are_done_with_in_seconds(line: str) -> None:
    assert seconds(line * (20_000_000 // len(line.encode()))) < 5
