"""People go along with a department that is renamed or merged; with any other end their rights end too."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits import organisation
from audits.access import Viewer, viewer
from audits.actions.follow_people import follow_people
from audits.actions.record_succession import record_succession
from audits.models import Department, Event, Membership, Role, User
from tests.audits.reorganisations import COMING, DAY, renamed, step
from tests.conftest import LONG_AGO, TODAY, Enrol

pytestmark = pytest.mark.django_db

Seats = list[tuple[str, date, date | None]]


@pytest.fixture
def by(coordinator: User, as_viewer: Callable[[User], Viewer]) -> Viewer:
    return as_viewer(coordinator)


def _seats(person: User) -> Seats:
    rows = person.memberships.order_by("start_on", "id").select_related("department")
    return [(str(row.department), row.start_on, row.end_on) for row in rows]


def test_after_a_rename_somebody_is_in_the_successor_what_they_were(
    department: Department, officer: User, head: User, by: Viewer
) -> None:
    Membership.objects.filter(user=officer).update(team="정책팀", post="주무관", telephone="0-0000")
    record_succession([renamed(department, "디지털과")], by=by)
    assert follow_people(TODAY) == 2
    assert _seats(officer) == [("정보정책과", LONG_AGO, DAY), ("디지털과", DAY, None)]
    new = officer.memberships.latest("pk")
    assert (new.role, new.team, new.post, new.telephone) == (Role.OFFICER, "정책팀", "주무관", "0-0000")
    assert viewer(head, TODAY).headed_ids == {new.department_id}


def test_after_a_merge_both_departments_are_one(
    department: Department, neighbour: Department, officer: User, stranger: User, by: Viewer
) -> None:
    record_succession([step("merge", department, neighbour)], by=by)
    follow_people(TODAY)
    assert viewer(officer, TODAY).department_ids == viewer(stranger, TODAY).department_ids == {neighbour.pk}


def test_again_on_the_same_day_nothing_moves(department: Department, officer: User, by: Viewer) -> None:
    record_succession([renamed(department, "디지털과")], by=by)
    follow_people(TODAY)
    before = Event.objects.count()
    assert follow_people(TODAY) == 0
    assert Event.objects.count() == before


def test_nobody_moves_before_the_day(department: Department, officer: User, by: Viewer) -> None:
    record_succession([renamed(department, "디지털과", effective_on=COMING)], by=by)
    assert follow_people(COMING - timedelta(days=1)) == 0
    assert follow_people(COMING) == 1


def test_the_end_that_was_set_stays_and_a_deputy_goes_along_as_one(
    department: Department, officer: User, head: User, by: Viewer
) -> None:
    until = TODAY + timedelta(days=9)
    deputy = {"role": Role.HEAD, "department": department, "deputy_for": head}
    Membership.objects.create(user=officer, start_on=DAY - timedelta(days=1), end_on=until, **deputy)
    record_succession([renamed(department, "디지털과")], by=by)
    follow_people(TODAY)
    new = Membership.objects.get(user=officer, deputy_for=head, department__name="디지털과")
    assert (new.start_on, new.end_on, new.role) == (DAY, until, Role.HEAD)


def test_what_ended_before_the_department_did_stays_as_it_was(
    department: Department, officer: User, by: Viewer
) -> None:
    Membership.objects.filter(user=officer).update(end_on=DAY)
    record_succession([renamed(department, "디지털과")], by=by)
    assert follow_people(TODAY) == 0


def test_who_was_appointed_after_a_day_that_was_recorded_late_goes_along_too(
    department: Department, enrol: Enrol, by: Viewer
) -> None:
    late = enrol(Role.OFFICER, department=department, start_on=TODAY)
    record_succession([renamed(department, "디지털과")], by=by)
    assert viewer(late, TODAY).department_ids == frozenset()
    assert follow_people(TODAY) == 1
    assert follow_people(TODAY) == 0
    assert viewer(late, TODAY).label == "디지털과 담당자"


def test_two_steps_in_a_row_are_followed_at_once(department: Department, officer: User, by: Viewer) -> None:
    later = DAY + timedelta(days=30)
    record_succession([renamed(department, "디지털과")], by=by)
    record_succession([renamed("디지털과", "데이터과", effective_on=later)], by=by)
    assert follow_people(TODAY) == 1
    assert _seats(officer) == [
        ("정보정책과", LONG_AGO, DAY),
        ("디지털과", DAY, later),
        ("데이터과", later, None),
    ]
    assert follow_people(TODAY) == 0


def test_who_is_in_the_successor_already_is_not_put_there_twice(
    department: Department, neighbour: Department, officer: User, by: Viewer
) -> None:
    Membership.objects.create(user=officer, role=Role.OFFICER, department=neighbour, start_on=LONG_AGO)
    record_succession([step("merge", department, neighbour)], by=by)
    assert follow_people(TODAY) == 1
    assert _seats(officer) == [("정보정책과", LONG_AGO, DAY), ("통신과", LONG_AGO, None)]


def test_who_was_in_both_merged_departments_is_once_in_the_new_one(
    department: Department, neighbour: Department, officer: User, by: Viewer
) -> None:
    Membership.objects.create(
        user=officer, role=Role.OFFICER, department=neighbour, start_on=LONG_AGO, end_on=COMING
    )
    record_succession([step("merge", department, "디지털과"), step("merge", neighbour, "디지털과")], by=by)
    assert follow_people(TODAY) == 2
    assert (
        officer.memberships.filter(department__name="디지털과").values_list("end_on", flat=True).get() is None
    )


@pytest.mark.parametrize("kind", ["split", "closed"])
def test_by_a_split_or_a_closing_nobody_is_moved_and_rights_end_that_day(
    kind: str, department: Department, officer: User, by: Viewer
) -> None:
    assert viewer(officer, TODAY).department_ids == {department.pk}
    after: list[str | None] = ["가과", "나과"] if kind == "split" else [None]
    record_succession([step(kind, department, each) for each in after], by=by)
    assert follow_people(TODAY) == 0
    assert viewer(officer, DAY - timedelta(days=1)).department_ids == {department.pk}
    assert viewer(officer, DAY) == Viewer(officer, DAY, frozenset(), frozenset(), frozenset())
    assert [held.user for held in organisation.people_left_behind(TODAY)] == [officer]


def test_nobody_is_left_behind_who_went_along_was_stopped_or_has_ended(
    department: Department, neighbour: Department, officer: User, stranger: User, enrol: Enrol, by: Viewer
) -> None:
    enrol(Role.OFFICER, department=neighbour)
    ended = enrol(Role.OFFICER, department=neighbour)
    Membership.objects.filter(user=ended).update(end_on=TODAY)
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    record_succession([renamed(department, "디지털과"), step("closed", neighbour)], by=by)
    follow_people(TODAY)
    assert organisation.people_left_behind(TODAY).count() == 1


def test_a_department_that_does_not_exist_yet_gives_no_rights(
    department: Department, officer: User, by: Viewer
) -> None:
    (row,) = record_succession([renamed(department, "디지털과", effective_on=COMING)], by=by)
    new = User.objects.create_user("n@demo.example", "시연 새 담당자")
    Membership.objects.create(
        user=new, role=Role.HEAD, department_id=row.successor_id, start_on=TODAY - timedelta(days=1)
    )
    assert viewer(new, TODAY).headed_ids == frozenset()
    assert viewer(new, COMING).headed_ids == {row.successor_id}


def test_who_somebody_is_takes_one_statement(officer: User) -> None:
    with CaptureQueriesContext(connection) as seen:
        viewer(officer, TODAY)
    assert len(seen) == 1


def test_the_record_tells_each_end_and_beginning_by_nobody_with_the_step_behind_it(
    department: Department, officer: User, by: Viewer
) -> None:
    (row,) = record_succession([renamed(department, "디지털과")], by=by)
    follow_people(TODAY)
    ended, started = (
        json.loads(Event.objects.get(kind=kind).text) for kind in ("membership_ended", "membership_started")
    )
    assert ended["by"] is started["by"] is None
    assert ended["facts"] == {"on": "2026-07-01", "succession": row.pk}
    assert ended["values"] == {"until": "2026-07-01"}
    assert (started["facts"]["succession"], started["facts"]["department"]) == (row.pk, row.successor_id)


def test_the_statements_do_not_grow_with_the_people(
    department: Department, neighbour: Department, enrol: Enrol, by: Viewer
) -> None:
    def statements(place: Department, people: int, name: str) -> int:
        for _ in range(people):
            enrol(Role.OFFICER, department=place)
        record_succession([renamed(place, name)], by=by)
        with CaptureQueriesContext(connection) as seen:
            assert follow_people(TODAY) == people
        return len(seen)

    assert statements(department, 1, "디지털과") == statements(neighbour, 9, "데이터과") <= 12


def test_what_a_department_is_today_is_read_along_renames_and_merges(
    department: Department, neighbour: Department, by: Viewer
) -> None:
    later = DAY + timedelta(days=30)
    record_succession([renamed(department, "디지털과")], by=by)
    record_succession([step("merge", "디지털과", neighbour, effective_on=later)], by=by)
    assert [one.name for one in organisation.became(department, TODAY)] == ["디지털과", "통신과"]
    assert [one.name for one in organisation.became(department, DAY)] == ["디지털과"]
    assert organisation.became(neighbour, TODAY) == []
