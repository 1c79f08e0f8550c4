"""확정 보고서: what a round's report holds, and that nothing that comes later changes it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from audits.access import Viewer
from audits.models import Audit, Demand, Department, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tests.tracker.actions.gates import DONE, LETTER, PROGRESS, confirm, file
from tests.tracker.rounds import opened
from tracker import reports
from tracker.actions.correct_demand import correct_demand
from tracker.actions.rounds import close_round
from tracker.models import Assignment, Paper, ReportingRound, Snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
STATEMENTS = 11


@pytest.fixture
def by(officer: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(officer)


@pytest.fixture
def of_coordinator(coordinator: User, as_viewer: AsViewer) -> Viewer:
    return as_viewer(coordinator)


@pytest.fixture
def audit(department: Department, neighbour: Department) -> Audit:
    """One owed by two departments, one completed before, one that nobody has yet."""
    audit = make_audit()
    shared = make_demand(audit, 1, text="자료를 낼 것")
    assign(shared, department, lead=True, due=TODAY)
    assign(shared, neighbour, Status.NOT_REPORTED)
    assign(make_demand(audit, 2), department, Status.COMPLETED)
    make_demand(audit, 3, category="suggestion")
    return audit


@pytest.fixture
def open_(audit: Audit, of_coordinator: Viewer) -> ReportingRound:
    return opened(audit, of_coordinator)


def _frozen(round_: ReportingRound, by: Viewer) -> dict[str, Any]:
    close_round(round_.pk, LETTER, by=by)
    return _stored()


def _content(round_: ReportingRound, paper: Paper = Paper.RESULT) -> str:
    return reports.content(round_.audit, paper, TODAY, round_, today=TODAY)


def _stored() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(Snapshot.objects.get().content)
    return told


def test_the_figures_are_those_of_the_same_moment(open_: ReportingRound, of_coordinator: Viewer) -> None:
    told = _frozen(open_, of_coordinator)
    now = reports.summary(open_.audit, Demand.objects.all())
    assert told["summary"]["total"] == asdict(now.total)
    assert [row["category"] for row in told["summary"]["rows"]] == [row.category for row in now.rows]
    departments = reports.by_department(open_.audit, Assignment.objects.all(), on=TODAY)
    assert [(row["name"], row["total"], row["overdue"]) for row in told["departments"]] == [
        (str(row.department), row.total, row.overdue) for row in departments
    ]


def test_each_assignment_is_a_row_with_what_was_filed(
    open_: ReportingRound, by: Viewer, of_coordinator: Viewer
) -> None:
    mine = Assignment.objects.get(is_lead=True)
    file(mine, PROGRESS, by)
    told = _frozen(open_, of_coordinator)
    first, second, third = told["rows"]
    assert (first["label"], first["text"], first["department_name"]) == (
        "시정 1",
        "자료를 낼 것",
        "정보정책과",
    )
    assert (first["stage"], first["status"], first["verification"]) == ("working", "in_progress", "none")
    assert (first["due_date"], first["overdue"], first["lead"]) == (str(TODAY), False, True)
    report = first["report"]
    assert (report["actions_taken"], report["plan"], report["planned_until"]) == (
        "- 계획을 세움",
        "- 점검",
        "2026-12-31",
    )
    assert [(row["asked"], row["filed"]) for row in (first, second, third)] == [
        (True, "in_round"),
        (True, "never"),
        (False, "before"),
    ]
    assert second["report"] is None
    assert [row["label"] for row in told["undistributed"]] == ["건의 3"]
    assert [(row["name"], row["asked"], row["filed"]) for row in told["departments"]] == [
        ("정보정책과", 1, 1),
        ("통신과", 1, 0),
    ]


def test_the_paper_says_of_which_round_letter_and_record_it_is(
    open_: ReportingRound, of_coordinator: Viewer
) -> None:
    told = _frozen(open_, of_coordinator)
    assert told["as_of"] == str(TODAY)
    assert told["round"]["letter_number"] == LETTER.number
    assert told["round"]["name"] == open_.name
    assert told["record"].startswith("1:")


@pytest.mark.usefixtures("two_gates")
def test_what_still_waits_at_a_gate_is_nowhere_in_it(
    open_: ReportingRound, by: Viewer, of_coordinator: Viewer, head: User, as_viewer: AsViewer
) -> None:
    mine = Assignment.objects.get(is_lead=True)
    file(mine, DONE, by)
    close_round(open_.pk, LETTER, by=of_coordinator)
    content = Snapshot.objects.get().content
    assert "점검을 마침" not in content
    assert json.loads(content)["rows"][0]["filed"] == "before"
    confirm(mine, as_viewer(head))
    assert Snapshot.objects.get().content == content


def test_nothing_changes_when_reports_come_later(
    open_: ReportingRound, by: Viewer, of_coordinator: Viewer, secretariat: User, as_viewer: AsViewer
) -> None:
    told = _frozen(open_, of_coordinator)
    mine = Assignment.objects.get(is_lead=True)
    file(mine, DONE, by)
    correct_demand(mine.demand_id, "고친 글", reason="회의록과 다름", version=None, by=as_viewer(secretariat))
    assert _stored() == told
    assert Assignment.objects.get(pk=mine.pk).reported_status == "completed"


def test_the_database_lets_nobody_change_or_remove_it(open_: ReportingRound, of_coordinator: Viewer) -> None:
    close_round(open_.pk, LETTER, by=of_coordinator)
    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.update(content="{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.all().delete()


def test_the_same_state_gives_the_same_text(open_: ReportingRound) -> None:
    once = _content(open_)
    assert once == _content(open_)
    assert once == json.dumps(json.loads(once), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_who_raised_a_demand_is_not_in_it(open_: ReportingRound) -> None:
    Demand.objects.update(raised_by="시연 의원", minutes_reference="12쪽")
    content = _content(open_)
    assert "시연 의원" not in content
    assert "12쪽" not in content


def test_what_nobody_has_any_more_is_told_as_such(open_: ReportingRound, neighbour: Department) -> None:
    Department.objects.filter(pk=neighbour.pk).update(valid_until=TODAY)
    rows = json.loads(_content(open_))["rows"]
    assert (rows[1]["department"], rows[1]["department_name"]) == (None, "통신과")


@pytest.mark.parametrize("number", [30, 300])
def test_freezing_takes_the_same_number_of_statements_however_many_demands(
    number: int,
    open_: ReportingRound,
    department: Department,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for each in range(4, 4 + number):
        assign(make_demand(open_.audit, each), department)
    with django_assert_num_queries(STATEMENTS):
        told = json.loads(_content(open_))
    assert len(told["rows"]) == 3 + number
