"""Who sees which demand: allowed and denied, person by person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from audits.access import Viewer
from audits.models import Committee, Department, DepartmentKind, Membership, Succession, SuccessionKind, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import REPORT_DATE, assign, make_audit, make_demand, report
from tracker import access
from tracker.lifecycle import Act
from tracker.models import Assignment, Tenure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.fixture
def held(department: Department, committee: Committee) -> Assignment:
    return assign(make_demand(make_audit(committee=committee)), department)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("secretariat", True),
        ("clerk", True),
        ("other_clerk", False),
        ("coordinator", True),
        ("officer", True),
        ("head", True),
        ("stranger", False),
        ("councillor", True),
        ("administrator", False),
    ],
)
def test_a_demand_is_seen_by_those_it_concerns(
    who: str, sees: bool, held: Assignment, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    viewer = as_viewer(request.getfixturevalue(who))
    assert access.visible_demands(viewer).filter(pk=held.demand_id).exists() is sees
    assert access.visible_to(viewer).filter(pk=held.pk).exists() is sees
    assert access.visible_audits(viewer).exists() is sees


def test_rights_end_with_the_membership(held: Assignment, officer: User, as_viewer: AsViewer) -> None:
    Membership.objects.filter(user=officer).update(end_on=TODAY)
    assert not access.visible_demands(as_viewer(officer)).exists()


def test_a_membership_that_begins_tomorrow_gives_nothing_today(
    held: Assignment, officer: User, as_viewer: AsViewer
) -> None:
    Membership.objects.filter(user=officer).update(start_on=date(2026, 11, 21))
    assert not access.visible_demands(as_viewer(officer)).exists()


def test_what_a_department_held_before_it_may_still_read_but_is_not_its_own(
    held: Assignment, officer: User, neighbour: Department, as_viewer: AsViewer
) -> None:
    Tenure.objects.filter(assignment=held).update(end_on=TODAY)
    Tenure.objects.create(assignment=held, department=neighbour, start_on=TODAY)
    Assignment.objects.filter(pk=held.pk).update(department=neighbour)
    viewer = as_viewer(officer)
    assert access.visible_to(viewer).filter(pk=held.pk).exists()
    assert not access.mine(viewer).exists()


def test_after_a_split_a_sibling_reads_nothing_of_what_went_to_the_other(
    held: Assignment,
    department: Department,
    neighbour: Department,
    bureau: Department,
    stranger: User,
    as_viewer: AsViewer,
) -> None:
    sibling = Department.objects.create(name="새 과", kind=DepartmentKind.DEPARTMENT, rank=30, bureau=bureau)
    for successor in (neighbour, sibling):
        Succession.objects.create(
            kind=SuccessionKind.SPLIT, predecessor=department, successor=successor, effective_on=TODAY
        )
    viewer = as_viewer(stranger)
    assert list(access.visible_to(viewer)) == [held]
    Tenure.objects.filter(assignment=held).update(end_on=TODAY)
    Tenure.objects.create(assignment=held, department=sibling, start_on=TODAY)
    Assignment.objects.filter(pk=held.pk).update(department=sibling)
    assert not access.visible_to(viewer).exists()
    assert not access.visible_updates(viewer).exists()


def test_a_department_that_gave_work_away_does_not_read_what_its_successor_reports(
    held: Assignment, officer: User, neighbour: Department, as_viewer: AsViewer
) -> None:
    handed_over = REPORT_DATE + timedelta(days=10)
    Tenure.objects.filter(assignment=held).update(end_on=handed_over)
    Tenure.objects.create(assignment=held, department=neighbour, start_on=handed_over)
    Assignment.objects.filter(pk=held.pk).update(department=neighbour)
    held.refresh_from_db()
    later = report(held, Status.IN_PROGRESS, number=2)
    type(later).objects.filter(pk=later.pk).update(reported_on=handed_over)
    viewer = as_viewer(officer)
    assert [update.number for update in access.visible_updates(viewer)] == [1]
    assert list(access.visible_to(viewer)) == [held]
    assert not access.listed(viewer).exists()


def test_a_clerk_who_is_also_an_officer_reads_other_committees_texts_only_of_the_department(
    held: Assignment, neighbour: Department, other_clerk: User, as_viewer: AsViewer
) -> None:
    Membership.objects.create(
        user=other_clerk, role="officer", department=neighbour, start_on=date(2020, 1, 1)
    )
    own = assign(held.demand, neighbour)
    viewer = as_viewer(other_clerk)
    assert access.reads_texts_of(viewer, own)
    assert not access.reads_texts_of(viewer, held)
    assert [update.assignment_id for update in access.visible_updates(viewer)] == [own.pk]


def test_a_successor_reads_what_its_predecessor_closed(
    held: Assignment, department: Department, bureau: Department, stranger: User, as_viewer: AsViewer
) -> None:
    successor = Department.objects.create(
        name="새 과", kind=DepartmentKind.DEPARTMENT, rank=30, bureau=bureau
    )
    Membership.objects.filter(user=stranger).update(department=successor)
    viewer = as_viewer(stranger)
    assert not access.visible_to(viewer).exists()
    Succession.objects.create(
        kind=SuccessionKind.RENAME, predecessor=department, successor=successor, effective_on=TODAY
    )
    assert list(access.visible_to(viewer)) == [held]


def test_of_another_department_on_the_same_demand_the_texts_stay_hidden(
    held: Assignment, neighbour: Department, officer: User, secretariat: User, as_viewer: AsViewer
) -> None:
    other = assign(held.demand, neighbour, Status.COMPLETED)
    assert access.reads_texts_of(as_viewer(officer), held)
    assert not access.reads_texts_of(as_viewer(officer), other)
    assert access.reads_texts_of(as_viewer(secretariat), other)


def test_one_person_with_two_roles_has_the_sum_of_both(
    held: Assignment, stranger: User, committee: Committee, as_viewer: AsViewer
) -> None:
    Membership.objects.create(user=stranger, role="clerk", committee=committee, start_on=date(2020, 1, 1))
    assert access.visible_to(as_viewer(stranger)).filter(pk=held.pk).exists()


def test_every_act_names_who_may(administrator: User, as_viewer: AsViewer) -> None:
    assert set(access.ALLOWED) == set(Act)
