"""What a reporting round asks of whom, and how far each is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.models import Audit, Committee, Demand, Department, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tests.tracker.actions.gates import DONE, LETTER, PROGRESS, confirm, file
from tests.tracker.rounds import opened, states
from tracker import access, filters, reports
from tracker.actions import verify
from tracker.actions.report import Words, report_from_paper
from tracker.actions.rounds import cancel_round, close_round
from tracker.actions.send_back import send_back
from tracker.filters import Filter
from tracker.models import Assignment, ReportingRound, Stage
from tracker.rounds import RoundState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]


@pytest.fixture
def audit(committee: Committee) -> Audit:
    return make_audit(committee=committee)


@pytest.fixture
def owed(audit: Audit, department: Department) -> Assignment:
    """Something of which the department has reported before."""
    return assign(make_demand(audit, 1), department)


@pytest.fixture
def by(officer: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(officer)


@pytest.fixture
def of_head(head: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(head)


@pytest.fixture
def of_coordinator(coordinator: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(coordinator)


@pytest.fixture
def open_(owed: Assignment, of_coordinator: Viewer) -> ReportingRound:
    """An open round, after the report that is there already."""
    return opened(owed.demand.audit, of_coordinator)


def test_what_was_reported_before_the_opening_is_asked_again(owed: Assignment, open_: ReportingRound) -> None:
    assert states(open_) == {owed.pk: RoundState.NOT_REPORTED}


def test_a_report_filed_since_counts(owed: Assignment, open_: ReportingRound, by: Viewer) -> None:
    file(owed, PROGRESS, by)
    assert states(open_) == {owed.pk: RoundState.FILED}


def test_no_change_counts_as_a_report(owed: Assignment, open_: ReportingRound, by: Viewer) -> None:
    file(owed, Words(no_change=True), by)
    assert states(open_) == {owed.pk: RoundState.FILED}


def test_what_comes_on_paper_counts_even_from_a_day_before(
    owed: Assignment, open_: ReportingRound, secretariat: User, as_viewer: AsViewer
) -> None:
    report_from_paper(
        owed.pk, PROGRESS, LETTER, version=owed.version, reported_on=LETTER.on, by=as_viewer(secretariat)
    )
    assert states(open_) == {owed.pk: RoundState.FILED}


@pytest.mark.usefixtures("two_gates")
def test_a_report_is_told_where_it_waits_and_counts_no_more_once_sent_back(
    owed: Assignment, open_: ReportingRound, by: Viewer, of_head: Viewer, of_coordinator: Viewer
) -> None:
    file(owed, PROGRESS, by)
    assert states(open_) == {owed.pk: RoundState.AWAITING_HEAD}
    confirm(owed, of_head)
    assert states(open_) == {owed.pk: RoundState.AWAITING_SUBMISSION}
    send_back(owed.pk, version=None, reason="내역이 빠짐", by=of_coordinator)
    assert states(open_) == {owed.pk: RoundState.NOT_REPORTED}


@pytest.mark.usefixtures("one_gate")
def test_a_report_that_was_under_way_at_the_opening_counts(
    owed: Assignment, by: Viewer, of_head: Viewer, of_coordinator: Viewer
) -> None:
    file(owed, PROGRESS, by)
    round_ = opened(owed.demand.audit, of_coordinator)
    assert states(round_) == {owed.pk: RoundState.AWAITING_HEAD}
    confirm(owed, of_head)
    assert states(round_) == {owed.pk: RoundState.FILED}


def test_a_closing_report_that_waited_for_the_council_before_is_not_asked_for_again(
    owed: Assignment, audit: Audit, department: Department, of_coordinator: Viewer
) -> None:
    assign(make_demand(audit, 2), department, Status.COMPLETED)
    assert list(states(opened(audit, of_coordinator))) == [owed.pk]


def test_one_that_the_council_returns_is_asked_for_anew(
    audit: Audit,
    owed: Assignment,
    department: Department,
    by: Viewer,
    of_coordinator: Viewer,
    secretariat: User,
    as_viewer: AsViewer,
) -> None:
    claim = assign(make_demand(audit, 2), department)
    update = file(claim, DONE, by)
    round_ = opened(audit, of_coordinator)
    verify.return_claim(
        claim.pk, update_id=update.pk, version=None, reason="결과가 없음", by=as_viewer(secretariat)
    )
    assert states(round_) == dict.fromkeys([owed.pk, claim.pk], RoundState.NOT_REPORTED)


def test_a_claim_of_the_round_stays_in_it_once_it_is_confirmed(
    owed: Assignment, open_: ReportingRound, by: Viewer, secretariat: User, as_viewer: AsViewer
) -> None:
    update = file(owed, DONE, by)
    verify.confirm(owed.pk, update_id=update.pk, version=None, by=as_viewer(secretariat))
    assert states(open_) == {owed.pk: RoundState.FILED}


def test_what_is_distributed_after_the_opening_is_asked_too(
    owed: Assignment, open_: ReportingRound, neighbour: Department
) -> None:
    later = assign(make_demand(open_.audit, 2), neighbour, Status.NOT_REPORTED)
    assert set(states(open_)) == {owed.pk, later.pk}


def test_what_is_withdrawn_or_of_another_audit_is_not_asked(
    owed: Assignment, open_: ReportingRound, department: Department
) -> None:
    assign(make_demand(make_audit(2024)), department)
    gone = assign(make_demand(open_.audit, 2), department)
    whole = assign(make_demand(open_.audit, 3), department)
    Assignment.objects.filter(pk=gone.pk).update(stage=Stage.WITHDRAWN)
    Demand.objects.filter(pk=whole.demand_id).update(withdrawn_at=timezone.now())
    assert list(states(open_)) == [owed.pk]


def test_a_round_that_was_called_off_asks_nothing(
    owed: Assignment, open_: ReportingRound, of_coordinator: Viewer
) -> None:
    cancel_round(open_.pk, by=of_coordinator)
    assert states(open_) == {}


def test_a_closed_round_stays_as_it_was_whatever_is_reported_later(
    owed: Assignment,
    open_: ReportingRound,
    audit: Audit,
    neighbour: Department,
    by: Viewer,
    stranger: User,
    of_coordinator: Viewer,
    as_viewer: AsViewer,
) -> None:
    silent = assign(make_demand(audit, 2), neighbour)
    file(owed, PROGRESS, by)
    close_round(open_.pk, LETTER, by=of_coordinator)
    file(silent, PROGRESS, as_viewer(stranger))
    assign(make_demand(audit, 3), neighbour)
    assert states(open_) == {owed.pk: RoundState.FILED, silent.pk: RoundState.NOT_REPORTED}


def test_progress_stands_in_the_order_of_departments_and_nobodys_last(
    owed: Assignment,
    open_: ReportingRound,
    audit: Audit,
    neighbour: Department,
    by: Viewer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    assign(make_demand(audit, 2), None)
    assign(make_demand(audit, 3), neighbour)
    file(owed, PROGRESS, by)
    with django_assert_num_queries(2):
        told = reports.round_progress(open_, Assignment.objects.all(), on=TODAY)
    assert [(row.name, row.progress.asked, row.progress.filed) for row in told.rows] == [
        ("정보정책과", 1, 1),
        ("통신과", 1, 0),
        ("", 1, 0),
    ]
    assert (told.total.asked, told.total.reported, told.total.not_reported) == (3, 1, 2)


def test_the_progress_of_a_closed_round_keeps_the_departments_of_the_day(
    owed: Assignment,
    open_: ReportingRound,
    neighbour: Department,
    by: Viewer,
    of_coordinator: Viewer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    file(owed, PROGRESS, by)
    round_ = close_round(open_.pk, LETTER, by=of_coordinator).round
    Assignment.objects.update(department=neighbour)
    with django_assert_num_queries(2):
        told = reports.round_progress(round_, Assignment.objects.all(), on=TODAY)
    assert [(row.name, row.progress.filed) for row in told.rows] == [("정보정책과", 1)]


def test_a_department_is_told_of_its_own_in_every_open_round(
    owed: Assignment,
    open_: ReportingRound,
    neighbour: Department,
    department: Department,
    by: Viewer,
    of_coordinator: Viewer,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    assign(make_demand(open_.audit, 2), neighbour)
    assign(make_demand(open_.audit, 3), department)
    other = assign(make_demand(make_audit(2024)), department)
    second = opened(other.demand.audit, of_coordinator)
    file(owed, PROGRESS, by)
    with django_assert_num_queries(2):
        told = reports.own_rounds(by)
    assert [(own.round, own.progress.asked, own.progress.reported) for own in told] == [
        (open_, 2, 1),
        (second, 1, 0),
    ]
    cancel_round(open_.pk, by=of_coordinator)
    close_round(second.pk, LETTER, by=of_coordinator)
    with django_assert_num_queries(1):
        assert reports.own_rounds(by) == []


def test_the_list_is_asked_by_round_and_state(
    owed: Assignment, open_: ReportingRound, neighbour: Department, by: Viewer, of_coordinator: Viewer
) -> None:
    silent = assign(make_demand(open_.audit, 2), neighbour)
    assign(make_demand(make_audit(2024)), neighbour)
    file(owed, PROGRESS, by)

    def found(viewer: Viewer, round_state: str = "") -> list[int]:
        chosen = filters.chosen(Filter(round=open_.pk, round_state=round_state), viewer)
        return list(chosen.order_by("pk").values_list("pk", flat=True))

    assert found(of_coordinator) == [owed.pk, silent.pk]
    assert found(of_coordinator, round_state="not_reported") == [silent.pk]
    assert found(of_coordinator, round_state="filed") == [owed.pk]
    assert found(by) == [owed.pk]
    assert not filters.chosen(Filter(round=999_999), of_coordinator).exists()


def test_who_sees_which_rounds(
    owed: Assignment,
    open_: ReportingRound,
    of_coordinator: Viewer,
    by: Viewer,
    request: pytest.FixtureRequest,
    as_viewer: AsViewer,
) -> None:
    def seers() -> list[str]:
        people = ("secretariat", "clerk", "other_clerk", "stranger", "councillor", "administrator")
        viewers = {who: as_viewer(request.getfixturevalue(who)) for who in people}
        viewers |= {"coordinator": of_coordinator, "officer": by}
        return sorted(who for who, viewer in viewers.items() if access.visible_rounds(viewer).exists())

    assert seers() == ["clerk", "coordinator", "officer", "secretariat"]
    cancelled = opened(make_audit_with_duty(owed), of_coordinator)
    cancel_round(cancelled.pk, by=of_coordinator)
    close_round(open_.pk, LETTER, by=of_coordinator)
    assert seers() == ["clerk", "coordinator", "councillor", "officer", "secretariat"]
    councillor = as_viewer(request.getfixturevalue("councillor"))
    assert list(access.visible_rounds(councillor)) == [open_]


def make_audit_with_duty(like: Assignment) -> Audit:
    """Another audit in which the same department owes something."""
    audit = make_audit(2023)
    assign(make_demand(audit), like.department)
    return audit


def test_frozen_reports_are_read_by_the_council_and_the_coordinator_and_by_no_department(
    owed: Assignment,
    open_: ReportingRound,
    of_coordinator: Viewer,
    by: Viewer,
    request: pytest.FixtureRequest,
    as_viewer: AsViewer,
) -> None:
    close_round(open_.pk, LETTER, by=of_coordinator)
    readers = {
        who
        for who in ("secretariat", "clerk", "other_clerk", "coordinator", "councillor", "officer", "head")
        if access.visible_snapshots(as_viewer(request.getfixturevalue(who))).exists()
    }
    assert readers == {"secretariat", "clerk", "coordinator", "councillor"}
