"""처리 촉구: one a day for the same assignment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from audits.access import Viewer
from audits.errors import NotAllowedNow, NotVisible
from audits.models import Department, Event, User
from audits.statuses import ReportedStatus as Status
from tests.factories import assign, make_audit, make_demand
from tracker.actions.remind import remind
from tracker.models import Assignment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.fixture
def held(lists: None, department: Department) -> Assignment:
    return assign(make_demand(make_audit()), department)


@pytest.fixture
def by(coordinator: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(coordinator)


def test_a_reminder_is_on_record_and_changes_nothing(held: Assignment, by: Viewer) -> None:
    assert remind(held.pk, by=by).version == 1
    assert list(Event.objects.values_list("kind", "subject_id")) == [("reminder_requested", held.pk)]


def test_a_second_one_on_the_same_day_is_refused_with_the_time_of_the_first(
    held: Assignment, by: Viewer, secretariat: User, as_viewer: AsViewer
) -> None:
    remind(held.pk, by=by)
    at = timezone.localtime(Event.objects.get().at)
    with pytest.raises(NotAllowedNow, match=f"{at:%H:%M}"):
        remind(held.pk, by=as_viewer(secretariat))


def test_the_next_day_another_one_may_be_asked_for(held: Assignment, by: Viewer) -> None:
    remind(held.pk, by=by)
    remind(held.pk, by=replace(by, on=by.on + timedelta(days=1)))
    assert Event.objects.count() == 2


def test_another_assignment_is_another_reminder(held: Assignment, neighbour: Department, by: Viewer) -> None:
    remind(held.pk, by=by)
    remind(assign(held.demand, neighbour).pk, by=by)
    assert Event.objects.count() == 2


def test_nobody_is_reminded_of_what_waits_for_the_council(
    held: Assignment, neighbour: Department, by: Viewer
) -> None:
    claimed = assign(held.demand, neighbour, Status.COMPLETED)
    with pytest.raises(NotAllowedNow, match="확인 대기"):
        remind(claimed.pk, by=by)


@pytest.mark.parametrize("who", ["officer", "head", "councillor", "other_clerk"])
def test_others_do_not_remind(
    who: str, held: Assignment, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    with pytest.raises((PermissionDenied, NotVisible)):
        remind(held.pk, by=as_viewer(request.getfixturevalue(who)))
