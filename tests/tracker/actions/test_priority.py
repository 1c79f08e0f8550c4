"""중점관리: who may put a demand first, and what of it stays on record."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Committee, Demand, Department, Event, Role, User
from tests.conftest import LONG_AGO
from tests.factories import assign, make_audit, make_demand
from tracker.actions.priority import mark_priority

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.fixture
def demand(committee: Committee, department: Department) -> Demand:
    held = make_demand(make_audit(committee=committee))
    assign(held, department)
    return held


@pytest.mark.parametrize("who", ["secretariat", "clerk"])
def test_the_council_marks_a_demand_and_the_record_keeps_it(
    who: str, demand: Demand, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    by = as_viewer(request.getfixturevalue(who))
    assert mark_priority(demand.pk, True, by=by).is_priority
    demand.refresh_from_db()
    event = Event.objects.get(kind="priority_marked")
    assert demand.is_priority
    assert (event.subject_kind, event.subject_id, event.demand_id) == ("demand", demand.pk, demand.pk)
    assert json.loads(event.text)["facts"] == {"on": "2026-11-20", "is_priority": True}


def test_the_mark_is_taken_away_again(demand: Demand, secretariat: User, as_viewer: AsViewer) -> None:
    by = as_viewer(secretariat)
    mark_priority(demand.pk, True, by=by)
    assert not mark_priority(demand.pk, False, by=by).is_priority
    assert Event.objects.filter(kind="priority_marked").count() == 2


def test_the_same_mark_again_leaves_no_entry(demand: Demand, secretariat: User, as_viewer: AsViewer) -> None:
    by = as_viewer(secretariat)
    mark_priority(demand.pk, True, by=by)
    mark_priority(demand.pk, True, by=by)
    assert Event.objects.filter(kind="priority_marked").count() == 1


@pytest.mark.parametrize("hat", [Role.COUNCILLOR, Role.COORDINATOR])
def test_a_clerk_who_reads_everything_in_another_role_marks_the_own_committees_only(
    hat: Role, demand: Demand, other_clerk: User, as_viewer: AsViewer
) -> None:
    other_clerk.memberships.create(role=hat, start_on=LONG_AGO)
    with pytest.raises(PermissionDenied):
        mark_priority(demand.pk, True, by=as_viewer(other_clerk))


@pytest.mark.parametrize("who", ["coordinator", "officer", "head", "councillor", "administrator"])
def test_nobody_else_may(
    who: str, demand: Demand, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    with pytest.raises(PermissionDenied):
        mark_priority(demand.pk, True, by=as_viewer(request.getfixturevalue(who)))
    assert not Event.objects.filter(kind="priority_marked").exists()


def test_a_clerk_of_another_committee_does_not_see_it(
    demand: Demand, other_clerk: User, as_viewer: AsViewer
) -> None:
    with pytest.raises(NotVisible):
        mark_priority(demand.pk, True, by=as_viewer(other_clerk))


def test_a_withdrawn_demand_is_no_priority(demand: Demand, secretariat: User, as_viewer: AsViewer) -> None:
    Demand.objects.update(withdrawn_at=timezone.now())
    with pytest.raises(NotAllowedNow):
        mark_priority(demand.pk, True, by=as_viewer(secretariat))
