"""처리 촉구 for many at once: each with its own result, one a day, by a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from audits import record
from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Audit, Committee, Department, Event, Membership, Role, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import LONG_AGO
from tests.factories import assign, make_audit, make_demand
from tests.together import at_once, one_behind_the_other
from tracker.actions import remind as action
from tracker.actions.remind import AlreadyReminded, Outcome, remind, remind_many, would_remind
from tracker.models import Assignment, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.fixture
def audit(lists: None, committee: Committee) -> Audit:
    return make_audit(committee=committee)


@pytest.fixture
def rows(audit: Audit, department: Department) -> list[Assignment]:
    return [assign(make_demand(audit, number), department) for number in (1, 2, 3)]


@pytest.fixture
def by(coordinator: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(coordinator)


def _reminded() -> list[int]:
    events = Event.objects.filter(kind=action.EVENT).order_by("number")
    return list(events.values_list("subject_id", flat=True))


def _refusals(outcomes: Sequence[Outcome]) -> dict[int, type[Exception] | None]:
    return {outcome.assignment_id: type(outcome.refusal) if outcome.refusal else None for outcome in outcomes}


def test_many_are_reminded_of_in_order_of_id_and_nothing_else_changes(
    rows: list[Assignment], by: Viewer
) -> None:
    outcomes = remind_many([row.pk for row in reversed(rows)], by=by)
    assert [outcome.done for outcome in outcomes] == [True, True, True]
    assert _reminded() == [row.pk for row in rows]
    assert set(Assignment.objects.values_list("version", "stage")) == {(1, Stage.WORKING)}


def test_what_cannot_be_says_why_and_the_others_go_on(
    rows: list[Assignment], neighbour: Department, by: Viewer
) -> None:
    claimed = assign(rows[0].demand, neighbour, Status.COMPLETED)
    remind(rows[1].pk, by=by)
    gone = claimed.pk + 1000
    outcomes = remind_many([rows[0].pk, rows[1].pk, claimed.pk, gone], by=by)
    assert _refusals(outcomes) == {
        rows[0].pk: None,
        rows[1].pk: AlreadyReminded,
        claimed.pk: NotAllowedNow,
        gone: NotVisible,
    }
    assert "확인 대기" in outcomes[2].why_not
    assert "찾는 내용이 없거나" in outcomes[3].why_not
    assert _reminded() == [rows[1].pk, rows[0].pk]


def test_one_named_twice_is_reminded_of_once(rows: list[Assignment], by: Viewer) -> None:
    assert len(remind_many([rows[0].pk, rows[0].pk], by=by)) == 1
    assert _reminded() == [rows[0].pk]


def test_nothing_chosen_is_nothing_done(rows: list[Assignment], by: Viewer) -> None:
    assert (remind_many([], by=by), would_remind([], by=by)) == ([], [])
    assert not Event.objects.exists()


def test_the_same_again_on_the_same_day_is_refused_and_the_next_day_goes_through(
    rows: list[Assignment], by: Viewer
) -> None:
    ids = [row.pk for row in rows]
    remind_many(ids, by=by)
    assert set(_refusals(remind_many(ids, by=by)).values()) == {AlreadyReminded}
    tomorrow = replace(by, on=by.on + timedelta(days=1))
    assert all(outcome.done for outcome in remind_many(ids, by=tomorrow))
    assert len(_reminded()) == 6


def test_one_by_one_and_many_at_once_count_as_the_same(rows: list[Assignment], by: Viewer) -> None:
    remind_many([rows[0].pk], by=by)
    with pytest.raises(AlreadyReminded):
        remind(rows[0].pk, by=by)


def test_looking_first_says_the_same_and_tells_nothing(
    rows: list[Assignment], neighbour: Department, by: Viewer
) -> None:
    claimed = assign(rows[0].demand, neighbour, Status.COMPLETED)
    remind(rows[1].pk, by=by)
    ids = [*(row.pk for row in rows), claimed.pk]
    before = _refusals(would_remind(ids, by=by))
    assert _reminded() == [rows[1].pk]
    assert before == _refusals(remind_many(ids, by=by))


@pytest.mark.parametrize("who", ["officer", "head", "councillor", "administrator"])
def test_who_may_not_remind_does_not_even_look(
    who: str, rows: list[Assignment], request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    viewer = as_viewer(request.getfixturevalue(who))
    for act in (remind_many, would_remind):
        with pytest.raises(PermissionDenied):
            act([rows[0].pk], by=viewer)
    assert not Event.objects.exists()


def test_a_clerk_reminds_of_what_the_own_committee_follows_up_and_learns_of_nothing_else(
    rows: list[Assignment],
    neighbour: Department,
    other_committee: Committee,
    clerk: User,
    as_viewer: AsViewer,
) -> None:
    others = assign(make_demand(make_audit(2024, committee=other_committee)), neighbour)
    outcomes = remind_many([rows[0].pk, others.pk], by=as_viewer(clerk))
    assert _refusals(outcomes) == {rows[0].pk: None, others.pk: NotVisible}
    assert outcomes[1].assignment is None


def test_a_clerk_who_is_an_officer_too_does_not_remind_the_own_department_of_another_committees(
    department: Department, other_committee: Committee, clerk: User, as_viewer: AsViewer
) -> None:
    held = assign(make_demand(make_audit(2024, committee=other_committee)), department)
    Membership.objects.create(user=clerk, role=Role.OFFICER, department=department, start_on=LONG_AGO)
    (outcome,) = remind_many([held.pk], by=as_viewer(clerk))
    assert isinstance(outcome.refusal, PermissionDenied)
    assert not Event.objects.exists()


def test_more_than_fit_at_once_are_refused_as_a_whole(rows: list[Assignment], by: Viewer) -> None:
    for act in (remind_many, would_remind):
        with pytest.raises(ValidationError, match="10000"):
            act([*(row.pk for row in rows), *range(1_000_000, 1_020_000)], by=by)
    assert not Event.objects.exists()


@pytest.mark.parametrize("count", [3, 300])
def test_however_many_there_are_it_takes_seven_statements_and_one_to_look(
    count: int,
    audit: Audit,
    department: Department,
    by: Viewer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ids = [assign(make_demand(audit, number), department).pk for number in range(1, count + 1)]
    with django_assert_num_queries(1):
        assert len(would_remind(ids, by=by)) == count
    # Of which two are its transaction, one the locks, one the reading, three the record.
    with django_assert_num_queries(7):
        assert all(outcome.done for outcome in remind_many(ids, by=by))


def test_whether_it_was_reminded_of_today_is_looked_up_by_index(rows: list[Assignment], by: Viewer) -> None:
    with transaction.atomic():
        record.append_all([record.Entry("received", rows[1], by.user) for _each in range(20_000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audits_event")
    plan = action._with_newest(Assignment.objects.filter(pk=rows[0].pk)).explain()
    events = [line for line in plan.splitlines() if "audits_event" in line]
    assert events
    assert all("Index Scan using audits_even_subject" in line for line in events)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_remind_of_the_same_at_once_one_does(
    rows: list[Assignment], by: Viewer, secretariat: User, as_viewer: AsViewer
) -> None:
    ids, other = [row.pk for row in rows], as_viewer(secretariat)
    first, second = one_behind_the_other(
        lambda: remind_many(ids[:2], by=by), lambda: remind_many(reversed(ids), by=other)
    )
    assert [outcome.done for outcome in first] == [True, True]
    assert _refusals(second) == {ids[0]: AlreadyReminded, ids[1]: AlreadyReminded, ids[2]: None}
    assert sorted(_reminded()) == ids


@pytest.mark.django_db(transaction=True)
def test_one_by_itself_behind_many_is_refused(
    rows: list[Assignment], by: Viewer, secretariat: User, as_viewer: AsViewer
) -> None:
    other = as_viewer(secretariat)
    _, refusal = one_behind_the_other(
        lambda: remind_many([row.pk for row in rows], by=by), lambda: remind(rows[2].pk, by=other)
    )
    assert isinstance(refusal, AlreadyReminded)


@pytest.mark.django_db(transaction=True)
def test_four_at_once_over_each_other_never_lock_up_and_remind_of_each_once(
    rows: list[Assignment], by: Viewer
) -> None:
    ids = [row.pk for row in rows]
    ways = (ids, ids[::-1], ids[1:], ids[:2])
    found = at_once(*(lambda way=way: remind_many(way, by=by) for way in ways))
    assert sum(outcome.done for outcomes in found for outcome in outcomes) == 3
    assert sorted(_reminded()) == ids
