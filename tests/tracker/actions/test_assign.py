"""Distribution: who may, to whom, until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Audit, Demand, Department, Event, Office, User
from tests.conftest import TODAY
from tests.factories import make_audit, make_demand
from tracker import followup
from tracker.actions.assign import Share, assign, assign_many
from tracker.models import Assignment, FollowUp, Tenure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
DUE = date(2027, 3, 31)


@pytest.fixture
def audit() -> Audit:
    audit = make_audit()
    audit.transmitted_on, audit.transmittal_number, audit.default_due_date = TODAY, "의회사무처-1", DUE
    audit.save(update_fields=["transmitted_on", "transmittal_number", "default_due_date"])
    return audit


@pytest.fixture
def demand(audit: Audit) -> Demand:
    return make_demand(audit)


@pytest.fixture
def by(coordinator: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(coordinator)


def test_a_lead_and_a_cooperating_department_get_the_audits_date(
    demand: Demand, department: Department, neighbour: Department, by: Viewer
) -> None:
    lead, other = assign(demand.pk, [Share(neighbour, is_lead=False), Share(department, is_lead=True)], by=by)
    assert (lead.department, lead.is_lead, lead.stage, lead.reported_status) == (
        department,
        True,
        "assigned",
        "not_reported",
    )
    assert {(a.due_date, a.original_due_date) for a in (lead, other)} == {(DUE, DUE)}
    assert Tenure.objects.filter(assignment=lead, department=department, start_on=TODAY, end_on=None).exists()
    assert FollowUp.objects.get(demand=demand).live == 2
    assert Event.objects.filter(kind="assigned", demand=demand).count() == 2


def test_an_earlier_date_is_the_coordinators_to_give_a_later_one_is_not(
    demand: Demand, department: Department, by: Viewer
) -> None:
    with pytest.raises(ValidationError, match="의회만"):
        assign(demand.pk, [Share(department, is_lead=True, due_date=date(2027, 4, 1))], by=by)
    (given,) = assign(demand.pk, [Share(department, is_lead=True, due_date=date(2027, 1, 15))], by=by)
    assert given.original_due_date == date(2027, 1, 15)


def test_without_a_date_of_the_audit_the_assignment_has_none(department: Department, by: Viewer) -> None:
    audit = make_audit()
    audit.transmitted_on, audit.transmittal_number = TODAY, "의회사무처-1"
    audit.save(update_fields=["transmitted_on", "transmittal_number"])
    (given,) = assign(make_demand(audit).pk, [Share(department, is_lead=True)], by=by)
    assert given.due_date is None


def test_before_the_transmittal_nothing_is_distributed(department: Department, by: Viewer) -> None:
    with pytest.raises(NotAllowedNow, match="이송"):
        assign(make_demand(make_audit()).pk, [Share(department, is_lead=True)], by=by)


@pytest.mark.parametrize("leads", [(False, False), (True, True)])
def test_exactly_one_department_leads(
    leads: tuple[bool, bool], demand: Demand, department: Department, neighbour: Department, by: Viewer
) -> None:
    shares = [Share(department, is_lead=leads[0]), Share(neighbour, is_lead=leads[1])]
    with pytest.raises(ValidationError, match="주관부서"):
        assign(demand.pk, shares, by=by)


def test_the_same_department_twice_is_refused(demand: Demand, department: Department, by: Viewer) -> None:
    assign(demand.pk, [Share(department, is_lead=True)], by=by)
    with pytest.raises(NotAllowedNow, match="이미 배부"):
        assign(demand.pk, [Share(department, is_lead=False)], by=by)


def test_a_further_department_joins_later_without_a_second_lead(
    demand: Demand, department: Department, neighbour: Department, by: Viewer
) -> None:
    assign(demand.pk, [Share(department, is_lead=True)], by=by)
    assign(demand.pk, [Share(neighbour, is_lead=False)], by=by)
    assert Assignment.objects.filter(demand=demand).count() == 2


def test_a_department_that_is_gone_or_a_bureau_or_an_outside_body_gets_nothing(
    demand: Demand, department: Department, bureau: Department, by: Viewer
) -> None:
    department.valid_until = TODAY
    department.save(update_fields=["valid_until"])
    outside = Department.objects.create(name="밖의 과", kind="department", rank=99, external=True)
    for receiver in (department, bureau, outside):
        with pytest.raises(ValidationError, match="배부할 수 있는 부서"):
            assign(demand.pk, [Share(receiver, is_lead=True)], by=by)


def test_many_are_distributed_all_or_none_in_a_fixed_number_of_statements(
    audit: Audit, department: Department, by: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    demands = [make_demand(audit, number) for number in range(1, 41)]
    share = [Share(department, is_lead=True)]
    with django_assert_num_queries(13):
        assign_many({demand.pk: share for demand in demands[:2]}, by=by)
    with django_assert_num_queries(12):  # how the office distributes is asked once a viewer
        assign_many({demand.pk: share for demand in demands[2:]}, by=by)
    assert Assignment.objects.count() == 40
    with pytest.raises(NotVisible):
        assign_many({999_999: share}, by=by)


@pytest.mark.parametrize("who", ["secretariat", "clerk", "officer", "head", "councillor", "administrator"])
def test_others_do_not_distribute(
    who: str, demand: Demand, department: Department, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    with pytest.raises(PermissionDenied):
        assign(demand.pk, [Share(department, is_lead=True)], by=as_viewer(request.getfixturevalue(who)))


def test_where_the_council_distributes_the_secretariat_does_and_may_give_a_later_date(
    demand: Demand, department: Department, secretariat: User, as_viewer: AsViewer
) -> None:
    Office(pk=1, council_distributes=True).save()
    later = [Share(department, is_lead=True, due_date=date(2028, 1, 3))]
    (given,) = assign(demand.pk, later, by=as_viewer(secretariat))
    assert given.due_date == date(2028, 1, 3)


def test_points_of_a_compound_demand_are_assignments_of_their_own(
    demand: Demand, department: Department, neighbour: Department, by: Viewer
) -> None:
    shares = [
        Share(department, is_lead=True, point=" 청사 방호 "),
        Share(department, is_lead=False, point="통신망"),
        Share(neighbour, is_lead=False, point="통신망"),
    ]
    made = assign(demand.pk, shares, by=by)
    assert [(row.department, row.point) for row in made] == [
        (department, "청사 방호"),
        (department, "통신망"),
        (neighbour, "통신망"),
    ]


@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "later"])
def test_a_department_gets_the_same_point_only_once(
    at_once: bool, demand: Demand, department: Department, by: Viewer
) -> None:
    one, again = Share(department, is_lead=True, point="통신망"), Share(department, False, point="통신망 ")
    if not at_once:
        assign(demand.pk, [one], by=by)
    with pytest.raises(NotAllowedNow, match="세부항목"):
        assign(demand.pk, [one, again] if at_once else [again], by=by)


def test_a_point_is_at_most_a_hundred_letters_long(
    demand: Demand, department: Department, by: Viewer
) -> None:
    assert assign(demand.pk, [Share(department, is_lead=True, point="가" * 100 + " ")], by=by)
    with pytest.raises(ValidationError, match="100자"):
        assign(demand.pk, [Share(department, is_lead=False, point="나" * 101)], by=by)


def test_a_compound_demand_is_complete_only_when_every_point_is(
    demand: Demand, department: Department, by: Viewer
) -> None:
    one, two = assign(
        demand.pk,
        [Share(department, is_lead=True, point="하나"), Share(department, is_lead=False, point="둘")],
        by=by,
    )
    standings = []
    for row in (one, two):
        completed = {"stage": "closed", "reported_status": "completed", "verification": "confirmed"}
        Assignment.objects.filter(pk=row.pk).update(**completed)
        followup.refresh([demand.pk])
        standings.append(FollowUp.objects.get(demand=demand).standing)
    assert standings == ["in_progress", "completed"]
