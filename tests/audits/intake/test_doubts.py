"""What items show when they are seen together: the same demand twice, an answer that seems another's."""

from __future__ import annotations

import pytest

from audits.intake.alike import nearly_the_same
from audits.intake.draft import Draft
from audits.intake.strays import Stray, stray_answers
from audits.intake.text import read
from tests.audits.intake.papers import vocabulary
from tools.bench.reading import town_report

WILLOW = "버드나무 꽃가루로 학교 급식실 창문을 열지 못하니 수종을 바꾸기 바람"
FERRY = "나루터 계류장 발판의 볼트가 녹슬었고 구명환이 없으니 갖추기 바람"
BUS = "마을버스 기사의 쉬는 시간이 지켜지지 않으니 회차지에 쉼터를 두기 바람"
TO_WILLOW = "- 버드나무를 다른 수종으로 바꾸어 급식실 창문에 꽃가루가 들지 않음"
TO_FERRY = "- 나루터 계류장 발판 볼트를 갈고 구명환을 걸었음"
TO_BUS = "- 회차지 두 곳에 기사 쉼터를 둠"
DEMANDS = {1: WILLOW, 2: FERRY, 3: BUS}


def strays(*answers: str) -> list[tuple[int, int]]:
    """Numbers of answers that seem to be another demand's, each with the other number."""
    found = stray_answers(DEMANDS, dict(enumerate(answers, start=1)))
    return [(stray.number, stray.other) for stray in found]


def test_answers_under_their_own_demands_raise_no_doubt() -> None:
    assert strays(TO_WILLOW, TO_FERRY, TO_BUS) == []


def test_answers_that_changed_places_are_both_doubted() -> None:
    assert strays(TO_FERRY, TO_WILLOW, TO_BUS) == [(1, 2), (2, 1)]


def test_a_doubt_names_the_words_it_rests_on() -> None:
    assert next(stray_answers(DEMANDS, {1: TO_FERRY, 2: "- 함", 3: TO_BUS})) == Stray(
        1, 2, ("나루터", "계류장", "발판", "볼트", "구명환")
    )


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "- 조치 완료",
        "- 나루터 발판을 고침",  # too little to go by
        f"{TO_FERRY}\n{TO_WILLOW}",  # its own as well
    ],
)
def test_an_answer_that_tells_too_little_is_not_doubted(answer: str) -> None:
    assert strays(answer, TO_FERRY, TO_BUS) == []


def test_one_answer_under_several_demands_is_another_doubt() -> None:
    assert strays(TO_FERRY, TO_FERRY, TO_BUS) == []


def test_words_that_many_demands_use_tell_nothing() -> None:
    demands = {
        number: f"{number}째 나루터 계류장 발판의 볼트와 구명환을 갖추기 바람" for number in range(1, 6)
    }
    assert list(stray_answers(demands, {1: "- 없음", 2: TO_FERRY, 3: "- 둠"})) == []


@pytest.mark.parametrize(
    "other",
    [
        BUS.replace("쉼터를 두기", "쉼터를 두기를"),
        BUS.replace(" ", ""),
        BUS + ".",
        BUS.replace("쉼터를", "쉼터"),
    ],
)
def test_nearly_the_same_text_is_found(other: str) -> None:
    assert list(nearly_the_same({1: WILLOW, 2: BUS, 3: FERRY, 4: other})) == [(4, 2)]


@pytest.mark.parametrize(
    "other",
    [
        BUS.replace("회차지", "3번 회차지"),
        BUS.replace("마을버스 기사", "학교 조리사").replace("회차지", "급식실"),
        WILLOW,
    ],
)
def test_texts_that_ask_for_something_else_are_not_the_same(other: str) -> None:
    assert list(nearly_the_same({1: BUS, 2: other})) == []


def test_short_texts_are_never_nearly_the_same() -> None:
    assert list(nearly_the_same({1: "보도를 정비하기 바람", 2: "차도를 정비하기 바람"})) == []


def report(first: str, second: str) -> Draft:
    """A report of two demands with these answers."""
    items = "".join(
        f"○ {text}\n(교통정책과)\n□ 추진상황 : 완료\n□ 추진내용\n{answer}\n"
        for text, answer in ((WILLOW, first), (FERRY, second))
    )
    return read(f"행정사무감사 처리결과\n건의사항\n{items}", vocabulary())


def test_the_problem_says_both_numbers_and_the_words() -> None:
    problem, _ = report(TO_FERRY, TO_WILLOW).problems
    assert problem.line == 3
    assert problem.message == (
        "답변이 다른 요구사항의 것일 수 있습니다: 1번 항목의 답변은 2번 요구사항과 더 가깝습니다"
        "(같은 낱말: 나루터, 계류장, 발판, 볼트, 구명환). 확인하여 주십시오."
    )


def test_a_report_in_order_raises_no_doubts_among_a_thousand_items() -> None:
    assert read(town_report(1_000), vocabulary()).problems == ()
