"""The official report as JSON: the keys of the first form stay, and one report gives the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from audits.access import Viewer
from audits.models import Audit, Demand, Department, User
from audits.statuses import ReportedStatus as Status
from tests.conftest import TODAY
from tests.factories import assign, make_audit, make_demand
from tests.tracker.actions.gates import LETTER
from tests.tracker.rounds import opened
from tracker import reports
from tracker.actions.rounds import close_round
from tracker.exports import json as json_form
from tracker.models import Paper, Snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]

FIRST_FORM = {"audit", "as_of", "summary", "items", "record"}
ITEM = {"number", "category", "text", "standing", "verification", "confirmed", "live", "departments"}
ANSWER = {"department", "point", "lead", "stage", "status", "verification", "due_date"} | {
    "original_due_date",
    "wording",
    "actions_taken",
    "plan",
    "planned_until",
    "reported_on",
}


@pytest.fixture
def audit(department: Department, neighbour: Department) -> Audit:
    """One shared by two, one completed, one that nobody has."""
    audit = make_audit()
    shared = make_demand(audit, 1)
    assign(shared, department, lead=True, due=TODAY - timedelta(days=3))
    assign(shared, neighbour, Status.NOT_REPORTED)
    assign(make_demand(audit, 2, category="suggestion"), department, Status.COMPLETED)
    make_demand(audit, 3)
    return audit


@pytest.fixture
def snapshot(audit: Audit, coordinator: User, as_viewer: Callable[[User], Viewer]) -> Snapshot:
    by = as_viewer(coordinator)
    close_round(opened(audit, by).pk, LETTER, by=by)
    return Snapshot.objects.get()


def _told(audit: Audit, paper: Paper = Paper.RESULT) -> dict[str, Any]:
    written = json_form.written(reports.official_now(audit, paper, TODAY, today=TODAY))
    told: dict[str, Any] = json.loads(written)
    return told


def test_the_keys_of_the_first_form_are_there(audit: Audit) -> None:
    told = _told(audit)
    assert set(told) >= FIRST_FORM
    assert told["audit"] == {"id": audit.pk, "year": 2025, "body": "정보국"}
    assert [item["number"] for item in told["items"]] == [1, 2, 3]
    for item in told["items"]:
        assert set(item) >= ITEM
        assert all(set(answer) >= ANSWER for answer in item["departments"])


def test_the_summary_is_the_one_of_the_api(audit: Audit) -> None:
    assert _told(audit)["summary"] == reports.summary(audit, Demand.objects.all()).as_json()


def test_items_add_up_to_the_summary(audit: Audit) -> None:
    told = _told(audit)
    for status in Status:
        counted = [item for item in told["items"] if item["standing"] == status]
        assert len(counted) == told["summary"]["total"][status.value]


def test_an_item_says_how_many_of_its_answers_are_confirmed(audit: Audit) -> None:
    first, _second, third = _told(audit)["items"]
    assert (first["live"], first["confirmed"], first["verification"]) == (2, 0, "none")
    assert (third["live"], third["departments"], third["standing"]) == (0, [], "not_reported")
    assert [answer["overdue"] for answer in first["departments"]] == [True, False]


def test_one_frozen_report_gives_the_same_bytes_whatever_happens_later(
    snapshot: Snapshot, audit: Audit, department: Department
) -> None:
    once = json_form.written(reports.of_snapshot(snapshot))
    assign(Demand.objects.get(number=3), department)
    with override("en"):
        assert json_form.written(reports.of_snapshot(Snapshot.objects.get())) == once
    told = json.loads(once)
    assert (told["frozen"], told["sha256"]) == (True, snapshot.sha256)


def test_a_frozen_report_and_what_stands_carry_the_same_numbers(snapshot: Snapshot, audit: Audit) -> None:
    frozen, now = reports.of_snapshot(snapshot), reports.official_now(audit, Paper.RESULT, TODAY, today=TODAY)
    assert [asdict(row) for row in (frozen.total, *frozen.rows)] == [
        asdict(row) for row in (now.total, *now.rows)
    ]
    assert frozen.items == now.items


def test_only_the_councils_paper_tells_what_the_council_found(audit: Audit) -> None:
    def keys(paper: Paper) -> set[str]:
        return set(_told(audit, paper)["items"][0]["departments"][0])

    assert keys(Paper.INSPECTION) - keys(Paper.RESULT) == {"found", "doubts"}


def test_it_tells_when_all_items_are_written(audit: Audit) -> None:
    heard: list[int] = []
    json_form.written(reports.official_now(audit, Paper.RESULT, TODAY, today=TODAY), heard.append)
    assert heard == [3]
