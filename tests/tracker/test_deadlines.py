"""Due dates: how they are reckoned on the Korean calendar, and how they explain themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import holidays as published
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from audits import reference
from audits.models import Audit, Demand, Department, Holiday, PeriodUnit
from audits.statuses import ReportedStatus
from tests.factories import REPORT_DATE, assign, make_audit, make_demand
from tracker import deadlines
from tracker.deadlines import Holidays, Step
from tracker.models import Assignment, Stage

DAYS, MONTHS, WORKING = PeriodUnit.DAYS, PeriodUnit.MONTHS, PeriodUnit.WORKING_DAYS
KOREA: Final = Holidays(dict(published.country_holidays("KR", years=range(2020, 2033), language="ko")))
WEEKENDS_ONLY: Final = Holidays({})

days = st.dates(date(2020, 1, 1), date(2028, 12, 31))
lengths = st.integers(1, 400)
units = st.sampled_from(PeriodUnit)
calendars = st.builds(
    Holidays, st.dictionaries(st.dates(date(2020, 1, 1), date(2031, 12, 31)), st.just("휴일"), max_size=60)
)


def make_assignment(
    transmitted_on: date | None = None,
    period: tuple[int, str] | None = None,
    *,
    original: date | None = None,
    due: date | None = None,
) -> Assignment:
    """An assignment of an audit, held in memory; `due` is the original date unless it is given."""
    length, unit = period or (None, "")
    number = "의사팀-1" if transmitted_on else ""
    audit = Audit(
        transmitted_on=transmitted_on, transmittal_number=number, period_length=length, period_unit=unit
    )
    return Assignment(
        demand=Demand(audit=audit, number=1),
        assigned_on=date(2025, 12, 29),
        original_due_date=original,
        due_date=due or original,
    )


def lines(steps: list[Step]) -> list[tuple[str, date | None]]:
    return [(step.label, step.date) for step in steps]


@given(days, lengths, units, calendars)
def test_a_period_never_ends_on_a_day_off(start: date, length: int, unit: str, calendar: Holidays) -> None:
    assert calendar.is_working(deadlines.end_of_period(start, length, unit, calendar))


@given(days, lengths, units, calendars)
def test_holidays_never_make_a_period_shorter(
    start: date, length: int, unit: str, calendar: Holidays
) -> None:
    plain = deadlines.end_of_period(start, length, unit, WEEKENDS_ONLY)
    assert deadlines.end_of_period(start, length, unit, calendar) >= plain > start


@given(days, lengths, units, calendars)
def test_a_longer_period_never_ends_earlier(start: date, length: int, unit: str, calendar: Holidays) -> None:
    longer = deadlines.end_of_period(start, length + 1, unit, calendar)
    assert deadlines.end_of_period(start, length, unit, calendar) <= longer


@given(days, lengths, units, calendars)
def test_a_period_that_begins_later_never_ends_earlier(
    start: date, length: int, unit: str, calendar: Holidays
) -> None:
    later = deadlines.end_of_period(start + timedelta(days=1), length, unit, calendar)
    assert deadlines.end_of_period(start, length, unit, calendar) <= later


@given(days, st.integers(1, 120), calendars)
def test_counting_working_days_there_and_back_agrees(start: date, count: int, calendar: Holidays) -> None:
    end = deadlines.working_days_after(start, count, calendar)
    assert deadlines.working_days_between(start, end, calendar) == count
    assert deadlines.working_days_between(start, end - timedelta(days=1), calendar) == count - 1


def test_no_working_day_lies_between_a_day_and_an_earlier_one() -> None:
    assert deadlines.working_days_between(date(2026, 3, 5), date(2026, 3, 3), KOREA) == 0


@pytest.mark.parametrize(
    ("start", "length", "unit", "end"),
    [
        pytest.param(date(2025, 9, 8), 30, DAYS, date(2025, 10, 10), id="추석과 대체공휴일 10. 8., 한글날"),
        pytest.param(date(2025, 9, 3), 1, MONTHS, date(2025, 10, 10), id="개천절부터 한글날까지"),
        pytest.param(date(2026, 2, 2), 14, DAYS, date(2026, 2, 19), id="설날 연휴 2. 16.~18."),
        pytest.param(date(2026, 2, 1), 28, DAYS, date(2026, 3, 3), id="삼일절 대체공휴일 3. 2."),
        pytest.param(date(2025, 12, 24), 9, MONTHS, date(2026, 9, 28), id="추석 연휴와 일요일"),
        pytest.param(date(2026, 2, 13), 1, WORKING, date(2026, 2, 19), id="설날 뒤 첫 근무일"),
        pytest.param(date(2025, 10, 2), 3, WORKING, date(2025, 10, 14), id="추석에 걸친 근무일 3일"),
        pytest.param(date(2026, 3, 3), 10, DAYS, date(2026, 3, 13), id="휴일을 만나지 않음"),
    ],
)
def test_periods_end_as_on_the_korean_calendar(start: date, length: int, unit: str, end: date) -> None:
    assert deadlines.end_of_period(start, length, unit, KOREA) == end


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        pytest.param(date(2023, 1, 30), 1, date(2023, 2, 28), id="no 31 February"),
        pytest.param(date(2024, 1, 30), 1, date(2024, 2, 29), id="nor in a leap year"),
        pytest.param(date(2024, 1, 29), 1, date(2024, 2, 29), id="30 February: the month's last day"),
        pytest.param(date(2024, 1, 28), 1, date(2024, 2, 28), id="the day before 29 February"),
        pytest.param(date(2024, 1, 31), 1, date(2024, 2, 29), id="counted from 1 February: all of it"),
        pytest.param(date(2023, 2, 28), 1, date(2023, 3, 31), id="counted from 1 March: all of it"),
        pytest.param(date(2024, 2, 28), 1, date(2024, 3, 28), id="counted from 29 February"),
        pytest.param(date(2024, 2, 29), 12, date(2025, 2, 28), id="a year from a leap day"),
        pytest.param(date(2023, 2, 28), 12, date(2024, 2, 29), id="a year to a leap day"),
        pytest.param(date(2025, 12, 31), 2, date(2026, 2, 28), id="over the year's end"),
        pytest.param(date(2025, 11, 14), 1, date(2025, 12, 14), id="into December"),
    ],
)
def test_months_go_by_the_calendar(start: date, length: int, end: date) -> None:
    """Expected days fall on weekends too: what is looked at is the count before days off move it."""
    expected = deadlines.next_working_day(end, WEEKENDS_ONLY)
    assert deadlines.end_of_period(start, length, MONTHS, WEEKENDS_ONLY) == expected


def test_a_period_of_no_length_or_of_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        deadlines.end_of_period(date(2026, 1, 5), 0, DAYS, KOREA)
    with pytest.raises(ValueError, match="weeks"):
        deadlines.end_of_period(date(2026, 1, 5), 1, "weeks", KOREA)


def test_a_day_off_says_why() -> None:
    """Sunday 1 March 2026 goes by the holiday's name; Thursday 19 February is an ordinary day."""
    asked = [date(2025, 10, 8), date(2026, 2, 14), date(2026, 2, 15), date(2026, 3, 1), date(2026, 2, 19)]
    assert [KOREA.name(day) for day in asked] == ["추석 대체 휴일", "토요일", "일요일", "삼일절", ""]
    assert [day for day in asked if KOREA.is_working(day)] == [date(2026, 2, 19)]


def test_a_due_date_is_explained_from_the_transmittal_over_the_holidays_it_met() -> None:
    due = date(2026, 9, 28)
    steps = deadlines.explain(make_assignment(date(2025, 12, 24), (9, MONTHS), original=due), KOREA)
    assert lines(steps) == [
        ("이송일", date(2025, 12, 24)),
        ("처리 기간 9개월", date(2026, 9, 24)),
        ("휴일 뒤 첫 근무일", due),
        ("처리기한", due),
    ]
    assert steps[2].holidays_met == (
        (date(2026, 9, 24), "추석 전날"),
        (date(2026, 9, 25), "추석"),
        (date(2026, 9, 26), "추석 다음날"),
        (date(2026, 9, 27), "일요일"),
    )
    assert [step.note for step in steps] == ["의사팀-1", "", "", ""]


def test_a_period_that_meets_no_day_off_has_no_step_for_it() -> None:
    steps = deadlines.explain(
        make_assignment(date(2026, 3, 3), (10, DAYS), original=date(2026, 3, 13)), KOREA
    )
    assert [step.label for step in steps] == ["이송일", "처리 기간 10일", "처리기한"]


def test_a_count_of_working_days_names_the_holidays_it_skipped_but_no_weekends() -> None:
    steps = deadlines.explain(
        make_assignment(date(2026, 2, 12), (3, WORKING), original=date(2026, 2, 20)),
        KOREA,
    )
    assert lines(steps)[1:] == [
        ("처리 기간 근무일 3일", date(2026, 2, 20)),
        ("처리기한", date(2026, 2, 20)),
    ]
    assert [name for _day, name in steps[1].holidays_met] == ["설날 전날", "설날", "설날 다음날"]


def test_a_holiday_on_the_eve_of_a_count_or_on_its_first_day_was_not_skipped() -> None:
    """Sent on Wednesday 18 February 2026, the last of 설날's three days: all of them come before the count."""
    steps = deadlines.explain(
        make_assignment(date(2026, 2, 18), (3, WORKING), original=date(2026, 2, 23)), KOREA
    )
    assert (steps[1].date, steps[1].holidays_met) == (date(2026, 2, 23), ())


@pytest.mark.parametrize(
    ("length", "unit", "end"), [(11, DAYS, date(2026, 2, 23)), (1, MONTHS, date(2026, 3, 12))]
)
def test_a_count_of_days_or_months_passes_over_holidays_without_a_word(
    length: int, unit: PeriodUnit, end: date
) -> None:
    steps = deadlines.explain(make_assignment(date(2026, 2, 12), (length, unit), original=end), KOREA)
    assert (steps[1].date, steps[1].holidays_met) == (end, ())


@pytest.mark.parametrize(
    ("original", "note"),
    [
        (date(2026, 3, 10), "직접 정한 날짜, 처리 기간의 끝보다 3일 이름"),
        (date(2026, 3, 16), "직접 정한 날짜, 처리 기간의 끝보다 3일 늦음"),
        (date(2026, 3, 13), ""),
    ],
)
def test_a_date_that_the_period_does_not_give_says_that_it_was_set_by_hand(original: date, note: str) -> None:
    (*_before, last) = deadlines.explain(
        make_assignment(date(2026, 3, 3), (10, DAYS), original=original), KOREA
    )
    assert (last.date, last.note) == (original, note)


def test_a_date_without_any_period_was_set_by_hand_and_counts_from_themake_assignment() -> None:
    (base, due) = deadlines.explain(make_assignment(original=date(2026, 5, 5)), KOREA)
    assert (base.label, base.date) == ("배부일", date(2025, 12, 29))
    assert (due.label, due.note) == ("처리기한", "직접 정한 날짜")
    assert due.holidays_met == ((date(2026, 5, 5), "어린이날"),)


def test_without_a_due_date_the_explanation_ends_with_that() -> None:
    steps = deadlines.explain(make_assignment(date(2026, 3, 3), (10, DAYS)), KOREA)
    assert lines(steps) == [("이송일", date(2026, 3, 3)), ("기한 미지정", None)]
    assert (steps[-1].note, steps[-1].holidays_met) == ("", ())


def test_a_due_date_that_was_moved_shows_both() -> None:
    steps = deadlines.explain(make_assignment(original=date(2026, 3, 13), due=date(2026, 4, 3)), KOREA)
    assert lines(steps)[1:] == [("당초 처리기한", date(2026, 3, 13)), ("처리기한", date(2026, 4, 3))]
    assert steps[-1].note == "당초보다 21일 늦음"


def test_a_due_date_that_became_a_holiday_is_followed_to_the_next_working_day() -> None:
    friday, monday = date(2026, 3, 13), date(2026, 3, 16)
    calendar = Holidays({**KOREA.days, friday: "임시공휴일"})
    steps = deadlines.explain(
        make_assignment(date(2026, 3, 3), (10, DAYS), original=friday, due=monday),
        calendar,
    )
    assert lines(steps)[-2:] == [("당초 처리기한", friday), ("휴일 뒤 첫 근무일", monday)]
    assert steps[-2].note == "정한 뒤에 휴일이 된 날"
    assert [name for _day, name in steps[-1].holidays_met] == ["임시공휴일", "토요일", "일요일"]


def test_an_explanation_says_where_no_holidays_of_that_year_are_known() -> None:
    known = replace(KOREA, days={day: name for day, name in KOREA.days.items() if day.year < 2027})
    steps = deadlines.explain(
        make_assignment(date(2026, 12, 1), (2, MONTHS), original=date(2027, 2, 1)), known
    )
    assert steps[1].note == "2027년 휴일이 등록되지 않아 주말만 셈"


@given(
    st.none() | days, st.none() | st.tuples(lengths, units), st.none() | days, st.integers(0, 90), calendars
)
@example(date(2026, 3, 3), (10, DAYS), date(2026, 3, 14), 2, WEEKENDS_ONLY)
def test_rule_13_an_explanation_ends_exactly_with_the_due_date(
    transmitted_on: date | None,
    period: tuple[int, str] | None,
    original: date | None,
    later: int,
    calendar: Holidays,
) -> None:
    due = original + timedelta(days=later) if original else None
    assignment = make_assignment(transmitted_on, period, original=original, due=due)
    steps = deadlines.explain(assignment, calendar)
    assert steps[-1].date == assignment.due_date
    assert all(step.date for step in steps[:-1])


@given(days, lengths, units, calendars)
def test_the_default_due_date_is_the_one_that_its_explanation_reaches_without_a_hand(
    start: date, length: int, unit: str, calendar: Holidays
) -> None:
    audit = Audit(transmitted_on=start, period_length=length, period_unit=unit)
    due = deadlines.default_due_date(audit, calendar)
    steps = deadlines.explain(make_assignment(start, (length, unit), original=due), calendar)
    assert (steps[-1].label, steps[-1].note, steps[-2].date) == ("처리기한", "", due)


def test_a_default_due_date_set_by_hand_goes_before_the_period() -> None:
    by_hand = date(2026, 6, 30)
    audit = Audit(
        transmitted_on=date(2026, 3, 3), period_length=10, period_unit=DAYS, default_due_date=by_hand
    )
    assert deadlines.default_due_date(audit, KOREA) == by_hand


@pytest.mark.parametrize("transmitted_on", [None, date(2026, 3, 3)])
def test_without_a_transmittal_or_a_period_there_is_no_default_due_date(transmitted_on: date | None) -> None:
    length, unit = (None, "") if transmitted_on else (10, DAYS)
    audit = Audit(transmitted_on=transmitted_on, period_length=length, period_unit=unit)
    assert deadlines.default_due_date(audit, KOREA) is None


@pytest.mark.parametrize(
    ("on", "late"), [(date(2026, 2, 20), False), (date(2026, 2, 22), False), (date(2026, 2, 23), True)]
)
def test_receipt_is_late_after_the_working_days_the_audit_allows(on: date, late: bool) -> None:
    """Assigned on Thursday before 설날: the 13th, 19th and 20th are the three days; weekends do not count."""
    assignment = Assignment(stage=Stage.ASSIGNED, assigned_on=date(2026, 2, 12))
    assert deadlines.received_late(assignment, on, KOREA, receipt_days=3) is late


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.ASSIGNED])
def test_what_is_received_is_never_late_for_receipt(stage: Stage) -> None:
    assignment = Assignment(stage=stage, assigned_on=date(2020, 1, 2))
    assert not deadlines.received_late(assignment, date(2026, 2, 23), KOREA, receipt_days=3)


@given(days, st.integers(0, 10), calendars)
def test_the_day_since_which_receipt_is_missing_is_the_latest_such_day(
    on: date, receipt_days: int, calendar: Holidays
) -> None:
    since = deadlines.not_received_since(on, calendar, receipt_days)
    assert deadlines.working_days_between(since, on, calendar) > receipt_days
    assert deadlines.working_days_between(since + timedelta(days=1), on, calendar) <= receipt_days


@pytest.mark.django_db
def test_holidays_are_read_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    reference.ensure_holidays([2025, 2026, 2027])
    with django_assert_num_queries(1):
        calendar = Holidays.load(date(2026, 11, 20), date(2026, 12, 1))
    assert calendar.name(date(2026, 2, 17)) == "설날"
    assert [calendar.covers(year) for year in (2025, 2026, 2027)] == [False, True, False]


@pytest.mark.django_db
def test_holidays_without_a_last_day_are_all_that_are_known() -> None:
    reference.ensure_holidays([2025, 2026, 2027])
    Holiday.objects.create(date=date(2030, 1, 1), name="먼 휴일")
    calendar = Holidays.load(date(2026, 11, 20))
    assert [calendar.covers(year) for year in (2025, 2026, 2027, 2030)] == [False, True, True, True]


@pytest.mark.django_db
@pytest.mark.usefixtures("lists")
def test_an_explanation_needs_no_statement_of_its_own(
    department: Department, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    stored = assign(make_demand(make_audit()), department, ReportedStatus.NOT_REPORTED, due=date(2026, 3, 31))
    assignment = Assignment.objects.select_related("demand__audit").get(pk=stored.pk)
    with django_assert_num_queries(0):
        steps = deadlines.explain(assignment, KOREA)
    assert lines(steps) == [("배부일", REPORT_DATE), ("처리기한", date(2026, 3, 31))]
