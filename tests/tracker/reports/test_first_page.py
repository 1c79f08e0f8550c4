"""The figures of the first pages are those of the list, filtered the same way (product.md rule 12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer, viewer
from audits.models import Audit, Committee, Department, DepartmentKind, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tracker import access, filters, followup, reports
from tracker.filters import Filter
from tracker.models import Assignment, ExtensionRequest, Handover, HandoverState, Stage, Verdict
from tracker.reports import AGES, AuditHeld, Axes
from tracker.reports.waiting import UpTo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

OUTCOMES = (
    (Stage.CLOSED, Verdict.CONFIRMED),
    (Stage.CLAIMED, Verdict.AWAITING),
    (Stage.RETURNED, Verdict.INSUFFICIENT),
    (Stage.RETURNED, Verdict.CONTRADICTED),
)


def _day(days: int) -> date:
    return TODAY - timedelta(days=days)


def _found(row: Assignment, stage: Stage, verdict: Verdict) -> None:
    Assignment.objects.filter(pk=row.pk).update(stage=stage, verification=verdict)
    followup.refresh([row.demand_id])


@pytest.fixture
def audit(committee: Committee, department: Department, neighbour: Department) -> Audit:
    """Demands of every standing and check; late ones of every age; one nobody has, one whose department is gone."""
    audit = make_audit(committee=committee)
    for number, (stage, verdict) in enumerate(OUTCOMES, start=1):
        _found(assign(make_demand(audit, number), department, Status.COMPLETED, due=_day(9)), stage, verdict)
    shared = make_demand(audit, 5, category="suggestion")
    for holder, (stage, verdict) in zip((department, neighbour), OUTCOMES[:2], strict=True):
        _found(assign(shared, holder, Status.COMPLETED), stage, verdict)
    for number, days in enumerate((1, 7, 8, 30, 31, 60, 61, 400), start=6):
        row = assign(make_demand(audit, number), neighbour, due=_day(days))
        Assignment.objects.filter(pk=row.pk).update(original_due_date=_day(days + 5))
    for number, days in enumerate((0, -7, -8), start=14):
        assign(make_demand(audit, number), department, Status.UNDER_REVIEW, due=_day(days))
    assign(make_demand(audit, 17, category="submission"), neighbour, Status.NOT_REPORTED)
    make_demand(audit, 18)
    gone = Department.objects.create(
        name="폐지과",
        kind=DepartmentKind.DEPARTMENT,
        rank=5,
        bureau=department.bureau,
        valid_until=_day(3),
    )
    assign(make_demand(audit, 19), gone, due=_day(2))
    assign(make_demand(make_audit(2024), 1), department, due=_day(2))
    return audit


@pytest.fixture
def by(secretariat: User) -> Viewer:
    return viewer(secretariat, TODAY)


@pytest.fixture
def axes(audit: Audit, by: Viewer) -> Axes:
    return reports.axes(audit, access.visible_demands(by))


@pytest.fixture
def held(audit: Audit, by: Viewer) -> AuditHeld:
    return reports.audit_held(audit, access.listed(by), on=TODAY)


def _rows(by: Viewer, **wanted: object) -> int:
    return filters.chosen(Filter(**wanted), by).count()  # type: ignore[arg-type]  # each names its own filter


def _demands(by: Viewer, **wanted: object) -> int:
    found = filters.chosen(Filter(**wanted), by)  # type: ignore[arg-type]  # each names its own filter
    return found.values("demand").distinct().count()


def test_both_axes_are_those_of_the_summary(audit: Audit, axes: Axes, by: Viewer) -> None:
    summary = reports.summary(audit, access.visible_demands(by))
    total = summary.total
    assert (axes.total, axes.completed, axes.confirmed) == (total.total, total.completed, total.verified)
    for status in Status:
        assert axes.count(standing=status) == getattr(total, status.value)
    for row in summary.rows:
        assert axes.count(category=row.category) == row.counts.total
        assert axes.categories[row.category] == row.label


def test_the_gap_is_what_is_completed_and_not_confirmed_part_by_part_as_the_list_has_it(
    audit: Audit, axes: Axes, by: Viewer
) -> None:
    assert axes.gap == {Verdict.AWAITING: 2, Verdict.INSUFFICIENT: 1, Verdict.CONTRADICTED: 1}
    assert sum(axes.gap.values()) == axes.completed - axes.confirmed
    for verdict, rows in axes.gap.items():
        assert rows == _demands(by, audit=audit.pk, standing="completed", check=verdict.value)
    assert axes.confirmed == _demands(by, audit=audit.pk, verified=True) == 1
    assert axes.undistributed == filters.undistributed(Filter(audit=audit.pk), by).count() == 1


def test_what_is_held_is_what_the_list_shows(audit: Audit, held: AuditHeld, by: Viewer) -> None:
    pk = audit.pk
    assert held.total.owed == _rows(by, audit=pk, owed=True) == 15
    assert held.total.overdue == _rows(by, audit=pk, overdue=True) == 11
    assert held.total.overdue_original == _rows(by, audit=pk, overdue_original=True) == 11
    assert held.awaiting == _rows(by, audit=pk, stage="claimed") == 2
    assert held.without_owner == _rows(by, audit=pk, department=0) == 1
    assert held.without_officer == _rows(by, audit=pk, without_officer=True)
    soon = {"due_after": _day(1), "due_before": _day(-8)}
    assert held.due_soon == _rows(by, audit=pk, owed=True, **soon) == 2


def test_departments_stand_in_their_order_and_what_nobody_has_last(
    audit: Audit, held: AuditHeld, by: Viewer
) -> None:
    assert [row.name for row in held.rows] == ["정보정책과", "통신과", ""]
    for row in held.rows[:2]:
        assert row.overdue == _rows(by, audit=audit.pk, department=row.department, overdue=True)
        assert row.owed == _rows(by, audit=audit.pk, department=row.department, owed=True)
    assert (held.rows[1].oldest, held.rows[2].overdue) == (_day(400), 1)
    late = {row.department.pk if row.department else None: row.overdue for row in _by_department(audit, by)}
    assert {row.department: row.overdue for row in held.rows} == late


def _by_department(audit: Audit, by: Viewer) -> list[reports.DepartmentRow]:
    return reports.by_department(audit, access.listed(by), on=TODAY)


def test_each_age_counts_what_the_list_shows_between_its_days(
    audit: Audit, held: AuditHeld, by: Viewer
) -> None:
    for age, late, original in zip(AGES, held.total.ages, held.total.ages_original, strict=True):
        first, last = age.days(TODAY)
        after = first - timedelta(days=1) if first else None
        before = last + timedelta(days=1)
        assert late == _rows(by, audit=audit.pk, overdue=True, due_after=after, due_before=before)
        assert original == _rows(
            by, audit=audit.pk, overdue_original=True, original_after=after, original_before=before
        )
    assert sum(held.total.ages) == held.total.overdue
    assert sum(held.total.ages_original) == held.total.overdue_original


def test_shares_are_the_axes_of_each_audit(audit: Audit, axes: Axes, by: Viewer) -> None:
    found = reports.shares([audit.pk], access.visible_demands(by))
    share = found[audit.pk]
    assert (share.total, share.completed, share.confirmed) == (axes.total, axes.completed, axes.confirmed)


def test_each_figure_is_one_statement(
    audit: Audit, by: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        reports.axes(audit, access.visible_demands(by))
        reports.audit_held(audit, access.listed(by), on=TODAY)
        reports.shares([audit.pk], access.visible_demands(by))


def test_queues_count_what_each_queue_shows(
    audit: Audit,
    department: Department,
    neighbour: Department,
    officer: User,
    coordinator: User,
    by: Viewer,
    clerk: User,
    other_clerk: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    rows = Assignment.objects.filter(demand__audit=audit, stage=Stage.WORKING).order_by("pk")
    due = TODAY + timedelta(days=1)
    ExtensionRequest.objects.create(
        assignment=rows[0],
        department=department,
        wanted=due,
        due_then=TODAY,
        reason="자료 수집",
        by=officer,
        on=TODAY,
    )
    for row, state, on in (
        (rows[1], HandoverState.OFFERED, TODAY),
        (rows[2], HandoverState.OFFERED, _day(30)),
        (rows[3], HandoverState.REFUSED, TODAY),
    ):
        Handover.objects.create(
            assignment=row,
            giver=neighbour,
            receiver=department,
            reason="업무",
            by=officer,
            on=on,
            state=state,
        )
    with django_assert_num_queries(1):
        found = reports.queues(by)
    assert (found.claims, found.extensions, found.offers) == (reports.claims_waiting(by), 1, 0)
    assert found.claims == 2
    assert reports.queues(viewer(clerk, TODAY)).claims == 2
    assert reports.queues(viewer(other_clerk, TODAY)) == reports.Queues()
    with django_assert_num_queries(3):
        found = reports.queues(viewer(coordinator, TODAY))
    assert (found.offers, found.to_settle, found.claims) == (3, 2, 0)


@pytest.mark.usefixtures("lists", "audit")
@pytest.mark.parametrize(("most", "counted"), [(1, 1), (2, 2), (9, 2)])
def test_counting_ends_after_as_many_as_are_asked_for(most: int, counted: int, by: Viewer) -> None:
    waiting = UpTo(Assignment.objects.awaiting_verification(), most)
    assert User.objects.filter(pk=by.user.pk).values_list(waiting, flat=True).get() == counted


@pytest.mark.parametrize("role", ["officer", "councillor"])
def test_who_has_no_queue_costs_no_statement(
    role: str,
    request: pytest.FixtureRequest,
    as_viewer: Callable[[User], Viewer],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    by = as_viewer(request.getfixturevalue(role))
    with django_assert_num_queries(0):
        assert reports.queues(by) == reports.Queues()
