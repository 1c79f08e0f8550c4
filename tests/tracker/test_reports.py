"""Every figure, from one place."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.models import Audit, Demand, Department, Succession, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tracker import followup, reports
from tracker.actions.move import follow_successions
from tracker.exports import json as json_form
from tracker.models import Assignment, FollowUp, Stage, Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]


@pytest.fixture
def audit(department: Department, neighbour: Department) -> Audit:
    """Five demands: completed and confirmed, completed, in progress by two, late, and one nobody has."""
    audit = make_audit()
    confirmed = assign(make_demand(audit, 1), department, Status.COMPLETED)
    Assignment.objects.filter(pk=confirmed.pk).update(stage=Stage.CLOSED, verification=Verdict.CONFIRMED)
    followup.refresh([confirmed.demand_id])
    assign(make_demand(audit, 2), department, Status.COMPLETED)
    shared = make_demand(audit, 3, category="suggestion")
    assign(shared, neighbour, Status.COMPLETED)
    assign(shared, department, Status.IN_PROGRESS)
    assign(make_demand(audit, 4), neighbour, Status.IN_PROGRESS, due=date(2026, 11, 1))
    make_demand(audit, 5, category="submission")
    return audit


def test_a_demand_counts_once_by_its_standing(audit: Audit) -> None:
    total = reports.summary(audit, Demand.objects.all()).total
    assert (total.total, total.completed, total.in_progress, total.not_reported) == (5, 2, 2, 1)


def test_completed_and_verified_are_counted_side_by_side(audit: Audit) -> None:
    row = reports.summary(audit, Demand.objects.all()).rows[0]
    assert (row.category, row.counts.completed, row.counts.verified) == ("corrective", 2, 1)


def test_rows_stand_in_the_councils_order_and_add_up(audit: Audit) -> None:
    summary = reports.summary(audit, Demand.objects.all())
    assert [row.category for row in summary.rows] == ["corrective", "suggestion", "submission"]
    assert sum(row.counts.total for row in summary.rows) == summary.total.total


def test_a_withdrawn_demand_is_counted_apart(audit: Audit) -> None:
    Demand.objects.filter(audit=audit, number=5).update(withdrawn_at=timezone.now())
    summary = reports.summary(audit, Demand.objects.all())
    assert (summary.total.total, summary.withdrawn) == (4, 1)


def test_the_summary_takes_two_statements(
    audit: Audit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        reports.summary(audit, Demand.objects.all())


def test_departments_stand_in_their_order_and_count_assignments(
    audit: Audit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        rows = reports.by_department(audit, Assignment.objects.all(), on=TODAY)
    assert [(str(row.department), row.total) for row in rows] == [("정보정책과", 3), ("통신과", 2)]
    assert (rows[0].awaiting, rows[0].confirmed) == (1, 1)
    assert (rows[1].overdue, rows[1].overdue_original) == (1, 1)


def test_what_nobody_holds_stands_last(audit: Audit) -> None:
    assign(Demand.objects.get(number=5), None, Status.IN_PROGRESS)
    rows = reports.by_department(audit, Assignment.objects.all(), on=TODAY)
    assert rows[-1].department is None


def test_a_claim_that_waits_is_not_overdue(department: Department) -> None:
    claim = assign(make_demand(make_audit()), department, Status.COMPLETED, due=date(2026, 1, 1))
    assert not Assignment.objects.overdue(TODAY).exists()
    Assignment.objects.filter(pk=claim.pk).update(stage=Stage.RETURNED, verification=Verdict.INSUFFICIENT)
    assert Assignment.objects.overdue(TODAY).exists()


def test_what_is_due_today_is_not_overdue_and_without_a_date_nothing_ever_is(department: Department) -> None:
    audit = make_audit()
    assign(make_demand(audit, 1), department, due=TODAY)
    assign(make_demand(audit, 2), department)
    assert not Assignment.objects.overdue(TODAY).exists()
    assert Assignment.objects.overdue(date(2026, 11, 21)).count() == 1


def test_the_audit_list_counts_only_what_the_viewer_sees(
    audit: Audit, stranger: User, secretariat: User, as_viewer: Callable[[User], Viewer]
) -> None:
    (all_of_it,) = reports.audit_rows(as_viewer(secretariat))
    (own,) = reports.audit_rows(as_viewer(stranger))
    assert (all_of_it.counts.total, own.counts.total, own.overdue) == (5, 2, 1)


def test_the_json_report_has_every_item_and_the_same_totals(
    audit: Audit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(9):
        told = json.loads(json_form.result_report(audit, on=TODAY))
    assert told["summary"]["total"]["total"] == len(told["items"]) == 5
    shared = told["items"][2]
    assert [answer["department"] for answer in shared["departments"]] == ["정보정책과", "통신과"]
    assert shared["departments"][0]["actions_taken"] == "- 계획 수립"


def test_a_row_that_was_bent_is_found_and_named(audit: Audit) -> None:
    call_command("check_derived", stdout=io.StringIO())
    bent = FollowUp.objects.first()
    assert bent is not None
    FollowUp.objects.filter(pk=bent.pk).update(standing="transferred")
    with pytest.raises(CommandError, match="1건이 다릅니다") as refused:
        call_command("check_derived", stdout=io.StringIO())
    assert refused.value.returncode == 1


def test_what_is_derived_is_what_the_assignments_say(audit: Audit) -> None:
    stored = {row.demand_id: (row.standing, row.verification, row.live) for row in FollowUp.objects.all()}
    derived = followup.derive(list(stored))
    assert {row.demand_id: (row.standing, row.verification, row.live) for row in derived} == stored


def _counted(rows: list[reports.DepartmentRow]) -> list[tuple[str, int]]:
    return [(str(row.department or "소관 없음"), row.total) for row in rows]


@pytest.fixture
def renamed(audit: Audit, department: Department) -> Department:
    """The first department under a new name since spring, with what it had."""
    day = date(2026, 4, 30)
    new = Department.objects.create(
        name="데이터정책과", kind=department.kind, rank=11, bureau=department.bureau, valid_from=day
    )
    Department.objects.filter(pk=department.pk).update(valid_until=day)
    Succession.objects.create(kind="rename", predecessor=department, successor=new, effective_on=day)
    follow_successions(on=TODAY)
    return new


@pytest.mark.parametrize(
    ("facts", "first"),
    [
        ({"report_date": date(2025, 12, 1)}, "정보정책과"),
        ({"report_date": date(2026, 4, 30), "transmitted_on": date(2025, 12, 1)}, "데이터정책과"),
        ({"transmitted_on": date(2026, 4, 29)}, "정보정책과"),
        ({"transmitted_on": date(2026, 5, 1)}, "데이터정책과"),
        ({"report_date": date(2019, 1, 1)}, "정보정책과"),
        ({}, "정보정책과"),
    ],
    ids=str,
)
def test_departments_are_counted_as_they_were_on_the_audits_day_or_as_they_are(
    facts: dict[str, date],
    first: str,
    audit: Audit,
    renamed: Department,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for name, value in facts.items():
        setattr(audit, name, value)
    with django_assert_num_queries(2):
        then = reports.by_department_then(audit, Assignment.objects.all(), on=TODAY)
    now = reports.by_department(audit, Assignment.objects.all(), on=TODAY)
    # what is closed keeps the department of its day
    assert _counted(now) == [("정보정책과", 1), ("데이터정책과", 2), ("통신과", 2)]
    closed = [] if first == "정보정책과" else [("정보정책과", 1)]
    assert _counted(then) == [*closed, (first, 3 - len(closed)), ("통신과", 2)]
    for figure in ("total", "awaiting", "confirmed", "overdue", "overdue_original"):
        assert sum(getattr(row, figure) for row in then) == sum(getattr(row, figure) for row in now)


def test_what_has_no_owner_today_is_counted_for_who_held_it_then(
    audit: Audit, department: Department
) -> None:
    Department.objects.filter(pk=department.pk).update(valid_until=TODAY)
    now = reports.by_department(audit, Assignment.objects.all(), on=TODAY)
    then = reports.by_department_then(audit, Assignment.objects.all(), on=TODAY)
    assert _counted(now) == [("정보정책과", 1), ("통신과", 2), ("소관 없음", 2)]
    assert _counted(then) == [("정보정책과", 3), ("통신과", 2)]


def test_the_page_of_an_audit_counts_in_either_structure(
    audit: Audit, renamed: Department, secretariat: User, client: Client
) -> None:
    client.force_login(secretariat)
    url = reverse("audit_summary", args=[audit.pk])
    now, then = client.get(url), client.get(url, {"structure": "then"})
    assert [row["label"] for row in now.context["departments"]] == ["정보정책과", "데이터정책과", "통신과"]
    assert [row["label"] for row in then.context["departments"]] == ["정보정책과", "통신과"]
    assert all(row["url"] for row in now.context["departments"])
    assert not any(row["url"] for row in then.context["departments"])
    assert [each["current"] for each in then.context["structures"]] == [False, True]
