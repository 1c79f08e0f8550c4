"""Rule 13: a due date tells every move it made: extensions, holidays, and who decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.models import Committee, Department, Membership, Role, User
from audits.statuses import ReportedStatus
from tests.factories import assign, make_audit, make_demand
from tests.tracker.test_deadlines import (
    KOREA,
    WEEKENDS_ONLY,
    calendars,
    days,
    lengths,
    lines,
    make_assignment,
    units,
)
from tracker import deadlines
from tracker.actions.due_dates import set_first_due_date
from tracker.actions.extension import Extension, grant
from tracker.deadlines import Holidays
from tracker.models import Assignment, Decision, DueDateMove, Meeting, MoveKind

move_kinds = st.sampled_from([MoveKind.GRANTED, MoveKind.CALENDAR])


def _moves(first: date, later: list[tuple[MoveKind, int]]) -> list[DueDateMove]:
    """Moves as they follow one another, each some days later than the one before, held in memory."""
    found, day, number = [], first, 0
    for kind, more in later:
        number += kind == MoveKind.GRANTED
        after = day + timedelta(days=more)
        holiday = "임시공휴일" if kind == MoveKind.CALENDAR else ""
        found.append(
            DueDateMove(
                kind=kind,
                number=number if kind == MoveKind.GRANTED else None,
                before=day,
                after=after,
                holiday=holiday,
                on=date(2026, 3, 5),
            )
        )
        day = after
    return found


@given(
    st.none() | days,
    st.none() | st.tuples(lengths, units),
    days,
    st.lists(st.tuples(move_kinds, st.integers(1, 60)), max_size=5),
    calendars,
)
def test_rule_13_an_explanation_of_any_moves_ends_exactly_with_the_due_date(
    transmitted_on: date | None,
    period: tuple[int, str] | None,
    first: date,
    later: list[tuple[MoveKind, int]],
    calendar: Holidays,
) -> None:
    moves = _moves(first, later)
    due = moves[-1].after if moves else first
    steps = deadlines.explain(
        make_assignment(transmitted_on, period, original=first, due=due), calendar, moves
    )
    assert steps[-1].date == due
    assert [step.date for step in steps[len(steps) - len(moves) :]] == [move.after for move in moves]


def test_rule_13_each_extension_is_told_with_its_number() -> None:
    first, steps_later = date(2026, 3, 31), [(MoveKind.GRANTED, 30), (MoveKind.GRANTED, 31)]
    moves = _moves(first, steps_later)
    steps = deadlines.explain(make_assignment(original=first, due=date(2026, 5, 31)), KOREA, moves)
    assert lines(steps)[-3:] == [
        ("당초 처리기한", first),
        ("1차 연장", date(2026, 4, 30)),
        ("2차 연장", date(2026, 5, 31)),
    ]
    assert [name for _day, name in steps[-1].holidays_met] == ["일요일"]


def test_rule_13_a_move_for_a_holiday_keeps_the_name_it_had_then() -> None:
    friday = date(2026, 12, 11)
    moves = _moves(friday, [(MoveKind.CALENDAR, 3)])
    steps = deadlines.explain(make_assignment(original=friday, due=date(2026, 12, 14)), WEEKENDS_ONLY, moves)
    assert lines(steps)[-1] == ("휴일 조정", date(2026, 12, 14))
    assert [name for _day, name in steps[-1].holidays_met] == ["임시공휴일", "토요일", "일요일"]


def test_a_date_that_came_in_differently_is_explained_after_the_kept_moves() -> None:
    first = date(2026, 3, 31)
    moves = _moves(first, [(MoveKind.GRANTED, 30)])
    steps = deadlines.explain(make_assignment(original=first, due=date(2026, 5, 29)), KOREA, moves)
    assert lines(steps)[-2:] == [("1차 연장", date(2026, 4, 30)), ("처리기한", date(2026, 5, 29))]
    assert steps[-1].note == "당초보다 59일 늦음"


def test_a_move_from_a_day_off_names_no_day_before_it() -> None:
    """The Monday became a holiday; the Sunday before it has nothing to do with the way to Tuesday."""
    monday, tuesday = date(2026, 12, 14), date(2026, 12, 15)
    moves = _moves(monday, [(MoveKind.CALENDAR, 1)])
    steps = deadlines.explain(make_assignment(original=monday, due=tuesday), WEEKENDS_ONLY, moves)
    assert steps[-1].holidays_met == ((monday, "임시공휴일"),)
    assert steps[-1].note == "2026. 3. 5."


def test_only_a_first_due_date_that_was_set_later_tells_who_set_it() -> None:
    first = date(2026, 3, 31)
    moved = _moves(first, [(MoveKind.GRANTED, 30)])
    steps = deadlines.explain(make_assignment(original=first, due=date(2026, 4, 30)), KOREA, moved)
    assert (steps[1].label, steps[1].note) == ("당초 처리기한", "직접 정한 날짜")
    begun = DueDateMove(kind=MoveKind.FIRST, after=first, on=date(2026, 1, 2))
    steps = deadlines.explain(make_assignment(original=first, due=date(2026, 4, 30)), KOREA, [begun, *moved])
    assert [step.note for step in steps[1:]] == ["2026. 1. 2.", "2026. 3. 5."]


@pytest.mark.parametrize(("extended", "label"), [(0, "처리기한"), (2, "처리기한(2차 연장)")])
def test_a_due_date_is_called_by_its_extensions(extended: int, label: str) -> None:
    moves = _moves(
        date(2026, 3, 31), [(MoveKind.GRANTED, 1), (MoveKind.CALENDAR, 1), (MoveKind.CALENDAR, 1)] * extended
    )
    assert deadlines.due_label(deadlines.extensions(moves)) == label


@pytest.mark.django_db
@pytest.mark.usefixtures("lists")
def test_rule_13_who_moved_a_due_date_is_told_by_seat_and_day_and_never_by_name(
    department: Department,
    committee: Committee,
    secretariat: User,
    as_viewer: Callable[[User], Viewer],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    Membership.objects.create(
        user=secretariat, role=Role.OFFICER, department=department, start_on=date(2020, 1, 1)
    )
    held = assign(make_demand(make_audit()), department, ReportedStatus.NOT_REPORTED)
    by = as_viewer(secretariat)
    set_first_due_date(held.pk, date(2026, 12, 11), version=1, by=by)
    grant(held.pk, Extension(date(2026, 12, 31), reason="늦음"), version=2, by=by)
    decision = Decision.objects.create(
        meeting=Meeting.objects.create(committee=committee, held_on=date(2026, 11, 12)),
        demand=held.demand,
        conclusion="extension",
    )
    grant(held.pk, Extension(date(2027, 1, 29), "늦음", decision.pk), version=3, by=by)
    row = Assignment.objects.select_related("demand__audit").get(pk=held.pk)
    with django_assert_num_queries(2):
        moves = deadlines.moves_of([row])[row.pk]
    with django_assert_num_queries(0):
        steps = deadlines.explain(row, KOREA, moves)
    assert [(step.label, step.note) for step in steps[1:]] == [
        ("당초 처리기한", "의회사무처 담당 · 2026. 11. 20."),
        ("1차 연장", "의회사무처 담당 · 2026. 11. 20."),
        ("2차 연장", "의회사무처 담당 · 2026. 11. 20. · 디지털위원회 2026. 11. 12. 결정"),
    ]
    assert secretariat.name not in str(steps)


@pytest.mark.django_db
@pytest.mark.usefixtures("lists")
def test_rule_13_a_clerk_is_told_by_the_committee_and_only_by_seats_of_the_council_held_that_day(
    department: Department,
    committee: Committee,
    other_committee: Committee,
    clerk: User,
    as_viewer: Callable[[User], Viewer],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    by = as_viewer(clerk)
    for role, place, start in (
        (Role.COORDINATOR, {}, date(2020, 1, 1)),
        (Role.OFFICER, {"department": department}, date(2020, 1, 1)),
        (Role.CLERK, {"committee": other_committee}, date(2026, 11, 21)),
        (Role.SECRETARIAT, {}, date(2020, 1, 1)),
    ):
        Membership.objects.create(user=clerk, role=role, start_on=start, **place)
    audit = make_audit(committee=committee)
    held = assign(make_demand(audit), department, ReportedStatus.NOT_REPORTED)
    other = assign(make_demand(audit, 2), department, ReportedStatus.NOT_REPORTED)
    for row in (held, other):
        set_first_due_date(row.pk, date(2026, 12, 11), version=1, by=by)
    grant(held.pk, Extension(date(2026, 12, 31), reason="늦음"), version=2, by=as_viewer(clerk))
    rows = list(Assignment.objects.select_related("demand__audit").order_by("pk"))
    with django_assert_num_queries(2):
        moves = deadlines.moves_of(rows)
    assert {pk: [move.kind for move in each] for pk, each in moves.items()} == {
        held.pk: [MoveKind.FIRST, MoveKind.GRANTED],
        other.pk: [MoveKind.FIRST],
    }
    with django_assert_num_queries(0):
        steps = deadlines.explain(rows[0], KOREA, moves[held.pk])
    seats = "디지털위원회 전문위원실 담당 · 의회사무처 담당 · 2026. 11. 20."
    assert [step.note for step in steps[1:]] == [seats, seats]
