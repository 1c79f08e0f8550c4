"""What the state of things brings: told once, as long as it stands so."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.models import Committee, Department, Holiday, Membership, User
from audits.statuses import ReportedStatus as Status
from notifications import planner
from notifications.models import OccasionKind as Kind
from notifications.models import Reading
from notifications.occasions import standing
from notifications.occasions.table import Due
from tests.notifications.conftest import at
from tests.notifications.occasions.conftest import Owed, rows
from tracker.models import Assignment, Handover, HandoverState, Stage

pytestmark = pytest.mark.django_db

ONE_DAY: Final = timedelta(days=1)
MONDAY: Final = date(2026, 11, 16)
FRIDAY: Final = date(2026, 11, 20)


def _told(on: date = FRIDAY) -> set[tuple[Kind, str]]:
    return {(due.kind, due.period) for due in standing.missing(on)}


@pytest.fixture
def offer(owed: Owed, neighbour: Department, officer: User) -> Handover:
    """An offer to the neighbour, of Monday the sixteenth."""
    assignment = owed(None)
    return Handover.objects.create(
        assignment=assignment,
        giver_id=assignment.department_id or 0,
        receiver=neighbour,
        reason="업무 이관",
        by=officer,
        on=MONDAY,
    )


def test_what_nobody_received_within_its_days_comes_up(owed: Owed) -> None:
    days = owed(None, on=MONDAY, status=Status.NOT_REPORTED).demand.audit.receipt_days
    assert days == 3
    assert _told(date(2026, 11, 19)) == set()
    assert _told(FRIDAY) == {(Kind.NOT_RECEIVED, "2026-11-16")}


def test_a_holiday_puts_receipt_off(owed: Owed) -> None:
    owed(None, on=MONDAY, status=Status.NOT_REPORTED)
    Holiday.objects.create(date=date(2026, 11, 18), name="임시공휴일")
    assert _told(FRIDAY) == set()
    assert _told(date(2026, 11, 23)) == {(Kind.NOT_RECEIVED, "2026-11-16")}


def test_what_stood_so_before_the_planner_began_is_told_once(owed: Owed, head: User) -> None:
    owed(None, on=MONDAY, status=Status.NOT_REPORTED)
    Reading.objects.update(begun_on=FRIDAY)
    planner.plan_occasions(at(FRIDAY))
    planner.plan_occasions(at(FRIDAY + timedelta(days=7)))
    assert rows() == {(Kind.NOT_RECEIVED, "2026-11-16", "planned")}


def test_what_is_received_or_withdrawn_is_not_overdue_for_receipt(owed: Owed) -> None:
    owed(None, on=MONDAY)
    withdrawn = owed(None, on=MONDAY, status=Status.NOT_REPORTED)
    Assignment.objects.filter(pk=withdrawn.pk).update(stage=Stage.WITHDRAWN)
    gone = owed(None, on=MONDAY, status=Status.NOT_REPORTED).demand
    type(gone).objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now())
    assert _told() == set()


def test_what_has_no_owner_comes_up_once_for_each_department_that_is_gone(
    owed: Owed, department: Department, neighbour: Department
) -> None:
    nobodys, theirs = owed(None, of=None), owed(None)
    Department.objects.filter(pk=department.pk).update(valid_until=FRIDAY)
    assert _told(FRIDAY - ONE_DAY) == {(Kind.NO_OWNER, "0")}
    assert {(due.assignment_id, due.department_id, due.period) for due in standing.missing(FRIDAY)} == {
        (nobodys.pk, None, "0"),
        (theirs.pk, department.pk, str(department.pk)),
    }


def test_what_waits_for_the_council_without_an_owner_comes_up_and_what_is_closed_does_not(owed: Owed) -> None:
    claim, closed = (owed(None, of=None, status=Status.COMPLETED) for _ in range(2))
    Assignment.objects.filter(pk=closed.pk).update(stage=Stage.CLOSED, verification="confirmed")
    assert {due.assignment_id for due in standing.missing(FRIDAY)} == {claim.pk}


def test_an_officer_who_belongs_elsewhere_now_is_missed(
    owed: Owed, officer: User, neighbour: Department, committee: Committee
) -> None:
    assignment = owed(None)
    Assignment.objects.filter(pk=assignment.pk).update(officer=officer)
    type(assignment.demand.audit).objects.update(committee=committee)
    assert _told() == set()
    Membership.objects.filter(user=officer).update(end_on=FRIDAY)
    assert _told(FRIDAY - ONE_DAY) == set()
    assert standing.missing(FRIDAY) == [
        Due(
            Kind.OFFICER_MISSING,
            assignment.pk,
            str(officer.pk),
            FRIDAY,
            department_id=assignment.department_id,
            officer_id=officer.pk,
            committee_id=committee.pk,
        )
    ]


def test_where_nobody_was_named_nobody_is_missed(owed: Owed, officer: User) -> None:
    owed(None)
    assert _told() == set()


def test_somebody_else_named_in_their_place_is_missed_on_their_own(
    owed: Owed, officer: User, head: User, stranger: User, coordinator: User
) -> None:
    assignment = owed(None)
    for number, person in enumerate((stranger, officer, stranger, coordinator)):
        Assignment.objects.filter(pk=assignment.pk).update(officer=person)
        planner.plan_occasions(at(FRIDAY + timedelta(days=number)))
    assert rows() == {
        (Kind.OFFICER_MISSING, str(stranger.pk), "planned"),
        (Kind.OFFICER_MISSING, str(coordinator.pk), "planned"),
    }


def test_what_has_no_owner_is_not_told_as_without_an_officer_as_well(
    owed: Owed, officer: User, department: Department
) -> None:
    assignment = owed(None)
    Assignment.objects.filter(pk=assignment.pk).update(officer=officer)
    Department.objects.filter(pk=department.pk).update(valid_until=FRIDAY)
    Membership.objects.filter(user=officer).update(end_on=FRIDAY)
    assert _told() == {(Kind.NO_OWNER, str(department.pk))}


def test_an_offer_comes_up_when_its_working_days_are_over(offer: Handover) -> None:
    assert _told(date(2026, 11, 22)) == set()
    (found,) = standing.missing(date(2026, 11, 23))
    assert (found.kind, found.period) == (Kind.HANDOVER_UNANSWERED, str(offer.pk))
    assert (found.assignment_id, found.department_id) == (offer.assignment_id, offer.receiver_id)


@pytest.mark.parametrize("state", [state for state in HandoverState if state != HandoverState.OFFERED])
def test_an_offer_that_was_answered_is_not_unanswered(offer: Handover, state: HandoverState) -> None:
    Handover.objects.update(state=state)
    assert _told(date(2026, 12, 1)) == set()


def test_a_second_offer_comes_up_on_its_own(offer: Handover, coordinator: User) -> None:
    planner.plan_occasions(at(date(2026, 11, 23)))
    Handover.objects.update(state=HandoverState.CANCELLED)
    again = Handover.objects.get()
    again.pk, again.state, again.on = None, HandoverState.OFFERED, date(2026, 11, 23)
    again.save(force_insert=True)
    for number in range(24, 31):
        planner.plan_occasions(at(date(2026, 11, number)))
    assert rows() == {
        (Kind.HANDOVER_UNANSWERED, str(offer.pk), "planned"),
        (Kind.HANDOVER_UNANSWERED, str(again.pk), "planned"),
    }


def test_whatever_stands_costs_seven_statements(
    owed: Owed, offer: Handover, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        owed(None, of=None)
        owed(None, on=MONDAY, status=Status.NOT_REPORTED)
    with django_assert_num_queries(7):
        found = standing.missing(date(2026, 11, 23))
    assert len(found) == 9
