"""현황표 of a committee: each table counts what the list with the same filter counts on the same day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.access import Viewer
from audits.models import Audit, Committee, CommitteeSuccession, Department, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tracker import reports
from tracker.access import visible_requests
from tracker.filters import Filter, chosen
from tracker.models import OPEN, Assignment, ExtensionRequest, Meeting, RequestState
from tracker.reports import StandingTable, Table
from tracker.reports import committee as tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

AsViewer = Callable[[User], Viewer]
LATE = TODAY - timedelta(days=10)


@pytest.fixture
def audit(department: Department, neighbour: Department, committee: Committee, officer: User) -> Audit:
    """Every stage, one late against the original date alone, one that asks for more time, one of a year before."""
    audit = make_audit(committee=committee)
    assign(make_demand(audit, 1), department, due=LATE)
    extended = assign(make_demand(audit, 2), neighbour, due=LATE)
    Assignment.objects.filter(pk=extended.pk).update(due_date=TODAY + timedelta(days=10))
    assign(make_demand(audit, 3), department, Status.COMPLETED)
    returned = assign(make_demand(audit, 4), department, Status.COMPLETED)
    Assignment.objects.filter(pk=returned.pk).update(stage="returned", verification="insufficient")
    closed = assign(make_demand(audit, 5), neighbour, Status.COMPLETED)
    Assignment.objects.filter(pk=closed.pk).update(stage="closed", verification="confirmed")
    assign(make_demand(audit, 6), neighbour, Status.NOT_REPORTED)
    assign(make_demand(make_audit(2024, committee=committee), 1), department, due=LATE)
    asked = {"wanted": TODAY + timedelta(days=30), "due_then": TODAY, "reason": "공사가 늦어짐"}
    for row, state in ((extended, RequestState.PENDING), (returned, RequestState.REFUSED)):
        ExtensionRequest.objects.create(
            assignment=row, department=neighbour, by=officer, on=TODAY, state=state, **asked
        )
    return audit


def _tables(
    committee: Committee, on: date = TODAY, before: Meeting | None = None
) -> dict[Table, StandingTable]:
    found = reports.standing_tables(committee, on, before=before, today=TODAY)
    return {table.kind: table for table in found.tables}


def _ids(table: StandingTable) -> list[int]:
    return sorted(row.assignment for row in table.rows)


def test_each_table_is_the_list_with_the_same_filter(
    audit: Audit, committee: Committee, clerk: User, as_viewer: AsViewer
) -> None:
    found, by = _tables(committee), as_viewer(clerk)

    def listed(**wanted: Any) -> set[int]:
        return set(chosen(Filter(**wanted), by).values_list("pk", flat=True))

    everything = chosen(Filter(), by)
    assert set(_ids(found[Table.OPEN])) == set().union(*(listed(stage=stage) for stage in OPEN))
    assert set(_ids(found[Table.RETURNED])) == listed(stage="returned")
    assert set(_ids(found[Table.COMPLETED])) == listed(status="completed")
    assert _ids(found[Table.OVERDUE_ORIGINAL]) == sorted(
        everything.overdue_original(TODAY).values_list("pk", flat=True)
    )
    waiting = visible_requests(by).filter(state=RequestState.PENDING)
    assert _ids(found[Table.EXTENSIONS]) == list(waiting.values_list("assignment_id", flat=True))
    assert {kind: table.count for kind, table in found.items()} == {
        kind: len(table.rows) for kind, table in found.items()
    }
    assert found[Table.OPEN].count == 6


def test_rows_stand_by_audit_the_newest_first_and_say_how_late_they_are(
    audit: Audit, committee: Committee
) -> None:
    rows = _tables(committee)[Table.OVERDUE_ORIGINAL].rows
    assert [(row.year, row.label, row.late, row.late_originally) for row in rows] == [
        (2025, "시정 1", 10, 10),
        (2025, "시정 2", 0, 10),
        (2024, "시정 1", 10, 10),
    ]


def test_a_request_says_until_when(audit: Audit, committee: Committee) -> None:
    (row,) = _tables(committee)[Table.EXTENSIONS].rows
    assert (row.label, row.wanted) == ("시정 2", TODAY + timedelta(days=30))


def test_another_committees_audits_are_not_in_it(audit: Audit, other_committee: Committee) -> None:
    assert [table.count for table in _tables(other_committee).values()] == [0] * len(Table)


def test_what_a_predecessor_followed_up_is_its_successors(
    audit: Audit, committee: Committee, other_committee: Committee
) -> None:
    CommitteeSuccession.objects.create(
        kind="merge", predecessor=committee, successor=other_committee, on=TODAY - timedelta(days=1)
    )
    assert _tables(other_committee)[Table.OPEN].count == 6


def test_a_day_to_come_shows_what_stands_today(audit: Audit, committee: Committee) -> None:
    found = reports.standing_tables(committee, TODAY + timedelta(days=14), today=TODAY)
    assert (found.cut_off, found.tables[0].count) == (TODAY, 6)


def test_a_long_table_is_counted_whole_and_shown_in_part(
    audit: Audit, committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST", 2)
    table = _tables(committee)[Table.OPEN]
    assert (table.count, [row.label for row in table.rows]) == (6, ["시정 1", "시정 2"])


def test_statements_do_not_grow_with_audits_and_demands(
    audit: Audit, committee: Committee, department: Department
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            _tables(committee)
        return len(captured)

    few = statements()
    for number in range(7, 40):
        assign(make_demand(audit, number), department)
        assign(make_demand(make_audit(2025, f"시연{number}국", committee=committee)), department)
    assert statements() == few <= 12
