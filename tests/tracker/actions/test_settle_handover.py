"""Whose duty it is, where departments do not agree or do not answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from audits.access import Viewer
from audits.errors import NotAllowedNow
from audits.models import Department, Event, Succession, User
from tests.cluster import as_owner
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tracker.actions.hand_over import offer, refuse_offer
from tracker.actions.settle_handover import settle
from tracker.models import Assignment, Handover, Tenure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
A_WEEK_AGO = TODAY - timedelta(days=7)  # five working days without a holiday


@pytest.fixture
def held(department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department, due=date(2026, 12, 31))


@pytest.fixture
def ours(officer: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(officer)


@pytest.fixture
def theirs(stranger: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(stranger)


@pytest.fixture
def coordinating(coordinator: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(coordinator)


@pytest.fixture
def offered(held: Assignment, neighbour: Department, ours: Viewer) -> Handover:
    return offer(held.pk, neighbour.pk, reason="통신망 업무임", by=ours)


def test_a_fresh_offer_is_not_settled_over_the_receivers_head(
    offered: Handover, coordinating: Viewer
) -> None:
    with pytest.raises(NotAllowedNow, match="회신"):
        settle(offered.pk, moves=True, reason="통신망 업무", version=1, by=coordinating)


@pytest.mark.parametrize(("days", "settled"), [(4, False), (7, True)])
def test_an_offer_is_settled_after_five_working_days_of_silence(
    days: int, settled: bool, offered: Handover, coordinating: Viewer
) -> None:
    with as_owner():
        Handover.objects.update(on=TODAY - timedelta(days=days))
    if not settled:
        with pytest.raises(NotAllowedNow):
            settle(offered.pk, moves=False, reason="그대로", version=1, by=coordinating)
        return
    assert settle(offered.pk, moves=False, reason="그대로", version=1, by=coordinating).settlement


def test_the_coordinator_moves_a_refused_duty_and_the_due_date_goes_on(
    offered: Handover, held: Assignment, neighbour: Department, theirs: Viewer, coordinating: Viewer
) -> None:
    refuse_offer(offered.pk, reason="아님", by=theirs)
    settle(offered.pk, moves=True, reason="직제상 통신과 업무", version=1, by=coordinating)
    held.refresh_from_db()
    assert (held.department, held.due_date, held.version) == (neighbour, date(2026, 12, 31), 2)
    assert Tenure.objects.get(assignment=held, end_on=None).reason == "직제상 통신과 업무"
    assert json.loads(Event.objects.latest("number").text)["facts"]["moved"] is True


def test_the_coordinator_lets_it_stay_with_a_reason(
    offered: Handover, held: Assignment, department: Department, theirs: Viewer, coordinating: Viewer
) -> None:
    refuse_offer(offered.pk, reason="아님", by=theirs)
    with pytest.raises(ValidationError, match="사유"):
        settle(offered.pk, moves=False, reason="", version=1, by=coordinating)
    settle(offered.pk, moves=False, reason="본래 업무", version=1, by=coordinating)
    held.refresh_from_db()
    assert (held.department, held.version, Tenure.objects.count()) == (department, 2, 1)


@pytest.mark.parametrize("who", ["officer", "stranger", "secretariat"])
def test_only_the_coordinator_settles(
    who: str, offered: Handover, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    with as_owner():
        Handover.objects.update(on=A_WEEK_AGO)
    with pytest.raises(PermissionDenied):
        settle(offered.pk, moves=True, reason="그럼", version=1, by=as_viewer(request.getfixturevalue(who)))


def test_a_duty_offered_to_a_department_that_was_renamed_goes_to_what_carries_it_on(
    offered: Handover, held: Assignment, neighbour: Department, theirs: Viewer, coordinating: Viewer
) -> None:
    refuse_offer(offered.pk, reason="아님", by=theirs)
    heir = Department.objects.create(
        name="통신정책과", kind=neighbour.kind, rank=neighbour.rank, valid_from=TODAY
    )
    Department.objects.filter(pk=neighbour.pk).update(valid_until=TODAY)
    Succession.objects.create(kind="rename", predecessor=neighbour, successor=heir, effective_on=TODAY)
    settle(offered.pk, moves=True, reason="직제상 통신과 업무", version=1, by=coordinating)
    held.refresh_from_db()
    assert held.department == heir
    assert json.loads(Event.objects.latest("number").text)["facts"]["to"] == heir.pk


def test_a_duty_offered_to_a_department_that_is_gone_moves_nowhere(
    offered: Handover, held: Assignment, neighbour: Department, theirs: Viewer, coordinating: Viewer
) -> None:
    refuse_offer(offered.pk, reason="아님", by=theirs)
    Department.objects.filter(pk=neighbour.pk).update(valid_until=TODAY)
    with pytest.raises(NotAllowedNow, match="오늘 있는 부서"):
        settle(offered.pk, moves=True, reason="직제상 통신과 업무", version=1, by=coordinating)
    assert settle(offered.pk, moves=False, reason="그대로", version=1, by=coordinating).settlement
