"""주관부서: one of a demand's departments is asked first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible, Stale
from audits.models import Demand, Department, Event, Office, User
from tests.factories import assign, make_audit, make_demand
from tracker.actions.name_lead import name_lead
from tracker.models import Assignment, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.fixture
def demand(lists: None) -> Demand:
    return make_demand(make_audit())


@pytest.fixture
def lead(demand: Demand, department: Department) -> Assignment:
    return assign(demand, department, lead=True)


@pytest.fixture
def other(demand: Demand, lead: Assignment, neighbour: Department) -> Assignment:
    return assign(demand, neighbour)


@pytest.fixture
def by(coordinator: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(coordinator)


def _state(*rows: Assignment) -> list[tuple[bool, int]]:
    for row in rows:
        row.refresh_from_db()
    return [(row.is_lead, row.version) for row in rows]


def test_the_lead_passes_from_one_department_to_another(
    lead: Assignment, other: Assignment, by: Viewer
) -> None:
    name_lead(other.pk, version=1, by=by)
    assert _state(lead, other) == [(False, 2), (True, 2)]
    told = Event.objects.filter(kind="lead_named").order_by("number").values_list("subject_id", flat=True)
    assert list(told) == [lead.pk, other.pk]


def test_of_several_departments_of_an_imported_report_the_first_lead_is_named(
    demand: Demand, department: Department, neighbour: Department, by: Viewer
) -> None:
    one, two = assign(demand, department), assign(demand, neighbour)
    name_lead(one.pk, version=1, by=by)
    assert _state(one, two) == [(True, 2), (False, 1)]


def test_naming_the_same_lead_again_leaves_no_entry(lead: Assignment, by: Viewer) -> None:
    name_lead(lead.pk, version=1, by=by)
    assert _state(lead) == [(True, 1)]
    assert not Event.objects.filter(kind="lead_named").exists()


def test_a_withdrawn_assignment_does_not_lead(lead: Assignment, other: Assignment, by: Viewer) -> None:
    Assignment.objects.filter(pk=other.pk).update(stage=Stage.WITHDRAWN)
    with pytest.raises(NotAllowedNow, match="철회"):
        name_lead(other.pk, version=1, by=by)


def test_who_saw_an_older_state_names_nobody(lead: Assignment, other: Assignment, by: Viewer) -> None:
    Assignment.objects.filter(pk=other.pk).update(version=2)
    with pytest.raises(Stale):
        name_lead(other.pk, version=1, by=by)


@pytest.mark.parametrize("who", ["secretariat", "officer", "head", "councillor"])
def test_others_name_no_lead(
    who: str, other: Assignment, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    refused = (PermissionDenied, NotVisible)
    with pytest.raises(refused):
        name_lead(other.pk, version=1, by=as_viewer(request.getfixturevalue(who)))


def test_where_the_council_distributes_its_secretariat_names_the_lead(
    lead: Assignment, other: Assignment, secretariat: User, as_viewer: AsViewer
) -> None:
    Office(pk=1, council_distributes=True).save()
    name_lead(other.pk, version=1, by=as_viewer(secretariat))
    assert _state(lead, other) == [(False, 2), (True, 2)]
