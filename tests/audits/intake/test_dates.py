"""Dates of a 향후계획, and dates typed into a form."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.intake.dates import Span, planned_until, read_date, spans

PUBLISHED = date(2020, 11, 1)


@pytest.mark.parametrize(
    ("plan", "start", "end"),
    [
        ("◦ 보도 정비 : ’20.10월", "2020-10-01", "2020-10-31"),
        ("◦ 보도 정비 : ‘20. 10월", "2020-10-01", "2020-10-31"),
        ("◦ 보도 정비 : '20.10월", "2020-10-01", "2020-10-31"),
        ("◦ 보도 정비 : 20.10월", "2020-10-01", "2020-10-31"),
        ("◦ 보도 정비 : ’20.12", "2020-12-01", "2020-12-31"),
        ("◦ 보도 정비 : ’20. 2월", "2020-02-01", "2020-02-29"),
        ("◦ 보도 정비 : ‘21. 5~7", "2021-05-01", "2021-07-31"),
        ("◦ 보도 정비 : ’20.10~12월", "2020-10-01", "2020-12-31"),
        ("◦ 보도 정비 : ’20.10월-12월", "2020-10-01", "2020-12-31"),
        ("◦ 보도 정비 : ’20. 10월~11월", "2020-10-01", "2020-11-30"),
        ("◦ 보도 정비 : ’20. 5월~’21. 4월", "2020-05-01", "2021-04-30"),
        ("◦ 보도 정비 :‘19.5월 ~’20.4월", "2019-05-01", "2020-04-30"),
        ("◦ 보도 정비 : ‘20. 11 ~ ’20.12.", "2020-11-01", "2020-12-31"),
        ("◦ 보도 정비 : ’20. 9월부터 12월까지", "2020-09-01", "2020-12-31"),
        ("◦ 보도 정비 : ’20.11월~2월", "2020-11-01", "2021-02-28"),
        ("◦ 보도 정비 : ’20.11월~익년 2월", "2020-11-01", "2021-02-28"),
        ("◦ 보도 정비 : 11월 ~ ’21.2월", "2020-11-01", "2021-02-28"),
        ("◦ 제출(2019.11.6)", "2019-11-06", "2019-11-06"),
        ("◦ 제출 : 2019. 11. 6.", "2019-11-06", "2019-11-06"),
        ("◦ 제출 : 2019-11-06", "2019-11-06", "2019-11-06"),
        ("◦ 제출 : 2020년 12월 3일", "2020-12-03", "2020-12-03"),
        ("◦ 제출 : ’20.7.1개통", "2020-07-01", "2020-07-01"),
        ("◦ 점검 : ’20.2.25~3.11", "2020-02-25", "2020-03-11"),
        ("◦ 점검 : ’20.5.18~21", "2020-05-18", "2020-05-21"),
        ("◦ 점검 : ’20. 1.13. ~ 1.17.", "2020-01-13", "2020-01-17"),
        ("◦ 용역 : ’19.12.23 ~ ‘20.6.20(6개월)", "2019-12-23", "2020-06-20"),
        ("◦ 확충 : ’20년~’24년", "2020-01-01", "2024-12-31"),
        ("◦ 확충 : ’20~’24년", "2020-01-01", "2024-12-31"),
        ("◦ 확충 : ’20~24년", "2020-01-01", "2024-12-31"),
        ("◦ 개최(’21)", "2021-01-01", "2021-12-31"),
        ("◦ 개최 : ’21년", "2021-01-01", "2021-12-31"),
        ("◦ 개최 : ’21년(정기회의시)", "2021-01-01", "2021-12-31"),
        ("◦ ’21년 완료 예정", "2021-01-01", "2021-12-31"),
        ("◦ ’21년 중 시행", "2021-01-01", "2021-12-31"),
        ("◦ 시행 : ’21년 상반기", "2021-01-01", "2021-06-30"),
        ("◦ 시행 : 2021년 하반기", "2021-07-01", "2021-12-31"),
        ("◦ 시행 : ’21. 1분기", "2021-01-01", "2021-03-31"),
        ("◦ 시행 : ’21년 3/4분기", "2021-07-01", "2021-09-30"),
        ("◦ 시행 : ’21년 2/4분기 ~ 4/4분기", "2021-04-01", "2021-12-31"),
        ("◦ 시행 : ’21년 연말", "2021-12-01", "2021-12-31"),
        ("◦ 시행 : ’20.12월 말", "2020-12-21", "2020-12-31"),
        ("◦ 시행 : ’20.12월 상순", "2020-12-01", "2020-12-10"),
        ("◦ 시행 : ’20.12월 중순", "2020-12-11", "2020-12-20"),
        ("◦ 시행 : ’20.12월 하순", "2020-12-21", "2020-12-31"),
        ("◦ 단계별\n\n시행 : ’20년~’24년\n", "2020-01-01", "2024-12-31"),
    ],
)
def test_a_period_runs_from_its_first_day_to_its_last(plan: str, start: str, end: str) -> None:
    assert [(span.start, span.end) for span in spans(plan)] == [
        (date.fromisoformat(start), date.fromisoformat(end))
    ]


@pytest.mark.parametrize(
    ("plan", "start"),
    [
        ("◦ 갱신 : ’21. 1월 ~", date(2021, 1, 1)),
        ("◦ 갱신 : ’20. 10월 ~\n◦ 다음", date(2020, 10, 1)),
        ("◦ 갱신(’20.1.1~) : 네 곳", date(2020, 1, 1)),
        ("◦ 갱신 : ’21년부터", date(2021, 1, 1)),
        ("◦ 갱신 : ’21. 3월 이후", date(2021, 3, 1)),
    ],
)
def test_an_open_range_gives_a_start_only(plan: str, start: date) -> None:
    assert [(span.start, span.end) for span in spans(plan)] == [(start, None)]
    assert planned_until(plan) is None


@pytest.mark.parametrize(
    "plan", ["◦ 준공 : ’20. 12월까지", "◦ 준공 : ~ ’20. 12월", "◦ 준공 : 2020.12.31.까지"]
)
def test_a_limit_gives_an_end_only(plan: str) -> None:
    assert [(span.start, span.end) for span in spans(plan)] == [(None, date(2020, 12, 31))]


@pytest.mark.parametrize(
    "plan",
    [
        "◦ 점검(연중)",
        "◦ 점검 : ’21년 연중",
        "◦ 점검 : ’21년(연중)",
        "◦ ’20년 도로 사업계획에 따라 추진",
        "◦ ’20년 수행기관 공모시 반영",
        "◦ ’21년도 예산 편성",
        "◦ ’20년~’24년 중기계획 수립",
        "◦ ’20년, ’21년 예산 반영",
        "구분 ’16 ’17 ’18 ’19 ’20",
        "◦ 2019 실태 점검",
        "◦ 매년 12월 점검",
        "◦ 13월",
        "◦ 준공 : ’20.13월",
        "◦ 준공 : ’20. 2. 30.",
        "◦ 준공 : 2021-02-29",
        "◦ 준공 : ’21.5월~’20.3월",
        "◦ 속도 4.8Gbps, 1.5GB, 5.27버전",
        "◦ 비율 65.7%, 3회, 2,227대, 10.5억원",
        "◦ 회의 네 차례(2.16/5.27/7.22/8.26)",
        "◦ ’20. 3회 개최, ’20. 4개 기관",
        "◦ 장비 10.10.1.1",
        "◦ 공고 제2020-12호",
        "◦ 5개년 계획, 20년 이상, 6개월",
        "◦ 5.25",
        "",
    ],
)
def test_what_only_looks_like_a_date_is_none(plan: str) -> None:
    assert spans(plan) == []


def test_a_year_and_a_number_of_things_leaves_the_month_before_it() -> None:
    assert planned_until("◦ ’20.2.3차 공고") == date(2020, 2, 29)


def test_the_latest_end_of_all_bullets_counts() -> None:
    assert planned_until("◦ 시험 : ’21. 12월\n◦ 준공 : ’21. 3월") == date(2021, 12, 31)


def test_a_note_never_counts_wherever_it_stands() -> None:
    plan = "◦ 준공 : ’20.12월 ※ 예산은 ’21.3월\n※ ’21.4월 개정\n  - ’21.5월 공포\n◦ 시험 : ’20.11월"
    assert planned_until(plan) == date(2020, 12, 31)


def test_a_bullet_beside_a_note_is_no_note() -> None:
    assert planned_until("◦ 공사\n - 설계 : ’20.3월\n ※ 예산 있음\n - 준공 : ’20.12월") == date(2020, 12, 31)


def test_a_nested_bullet_without_a_year_takes_that_of_its_parent() -> None:
    plan = "◦ ’20년 보급 사업\n - 수량 : 1,200곳 (1~9월), 800곳(10~12월)\n◦ 시험 : ’20. 10월~11월"
    assert [(span.start, span.end) for span in spans(plan)] == [
        (date(2020, 1, 1), date(2020, 9, 30)),
        (date(2020, 10, 1), date(2020, 12, 31)),
        (date(2020, 10, 1), date(2020, 11, 30)),
    ]


def test_a_parent_that_names_two_years_hands_down_none() -> None:
    assert spans("◦ ’19년과 ’20년 사업\n - 점검 : 3월") == []


def test_the_year_of_one_bullet_is_not_taken_over_by_the_next() -> None:
    assert spans("◦ ’20년 사업\n◦ 점검 : 3월") == []


def test_a_month_takes_the_year_named_before_it_in_its_bullet() -> None:
    assert planned_until("◦ 설계 ’20. 3월, 준공 12월") == date(2020, 12, 31)


def test_without_any_year_a_month_that_is_not_over_is_of_the_year_of_publication() -> None:
    assert planned_until("◦ 준공 : 12월까지", published=PUBLISHED) == date(2020, 12, 31)
    assert planned_until("◦ 준공 : 12월까지") is None


def test_without_any_year_a_month_that_is_over_stays_unknown() -> None:
    assert spans("◦ 준공 : 3월", published=PUBLISHED) == []


def test_this_year_and_next_year_count_from_the_day_of_publication() -> None:
    assert planned_until("◦ 준공 : 금년 12월", published=PUBLISHED) == date(2020, 12, 31)
    assert planned_until("◦ 준공 : 내년 상반기", published=PUBLISHED) == date(2021, 6, 30)
    assert planned_until("◦ 준공 : 내년 상반기") is None


def test_a_span_quotes_the_words_it_was_read_from() -> None:
    plan = "◦ 설계 : ’20. 3월\n◦ 준공 : ’20. 11 ~ ’20.12. 예정"
    found = spans(plan)
    assert [span.text for span in found] == ["’20. 3월", "’20. 11 ~ ’20.12."]
    assert all(plan[span.offset :].startswith(span.text) for span in found)


def test_a_span_is_a_plain_value() -> None:
    assert spans("’20.3.5") == [Span(date(2020, 3, 5), date(2020, 3, 5), 0, "’20.3.5")]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026. 3. 5.", date(2026, 3, 5)),
        ("2026. 3. 5", date(2026, 3, 5)),
        ("2026. 3. 5.(목)", date(2026, 3, 5)),
        ("2026. 3. 5.(목)까지", date(2026, 3, 5)),
        ("2026-03-05", date(2026, 3, 5)),
        ("2026/3/5", date(2026, 3, 5)),
        ("20260305", date(2026, 3, 5)),
        ("26.3.5", date(2026, 3, 5)),
        ("26-03-05", date(2026, 3, 5)),
        ("２０２６．３．５", date(2026, 3, 5)),
        ("2026년 3월 5일", date(2026, 3, 5)),
        ("’26. 12월", date(2026, 12, 31)),
        ("26년 12월", date(2026, 12, 31)),
        ("26. 12", date(2026, 12, 31)),
        ("2026. 2.", date(2026, 2, 28)),
        ("2026년 상반기", date(2026, 6, 30)),
        ("2026", date(2026, 12, 31)),
        ("’26년", date(2026, 12, 31)),
        ("’26. 3월 ~ 5월", date(2026, 5, 31)),
        ("연중", None),
        ("상시", None),
        ("", None),
        ("12월", None),
        ("3.5", None),
        ("12.10", None),
        ("1/2/2026", None),
        ("’26. 3월 ~", None),
        ("2026. 13. 1.", None),
        ("2026. 2. 30.", None),
        ("99999999", None),
        ("2026.3.5 또는 2026.4.5", None),
        ("2026.3.5 18:00", None),
        ("아마 2026.3.5", None),
    ],
)
def test_a_typed_date_means_the_end_of_its_period(typed: str, day: date | None) -> None:
    assert read_date(typed) == day


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2069, 12, 31)))
def test_any_day_is_read_back_in_every_way_of_writing_it(day: date) -> None:
    ways = (
        f"{day.year}. {day.month}. {day.day}.",
        f"’{day:%y}.{day.month}.{day.day}",
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}년 {day.month}월 {day.day}일",
    )
    assert {read_date(way) for way in ways} == {day}


@settings(deadline=None)
@given(st.text("’‘'0123456789.~-/월일년도분기상하반연말까지부터 \n◦-※()제개회이후", max_size=60))
def test_no_text_makes_the_reader_fail_or_quote_wrongly(text: str) -> None:
    for span in spans(text, published=PUBLISHED):
        assert text[span.offset :].startswith(span.text)
        assert span.start or span.end
        assert not (span.start and span.end) or span.start <= span.end
    read_date(text)
