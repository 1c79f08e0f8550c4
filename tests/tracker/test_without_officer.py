"""담당자 없음: what nobody of the department is named for, as soon as somebody leaves and until somebody is named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer, viewer
from audits.actions.deputies import name_deputy
from audits.actions.postings import post_people
from audits.models import Department, Membership, Role, User
from audits.postings import plan
from audits.statuses import ReportedStatus as Status
from tests.audits.lists import lines
from tests.conftest import TODAY, Enrol
from tests.factories import assign, make_audit, make_demand, post_elsewhere
from tracker import access, filters, reports
from tracker.actions.name_officer import name_officer
from tracker.filters import Filter
from tracker.models import Assignment, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
DAY = timedelta(days=1)


@pytest.fixture
def held(department: Department, officer: User) -> Assignment:
    """An open one that the officer is named for."""
    row = assign(make_demand(make_audit()), department)
    Assignment.objects.filter(pk=row.pk).update(officer=officer)
    row.refresh_from_db()
    return row


def _without(on: date = TODAY) -> list[int]:
    return list(Assignment.objects.without_officer(on).values_list("pk", flat=True))


def test_who_is_named_and_there_is_the_officer(held: Assignment) -> None:
    assert _without() == []


def test_nobody_named_is_no_officer(held: Assignment) -> None:
    Assignment.objects.update(officer=None)
    assert _without() == [held.pk]


def test_from_the_day_of_a_move_on_it_has_none(
    held: Assignment, officer: User, neighbour: Department
) -> None:
    post_elsewhere(officer, on=TODAY + DAY, department=neighbour)
    assert (_without(), _without(TODAY + DAY)) == ([], [held.pk])


def test_somebody_stopped_or_who_only_stands_in_is_no_officer(
    held: Assignment, officer: User, head: User, enrol: Enrol, neighbour: Department, as_viewer: AsViewer
) -> None:
    chief = enrol(Role.HEAD, department=neighbour)
    days = {"start_on": TODAY, "end_on": TODAY + DAY}
    assert held.department
    name_deputy(head, chief, held.department, **days, by=as_viewer(head))
    Assignment.objects.update(officer=chief)
    assert _without() == [held.pk]
    Assignment.objects.update(officer=officer)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert _without() == [held.pk]


@pytest.mark.parametrize(
    ("stage", "status", "verification"),
    [(Stage.CLOSED, Status.COMPLETED, "confirmed"), (Stage.WITHDRAWN, Status.IN_PROGRESS, "none")],
)
def test_what_is_over_needs_nobody(stage: Stage, status: Status, verification: str, held: Assignment) -> None:
    changed = {"stage": stage, "reported_status": status, "verification": verification, "officer": None}
    Assignment.objects.update(**changed)
    assert _without() == []


def test_what_no_department_has_is_another_alarm(held: Assignment) -> None:
    Assignment.objects.update(department=None, officer=None)
    assert _without() == []
    assert Assignment.objects.without_owner(TODAY).count() == 1


def test_it_is_one_statement_that_looks_people_up_by_index(
    held: Assignment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert _without() == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "Index" in Assignment.objects.without_officer(TODAY).explain()


# Figures, filter and naming


def test_counts_by_person_and_without_anybody_come_from_one_source(
    held: Assignment,
    department: Department,
    officer: User,
    head: User,
    neighbour: Department,
    as_viewer: AsViewer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    left = assign(make_demand(held.demand.audit, 2), department)
    Assignment.objects.filter(pk=left.pk).update(officer=head)
    with django_assert_num_queries(1):
        assert reports.open_by_officer(department.pk, TODAY) == {officer.pk: 1, head.pk: 1}
    viewer = as_viewer(officer)
    post_elsewhere(head, on=TODAY, department=neighbour)
    assert reports.open_by_officer(department.pk, TODAY) == {officer.pk: 1}
    assert reports.work_counts(viewer).without_officer == 1
    assert list(filters.chosen(Filter(without_officer=True), viewer)) == [left]


def test_somebody_who_left_cannot_be_named_again(
    held: Assignment, officer: User, head: User, neighbour: Department, as_viewer: AsViewer
) -> None:
    post_elsewhere(officer, on=TODAY, department=neighbour)
    with pytest.raises(ValidationError, match="소속된 사람이 아닙니다"):
        name_officer(held.pk, officer.pk, by=as_viewer(head))


def test_who_only_stands_in_is_not_named(
    held: Assignment, head: User, enrol: Enrol, neighbour: Department, as_viewer: AsViewer
) -> None:
    chief = enrol(Role.HEAD, department=neighbour)
    assert held.department
    name_deputy(head, chief, held.department, start_on=TODAY, end_on=TODAY + DAY, by=as_viewer(head))
    with pytest.raises(ValidationError, match="소속된 사람이 아닙니다"):
        name_officer(held.pk, chief.pk, by=as_viewer(chief))


def test_the_list_can_be_asked_for_it(
    held: Assignment, officer: User, head: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(head)
    assert client.get("/demands/", {"without_officer": "on"}).context["rows"] == []
    Membership.objects.filter(user=officer).update(end_on=TODAY)
    answer = client.get("/demands/", {"without_officer": "on"})
    assert [row["pk"] for row in answer.context["rows"]] == [held.pk]
    assert [chip["label"] for chip in answer.context["chips"]] == ["담당자 없음"]
    found = client.get("/api/v1/assignments/", {"without_officer": "true"}).json()
    assert [row["id"] for row in found["results"]] == [held.pk]


def test_pages_do_not_name_somebody_who_left(
    held: Assignment, officer: User, head: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(head)
    page = f"/demands/{held.demand_id}/"
    assert client.get(page).context["assignments"][0]["officer"] == officer.name
    assert "담당자 없음" not in client.get("/todo/").content.decode()
    Membership.objects.filter(user=officer).update(end_on=TODAY)
    shown = client.get(page)
    assert (shown.context["assignments"][0]["officer"], shown.context["assignments"][0]["no_officer"]) == (
        "",
        True,
    )
    assert "담당자 없음" in shown.content.decode()
    assert client.get("/todo/").context["rows"][0]["no_officer"]


def test_other_systems_are_not_told_of_somebody_who_left(
    held: Assignment, officer: User, sign_in: Callable[[User], Client], coordinator: User
) -> None:
    client, lead = sign_in(coordinator), f"/api/v1/assignments/{held.pk}/lead/"
    for expected in (officer.pk, None):
        version = f'"a{held.pk}-v{Assignment.objects.get(pk=held.pk).version}"'
        answer = client.post(lead, {}, content_type="application/json", headers={"If-Match": version})
        assert answer.json()["officer"] == expected
        Membership.objects.filter(user=officer).update(end_on=TODAY)


def test_when_a_third_moves_by_a_list_nobody_keeps_old_rights_and_nothing_is_left_unseen(
    department: Department,
    neighbour: Department,
    head: User,
    administrator: User,
    enrol: Enrol,
    as_viewer: AsViewer,
) -> None:
    audit, new_year = make_audit(), date(2027, 1, 1)
    staff = [enrol(Role.OFFICER, department=department) for _n in range(9)]
    rows = [assign(make_demand(audit, number), department) for number in range(1, 10)]
    for row, person in zip(rows, staff, strict=True):
        Assignment.objects.filter(pk=row.pk).update(officer=person)
        User.objects.filter(pk=person.pk).update(staff_number=f"D{person.pk}")
    movers, stayers = staff[:3], staff[3:]
    told = lines(*(f"{each.name},D{each.pk},,통신과,,,,,2027. 1. 1.," for each in movers))
    by = as_viewer(administrator)
    post_people(told, plan(told, by).fingerprint, by=by)
    evening = new_year - DAY
    assert all(access.mine(viewer(each, evening)).count() == 9 for each in staff)
    assert [access.visible_to(viewer(each, new_year)).count() for each in movers] == [0, 0, 0]
    assert all(access.mine(viewer(each, new_year)).count() == 9 for each in stayers)
    assert _without(evening) == []
    assert sorted(_without(new_year)) == sorted(row.pk for row in rows[:3])
    assert reports.work_counts(viewer(head, new_year)).without_officer == 3
