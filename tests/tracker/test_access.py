"""Who sees which demand: allowed and denied, person by person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import pytest
from django.db import connection
from django.db.models import QuerySet

from audits.access import Viewer
from audits.models import (
    Category,
    Committee,
    Demand,
    Department,
    DepartmentKind,
    Membership,
    Role,
    Succession,
    SuccessionKind,
    User,
)
from audits.statuses import ReportedStatus as Status
from config.embedded.places import APP
from tests.conftest import TODAY, Enrol
from tests.factories import REPORT_DATE, assign, make_audit, make_demand, report
from tracker import access
from tracker.lifecycle import Act
from tracker.models import Assignment, Evidence, Handover, HandoverState, ProgressUpdate, Source, Tenure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
MANY: Final = 3_000


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
    held: Assignment, department: Department, enrol: Enrol, as_viewer: AsViewer
) -> None:
    newcomer = enrol(Role.OFFICER, department=department, start_on=date(2026, 11, 21))
    assert not access.visible_demands(as_viewer(newcomer)).exists()


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
    report(held, Status.IN_PROGRESS, number=2, reported_on=handed_over)
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
    held: Assignment, department: Department, bureau: Department, enrol: Enrol, as_viewer: AsViewer
) -> None:
    successor = Department.objects.create(
        name="새 과", kind=DepartmentKind.DEPARTMENT, rank=30, bureau=bureau
    )
    person = enrol(Role.OFFICER, department=successor)
    assert not access.visible_to(as_viewer(person)).exists()
    Succession.objects.create(
        kind=SuccessionKind.RENAME, predecessor=department, successor=successor, effective_on=TODAY
    )
    assert list(access.visible_to(as_viewer(person))) == [held]


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


@pytest.fixture
def city(department: Department, neighbour: Department, committee: Committee, officer: User) -> list[int]:
    """A few thousand assignments of many departments, with their holds, offers and evidence; ids."""
    bureau = department.bureau
    others = [
        Department.objects.create(name=f"{n}과", kind=DepartmentKind.DEPARTMENT, rank=n, bureau=bureau)
        for n in range(100, 140)
    ]
    audit, category = make_audit(committee=committee), Category.objects.get(code="corrective")
    demands = Demand.objects.bulk_create(
        Demand(audit=audit, number=number, category=category) for number in range(1, MANY + 1)
    )
    holders = [department, neighbour, *others]
    rows = Assignment.objects.bulk_create(
        Assignment(demand=demand, department=holders[place % len(holders)], assigned_on=REPORT_DATE)
        for place, demand in enumerate(demands)
    )
    Tenure.objects.bulk_create(
        Tenure(assignment=row, department=row.department, start_on=REPORT_DATE) for row in rows
    )
    Handover.objects.bulk_create(
        Handover(
            assignment=row,
            giver=row.department,
            receiver=holders[(place + 1) % len(holders)],
            reason="업무 이관",
            by=officer,
            on=TODAY,
            state=HandoverState.OFFERED if place % 7 == 0 else HandoverState.CANCELLED,
        )
        for place, row in enumerate(rows)
    )
    updates = ProgressUpdate.objects.bulk_create(
        ProgressUpdate(
            assignment=row,
            number=1,
            department=row.department,
            source=Source.PUBLISHED,
            reported_on=REPORT_DATE,
            filed_at="2025-12-01T09:00:00+09:00",
            status=Status.IN_PROGRESS,
            actions_taken="- 계획 수립",
        )
        for row in rows
    )
    Evidence.objects.bulk_create(
        Evidence(assignment=update.assignment, update=update, document_number="정보-1")
        for update in updates[::20]
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE NONE; ANALYZE; SET ROLE {APP}")
    return [row.pk for row in rows]


def _plan(rows: QuerySet[Any]) -> str:
    """How the database finds `rows`."""
    return rows.explain()


@pytest.mark.parametrize("who", ["officer", "clerk"])
def test_one_assignment_is_found_by_indexes_whatever_else_there_is(
    who: str, city: list[int], request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    seen = access.visible_to(as_viewer(request.getfixturevalue(who)))
    for rows in (seen.filter(pk=city[7]), Assignment.objects.filter(pk=city[7], pk__in=seen.values("pk"))):
        plan = _plan(rows)
        assert "Seq Scan on tracker_" not in plan
        assert "SubPlan" not in plan


def test_what_a_department_may_read_is_found_without_reading_every_hold_and_offer(
    city: list[int], officer: User, as_viewer: AsViewer
) -> None:
    viewer = as_viewer(officer)
    assert 0 < access.visible_to(viewer).count() < MANY / 10
    for rows in (access.visible_to(viewer), access.visible_demands(viewer), access.visible_audits(viewer)):
        plan = _plan(rows)
        assert "Seq Scan on tracker_tenure" not in plan
        assert "Seq Scan on tracker_handover" not in plan
        assert "SubPlan" not in plan


@pytest.mark.parametrize("who", ["officer", "clerk", "secretariat"])
def test_one_piece_of_evidence_is_found_without_reading_every_report(
    who: str, city: list[int], request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    piece = Evidence.objects.get(assignment=city[0])
    found = access.visible_evidence(as_viewer(request.getfixturevalue(who))).filter(pk=piece.pk)
    assert found.exists()
    assert "Seq Scan on tracker_progressupdate" not in _plan(found)


@pytest.mark.parametrize("who", ["secretariat", "clerk", "coordinator", "officer", "councillor"])
def test_what_somebody_sees_of_one_audit_is_what_they_see_of_all(
    who: str, held: Assignment, neighbour: Department, request: pytest.FixtureRequest, as_viewer: AsViewer
) -> None:
    viewer = as_viewer(request.getfixturevalue(who))
    elsewhere = assign(make_demand(make_audit(2019, "도로국")), neighbour)
    for audit in (held.demand.audit, elsewhere.demand.audit):
        demands = access.visible_demands(viewer).filter(audit=audit)
        assert set(access.demands_of(viewer, audit)) == set(demands)
        listed = access.listed(viewer).filter(demand__audit=audit)
        assert set(access.listed_of(viewer, audit)) == set(listed)
